"""Records of the ledger as JSON lines: masked and withheld, or whole for those who may see them whole."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from ledger.blind_view import hide_machine
from ledger.clock import office_date
from ledger.exporting.columns import COLUMNS, REGISTER
from ledger.exporting.delimited import Encoding
from ledger.exporting.export_files import Form, write_lines, write_rows
from ledger.exporting.flat import flat_row
from ledger.exporting.json_lines import keep_line
from ledger.exporting.words import Words
from ledger.exporting.workbooks import make_sheets
from ledger.masking import mask_record
from ledger.restricted import withhold
from records import CaseRecord
from vocab import Lang, Vocabulary, load_vocabulary


def show_record(
    record: CaseRecord, *, vocabulary: Vocabulary, full: bool = False, restricted: bool = False
) -> CaseRecord:
    """A record as it may leave the office: an ordinary one masked, of a restricted one its number and days.

    `full` gives ordinary ones unmasked, `restricted` gives restricted ones whole. What the machine judged of a case
    that waits for a blind answer is in none.
    """
    hidden = hide_machine(record)
    if record.restricted and restricted:
        return hidden
    shown = withhold(hidden)
    return shown if full else mask_record(shown, vocabulary=vocabulary)


def export_cases(
    records: Iterable[CaseRecord],
    to: BinaryIO,
    *,
    form: Form,
    lang: Lang = "zh",
    full: bool = False,
    restricted: bool = False,
    vocabulary: Vocabulary | None = None,
    encoding: Encoding = "utf-8",
) -> int:
    """Write records and give how many there were.

    `jsonl` holds each record by its schema with English keys, of a restricted case what everybody may see. The other
    forms are the ordinary ledger, without restricted cases; or, when `restricted` is true, the register of these and
    nothing else. Masked unless `full` is true; a register is always whole.
    """
    tables = vocabulary or load_vocabulary()
    if form == "jsonl":
        shown = (show_record(record, vocabulary=tables, full=full, restricted=restricted) for record in records)
        return write_lines((keep_line(record.model_dump_json(by_alias=True)) for record in shown), to)
    words = Words(tables, lang)
    apart: list[str] = []
    rows = _register(records) if restricted else _ordinary(records, apart, tables, full=full)
    sheets = make_sheets(
        words,
        day=office_date(datetime.now(UTC)),
        register=restricted,
        full=full or restricted,
        apart=None if restricted else apart,
    )
    columns = REGISTER if restricted else COLUMNS
    return write_rows(rows, to, form=form, columns=columns, words=words, sheets=sheets, encoding=encoding).rows


def _ordinary(
    records: Iterable[CaseRecord], apart: list[str], vocabulary: Vocabulary, *, full: bool
) -> Iterator[dict[str, object]]:
    """The rows of the ordinary cases; the numbers of the others are noted apart."""
    for record in records:
        if not record.restricted:
            shown = withhold(hide_machine(record))
            yield {**flat_row(shown, masked=not full, vocabulary=vocabulary)}
        elif record.status != "split":
            apart.append(record.case_no)


def _register(records: Iterable[CaseRecord]) -> Iterator[dict[str, object]]:
    for record in records:
        if record.restricted and record.status != "split":
            yield {**flat_row(hide_machine(record), masked=False)}
