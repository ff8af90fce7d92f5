"""`laixin bulletin`: what a week, a month or a campaign brought, as pages that can be handed on."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.books import open_books
from cli.campaign_rules import read_code
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.texts import text

if TYPE_CHECKING:
    from ledger import Ledger
    from ledger.bulletin.periods import Period

Week = Annotated[
    str | None, typer.Option("--week", metavar="2026-W47", help=text("option.bulletin-week"), show_default=False)
]
Month = Annotated[
    str | None, typer.Option("--month", metavar="2026-10", help=text("option.bulletin-month"), show_default=False)
]
First = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help=text("option.bulletin-from"), show_default=False),
]
Last = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help=text("option.bulletin-until"), show_default=False),
]
Campaign = Annotated[
    str | None, typer.Option("--campaign", metavar="CODE", parser=read_code, help=text("option.bulletin-campaign"))
]
Forms = Annotated[
    list[str] | None,
    typer.Option("--form", metavar="html|docx|pdf", help=text("option.bulletin-form"), show_default=False),
]
Suggestion = Annotated[
    list[str] | None,
    typer.Option("--suggestion", metavar="CASE_NO", help=text("option.bulletin-suggestion"), show_default=False),
]
To = Annotated[Path, typer.Option("--to", metavar="FOLDER", help=text("option.bulletin-to"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.bulletin-by"), show_default=False)]


def bulletin(
    *,
    to: To,
    by: By,
    week: Week = None,
    month: Month = None,
    first: First = None,
    last: Last = None,
    campaign: Campaign = None,
    forms: Forms = None,
    suggestion: Suggestion = None,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Make the bulletin of a period, and note that it was made."""
    from flows.bulletin_making import FORMS, make_bulletin
    from ledger.clock import office_date

    settings, now = read_settings(home=home), datetime.now(UTC)
    with open_books(settings) as ledger:
        period = _find_period(
            ledger,
            week=week,
            month=month,
            first=first.date() if first else None,
            last=last.date() if last else None,
            campaign=campaign,
            today=office_date(now),
        )
        made = make_bulletin(
            ledger,
            settings,
            period,
            folder=to,
            forms=tuple(dict.fromkeys(forms)) if forms else FORMS,  # type: ignore[arg-type]
            by=by,
            at=now,
            picked=suggestion or (),
        )
    if made.differs:
        remarks().print(text("bulletin-made.differs"), style="red", soft_wrap=True)
    if as_json:
        print_json({"files": [str(path) for path in made.files], "sha256": made.sha256})
        return
    for path in made.files:
        results().print(str(path), soft_wrap=True, markup=False, highlight=False)
    results().print(text("bulletin-made.done", period=period.code), style="bold")


def _find_period(
    ledger: "Ledger",
    *,
    week: str | None,
    month: str | None,
    first: date | None,
    last: date | None,
    campaign: str | None,
    today: date,
) -> "Period":
    """The period that the options name.

    Raises:
        UsageError: `bulletin.which` when they name none or several, `bulletin.period` when there is no such period,
            `bulletin.future` when it has not begun.
    """
    from ledger.bulletin.periods import parse_month, parse_week, span
    from records import UsageError

    if sum(named is not None for named in (week, month, first, campaign)) != 1 or (first is None) != (last is None):
        raise UsageError("bulletin.which")
    if campaign is not None:
        period = ledger.campaign_period(campaign, today=today)
    elif week is not None:
        period = parse_week(week)
    elif month is not None:
        period = parse_month(month)
    else:
        assert first is not None and last is not None  # noqa: PT018 - said above
        period = span(first, last)
    if period.first > today:
        raise UsageError("bulletin.future", period.code)
    return period
