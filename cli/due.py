"""`laixin due` and `laixin supervise`: what is due, what is overdue, and the notices that are given for it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.books import open_books
from cli.calendar_check import unknown_years
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.words import MARKS, name_field, name_value, vocabulary

if TYPE_CHECKING:
    from ledger.life.clock_rows import DueClock

MOST = 200

Within = Annotated[
    int | None,
    typer.Option("--within", metavar="DAYS", min=0, max=3650, help=text("option.within"), show_default=False),
]
Overdue = Annotated[bool, typer.Option("--overdue", help=text("option.overdue"))]
UnitOption = Annotated[str, typer.Option("--unit", metavar="UNIT", help=text("option.due-unit"), show_default=False)]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=100_000, help=text("option.due-limit"))]


def due(
    *,
    within: Within = None,
    overdue: Overdue = False,
    unit: UnitOption = "",
    limit: Limit = MOST,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """List what is overdue and what falls due in the next days, the most pressing first."""
    from ledger.clock import office_date

    settings = read_settings(home=home)
    today = office_date(datetime.now(UTC))
    days = settings.remind_days if within is None else within
    code = _find_unit(unit, today) if unit else None
    with open_books(settings) as ledger:
        missing = unknown_years(ledger.calendar, today)
        late = ledger.overdue(today=today, unit=code, limit=limit)
        coming = []
        if not overdue and len(late) < limit:
            coming = ledger.due(today=today, within=days, unit=code, limit=limit - len(late))
        total = ledger.count_due(today=today, within=days, unit=code)
    if overdue:
        total = (total[0], 0)
    if as_json:
        print_json(
            {
                "today": today.isoformat(),
                "within": days,
                "overdue": total[0],
                "due": total[1],
                "years_without_calendar": missing,
                "clocks": [_as_row(one) for one in (*late, *coming)],
            }
        )
    else:
        _print_due(late, coming, total=total, days=days)
    _warn(missing)


def supervise(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Give the reminders, overdue notices and escalations that are still to be given, and write the lists."""
    from dataclasses import asdict

    from flows.supervising import supervise_ledger
    from ledger.clock import office_date

    settings, now = read_settings(home=home), datetime.now(UTC)
    today = office_date(now)
    with open_books(settings) as ledger:
        missing = unknown_years(ledger.calendar, today)
        done = supervise_ledger(ledger, settings, today=today, at=now)
    if as_json:
        print_json({**asdict(done), "folder": str(done.folder), "lists": [path.name for path in done.lists]})
    else:
        results().print(
            text(
                "supervise.done", reminders=done.reminders, notices=done.notices, escalations=done.escalations,
                overdue=done.overdue,
            ),
            style="bold",
        )  # fmt: skip
        if done.renewed:
            results().print(text("supervise.renewed", cases=done.renewed))
        results().print(text("supervise.lists", count=len(done.lists), folder=show_visible(str(done.folder))))
    _warn(missing)


def _find_unit(given: str, today: date) -> str:
    """The code of a unit named; what the tables do not have may still stand in a step, and is taken as given."""
    from cli.decisions import find_code
    from records import UsageError

    try:
        return find_code("unit", given, vocabulary().on(today))
    except UsageError:
        return given


def _print_due(late: "list[DueClock]", coming: "list[DueClock]", *, total: tuple[int, int], days: int) -> None:
    if not late and not coming:
        results().print(text("due.none", days=days))
        return
    headings = [
        name_field("case_no"), name_field("clock"), text("due.last-day"), text("due.left"), name_field("unit"),
        name_field("topic"), name_field("status"),
    ]  # fmt: skip
    results().print(make_table(headings, _rows(late, coming)))
    results().print(text("due.count", overdue=total[0], due=total[1], days=days), style="bold")
    if hidden := sum(total) - len(late) - len(coming):
        results().print(text("due.more", count=hidden), soft_wrap=True)


def _rows(late: "list[DueClock]", coming: "list[DueClock]") -> Iterator[tuple[str, ...]]:
    for heading, clocks in (("due.overdue", late), ("due.coming", coming)):
        if clocks:
            yield (text(heading),)
        yield from (_row(clock) for clock in clocks)


def _row(clock: "DueClock") -> tuple[str, ...]:
    unit = name_value("unit", clock.unit) if clock.unit else text("due.office")
    hidden = clock.clock is None
    return (
        clock.case_no,
        text("due.restricted") if hidden else name_value("clock", clock.clock),
        clock.due.isoformat(),
        tell_days(clock.days_left),
        "" if hidden else show_visible(unit),
        "" if hidden else name_value("topic", clock.topic),
        "" if hidden else name_value("status", clock.status),
    )


def tell_days(left: int) -> str:
    """The days left as people say it."""
    if left < 0:
        return text("due.days-over", days=-left)
    return text("due.days-left", days=left) if left else text("due.today")


def _as_row(clock: "DueClock") -> dict[str, Any]:
    return {
        "case_no": clock.case_no,
        "restricted": clock.restricted,
        "clock": clock.clock,
        "due": clock.due.isoformat(),
        "days_left": clock.days_left,
        "unit": clock.unit,
        "topic": clock.topic,
        "status": clock.status,
    }


def _warn(years: list[int]) -> None:
    if years:
        told = MARKS[LANG].join(map(str, years))
        remarks().print(text("due.no-calendar", years=told), style="yellow", soft_wrap=True)
