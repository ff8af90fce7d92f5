"""Steps from a spreadsheet: a row a step, its columns the case, the step, the day, who signs, and the facts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.step_words import find_fact, find_kind
from cli.texts import load_texts
from records import UsageError
from records.base import narrow_text

if TYPE_CHECKING:
    from ledger.life.taking import Asked
    from vocab.procedure import Procedure

MOST_ROWS = 20_000
"""More steps at once would hold the ledger for minutes; such a file is split."""
COLUMNS = ("case_no", "kind", "on", "by", "key")
_NEEDED = ("case_no", "kind")


@dataclass(frozen=True)
class StepRow:
    """A row of a file: its number there, and the step that it asks for or what is wrong with it."""

    row: int
    case_no: str
    kind: str
    asked: "Asked | UsageError"


def read_step_file(path: Path, *, procedure: "Procedure", by: str, at: datetime) -> list[StepRow]:
    """The steps that a CSV or XLSX file asks for, its first sheet; `by` signs where no row does.

    Raises:
        UsageError: `data.missing`, `step.file` for a file of another kind, without the columns or too large, or
            `labels.…` when it is damaged.
    """
    rows = _rows(path)
    columns: list[str] = []
    found: list[StepRow] = []
    for number, cells in rows:
        words = [_word(cell) for cell in cells or ()]
        if not any(words):
            continue
        if not columns:
            columns = _read_heading(words, procedure)
            if not columns:
                raise UsageError("step.file", path.name)
            continue
        if len(found) == MOST_ROWS:
            raise UsageError("step.file", path.name)
        named = {column: word for column, word in zip(columns, words, strict=False) if column and word}
        found.append(_read_row(number, named, procedure, by=by, at=at))
    if not columns:
        raise UsageError("step.file", path.name)
    return found


def _rows(path: Path) -> Iterator[tuple[int, Sequence[object] | None]]:
    from classifiers.labelling.csv_rows import read_csv_rows
    from classifiers.labelling.sheet_rows import read_sheet_rows

    if not path.is_file():
        raise UsageError("data.missing", path.name)
    kind = path.suffix.lower()
    if kind not in (".csv", ".tsv", ".xlsx"):
        raise UsageError("step.file", path.name)
    first: str | None = None
    for sheet, number, cells in (read_sheet_rows if kind == ".xlsx" else read_csv_rows)(path):
        first = sheet if first is None else first
        if sheet == first:
            yield number, cells


def _read_heading(words: Sequence[str], procedure: "Procedure") -> list[str]:
    """The column of each cell, empty for those that mean nothing; none at all without case and step."""
    own = {name.casefold(): column for column in COLUMNS for name in _names(column)}
    columns = []
    for word in words:
        fact = find_fact(word, procedure)
        known = own.get("".join(narrow_text(word).split()).casefold(), fact if fact in procedure.facts else "")
        columns.append(known if known not in columns else "")
    return columns if all(column in columns for column in _NEEDED) else []


def _names(column: str) -> list[str]:
    told = load_texts()[f"step.column-{column.replace('_', '-')}"]
    return [column, *told["zh"].split(), *told["en"].split()]


def _read_row(number: int, named: Mapping[str, str], procedure: "Procedure", *, by: str, at: datetime) -> StepRow:
    from ledger.life.taking import Asked

    case_no, kind = narrow_text(named.get("case_no", "")), find_kind(named.get("kind", ""), procedure)
    facts = {key: word for key, word in named.items() if key not in COLUMNS}
    if kind not in procedure.steps:
        return StepRow(number, case_no, kind, UsageError("step.unknown", kind))
    try:
        on = read_day(named["on"]) if "on" in named else None
    except UsageError as error:
        return StepRow(number, case_no, kind, error)
    key = named.get("key") or None
    asked = Asked(case_no, kind, by=named.get("by", by), at=at, on=on, facts=facts, key=key)
    return StepRow(number, case_no, kind, asked)


def read_day(given: str) -> date:
    """A day as people write it: 2026-01-05, 2026/1/5, 2026年1月5日. Raises UsageError `step.day`."""
    from ledger.life.facts import parse_day

    try:
        return parse_day(given.strip())
    except ValueError:
        raise UsageError("step.day") from None


def _word(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if isinstance(cell, str | int | float) else ""
