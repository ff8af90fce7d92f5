"""Write a report as one HTML page that opens anywhere: no network, no font, no script but a few lines to sort tables.

The page is well-formed XML as well, so that a test can hold it to that.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from classifiers.reporting.comparing import ClassDifference
from classifiers.reporting.conclusions import conclude, find_needy
from classifiers.reporting.confusing import REST
from classifiers.reporting.drifting import LARGE, MODERATE, MixDrift
from classifiers.reporting.figures import ClassFigures
from classifiers.reporting.plots import draw_coverage, draw_learning, draw_reliability
from classifiers.reporting.reports import Report
from classifiers.reporting.texts import TEMPLATES, Wording
from vocab import Lang

MOST_SHIFTS = 12


def render_html(report: Report, *, lang: Lang) -> str:
    """The page as text; the same report gives the same page."""
    wording = Wording(lang)
    figures = report.figures
    return _environment().get_template("report.html.j2").render(
        report=report,
        figures=figures,
        evaluation=report.evaluation,
        lang=lang,
        w=wording,
        say=wording.say,
        name=lambda label: wording.say("rest") if label == REST else report.name(label),
        conclusion=conclude(report),
        plots={key: Markup(svg) for key, svg in _draw(report, wording).items()},  # noqa: S704 (drawn here, its words escaped)
        needs={row.label: row.reason for row in find_needy(figures)},
        classes=sorted(figures.classes, key=lambda row: (row.f1.value or 0.0, -row.letters, row.label)),
        days=_find_days(report),
        lowest=_find_lowest(figures.classes),
        reach=_find_reach(report.comparison.classes) if report.comparison else 1.0,
        level=_tell_level(report.drift.mix) if report.drift and report.drift.mix else "",
        most_shifts=MOST_SHIFTS,
    )  # fmt: skip


def _draw(report: Report, wording: Wording) -> Mapping[str, str]:
    figures, curve = report.figures, report.evaluation.learning_curve
    say = wording.say
    words = {key: say(f"axis-{key}") for key in ("right", "score", "letters", "passed", "threshold", "share")}
    words["threshold"] = f"{words['threshold']} {figures.passing.threshold:.3f}"
    drawn = {}
    if figures.letters:
        drawn["reliability"] = draw_reliability(figures.bins, {**words, "title": say("reliability")})
        drawn["coverage"] = draw_coverage(figures.curve, figures.passing, {**words, "title": say("coverage")})
    if len(curve) > 1:
        learned = {**words, "title": say("learning"), "letters": say("axis-learned")}
        drawn["learning"] = draw_learning(curve, learned)
    return drawn


def _find_days(report: Report) -> tuple[str, str] | None:
    days = sorted(answer.day for answer in report.evaluation.answers if answer.day is not None)
    return (days[0].isoformat(), days[-1].isoformat()) if days else None


def _find_lowest(classes: tuple[ClassFigures, ...]) -> float:
    """Where the axis of F1 begins: the tenth below the lowest interval."""
    return min([int(10 * row.f1.low) / 10 for row in classes if row.f1.value is not None] + [0.9])


def _find_reach(classes: tuple[ClassDifference, ...]) -> float:
    """How far from the middle line the differences reach."""
    ends = [abs(end) for row in classes for end in (row.difference.low, row.difference.high)]
    return max([0.05, *ends])


def _tell_level(mix: MixDrift) -> str:
    level = "large" if mix.stability >= LARGE else "moderate" if mix.stability >= MODERATE else "stable"
    return f"level-{level}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["clean"] = _clean
    return environment


def _clean(text: Any) -> str:  # noqa: ANN401 (whatever a template holds)
    """A text without characters that no page may hold (XML 1.0, production 2)."""
    return "".join(
        char
        if char in "\t\n\r" or (" " <= char <= "\ud7ff") or ("\ue000" <= char <= "\ufffd") or char >= "\U00010000"
        else "\ufffd"
        for char in str(text)
    )
