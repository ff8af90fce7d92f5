"""The table of columns in docs/exports.md is that of the program."""

from pathlib import Path

from ledger.exporting.columns import COLUMNS, Column
from ledger.exporting.words import Words
from vocab import load_vocabulary

DOC = Path(__file__).parents[3] / "docs" / "exports.md"


def table() -> str:
    """The table as it must stand between its marks."""
    chinese, english = (Words(load_vocabulary(), lang) for lang in ("zh", "en"))
    rows = [
        f"| `{one.key}` | {chinese.heading(one.key)} | {english.heading(one.key)} | {_kind(one)} |" for one in COLUMNS
    ]
    return "\n".join(["| key | heading | in English | what it is |", "|---|---|---|---|", *rows, ""])


def _kind(column: Column) -> str:
    if not column.filled:
        return "–"
    return f"{column.kind}: `{column.names}`" if column.names else column.kind


def test_every_column_is_documented() -> None:
    written = DOC.read_text(encoding="utf-8").split("<!-- columns -->\n", 1)[1].split("<!-- /columns -->", 1)[0]
    assert written == table()
