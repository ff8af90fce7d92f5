"""`laixin campaign` and `laixin leaders`: cases that are listed and worked off together, and whose charge they are."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.books import open_books
from cli.campaign_rules import read_code, read_rule
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from ledger.campaigns.standing import ListedCase, Standing
    from records import Campaign

Code = Annotated[str, typer.Argument(metavar="CODE", parser=read_code, help=text("option.campaign.code"))]
Cases = Annotated[
    list[str] | None, typer.Argument(metavar="CASE_NO…", help=text("option.campaign.cases"), show_default=False)
]
SomeCases = Annotated[list[str], typer.Argument(metavar="CASE_NO…", help=text("option.campaign.cases"))]
Name = Annotated[str, typer.Option("--name", help=text("option.campaign.name"), show_default=False)]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help=text("option.campaign.kind"))]
Starts = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help=text("option.campaign.from"))]
Ends = Annotated[
    datetime | None,
    typer.Option("--to", formats=["%Y-%m-%d"], help=text("option.campaign.to"), show_default=False),
]
Rules = Annotated[
    list[str] | None,
    typer.Option("--rule", metavar="KEY=VALUE", help=text("option.campaign.rule"), show_default=False),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.campaign.by"), show_default=False)]
Everyone = Annotated[bool, typer.Option("--all", help=text("option.campaign.all"))]
ListKind = Annotated[str | None, typer.Option("--list", help=text("option.campaign.list"), show_default=False)]
Leader = Annotated[str | None, typer.Option("--leader", help=text("option.campaign.leader"), show_default=False)]
Post = Annotated[str | None, typer.Option("--post", help=text("option.campaign.post"), show_default=False)]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help=text("option.campaign.until"), show_default=False),
]
Ground = Annotated[str, typer.Option("--ground", help=text("option.campaign.ground"), show_default=False)]
Approver = Annotated[str, typer.Option("--approver", help=text("option.campaign.approver"), show_default=False)]
SheetTo = Annotated[Path, typer.Option("--to", metavar="FILE.xlsx", help=text("option.campaign.sheet"))]

app = open_group("campaign")


def _command(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "cls": LaixinCommand,
        "help": text(f"help.campaign.{name}"),
        "short_help": text(f"help.campaign.{name}.short"),
        "options_metavar": text("heading.options-metavar"),
    }


@app.command(**_command("make"))
def make(
    code: Code,
    *,
    name: Name,
    starts: Starts,
    by: By,
    ends: Ends = None,
    kind: Kind = "campaign",
    rules: Rules = None,
    home: options.Home = None,
) -> None:
    """Make a campaign, or change the one with this code."""
    from pydantic import ValidationError

    from records import Campaign, UsageError

    settings = read_settings(home=home)
    try:
        campaign = Campaign.model_validate(
            {
                "code": code,
                "kind": kind,
                "name": name.strip(),
                "starts": starts.date(),
                "ends": ends.date() if ends else None,
                "rule": read_rule(rules or []),
                "by": by,
                "at": datetime.now(UTC),
            }
        )
    except ValidationError as error:
        raise UsageError("campaign.wrong", " ".join(str(item["loc"][0]) for item in error.errors())) from None
    with open_books(settings) as ledger:
        key = "campaign.written" if ledger.write_campaign(campaign) else "campaign.same"
        results().print(text(key, code=code, name=show_visible(campaign.name)))


@app.command(**_command("list"))
def list_campaigns(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List all campaigns with what is worked off."""
    from ledger.campaigns.standing import strike_standing

    today = _today()
    with open_books(read_settings(home=home)) as ledger:
        known = ledger.campaigns()
        told = [(one, strike_standing(ledger.campaign_cases(one.code), today=today)) for one in known]
    if as_json:
        print_json([one.model_dump(mode="json") | {"standing": how.model_dump(mode="json")} for one, how in told])
        return
    if not told:
        results().print(text("campaign.none"))
        return
    headings = [text(f"campaign.{key}") for key in ("code", "name", "kind", "time", "entered", "struck-off", "overdue")]
    rows = (
        (one.code, show_visible(one.name), name_value("campaign_kind", one.kind), _tell_time(one), str(how.entered),
         _tell_share(how.struck_off, how.share), str(how.overdue))
        for one, how in told
    )  # fmt: skip
    results().print(make_table(headings, rows))


