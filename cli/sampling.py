"""`laixin sample`: the letters to be labelled next."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from classifiers.watching.choosing import Choice

Way = Literal["mixed", "unsure", "clusters", "classes", "blind"]
By = Annotated[Way, typer.Option("--by", help=text("option.sample-by"))]
Task = Annotated[str, typer.Option("--task", help=text("option.label-task"))]
Count = Annotated[int, typer.Option("--count", min=1, help=text("option.sample-count"))]
Seed = Annotated[int | None, typer.Option("--seed", min=0, help=text("option.sample-seed"), show_default=False)]
Again = Annotated[bool, typer.Option("--again", help=text("option.sample-again"))]
To = Annotated[Path | None, typer.Option("--to", help=text("option.label-to"), show_default=False)]
MOST_SEED = 10**6


def sample(
    *,
    by: By = "mixed",
    task: Task = "topic",
    count: Count = 50,
    seed: Seed = None,
    to: To = None,
    again: Again = False,
    restricted: options.Restricted = False,
    asked_by: accesses.AskedBy = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Choose the letters to be labelled next."""
    from datetime import UTC, datetime

    from classifiers.labelling.label_studio import write_tasks
    from classifiers.registry.names import check_task
    from classifiers.watching.choosing import choose_letters
    from cli.label_reports import write_lines
    from flows.sampling import find_known, find_unlabelled, make_tasks

    settings = read_settings(home=home)
    check_task(task)
    seed = secrets.randbelow(MOST_SEED) if seed is None else seed
    with open_books(settings) as ledger:
        if restricted:
            note_access(ledger, "sample", "restricted", by=asked_by, reason=reason, cases=len(ledger.apart()))
        letters = find_unlabelled(ledger, task, restricted=restricted, again=again)
        way = None if by == "mixed" else by
        chosen = choose_letters(letters, way, count=count, known=find_known(settings, task), seed=seed)
        if to is not None and chosen:
            write_lines(to, write_tasks(make_tasks(ledger, task, chosen)))
        if (to is not None or as_json) and chosen:
            numbers = [choice.letter.case_no for choice in chosen]
            ledger.note_sample(numbers, task=task, way=by, seed=seed, at=datetime.now(UTC))
    if as_json:
        print_json({"task": task, "by": by, "seed": seed, "letters": [_as_row(choice) for choice in chosen]})
    elif not chosen:
        results().print(text("sample.none"))
    elif to is None:
        _print_choices(task, chosen, seed)
    if to is not None and chosen:
        line = text("sample.written", count=len(chosen), path=show_visible(str(to)))
        remarks().print(line, style="bold", soft_wrap=True)


def _as_row(choice: "Choice") -> dict[str, object]:
    shown = choice.way != "blind" and choice.letter.answer
    told = {"answer": choice.letter.answer, "score": round(choice.letter.score, 4)} if shown else {}
    return {"case_no": choice.letter.case_no, "way": choice.way, **told}


def _print_choices(task: str, chosen: "list[Choice]", seed: int) -> None:
    headings = [name_field("case_no"), text("sample.why"), text("sample.answer"), name_field("score")]
    rows = []
    for choice in chosen:
        answer, score = "", ""
        if choice.way != "blind" and choice.letter.answer:
            answer, score = name_value(task, choice.letter.answer), f"{choice.letter.score:.0%}"
        rows.append((choice.letter.case_no, text(f"sample.{choice.way}"), answer, score))
    results().print(make_table(headings, rows))
    results().print(text("sample.count", count=len(chosen), seed=seed), style="bold")
    results().print(text("sample.next"), soft_wrap=True)
