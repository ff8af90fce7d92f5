"""`laixin classify` and `laixin train`: topics of texts, and models that tell them."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.consoles import print_json, remarks
from cli.options import read_settings
from cli.texts import text
from cli.visible import show_visible

Model = Annotated[Path | None, typer.Option("--model", help=text("option.model"), show_default=False)]
Out = Annotated[Path, typer.Option("--out", help=text("option.model-out"), show_default=False)]
TASKS = ("topic",)


def classify(task: options.Task, data: options.Data, model: Model = None, home: options.Home = None) -> None:
    """Classify the rows of a file."""
    settings = read_settings(home=home)
    _check(task, data)

    from classifiers.learning.topics import classify_file
    from flows.office import newest_model
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    for row in classify_file(model or settings.topic_model or newest_model(), data, vocabulary=vocabulary):
        print_json(row)


def train(task: options.Task, data: options.Data, out: Out, home: options.Home = None) -> None:
    """Train a model from the labelled rows of a file."""
    settings = read_settings(home=home)
    _check(task, data)

    from classifiers.learning.training import train_file
    from vocab import load_vocabulary

    remarks().print(text("train.begins", data=show_visible(str(data))), soft_wrap=True)
    report = train_file(data, out, vocabulary=load_vocabulary(settings.vocab)).report
    figures = {
        "letters": report.letters,
        "accuracy": f"{report.accuracy:.1%}",
        "macro_f1": f"{report.macro_f1:.3f}",
        "coverage": f"{report.coverage_at_97:.1%}",
    }
    remarks().print(text("train.figures", **figures), soft_wrap=True)
    remarks().print(text("train.done", out=show_visible(str(out))), style="bold", soft_wrap=True)
    remarks().print(text("train.next", out=show_visible(str(out))), soft_wrap=True)


def _check(task: str, data: Path) -> None:
    from records import UsageError

    if task not in TASKS:
        raise UsageError("task.unknown", task)
    try:
        data.open("rb").close()
    except OSError:
        raise UsageError("data.missing", str(data)) from None
