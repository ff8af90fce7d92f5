"""`laixin labels`: what people said of letters: brought in, counted, kept as snapshots, given to Label Studio."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import accesses, options
from cli.accesses import Asked
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.texts import LANG, text
from cli.visible import show_visible

if TYPE_CHECKING:
    from classifiers.labelling.labelled_sets import LabelledSet
    from flows.labels import Gathered
    from ledger import Ledger
    from vocab import Vocabulary

BAD_ROWS = 1

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=text("option.label-files"), show_default=False)]
Task = Annotated[str, typer.Option("--task", help=text("option.label-task"))]
AnyTask = Annotated[str | None, typer.Option("--task", help=text("option.label-task"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.label-by"), show_default=False)]
Annotators = Annotated[
    list[str] | None,
    typer.Option("--annotator", metavar="ID=NAME", help=text("option.label-annotator"), show_default=False),
]
Strict = Annotated[bool, typer.Option("--strict", help=text("option.label-strict"))]
BadTo = Annotated[
    Path | None, typer.Option("--bad-to", metavar="FILE.csv", help=text("option.label-bad-to"), show_default=False)
]
TasksTo = Annotated[
    Path | None, typer.Option("--to", metavar="FILE.json", help=text("option.label-to"), show_default=False)
]
ConfigTo = Annotated[
    Path | None, typer.Option("--config", metavar="FILE.xml", help=text("option.label-config"), show_default=False)
]
Cases = Annotated[
    list[str] | None, typer.Option("--case", metavar="CASE_NO", help=text("option.label-case"), show_default=False)
]
Most = Annotated[
    int | None, typer.Option("--most", metavar="N", min=1, help=text("option.label-most"), show_default=False)
]

app = open_group("labels")


def _command(name: str) -> dict[str, object]:
    return {
        "name": name,
        "cls": LaixinCommand,
        "help": text(f"help.labels.{name}"),
        "short_help": text(f"help.labels.{name}.short"),
        "options_metavar": text("heading.options-metavar"),
    }


@app.command(**_command("import"))  # type: ignore[arg-type] # each value is what its option takes
def bring_in(
    files: Files,
    task: Task,
    *,
    by: By = "",
    annotator: Annotators = None,
    strict: Strict = False,
    bad_to: BadTo = None,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Import labels from files; exit 1 when a row is bad."""
    from datetime import UTC, datetime

    from cli.label_reports import print_bad_rows, row_of_bad, write_bad_rows
    from flows.labels import read_labels
    from flows.office import open_home_ledger

    settings = read_settings(home=home)
    vocabulary = _vocabulary(settings.vocab, task)
    now = datetime.now(UTC)
    read = read_labels(files, task, vocabulary=vocabulary, now=now, by=by, people=_read_people(annotator or []))
    if bad_to is not None:
        write_bad_rows(bad_to, read.bad)
    refused = strict and bool(read.bad)
    counts = {"labels": 0, "texts": 0, "known": 0}
    if not refused and read.letters:
        with open_home_ledger(settings) as ledger:
            done = ledger.import_labels(read.letters, by=by.strip() or _machine(), at=now)
        counts = {"labels": done.labels, "texts": done.texts, "known": done.known}
    if as_json:
        figures = {"rows": read.rows, **counts, "bad": len(read.bad), "skipped": read.passed, "imported": not refused}
        print_json({"task": task, **figures, "bad_rows": [row_of_bad(bad) for bad in read.bad]})
    else:
        print_bad_rows(read.bad)
        results().print(text("labels.read", rows=read.rows, bad=len(read.bad), skipped=read.passed), soft_wrap=True)
        told = text("labels.refused") if refused else text("labels.imported", **counts)
        results().print(told, style="bold red" if refused else "bold green", soft_wrap=True)
        if bad_to is not None and read.bad:
            results().print(text("labels.bad-written", to=show_visible(str(bad_to))), soft_wrap=True)
    if read.bad:
        raise typer.Exit(BAD_ROWS)


