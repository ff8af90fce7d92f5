"""The ledger in the form of the provincial exchange, with the list of what could not be said in it."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from cli.consoles import remarks
from cli.texts import text
from cli.visible import show_visible
from cli.whole_files import write_whole

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.exporting.delimited import Encoding
    from ledger.exporting.export_files import Written
    from ledger.rows.filters import RowFilters

REPORT_ENDING = ".unmapped.csv"


def write_exchange(
    ledger: "Ledger",
    stream: BinaryIO,
    *,
    to: Path,
    tables: Path | None,
    filters: "RowFilters",
    encoding: "Encoding",
    full: bool,
    restricted: bool,
) -> "Written":
    """Write the cases in the exchange's fields, and beside the file what could not be mapped.

    The form is told by the file's ending. Raises UsageError `export.exchange-ending` for one that tells none.
    """
    from ledger.exporting.exchange import Unmapped, map_rows
    from ledger.exporting.exchange_files import ENDINGS, write_exchange_rows
    from records import UsageError
    from vocab.exchange_tables import load_exchange

    form = ENDINGS.get(to.suffix.lower())
    if form is None:
        raise UsageError("export.exchange-ending", " ".join(ENDINGS))
    exchange, unmapped = load_exchange(tables), Unmapped()
    rows: Iterable[Mapping[str, Any]]
    if full or restricted:
        rows = ledger.whole_rows(filters, restricted=restricted)
    else:
        rows = (json.loads(row.body) for row in ledger.rows(replace(filters, restricted=False)))
    mapped = map_rows(rows, exchange, unmapped)
    names = [field.field for field in exchange.fields]
    written = write_exchange_rows(mapped, stream, form=form, fields=names, encoding=encoding)
    _write_report(list(unmapped.rows(exchange)), to.with_name(to.name + REPORT_ENDING))
    return written


def _write_report(rows: list[dict[str, object]], path: Path) -> None:
    """Which fields stay empty, which codes have no counterpart, which texts were cut: fields and codes alone."""
    keys = ("field", "name", "what", "code", "cases")
    told = [[text(f"exchange.{row[key]}") if key == "what" else str(row[key] or "") for key in keys] for row in rows]
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows([[text(f"exchange.{key}") for key in keys], *told])
    with write_whole(path) as stream:
        stream.write(lines.getvalue().encode("utf-8-sig"))
    line = text("exchange.unmapped", count=len(rows), path=show_visible(str(path)))
    remarks().print(line, soft_wrap=True)