@app.command(**_command("show"))
def show_campaign(code: Code, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Show a campaign: its rule, how it stands, its list."""
    from ledger.campaigns.standing import strike_standing

    with open_books(read_settings(home=home)) as ledger:
        campaign, listed = ledger.campaign(code), ledger.campaign_cases(code)
    standing = strike_standing(listed, today=_today())
    if as_json:
        told = {"campaign": campaign.model_dump(mode="json"), "standing": standing.model_dump(mode="json")}
        print_json(told | {"cases": [one.model_dump(mode="json") for one in listed]})
        return
    results().print(f"{campaign.code}  {show_visible(campaign.name)}  {_tell_time(campaign)}", style="bold")
    _print_standing(standing)
    if listed:
        headings = [name_field("case_no"), *(text(f"campaign.{key}") for key in _COLUMNS)]
        results().print(make_table(headings, map(_tell_case, listed)))


@app.command(**_command("propose"))
def propose(code: Code, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List the cases that the campaign's rule proposes."""
    with open_books(read_settings(home=home)) as ledger:
        proposed = ledger.proposed_cases(code, today=_today())
    if as_json:
        print_json([one.case_no for one in proposed])
        return
    if proposed:
        fields = ("case_no", "topic", "territory", "unit", "status")
        rows = (tuple(name_value(field, getattr(one, field)) for field in fields) for one in proposed)
        results().print(make_table(list(map(name_field, fields)), rows))
    results().print(text("campaign.proposed", count=len(proposed), code=code), style="bold")


@app.command(**_command("enter"))
def enter(
    code: Code,
    *,
    by: By,
    case_nos: Cases = None,
    everyone: Everyone = False,
    list_kind: ListKind = None,
    leader: Leader = None,
    post: Post = None,
    until: Until = None,
    home: options.Home = None,
) -> None:
    """Put cases on a campaign's list."""
    from records import UsageError

    facts = {"list": list_kind, "leader": leader, "post": post, "until": until and until.date().isoformat()}
    with open_books(read_settings(home=home)) as ledger:
        chosen = ledger.propose_entries(code, today=_today()) if everyone else case_nos or []
        if not chosen and not everyone:
            raise UsageError("campaign.no-cases", code)
        given = {key: value for key, value in facts.items() if value}
        steps = ledger.enter_campaign(code, chosen, by=by, at=datetime.now(UTC), facts=given)
    results().print(text("campaign.entered-now", count=len(steps), code=code))


@app.command(**_command("leave"))
def leave(
    code: Code, case_nos: SomeCases, *, ground: Ground, approver: Approver, by: By, home: options.Home = None
) -> None:
    """Strike cases off a campaign's list."""
    facts = {"ground": ground, "approver": approver}
    with open_books(read_settings(home=home)) as ledger:
        steps = ledger.leave_campaign(code, case_nos, by=by, at=datetime.now(UTC), facts=facts)
    results().print(text("campaign.left-now", count=len(steps), code=code))


@app.command(**_command("sheet"))
def sheet(code: Code, to: SheetTo, home: options.Home = None) -> None:
    """Write a campaign's list as a sheet to be printed: for a reception day, a visit, a leader."""
    from cli.campaign_sheets import write_sheet
    from records import UsageError

    if to.suffix.lower() != ".xlsx":
        raise UsageError("campaign.sheet-ending", show_visible(to.suffix or to.name))
    with open_books(read_settings(home=home)) as ledger:
        campaign, listed = ledger.campaign(code), ledger.campaign_cases(code)
    count = write_sheet(campaign, listed, to)
    results().print(text("cases.written", path=show_visible(str(to)), count=count), soft_wrap=True)


def leaders(leader: Leader = None, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List the cases in the charge of leaders, with term and last progress."""
    with open_books(read_settings(home=home)) as ledger:
        charges = ledger.leaderships(leader=leader)
    if as_json:
        print_json([charge.model_dump(mode="json") for charge in charges])
        return
    if not charges:
        results().print(text("leaders.none"))
        return
    today = _today()
    headings = [name_field("case_no"), *(text(f"campaign.{key}") for key in ("leader", "since", "due", "progress"))]
    rows = (
        (
            charge.case_no,
            show_visible(f"{charge.leader} {charge.post}"),
            charge.since.isoformat(),
            tell_term(charge.until, today, ended=charge.status in ("closed", "struck-off")),
            charge.last_progress_on.isoformat() if charge.last_progress_on else text("campaign.no-progress"),
        )
        for charge in charges
    )
    results().print(make_table([*headings, text("cases.status")], _with_status(rows, charges)))


_COLUMNS = ("list", "leader", "due", "progress", "struck-off", "status")


def _with_status(rows: Any, charges: Any) -> Any:  # noqa: ANN401 (pairs of a row and its charge)
    return ((*row, name_value("status", charge.status)) for row, charge in zip(rows, charges, strict=True))


def _tell_case(listed: "ListedCase") -> tuple[str, ...]:
    place, today = listed.place, _today()
    if listed.restricted:
        return place.case_no, text("run.secret"), *("" for _ in _COLUMNS[1:])
    return (
        place.case_no,
        name_value("campaign_list", place.list_kind),
        show_visible(f"{place.leader or ''} {place.post or ''}".strip()),
        tell_term(place.due, today, ended=place.struck_off_on is not None),
        place.last_progress_on.isoformat() if place.last_progress_on else "",
        " ".join(filter(None, (str(place.struck_off_on or ""), name_value("ground", place.ground)))),
        name_value("status", listed.status),
    )


def _print_standing(standing: "Standing") -> None:
    share = _tell_share(standing.struck_off, standing.share)
    counts = {"entered": standing.entered, "overdue": standing.overdue, "without": standing.without_leader}
    results().print(text("campaign.standing", share=share, **counts))
    for key, counted in (("list", standing.by_list), ("leader", standing.by_leader)):
        if set(counted) - {""}:
            rows = (
                (
                    (name_value("campaign_list", name) if key == "list" else show_visible(name))
                    or text("campaign.nobody"),
                    str(entered),
                    str(done),
                )
                for name, (entered, done) in counted.items()
            )
            headings = [text(f"campaign.{key}"), text("campaign.entered"), text("campaign.struck-off")]
            results().print(make_table(headings, rows))


def _tell_share(done: int, share: float | None) -> str:
    return f"{done}" if share is None else f"{done}（{share:.0%}）"


def _tell_time(campaign: "Campaign") -> str:
    return f"{campaign.starts} – {campaign.ends or ''}".rstrip()


def tell_term(due: date | None, today: date, *, ended: bool) -> str:
    """The last day, and how many days ago it was when something is still to be done."""
    if due is None:
        return ""
    late = not ended and due < today
    return f"{due} {text('campaign.late', days=(today - due).days)}" if late else due.isoformat()


def _today() -> date:
    from ledger.clock import office_date

    return office_date(datetime.now(UTC))
