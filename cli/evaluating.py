"""`laixin evaluate`: how well a model answers labelled letters, as a table, a page for people and JSON."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible

if TYPE_CHECKING:
    from classifiers.reporting.comparing import Comparison
    from classifiers.reporting.intervals import Measured
    from classifiers.reporting.reports import Report

Model = Annotated[str, typer.Option("--model", help=text("option.evaluated-model"))]
Task = Annotated[str | None, typer.Option("--task", help=text("option.task"), show_default=False)]
Data = Annotated[Path | None, typer.Option("--data", help=text("option.evaluation-data"), show_default=False)]
Against = Annotated[str | None, typer.Option("--against", help=text("option.against"), show_default=False)]
To = Annotated[Path | None, typer.Option("--to", help=text("option.report-to"), show_default=False)]
All = Annotated[bool, typer.Option("--all", help=text("option.learned-too"))]


def evaluate(
    *,
    model: Model,
    task: Task = None,
    data: Data = None,
    against: Against = None,
    to: To = None,
    learned_too: All = False,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Evaluate a model on labelled letters and write the report."""
    settings = read_settings(home=home)

    from flows.evaluating import evaluate_model, evaluate_own
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    if data is None:
        _check_own(model, task, against)
        remarks().print(text("evaluate.begins-held-out", model=show_visible(model)), soft_wrap=True)
        done = evaluate_own(settings, model, to=to, vocabulary=vocabulary)
    else:
        remarks().print(text("evaluate.begins", data=show_visible(str(data))), soft_wrap=True)
        done = evaluate_model(
            model,
            data,
            settings,
            task=_find_task(model, task),
            against=against,
            to=to,
            learned_too=learned_too,
            vocabulary=vocabulary,
        )
    left_out = done.report.evaluation.left_out
    if left_out:
        remarks().print(text("evaluate.left-out", count=left_out), soft_wrap=True)
    if as_json:
        from classifiers.reporting.json_report import as_json as lay_out

        print_json(lay_out(done.report))
    else:
        _print_figures(done.report)
    remarks().print(text("evaluate.report", page=show_visible(str(done.page))), style="bold", soft_wrap=True)


def _find_task(model: str, task: str | None) -> str:
    """The task that is named, or that of an own model."""
    from classifiers.registry.names import check_task, part_name
    from records import UsageError

    named = task or (part_name(model) or ("", 0))[0]
    if not named:
        raise UsageError("evaluate.task")
    check_task(named)
    return named


def _check_own(model: str, task: str | None, against: str | None) -> None:
    """Only an own model has letters that were held out from it; what serves is compared on them."""
    from classifiers.registry.names import part_name
    from records import UsageError

    own = part_name(model)
    if own is None or task not in (None, own[0]) or against not in (None, "in-service"):
        raise UsageError("evaluate.data")


def _print_figures(report: "Report") -> None:
    figures, comparison = report.figures, report.comparison
    headings = [text("evaluate.figure"), text("evaluate.value"), text("evaluate.interval")]
    rows = [
        [text("evaluate.letters"), str(figures.letters), ""],
        [text("evaluate.accuracy"), *_tell(figures.accuracy)],
        [text("evaluate.macro"), *_tell(figures.macro_f1)],
        [text("evaluate.passed", threshold=f"{figures.passing.threshold:.3f}"), *_tell(figures.passing.coverage)],
        [text("evaluate.right"), *_tell(figures.passing.precision)],
        [text("evaluate.coverage"), f"{figures.coverage_at_97:.1%}", ""],
        [text("evaluate.gap"), *_tell(figures.gap, signed=True)],
    ]
    if comparison is not None:
        rows.append([text("evaluate.macro-difference"), *_tell(comparison.macro_difference, signed=True)])
    results().print(make_table(headings, rows, title=show_visible(report.evaluation.model_id)))
    if comparison is not None:
        results().print(_tell_comparison(comparison), soft_wrap=True)


def _tell_comparison(found: "Comparison") -> str:
    values = {"against": show_visible(found.against), "new": found.only_new, "old": found.only_old}
    return text(f"evaluate.{found.verdict}", **values, letters=found.letters, p=_tell_chance(found.p_value))


def _tell_chance(p_value: float) -> str:
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"


def _tell(found: "Measured", *, signed: bool = False) -> list[str]:
    form = "+.1%" if signed else ".1%"
    if found.value is None:
        return ["–", ""]
    return [format(found.value, form), f"{format(found.low, form)} … {format(found.high, form)}"]
