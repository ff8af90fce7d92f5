"""`laixin classify`, `laixin train` and `laixin retrain`: answers to texts, and models that learn them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.texts import text
from cli.training_progress import TrainingProgress
from cli.visible import show_visible
from cli.words import name_field

if TYPE_CHECKING:
    from classifiers.learning.training import TrainedModel
    from flows.own_training import OwnTraining
    from records import Settings

Model = Annotated[Path | None, typer.Option("--model", help=text("option.model"), show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", help=text("option.model-out"), show_default=False)]
LabelledData = Annotated[Path | None, typer.Option("--data", help=text("option.labelled-data"), show_default=False)]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1, help=text("option.seed"))]
Tasks = Annotated[list[str] | None, typer.Option("--task", help=text("option.retrain-task"), show_default=False)]


def classify(task: options.Task, data: options.Data, model: Model = None, home: options.Home = None) -> None:
    """Classify the rows of a file."""
    settings = read_settings(home=home)
    _check_task(task)
    _check_data(data)

    from classifiers.learning.topics import classify_file
    from flows.judging_models import find_text_model
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    folder = model or find_text_model(settings, task)
    for row in classify_file(folder, data, task=task, vocabulary=vocabulary):
        print_json(row)


def train(
    task: options.Task,
    data: LabelledData = None,
    out: Out = None,
    seed: Seed = 0,
    home: options.Home = None,
) -> None:
    """Train a model from labelled rows, a snapshot, or all labels that there are."""
    settings = read_settings(home=home)
    _check_task(task)
    if data is not None:
        _check_data(data)
        remarks().print(text("train.begins", data=show_visible(str(data))), soft_wrap=True)
    made, report = None, None
    with TrainingProgress() as progress:
        if out is not None:
            trained, folder = _train_file(settings, task, data, out=out, seed=seed, progress=progress), out
        else:
            made, report = _train_own(settings, task, data, seed=seed, progress=progress)
            trained, folder = made.trained, made.folder
    _tell_trained(trained, folder)
    if made is not None:
        told = text("train.report", page=show_visible(str(report))) if report else text("train.no-report")
        remarks().print(told, style="bold" if report else "yellow", soft_wrap=True)
    if made is not None and made.could_serve:
        remarks().print(text("train.next-own", name=made.name), soft_wrap=True)
    else:
        remarks().print(text("train.next", task=task, out=show_visible(str(folder))), soft_wrap=True)


def retrain(task: Tasks = None, home: options.Home = None) -> None:
    """Train every task whose labels changed, through the Prefect flow."""
    settings = read_settings(home=home)
    for one in task or []:
        _check_task(one)

    from classifiers.learning.tasks import LEARNED_TASKS
    from flows.prefect_environment import prepare_prefect

    remarks().print(text("retrain.begins"), soft_wrap=True)
    prepare_prefect(settings.home)

    from flows.retrain import run_retrain

    with TrainingProgress() as progress:
        done = run_retrain(
            settings,
            task or list(LEARNED_TASKS),
            on_step=progress.note,
            on_no_prefect=lambda trouble: progress.say(text("retrain.no-prefect", trouble=trouble)),
        )
    for came in done:
        values = {"task": name_field(came.task), "model": came.model, "letters": came.letters}
        figures = {"macro_f1": f"{came.macro_f1 or 0:.3f}", "accuracy": f"{came.accuracy or 0:.1%}"}
        results().print(text(f"retrain.{came.result}", **values, **figures), soft_wrap=True)
        if came.report is not None:
            results().print(text("retrain.report", report=show_visible(str(came.report))), soft_wrap=True)
    if any(came.result == "trained" for came in done):
        remarks().print(text("retrain.next"), soft_wrap=True)


def _train_file(
    settings: "Settings", task: str, data: Path | None, *, out: Path, seed: int, progress: TrainingProgress
) -> "TrainedModel":
    from classifiers.learning.training_data import train_file
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    if data is None:
        from cli.books import open_books
        from flows.labels import take_snapshot

        with open_books(settings) as ledger:
            data = take_snapshot(ledger, settings.home, task, vocabulary=vocabulary).folder
    return train_file(data, out, task=task, seed=seed, vocabulary=vocabulary, on_step=progress.note)


def _train_own(
    settings: "Settings", task: str, data: Path | None, *, seed: int, progress: TrainingProgress
) -> "tuple[OwnTraining, Path | None]":
    """The model that was made, and the page of its report."""
    from getpass import getuser

    from flows.evaluating import report_own
    from flows.labels import take_snapshot
    from flows.own_training import open_data, train_own
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    if data is None:
        from cli.books import open_books

        with open_books(settings) as ledger:
            snapshot = take_snapshot(ledger, settings.home, task, vocabulary=vocabulary)
    else:
        snapshot = open_data(data, settings.home, task, vocabulary=vocabulary)
    progress.say(text("train.snapshot", name=snapshot.name))
    made = train_own(settings, snapshot, by=getuser(), seed=seed, vocabulary=vocabulary, on_step=progress.note)
    return made, report_own(settings, made.name, vocabulary=vocabulary, on_step=progress.note)


def _tell_trained(trained: "TrainedModel", folder: Path) -> None:
    report, split = trained.report, trained.learned.split
    figures = {
        "accuracy": f"{report.accuracy:.1%}",
        "macro_f1": f"{report.macro_f1:.3f}",
        "coverage": f"{report.coverage_at_97:.1%}",
    }
    console = remarks()
    counts = {"train": len(split.train), "test": report.letters, "since": split.since}
    console.print(text(f"train.split-{split.by}", **counts), soft_wrap=True)
    console.print(text("train.figures", letters=report.letters, **figures), soft_wrap=True)
    for remark in trained.remarks:
        line = text(f"train.remark.{remark.code}", detail=show_visible(remark.detail))
        console.print(line, style="yellow", soft_wrap=True)
    console.print(text("train.done", out=show_visible(str(folder))), style="bold", soft_wrap=True)


def _check_task(task: str) -> None:
    from classifiers.learning.tasks import LEARNED_TASKS
    from records import UsageError

    if task not in LEARNED_TASKS:
        raise UsageError("task.unknown", task)


def _check_data(data: Path) -> None:
    from records import UsageError

    try:
        if not data.is_dir():
            data.open("rb").close()
    except OSError:
        raise UsageError("data.missing", str(data)) from None
