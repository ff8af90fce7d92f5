"""`laixin cases`, `laixin show` and `laixin review`: the ledger before people."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.consoles import binary_output, print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.whole_files import write_whole
from cli.words import name_field, name_value, tell_doubts, vocabulary

if TYPE_CHECKING:
    from ledger import Ledger
    from records import CaseRecord, CaseValues, Review

MOST_COUNTED = 10**9
MOST_DOUBTS = 2
"""Doubts of a case that the table of all cases spells out; `show` has every one."""

Format = Literal["table", "jsonl", "csv", "xlsx"]
FormatOption = Annotated[Format, typer.Option("--format", help=text("option.format"))]
ToFile = Annotated[Path | None, typer.Option("--to", help=text("option.to-file"), show_default=False)]
NeedsPerson = Annotated[bool, typer.Option("--needs-person", help=text("option.needs-person"))]
Verbose = Annotated[bool, typer.Option("--verbose", help=text("option.verbose"))]
CaseNo = Annotated[str, typer.Argument(metavar="CASE_NO", help=text("option.case-no"), show_default=False)]
Changes = Annotated[list[str], typer.Option("--set", metavar="FIELD=VALUE", help=text("option.set"))]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.by"), show_default=False)]
ConfirmParent = Annotated[bool, typer.Option("--confirm-parent", help=text("option.confirm-parent"))]
Note = Annotated[str, typer.Option("--note", help=text("option.note"), show_default=False)]


def cases(
    form: FormatOption = "table",
    to: ToFile = None,
    *,
    restricted: options.Restricted = False,
    full: accesses.Full = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    needs_person: NeedsPerson = False,
    home: options.Home = None,
) -> None:
    """Show the ledger, or export it."""
    from records import UsageError

    settings = read_settings(home=home)
    if form == "xlsx" and to is None:
        raise UsageError("export.to")
    if form == "table" and to is not None:
        raise UsageError("export.table")
    with open_books(settings) as ledger:
        if restricted:
            note_access(ledger, "cases", "restricted", by=by, reason=reason, cases=len(ledger.apart()))
        if full:
            note_access(ledger, "cases", "full", by=by, reason=reason, cases=_count_open(ledger))
        records = _choose(ledger.cases(restricted=restricted), needs_person=needs_person)
        if form == "table":
            _print_table(list(records), full=full)
            return

        from ledger import export_cases

        write = partial(
            export_cases, records, form=form, lang=LANG, full=full, restricted=restricted, vocabulary=vocabulary()
        )
        if to is None:
            write(binary_output())
            return
        with write_whole(to) as stream:
            count = write(stream)
        remarks().print(text("cases.written", path=show_visible(str(to)), count=count), soft_wrap=True)


def _count_open(ledger: "Ledger") -> int:
    from ledger.rows.filters import RowFilters

    return ledger.count_rows(RowFilters(restricted=False), at_most=MOST_COUNTED)


def _choose(records: Iterable["CaseRecord"], *, needs_person: bool) -> Iterator["CaseRecord"]:
    return (record for record in records if not needs_person or _waits_for_person(record))


def _waits_for_person(record: "CaseRecord") -> bool:
    return record.needs_person


def _print_table(records: list["CaseRecord"], *, full: bool) -> None:
    """The ledger at a glance: masked, and of restricted cases number, day and status, unless they were asked for."""
    from ledger.masking import mask_record

    if not records:
        results().print(text("cases.none"))
        return
    headings = [
        f"{name_field('case_no')}\n{name_field('received_at')}",
        name_field("names"),
        f"{name_field('title')}\n{name_field('territory')}",
        f"{name_field('topic')}\n{name_field('unit')}",
        text("cases.due"),
        text("cases.status"),
    ]
    tables = vocabulary()
    shown = (record if full else mask_record(record, vocabulary=tables) for record in records)
    results().print(make_table(headings, map(_row, shown)))
    waiting = sum(map(_waits_for_person, records))
    results().print(text("cases.count", count=len(records), to_review=waiting), style="bold")


def _row(record: "CaseRecord") -> tuple[str, ...]:
    values = record.values
    title = show_visible(values.title or "") or (text("run.secret") if record.restricted else "")
    return (
        f"{record.case_no}\n{record.received_at:%Y-%m-%d}",
        _tell_senders(values),
        f"{title}\n{name_value('territory', values.territory)}",
        f"{name_value('topic', values.topic)}\n{name_value('unit', values.unit)}",
        tell_next_due(record),
        "\n".join(_tell_state(record)),
    )


def tell_next_due(record: "CaseRecord") -> str:
    """The last day of the clock that ends next among those that run; nothing when none runs."""
    return min((clock.due.isoformat() for clock in record.deadlines if clock.state == "running"), default="")


def _tell_senders(values: "CaseValues") -> str:
    """The main petitioner, masked, and how many there are."""
    count = max(len(values.names), values.signatory_count or 0)
    first = show_visible(values.names[0]) if values.names else ""
    return text("cases.and-others", name=first, count=count) if first and count > 1 else first


def _tell_state(record: "CaseRecord") -> Iterator[str]:
    """The status, what is pressing or came before, and the first doubts."""
    values = record.values
    marks = [name_value("status", record.status)]
    marks += [name_value("urgency", "urgent")] if values.urgency == "urgent" else []
    marks += [name_value("repeat", "repeat")] if values.repeat == "repeat" else []
    yield " ".join(marks)
    if not record.needs_person:
        return
    doubts = tell_doubts(record.doubts).splitlines()
    yield from doubts[:MOST_DOUBTS]
    if len(doubts) > MOST_DOUBTS:
        yield text("cases.more-doubts", count=len(doubts) - MOST_DOUBTS)


def show(
    case_no: CaseNo,
    *,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    verbose: Verbose = False,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Show one case with its evidence and history."""
    with open_books(read_settings(home=home)) as ledger:
        if restricted and ledger.case(case_no).restricted:
            note_access(ledger, "show", "restricted", by=by, reason=reason, cases=1, case_no=case_no)
        record = ledger.case(case_no, restricted=restricted)
        history = ledger.history(case_no, restricted=restricted)
    if as_json:
        events = [event.model_dump(mode="json") for event in history]
        print_json({"case": record.model_dump(mode="json", by_alias=True), "history": events})
        return
    from cli.case_page import print_case

    print_case(record, history, verbose=verbose)


