"""`laixin rejudge`: what the models in service would say otherwise of letters that are cases already."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.books import open_books
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from flows.rejudging import CaseChange, Rejudging

MOST_CASES = 40
"""Cases that the table names; `--json` has every one."""
STEP = 100
"""Cases between two lines that say how far it is."""

Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help=text("option.rejudge-since"), show_default=False)
]
Tasks = Annotated[
    list[str] | None, typer.Option("--task", metavar="TASK", help=text("option.rejudge-task"), show_default=False)
]
Cases = Annotated[
    list[str] | None, typer.Option("--case", metavar="CASE_NO", help=text("option.rejudge-case"), show_default=False)
]
Apply = Annotated[bool, typer.Option("--apply", help=text("option.apply"))]
Confirmed = Annotated[bool, typer.Option("--confirmed", help=text("option.confirmed"))]


def rejudge(
    since: Since = None,
    task: Tasks = None,
    case: Cases = None,
    *,
    apply: Apply = False,
    confirmed: Confirmed = False,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Judge the letters of the ledger anew; change nothing without --apply."""
    from classifiers.registry.names import check_task
    from flows.blind_share import open_blind_share
    from flows.judging_models import open_judging
    from flows.likeness_key import open_likeness_key
    from flows.rejudging import Rejudging, rejudge_cases
    from vocab import load_vocabulary
    from vocab.kept import KEPT, keep_version

    settings = read_settings(home=home)
    for name in task or ():
        check_task(name)
    day = _read_day(since)
    with open_books(settings) as ledger:
        known = ledger.case_numbers(since=day)
        case_nos = [number for number in known if number in set(case)] if case else known
        for number in set(case or ()) - set(known):
            ledger.case(number)  # told when there is none of that number
        tables = load_vocabulary(settings.vocab)
        how = Rejudging(
            vocabulary=tables,
            judging=open_judging(settings, tables),
            key=open_likeness_key(settings),
            tasks=frozenset(task or ()),
            apply=apply,
            confirmed=confirmed,
            blind=open_blind_share(settings) if apply else None,
        )
        if apply:
            keep_version(tables, settings.home / KEPT)
        remarks().print(text("rejudge.begins", count=len(case_nos)), soft_wrap=True)
        found = list(_tell_progress(rejudge_cases(ledger, case_nos, how), len(case_nos)))
    if as_json:
        print_json(_as_json(found, how))
        return
    _print_changes(found, how)


def _read_day(since: str | None) -> date | None:
    from records import UsageError

    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        raise UsageError("rejudge.since") from None


def _tell_progress(found: Iterable["CaseChange"], total: int) -> Iterable["CaseChange"]:
    for done, change in enumerate(found, start=1):
        if done % STEP == 0 and done < total:
            remarks().print(text("rejudge.progress", done=done, total=total), soft_wrap=True)
        yield change


def _print_changes(found: Sequence["CaseChange"], how: "Rejudging") -> None:
    changed = [change for change in found if change.outcome not in ("same", "blind")]
    results().print(text("rejudge.models", models="、".join(how.judging.model_ids)), soft_wrap=True)
    rows = [
        (name_field(question), _name(question, before), _name(question, after), str(cases))
        for (question, before, after), cases in _count(changed)
    ]
    if rows:
        results().print(make_table([text(f"rejudge.{key}") for key in ("question", "before", "after", "cases")], rows))
    cases = [(change.case_no, _tell_answers(change), _tell_rest(change), _tell_outcome(change)) for change in changed]
    if cases:
        headings = [name_field("case_no"), *(text(f"rejudge.{key}") for key in ("answers", "rest", "outcome"))]
        results().print(make_table(headings, cases[:MOST_CASES]))
    if len(cases) > MOST_CASES:
        results().print(text("rejudge.more", count=len(cases) - MOST_CASES), soft_wrap=True)
    counts = Counter(change.outcome for change in found)
    results().print(text("rejudge.count", looked=len(found), changed=len(changed)), style="bold", soft_wrap=True)
    if counts["blind"]:
        results().print(text("rejudge.blind", count=counts["blind"]), soft_wrap=True)
    if how.apply:
        results().print(text("rejudge.written", count=counts["written"]), style="bold", soft_wrap=True)
        for key in ("confirmed", "meanwhile"):
            if counts[key]:
                results().print(text(f"rejudge.left-{key}", count=counts[key]), soft_wrap=True)
    elif changed:
        results().print(text("rejudge.nothing-written"), soft_wrap=True)
        results().print(text("rejudge.findings-too"), soft_wrap=True)


def _count(changed: Iterable["CaseChange"]) -> list[tuple[tuple[str, str | None, str | None], int]]:
    """How often each answer became which, by question, the most frequent first."""
    counts = Counter((one.question, one.before, one.after) for change in changed for one in change.answers)
    order = {question: place for place, question in enumerate(dict.fromkeys(key[0] for key in counts))}
    return sorted(counts.items(), key=lambda item: (order[item[0][0]], -item[1], str(item[0][1]), str(item[0][2])))


def _name(question: str, answer: str | None) -> str:
    return name_value(question, answer) if answer else text("rejudge.open")


def _tell_answers(change: "CaseChange") -> str:
    return "\n".join(
        f"{name_field(one.question)}：{_name(one.question, one.before)} → {_name(one.question, one.after)}"
        + (text("rejudge.decided") if one.decided else "")
        for one in change.answers
    )


def _tell_rest(change: "CaseChange") -> str:
    """What else changes: which fields, and how many doubts come and go."""
    fields = "、".join(map(name_field, change.fields))
    doubts = [f"{mark}{len(codes)}" for mark, codes in (("+", change.new_doubts), ("−", change.gone_doubts)) if codes]
    told = [fields] if fields else []
    return "\n".join([*told, *([text("rejudge.doubts", count=" ".join(doubts))] if doubts else [])])


def _tell_outcome(change: "CaseChange") -> str:
    secret = text("rejudge.secret") if change.restricted else ""
    return text(f"rejudge.is-{change.outcome}") + secret


def _as_json(found: Sequence["CaseChange"], how: "Rejudging") -> dict[str, Any]:
    from importlib.metadata import version

    changed = [change for change in found if change.outcome not in ("same", "blind")]
    return {
        "models": how.judging.model_ids,
        "code": version("laixin"),
        "vocab": how.vocabulary.hash,
        "apply": how.apply,
        "cases": len(found),
        "changed": len(changed),
        "outcomes": dict(sorted(Counter(change.outcome for change in found).items())),
        "answers": [
            {"question": question, "before": before, "after": after, "cases": cases}
            for (question, before, after), cases in _count(changed)
        ],
        "changes": [asdict(change) for change in changed],
    }
