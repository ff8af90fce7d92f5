"""What the reader should conclude, from the figures alone: one paragraph of sentences by their keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from classifiers.reporting.figures import FEWEST_LETTERS, FEWEST_OF_CLASS, GAP, ClassFigures, Figures
from classifiers.reporting.reports import Report

FEW_LETTERS = 10
"""Below so many letters of a class its figures say next to nothing."""
WIDE = 0.3
"""An interval of F1 that is wider leaves open whether the class is good or bad."""
MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its key in the texts, with what goes into its places; `tone` is how good the news is."""

    key: str
    values: dict[str, object]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NeedyClass:
    """A class that more labels would help, and why: `few`, `wide` or `weak`."""

    label: str
    reason: str


def conclude(report: Report) -> list[Sentence]:
    """The paragraph at the head of a report."""
    figures = report.figures
    if not figures.letters:
        return [Sentence("conclude-nothing", {}, "bad")]
    return [*_tell_result(report), *_tell_comparison(report), *_tell_passing(figures), *_tell_classes(report)]


def find_needy(figures: Figures) -> list[NeedyClass]:
    """The classes that need labels most: too few letters, an interval too wide, or clearly below the mean."""
    found = [NeedyClass(row.label, reason) for row in figures.classes if row.letters and (reason := _why(row, figures))]
    order = {"weak": 0, "few": 1, "wide": 2}
    return sorted(found, key=lambda row: order[row.reason])


def _why(row: ClassFigures, figures: Figures) -> str:
    if row.f1.high < (figures.macro_f1.value or 0.0):
        return "weak"
    if row.letters < FEW_LETTERS:
        return "few"
    return "wide" if row.f1.width > WIDE else ""


def _tell_result(report: Report) -> Iterator[Sentence]:
    figures = report.figures
    values = {
        "model": report.evaluation.model_id,
        "letters": figures.letters,
        "accuracy": figures.accuracy,
        "macro": figures.macro_f1,
        "classes": sum(1 for row in figures.classes if row.letters),
    }
    yield Sentence("conclude-result", values)
    if figures.letters < FEWEST_LETTERS:
        yield Sentence("conclude-too-few", {"letters": figures.letters}, "bad")


def _tell_comparison(report: Report) -> Iterator[Sentence]:
    found = report.comparison
    if found is None:
        yield Sentence("conclude-alone", {})
        return
    tone = {"better": "good", "worse": "bad", "same": ""}[found.verdict]
    values = {"against": found.against, "new": found.only_new, "old": found.only_old, "p": found.p_value}
    yield Sentence(f"conclude-{found.verdict}", values, tone)
    worse = [row.label for row in found.classes if row.verdict == "worse" and row.letters >= FEWEST_OF_CLASS]
    if worse:
        yield Sentence("conclude-classes-worse", {"names": _join(report, worse)}, "bad")


def _tell_passing(figures: Figures) -> Iterator[Sentence]:
    passing = figures.passing
    if not passing.letters:
        yield Sentence("conclude-none-pass", {"threshold": passing.threshold}, "bad")
    else:
        values = {"passed": passing.letters, "coverage": passing.coverage, "precision": passing.precision}
        yield Sentence("conclude-passing", {**values, "threshold": passing.threshold})
    gap = figures.gap.value or 0.0
    if abs(gap) <= GAP:
        yield Sentence("conclude-calibrated", {"points": abs(gap)})
    elif figures.gap.low <= GAP and figures.gap.high >= -GAP:
        yield Sentence("conclude-gap-open", {"points": abs(gap)})
    else:
        yield Sentence("conclude-too-sure" if gap > 0 else "conclude-too-unsure", {"points": abs(gap)}, "bad")


def _tell_classes(report: Report) -> Iterator[Sentence]:
    needy = find_needy(report.figures)
    for reason in ("weak", "few", "wide"):
        labels = [row.label for row in needy if row.reason == reason]
        if labels:
            yield Sentence(f"conclude-{reason}", {"names": _join(report, labels), "count": len(labels)}, "bad")
    unknown = {row.label for row in report.figures.classes if row.letters} - set(report.evaluation.labels)
    if report.evaluation.labels and unknown:
        yield Sentence("conclude-unknown", {"names": _join(report, sorted(unknown))}, "bad")
    if not needy and not unknown:
        yield Sentence("conclude-all-well", {}, "good")


def _join(report: Report, labels: Sequence[str]) -> list[str]:
    """The names of the first labels, and an ellipsis for the others."""
    return [report.name(label) for label in islice(labels, MOST_NAMED)] + ["…"] * (len(labels) > MOST_NAMED)