def review(
    case_no: CaseNo,
    *,
    changes: Changes,
    by: By,
    note: Note = "",
    confirm_parent: ConfirmParent = False,
    home: options.Home = None,
) -> None:
    """Note what a person decided about a case."""
    from datetime import UTC, datetime

    from cli.blind_answers import print_progress
    from cli.decisions import read_decisions
    from ledger.blind_view import HIDDEN

    settings = read_settings(home=home)
    decisions = read_decisions(changes, vocabulary().on(datetime.now(UTC).astimezone().date()))
    with open_books(settings) as ledger:
        known = ledger.case(case_no)
        reviews = ledger.decide(
            case_no, decisions, by=by, note=note, at=datetime.now(UTC), confirm_parent=confirm_parent
        )
        record = ledger.case(case_no)
        secret = known.restricted or record.restricted  # it may be an accusation from now on
        _print_reviews(reviews, secret=secret, hidden=HIDDEN if record.blind == "open" else frozenset())
        print_progress(ledger, known, record)


def _print_reviews(reviews: Iterable["Review"], *, secret: bool, hidden: frozenset[str]) -> None:
    for done in reviews:
        value, before = (
            name_value(done.field, given) or text("show.nothing") for given in (done.human_value, done.machine_value)
        )
        if secret or done.field in hidden:
            before = text("show.withheld")  # whoever reviews an accusation need not be one of those who may see it
        line = text("review.done", case_no=done.case_no, field=name_field(done.field), value=value, before=before)
        results().print(line, soft_wrap=True)
