"""`laixin step` and `laixin steps`: what people did with a case, and what can be done next."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.cases import ConfirmParent
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.step_files import StepRow
    from ledger import Ledger
    from records import CaseRecord, Step, UsageError
    from vocab.procedure import Procedure, StepKind

BAD_ROWS = 1
CONFIRM = "confirm"
_FIRST_MARK = re.compile("[=＝]")

CaseNo = Annotated[str | None, typer.Argument(metavar="CASE_NO", help=text("option.step.case"), show_default=False)]
Kind = Annotated[str | None, typer.Argument(metavar="STEP", help=text("option.step.kind"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.step.by"), show_default=False)]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help=text("option.step.on"), show_default=False)]
Facts = Annotated[
    list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help=text("option.step.fact"), show_default=False)
]
Key = Annotated[str | None, typer.Option("--key", help=text("option.step.key"), show_default=False)]
FromFile = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help=text("option.step.file"), show_default=False)
]
AllOrNone = Annotated[bool, typer.Option("--all-or-none", help=text("option.step.all-or-none"))]


def step(
    case_no: CaseNo = None,
    kind: Kind = None,
    *,
    by: By = "",
    on: On = None,
    fact: Facts = None,
    key: Key = None,
    confirm_parent: ConfirmParent = False,
    file: FromFile = None,
    all_or_none: AllOrNone = False,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Note what was done with a case, or with the cases of a file; exit 1 when a row of the file is refused."""
    from cli.step_files import read_day
    from cli.step_words import explain_refusal, find_kind
    from records import UsageError
    from records.base import narrow_text

    settings, now = read_settings(home=home), datetime.now(UTC)
    if (file is None) == (case_no is None or kind is None):
        raise UsageError("step.call")
    with open_books(settings) as ledger:
        procedure = ledger.procedure
        if file is not None:
            if case_no is not None or fact or key or on or confirm_parent:
                raise UsageError("step.call")
            _take_file(ledger, file, by=by, at=now, all_or_none=all_or_none, as_json=as_json)
            return
        if case_no is None or kind is None:
            raise AssertionError
        case_no = narrow_text(case_no)
        try:
            taken = ledger.take_step(
                case_no,
                find_kind(kind, procedure),
                by=by,
                at=now,
                on=read_day(on) if on else None,
                facts=read_facts(fact or [], procedure),
                key=key,
                confirm_parent=confirm_parent,
            )
        except UsageError as refusal:
            raise explain_refusal(refusal, procedure) from None
        record = ledger.case(case_no)
        if as_json:
            print_json(_row(record, taken))
        else:
            _print_taken(ledger, record, taken)


