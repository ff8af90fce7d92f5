"""`laixin export`: the ledger as a file for spreadsheets and programs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.consoles import remarks
from cli.options import read_settings
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.whole_files import write_whole
from cli.words import vocabulary

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.exporting.export_files import Written
    from ledger.rows.filters import RowFilters

ExportForm = Literal["xlsx", "csv", "jsonl", "parquet", "exchange"]
Form = Annotated[ExportForm | None, typer.Option("--form", help=text("option.export-form"), show_default=False)]
Encoding = Annotated[Literal["utf-8", "gb18030"], typer.Option("--encoding", help=text("option.encoding"))]
ToFile = Annotated[Path, typer.Option("--to", metavar="FILE", help=text("option.export-to"), show_default=False)]
Day = Annotated[str | None, typer.Option("--from", metavar="DATE", help=text("option.from"), show_default=False)]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=text("option.until"), show_default=False)]
Status = Annotated[str | None, typer.Option("--status", help=text("option.export-status"), show_default=False)]
Topic = Annotated[str | None, typer.Option("--topic", help=text("option.export-topic"), show_default=False)]
Unit = Annotated[str | None, typer.Option("--unit", help=text("option.export-unit"), show_default=False)]
Restricted = Annotated[bool, typer.Option("--restricted", help=text("option.register"))]
MOST_COUNTED = 10**9
ENDINGS: Mapping[str, ExportForm] = {".xlsx": "xlsx", ".csv": "csv", ".jsonl": "jsonl", ".parquet": "parquet"}
"""How the file of a form ends; that of an exchange is told apart by `cli/exchanging.py`."""


def export(
    form: Form = None,
    *,
    to: ToFile,
    encoding: Encoding = "utf-8",
    since: Day = None,
    until: Until = None,
    status: Status = None,
    topic: Topic = None,
    unit: Unit = None,
    full: accesses.Full = False,
    restricted: Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    home: options.Home = None,
) -> None:
    """Write the ledger, masked; in full, or the register of accusations, only by name and with a reason."""
    from ledger.rows.filters import RowFilters
    from records import UsageError

    if restricted and (topic or unit):  # the columns that are asked are empty of accusations: none would be found
        raise UsageError("export.register-filter")
    form = read_form(form, to)
    settings = read_settings(home=home)
    chosen = RowFilters(
        received_from=_read_day(since),
        received_to=_read_day(until),
        status=_read_name("status", status),
        topic=_read_topic(topic),
        unit=_read_unit(unit),
    )
    with open_books(settings) as ledger, write_whole(to) as stream:
        if restricted:
            note_access(ledger, f"export {form}", "restricted", by=by, reason=reason, cases=len(ledger.apart(chosen)))
        elif full:
            count = ledger.count_rows(replace(chosen, restricted=False), at_most=MOST_COUNTED)
            note_access(ledger, f"export {form}", "full", by=by, reason=reason, cases=count)
        if form == "exchange":
            from cli.exchanging import write_exchange

            written = write_exchange(
                ledger, stream, to=to, tables=settings.vocab, filters=chosen, encoding=encoding, full=full,
                restricted=restricted,
            )  # fmt: skip
        else:
            written = _write(ledger, stream, form, chosen, encoding, full=full, restricted=restricted)
        apart = 0 if restricted else len(ledger.apart(chosen))
    said = remarks()
    said.print(text("export.written", path=show_visible(str(to)), count=written.rows), soft_wrap=True)
    said.print(text("export.in-full" if full or restricted else "export.masked"), soft_wrap=True)
    if apart:
        said.print(text("export.apart", count=apart), soft_wrap=True)
    if written.cut:
        said.print(text("export.cut", count=written.cut), soft_wrap=True)


def read_form(form: ExportForm | None, to: Path) -> ExportForm:
    """The form that was asked for, or else the one that the file's ending tells.

    Raises UsageError `export.ending` for an ending of no form, `export.other-ending` for that of another form.
    """
    from records import UsageError

    if form == "exchange":
        return form
    told = ENDINGS.get(to.suffix.lower())
    if told is None:
        raise UsageError("export.ending", " ".join(ENDINGS))
    if form not in (None, told):
        raise UsageError("export.other-ending", f"--form {form}, *{to.suffix.lower()}")
    return told


def _write(
    ledger: "Ledger",
    stream: BinaryIO,
    form: Literal["xlsx", "csv", "jsonl", "parquet"],
    chosen: "RowFilters",
    encoding: Literal["utf-8", "gb18030"],
    *,
    full: bool,
    restricted: bool,
) -> "Written":
    from ledger.clock import office_date
    from ledger.exporting.columns import COLUMNS, REGISTER
    from ledger.exporting.export_files import write_bodies, write_rows
    from ledger.exporting.words import Words
    from ledger.exporting.workbooks import make_sheets

    words = Words(vocabulary(), LANG)
    sheets = make_sheets(
        words, day=office_date(datetime.now(UTC)), register=restricted, full=full or restricted,
        apart=None if restricted else ledger.apart(chosen),
    )  # fmt: skip
    if restricted or full:
        rows = ledger.whole_rows(chosen, restricted=restricted)
        columns = REGISTER if restricted else COLUMNS
        return write_rows(rows, stream, form=form, columns=columns, words=words, sheets=sheets, encoding=encoding)
    bodies = (row.body for row in ledger.rows(replace(chosen, restricted=False)))
    return write_bodies(bodies, stream, form=form, columns=COLUMNS, words=words, sheets=sheets, encoding=encoding)


def _read_day(day: str | None) -> date | None:
    from records import UsageError

    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise UsageError("export.day") from None


def _read_name(question: str, given: str | None) -> str | None:
    """The code of an answer that was given by its code or its name."""
    from records import UsageError

    if given is None:
        return None
    known = [(code, row) for (asked, code), row in vocabulary().labels.items() if asked == question and code]
    found = next((code for code, row in known if given in (code, row.zh, row.en)), None)
    if found is None:
        raise UsageError(f"export.{question}", given)
    return found


def _read_topic(given: str | None) -> str | None:
    """A topic of the first level."""
    from records import UsageError

    if given is not None and given not in vocabulary().level1:
        raise UsageError("export.topic", given)
    return given


def _read_unit(given: str | None) -> str | None:
    """The code of a unit that was given by its code or a name it bears."""
    from records import UsageError

    if given is None:
        return None
    units = vocabulary().units
    found = next((code for code, row in units.items() if given in (code, row.name, *row.aliases)), None)
    if found is None:
        raise UsageError("export.unit", given)
    return found
