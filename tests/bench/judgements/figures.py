"""How many judgements are right, how many pass alone, what is missed: shares with their intervals."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.weighing.thresholds import upper_limit
from tests.bench.judgements.letters import Judged

CONFIDENCE = 0.95
GATES = {"urgency": "urgent", "accusation": "yes", "litigation": "yes"}
"""Questions whose yes must not be missed, with the answer that says it."""
BARS = {
    ("topic", "acceptable"): 0.90,
    ("unit", "first acceptable"): 0.88,
    ("unit", "among three acceptable"): 0.96,
    ("topic", "of those that pass alone, right"): 0.97,
    ("unit", "of those that pass alone, right"): 0.97,
    ("matter_class", "of those that pass alone, right"): 0.97,
    **{("urgency", f"recall, {told}"): 0.98 for told in ("yes", "yes or possible")},
    **{("accusation", f"recall, {told}"): 0.97 for told in ("yes", "yes or possible")},
    **{("accusation", f"precision, {told}"): 0.80 for told in ("yes", "yes or possible")},
    **{("litigation", f"recall, {told}"): 0.90 for told in ("yes", "yes or possible")},
    **{("litigation", f"precision, {told}"): 0.80 for told in ("yes", "yes or possible")},
}
"""Issue 4. Recall is asked for at a precision: both must hold for `yes`, or both for `yes or possible`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share: `hits` of `count` letters, with the limits of Clopper and Pearson at 95 %."""

    group: str
    question: str
    measure: str
    hits: int
    count: int

    @property
    def share(self) -> float:
        """Between 0 and 1; nothing to count gives 0."""
        return self.hits / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper limit, two-sided."""
        return find_interval(self.hits, self.count)

    @property
    def bar(self) -> float | None:
        """What the issue asks for."""
        return BARS.get((self.question, self.measure))


def find_interval(hits: int, count: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided limits of a share by Clopper and Pearson."""
    if not count:
        return 0.0, 1.0
    side = 1 - (1 - confidence) / 2
    return 1 - upper_limit(count - hits, count, confidence=side), upper_limit(hits, count, confidence=side)


def measure_all(judged: Sequence[Judged]) -> list[Figure]:
    """Every figure, for each set of the table and for all letters together."""
    groups = sorted({one.labels["set"] for one in judged} if judged and "set" in judged[0].labels else ())
    figures = [
        figure for group in groups for figure in _measure(group, [j for j in judged if j.labels["set"] == group])
    ]
    return [*figures, *_measure("all", judged)]


def _measure(group: str, judged: Sequence[Judged]) -> Iterator[Figure]:
    """The figures of one group."""

    def share(question: str, measure: str, of: Sequence[Judged], hit: Callable[[Judged], bool]) -> Figure:
        return Figure(group, question, measure, sum(map(hit, of)), len(of))

    for question in ("topic", "unit", "matter_class", "purpose"):
        labelled = [one for one in judged if one.labels.get(question)]
        if not labelled:
            continue

        def best(one: Judged, places: int = 1, question: str = question) -> bool:
            return bool(one.accepted(question).intersection(one.ranked(question)[:places]))

        def strict(one: Judged, question: str = question) -> bool:
            return one.ranked(question)[:1] == (one.labels[question],)

        def among_three(one: Judged, best: Callable[..., bool] = best) -> bool:
            return best(one, 3)

        first = "first " if question == "unit" else ""
        yield share(question, f"{first}acceptable", labelled, best)
        yield share(question, f"{first}strict", labelled, strict)
        if question == "unit":
            yield share(question, "among three acceptable", labelled, among_three)
            unguarded = [one for one in labelled if not one.is_guarded(question)]
            yield Figure(group, question, "left alone by the guard", len(unguarded), len(labelled))
            yield share(question, "of these, first acceptable", unguarded, best)
            yield share(question, "of these, among three acceptable", unguarded, among_three)
        passing = [one for one in labelled if one.passes(question)]
        yield Figure(group, question, "passes alone", len(passing), len(labelled))
        yield share(question, "of those that pass alone, right", passing, best)
        by_rule = [one for one in passing if one.judgements[question].made_by.startswith("rule:")]
        weighed = [one for one in passing if one not in by_rule]
        if question in ("topic", "unit"):
            yield share(question, "of these, by weighed evidence, right", weighed, best)
            yield share(question, "of these, by class or channel, right", by_rule, best)
    for question, answer in GATES.items():
        yield from _measure_gate(group, question, answer, judged)


def _measure_gate(group: str, question: str, answer: str, judged: Sequence[Judged]) -> Iterator[Figure]:
    """Recall of yes; precision, once without the letters that readers would not decide and once with these as wrong."""
    said = {
        label: [_said(one, question, answer) for one in judged if one.labels[question] == label] for label in LABELS
    }
    for name, values in (("yes", ("yes",)), ("yes or possible", ("yes", "possible"))):
        told = {label: sum(value in values for value in said[label]) for label in LABELS}
        yield Figure(group, question, f"recall, {name}", told["yes"], len(said["yes"]))
        yield Figure(group, question, f"precision, {name}", told["yes"], told["yes"] + told["no"])
        yield Figure(group, question, f"precision, {name}, maybe counted wrong", told["yes"], sum(told.values()))
        yield Figure(group, question, f"of no, {name}", told["no"], len(said["no"]))
        yield Figure(group, question, f"of maybe, {name}", told["maybe"], len(said["maybe"]))


LABELS = ("yes", "maybe", "no")


def _said(one: Judged, question: str, answer: str) -> str:
    """Yes, no, or possible: left open with a doubt. What was not asked of a private letter is no."""
    judgement = one.judgements[question]
    if judgement.answer == answer:
        return "yes"
    return "possible" if judgement.answer is None and judgement.doubt is not None else "no"


def write_table(figures: Sequence[Figure]) -> str:
    """The figures in Markdown, a group beside the other."""
    groups = list(dict.fromkeys(figure.group for figure in figures))
    told = ["| question | measure | bar | " + " | ".join(groups) + " |", "|---" * (3 + len(groups)) + "|"]
    cells = {(f.question, f.measure, f.group): f for f in figures}
    for question, measure in dict.fromkeys((f.question, f.measure) for f in figures):
        bar = BARS.get((question, measure))
        row = [_cell(cells.get((question, measure, group))) for group in groups]
        told.append(f"| {question} | {measure} | {'' if bar is None else f'{bar:.2f}'} | {' | '.join(row)} |")
    return "\n".join(told)


def _cell(figure: Figure | None) -> str:
    if figure is None or not figure.count:
        return "–"
    low, high = figure.interval
    return f"{figure.share:.3f} ({low:.2f}–{high:.2f}; {figure.hits} of {figure.count})"


def write_csv(path: Path, figures: Sequence[Figure]) -> None:
    """One row a figure."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["set", "question", "measure", "hits", "letters", "share", "low", "high", "bar"])
        for one in figures:
            low, high = one.interval
            cells = [
                one.hits,
                one.count,
                f"{one.share:.4f}",
                f"{low:.4f}",
                f"{high:.4f}",
                "" if one.bar is None else one.bar,
            ]
            rows.writerow([one.group, one.question, one.measure, *cells])