def steps(
    case_no: CaseNo = None,
    *,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Show what was done with a case and what can be done next; without a case the table of all steps."""
    from cli.step_words import tell_needs
    from records import UNCONFIRMED
    from records.base import narrow_text

    with open_books(read_settings(home=home)) as ledger:
        if case_no is None:
            _print_kinds(ledger.procedure, as_json=as_json)
            return
        case_no = narrow_text(case_no)
        if restricted and ledger.case(case_no).restricted:
            note_access(ledger, "steps", "restricted", by=by, reason=reason, cases=1, case_no=case_no)
        record = ledger.case(case_no, restricted=restricted)
        possible = ledger.possible_steps(case_no)
        if as_json:
            can = [{"kind": one.kind, "to": one.after, "needs": one.needs, "may": one.may} for one in possible]
            taken = [one.model_dump(mode="json") for one in record.steps]
            handling = record.handling.model_dump(mode="json")
            print_json(
                {"case_no": case_no, "status": record.status, "steps": taken, "possible": can, "handling": handling}
            )
            return
        from cli.step_page import print_steps

        print_steps(record)
        if record.status in UNCONFIRMED:
            _print_unconfirmed(record, possible)
            return
        headings = [text(f"step.{key}") for key in ("next", "needs", "may", "article")]
        rows = [(_name(one.kind), *tell_needs(one), one.article) for one in possible]
        results().print(make_table(headings, rows))
        results().print(text("step.how", case_no=case_no), soft_wrap=True)


def _print_unconfirmed(record: "CaseRecord", possible: "Sequence[StepKind]") -> None:
    """Why nothing can be done with a case yet, and what a person does first."""
    from cli.step_words import name_status

    words = {"case_no": record.case_no, "status": name_status(record.status)}
    results().print(text("step.unconfirmed", **words), soft_wrap=True)
    if record.blind != "open" and any(one.kind == CONFIRM for one in possible):
        results().print(text("step.confirm-how", step=_name(CONFIRM), **words), soft_wrap=True)
    results().print(text("step.review-how", **words), soft_wrap=True)


def read_facts(given: "Sequence[str]", procedure: "Procedure") -> dict[str, str]:
    """Facts of the command line, by their keys. Raises UsageError `step.form` or `step.twice`."""
    from cli.step_words import find_fact
    from records import UsageError

    facts: dict[str, str] = {}
    for one in given:
        name, mark, value = _FIRST_MARK.sub("=", one, count=1).partition("=")
        key = find_fact(name, procedure)
        if not mark or not key:
            raise UsageError("step.form")
        if key in facts:
            raise UsageError("step.twice", show_visible(name))
        facts[key] = value
    return facts


def _take_file(ledger: "Ledger", path: Path, *, by: str, at: datetime, all_or_none: bool, as_json: bool) -> None:
    from cli.step_files import read_step_file
    from ledger.life.taking import Asked
    from records import UsageError

    rows = read_step_file(path, procedure=ledger.procedure, by=by, at=at)
    good = [row.asked for row in rows if isinstance(row.asked, Asked)]
    spoilt = all_or_none and len(good) < len(rows)
    told = iter(ledger.take_steps(good, all_or_none=all_or_none) if not spoilt else ledger.try_steps(good))
    outcome = [(row, next(told) if isinstance(row.asked, Asked) else row.asked) for row in rows]
    bad = sum(isinstance(one, UsageError) for _, one in outcome)
    kept = len(rows) - bad if not (all_or_none and bad) else 0
    for row, one in outcome:
        _print_row(ledger, row, one, kept=bool(kept), as_json=as_json)
    if not as_json:
        words = {"rows": len(rows), "kept": kept, "bad": bad}
        style = "bold red" if bad else "bold green"
        results().print(text("step.rows-refused" if bad and not kept else "step.rows", **words), style=style)
    if bad:
        raise typer.Exit(BAD_ROWS)


def _print_row(ledger: "Ledger", row: "StepRow", told: "Step | UsageError", *, kept: bool, as_json: bool) -> None:
    from cli.step_words import explain_refusal, name_status
    from cli.troubles import describe_code
    from records import UsageError

    place: dict[str, object] = {"row": row.row, "case_no": row.case_no, "kind": row.kind}
    if isinstance(told, UsageError):
        explained = explain_refusal(told, ledger.procedure)
        sentence, todo = describe_code(explained.code, explained.detail)
        if as_json:
            print_json({**place, "taken": False, "code": told.code, "message": sentence, "remedy": todo})
            return
        line = f"✗ {row.row}  {show_visible(row.case_no)}  {_name(row.kind)}  {sentence}"
        results().print(line, style="red", soft_wrap=True)
    elif as_json:
        print_json({**place, "taken": kept, "status": told.after})
    else:
        line = f"{'✓' if kept else '-'} {row.row}  {told.case_no}  {_name(told.kind)}  {name_status(told.after)}"
        results().print(line, soft_wrap=True)


def _row(record: "CaseRecord", taken: "Step") -> dict[str, object]:
    """A step for programs; of a restricted case what anybody may know."""
    told = taken.model_dump(mode="json")
    return {key: told[key] for key in ("case_no", "kind", "after", "on")} if record.restricted else told


def _print_taken(ledger: "Ledger", record: "CaseRecord", taken: "Step") -> None:
    from cli.step_words import name_all, name_status, tell_facts
    from cli.words import tell_doubts
    from ledger.life.handling import AT_ACCUSED

    words = {"case_no": taken.case_no, "step": _name(taken.kind), "on": taken.on.isoformat()}
    results().print(text("step.done", status=name_status(taken.after), **words), style="bold", soft_wrap=True)
    if not record.restricted and taken.facts:
        results().print(f"  {tell_facts(taken, ledger.procedure)}", soft_wrap=True)
    for clock in record.deadlines:
        if clock.state == "late" and clock.done == taken.on:
            late = text(
                "step.late-told", name=name_value("clock", clock.name), due=clock.due.isoformat(), article=clock.basis
            )
            results().print(late, style="yellow", soft_wrap=True)
    if AT_ACCUSED in ledger.case(taken.case_no, restricted=True).doubts:
        results().print(tell_doubts([AT_ACCUSED]), style="bold red", soft_wrap=True)
    possible = ledger.possible_steps(taken.case_no)
    results().print(text("step.possible", steps=name_all(_name(one.kind) for one in possible)), soft_wrap=True)


def _print_kinds(procedure: "Procedure", *, as_json: bool) -> None:
    from cli.step_words import name_all, name_status, tell_needs
    from vocab.procedure import BACK

    if as_json:
        for one in procedure.steps.values():
            print_json(
                {
                    "kind": one.kind, "from": one.before, "to": one.after, "needs": one.needs, "may": one.may,
                    "after": one.follows, "unless": one.unless, "article": one.article,
                }
            )  # fmt: skip
        return
    headings = [name_field("step"), *(text(f"step.{key}") for key in ("from", "to", "needs", "may", "article"))]
    rows = []
    for one in procedure.steps.values():
        to = text("step.back") if one.after == BACK else name_status(one.after) if one.after else ""
        rows.append((_name(one.kind), name_all(map(name_status, one.before)), to, *tell_needs(one), one.article))
    results().print(make_table(headings, rows))


def _name(kind: str) -> str:
    from cli.step_words import name_step

    return show_visible(name_step(kind))