@app.command(**_command("list"))  # type: ignore[arg-type]
def list_all(
    task: AnyTask = None,
    *,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Count labels by task, answer, source and month."""
    from classifiers.labelling.snapshot_cards import describe_set
    from cli.label_reports import print_counts, print_tasks

    vocabulary, found = _settle_all(task, home, restricted=Asked("labels list", by, reason) if restricted else None)
    rows = [
        {"task": gathered.task, **describe_set(labelled), "withheld": gathered.withheld, "outdated": gathered.outdated}
        for gathered, labelled in found
    ]
    if as_json:
        for row in rows:
            print_json(row)
    elif task:
        print_counts(rows[0], found[0][1], vocabulary)
    else:
        print_tasks(rows, vocabulary)


@app.command(**_command("disagreements"))  # type: ignore[arg-type]
def disagreements(
    task: AnyTask = None,
    *,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """List the letters about which people disagree."""
    from cli.label_reports import print_disagreements, row_of_disagreement

    asked = Asked("labels disagreements", by, reason) if restricted else None
    vocabulary, found = _settle_all(task, home, restricted=asked)
    if as_json:
        for _, labelled in found:
            for one in labelled.disagreements:
                print_json(row_of_disagreement(labelled.task, one))
        return
    for _, labelled in found:
        print_disagreements(labelled, vocabulary)
    if not any(labelled.disagreements for _, labelled in found):
        results().print(text("labels.no-disagreements"), soft_wrap=True)


@app.command(**_command("snapshot"))  # type: ignore[arg-type]
def snapshot(
    task: Task,
    *,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Keep all labels of a task as they are now."""
    from classifiers.labelling.snapshots import keep_set
    from cli.books import open_books

    settings = read_settings(home=home)
    vocabulary = _vocabulary(settings.vocab, task)
    with open_books(settings) as ledger:
        if restricted:
            Asked("labels snapshot", by, reason).note(ledger)
        gathered, labelled = _settle(ledger, task, vocabulary, restricted)
    kept = keep_set(settings.home, labelled, vocabulary=vocabulary)
    if as_json:
        print_json({"folder": str(kept.folder), **kept.card, "withheld": gathered.withheld})
        return
    card = kept.card
    figures = {"letters": card["letters"], "answers": len(card["labels"]), "repeats": card["repeats_removed"]}
    results().print(text("labels.snapshot", folder=show_visible(str(kept.folder))), style="bold", soft_wrap=True)
    results().print(text("labels.snapshot-holds", **figures, left_out=card["left_out"]), soft_wrap=True)
    _tell_left_out(gathered)
    results().print(text("labels.snapshot-next", task=task, folder=show_visible(str(kept.folder))), soft_wrap=True)


@app.command(**_command("export"))  # type: ignore[arg-type]
def export(
    task: Task,
    *,
    to: TasksTo = None,
    config: ConfigTo = None,
    case: Cases = None,
    most: Most = None,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    home: options.Home = None,
) -> None:
    """Write tasks for Label Studio with what the models in service say, or the configuration of its page."""
    from classifiers.labelling.label_studio import write_config, write_tasks
    from cli.books import open_books
    from cli.label_reports import write_lines
    from flows.judging_models import open_judging
    from flows.label_tasks import make_tasks
    from records import UsageError

    settings = read_settings(home=home)
    vocabulary = _vocabulary(settings.vocab, task)
    if to is None and config is None:
        raise UsageError("labels.export-to")
    if config is not None:
        write_lines(config, iter((write_config(task, vocabulary, lang=LANG),)))
        results().print(text("labels.config-written", to=show_visible(str(config))), soft_wrap=True)
    if to is not None:
        judging = open_judging(settings, vocabulary)
        with open_books(settings) as ledger:
            if restricted:
                Asked("labels export", by, reason).note(ledger)
            tasks = make_tasks(
                ledger, task, vocabulary=vocabulary, judging=judging, case_nos=case or (), most=most,
                restricted=restricted,
            )  # fmt: skip
            written = write_lines(to, write_tasks(tasks)) - 1
        results().print(text("labels.exported", count=written, to=show_visible(str(to))), soft_wrap=True)
        remarks().print(text("labels.export-care"), soft_wrap=True)


def _vocabulary(folder: Path | None, task: str | None) -> "Vocabulary":
    """The tables of today. Raises UsageError for a task that is not learned."""
    from datetime import UTC, datetime

    from classifiers.learning.tasks import LEARNED_TASKS
    from ledger.clock import office_date
    from records import UsageError
    from vocab import load_vocabulary

    if task is not None and task not in LEARNED_TASKS:
        raise UsageError("labels.task", f"{task} ({' '.join(LEARNED_TASKS)})")
    return load_vocabulary(folder).on(office_date(datetime.now(UTC)))


def _settle_all(
    task: str | None, home: Path | None, *, restricted: Asked | None
) -> "tuple[Vocabulary, list[tuple[Gathered, LabelledSet]]]":
    """The labels of one task, or of every one, settled; and the tables that name their answers."""
    from classifiers.learning.tasks import LEARNED_TASKS
    from cli.books import open_books

    settings = read_settings(home=home)
    vocabulary = _vocabulary(settings.vocab, task)
    with open_books(settings) as ledger:
        if restricted:
            restricted.note(ledger)
        return vocabulary, [
            _settle(ledger, one, vocabulary, restricted is not None) for one in ((task,) if task else LEARNED_TASKS)
        ]


def _settle(
    ledger: "Ledger",
    task: str,
    vocabulary: "Vocabulary",
    restricted: bool,
) -> "tuple[Gathered, LabelledSet]":
    from classifiers.labelling.labelled_sets import settle_letters
    from flows.labels import gather_labels

    gathered = gather_labels(ledger, task, vocabulary=vocabulary, restricted=restricted)
    return gathered, settle_letters(task, gathered.letters)


def _tell_left_out(gathered: "Gathered") -> None:
    if gathered.withheld:
        results().print(text("labels.withheld", count=gathered.withheld), soft_wrap=True)
    if gathered.outdated:
        results().print(text("labels.outdated", count=gathered.outdated), soft_wrap=True)


def _read_people(pairs: list[str]) -> dict[str, str]:
    from records import UsageError

    people = {}
    for pair in pairs:
        key, mark, name = pair.partition("=")
        if not mark or not key.strip() or not name.strip():
            raise UsageError("labels.annotator")
        people[key.strip()] = name.strip()
    return people


def _machine() -> str:
    from ledger.chain import MACHINE

    return MACHINE
