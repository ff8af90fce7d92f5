"""What the program says of a letter's true words against what it says of the words that were read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binomtest

from classifiers.learning.data_rows import LabelledRow, TextRow
from classifiers.learning.evaluation import PRECISION, coverage
from classifiers.learning.text_model import TextModel
from classifiers.learning.topics import judge_topic_of_text
from classifiers.looking.parts import divide_letter
from extractors.fields.findings import find_all
from records import Judgement, Letter
from tests.bench.judgements.letters import write_letter
from tests.bench.noise.misreadings import Misreadings
from tests.bench.noise.readings import RECEIVED, NoisyReading
from vocab import Vocabulary

DRAWS = 2000
"""Of the bootstrap: letters are drawn with replacement, each with both of its answers."""
Draw = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Said:
    """The best answer, its score, whether it goes on without a person."""

    answer: str
    score: float
    passes: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """One letter judged twice: by its true words and by what was read. `accepted` are the answers that are right."""

    kind: str
    condition: str
    accepted: tuple[str, ...]
    text: Said
    read: Said


@dataclass(frozen=True, slots=True)
class Difference:
    """Text less reading in points of a hundred, with its interval at 95 % by the paired bootstrap."""

    points: float
    low: float
    high: float


def said_by(judgement: Judgement) -> Said:
    """The best answer of a judgement, also where it stays open."""
    best = judgement.answer or (judgement.runners_up[0].answer if judgement.runners_up else "")
    return Said(best, judgement.score, judgement.answer is not None and judgement.doubt is None)


def true_letter(reading: NoisyReading) -> Letter:
    """The same letter as a text file would bring it: no line is broken, no character misread."""
    return write_letter(reading.message.heading, reading.message.text)


def judge_topic(letter: Letter, model: TextModel, vocabulary: Vocabulary) -> Judgement:
    """A topic by the model alone; the title is found in the letter, as in service."""
    findings = find_all(letter, vocabulary=vocabulary, received=RECEIVED.date())
    parts = divide_letter(letter, findings)
    return judge_topic_of_text(parts.text, model=model, title=parts.title.of(parts.text))


def simulate(rows: Sequence[LabelledRow], model: TextModel, misreadings: Misreadings, *, rate: float) -> Iterator[Pair]:
    """Letters by the model alone, as typed and with about `rate` of their characters misread."""

    def judge(number: int, row: LabelledRow, share: float) -> TextRow:
        title, text = (
            misreadings.misread(words, rate=share, seed=f"{number}{part}")
            for part, words in (("title", row.title), ("text", row.text))
        )
        return TextRow(row.id, title, text)

    sides = [
        [
            Said(found.label, found.score, found.score >= model.threshold)
            for found in model.judge_many(judge(number, row, share) for number, row in enumerate(rows))
        ]
        for share in (0.0, rate)
    ]
    for row, text, read in zip(rows, *sides, strict=True):
        yield Pair("simulated", f"{rate:.0%}", (row.label,), text, read)


def count_right(pairs: Sequence[Pair], side: Literal["text", "read"]) -> NDArray[np.bool_]:
    """Which letters got a right answer."""
    return np.array([getattr(pair, side).answer in pair.accepted for pair in pairs], dtype=np.bool_)


def measure_pairs(pairs: Sequence[Pair], *, seed: int = 0) -> Mapping[str, object]:
    """A row of the table: accuracy, macro-F1, what passes, and how far the reading falls behind."""
    right = {side: count_right(pairs, side) for side in ("text", "read")}
    passes = {side: np.array([getattr(pair, side).passes for pair in pairs], dtype=np.bool_) for side in right}
    scores = {side: np.array([getattr(pair, side).score for pair in pairs]) for side in right}
    draws = list(_draw(len(pairs), seed))
    row: dict[str, object] = {"letters": len(pairs)}
    for name, values in (("accuracy", right), ("passes", passes)):
        row |= {f"{name}_{side}": _share(values[side]) for side in right}
        row |= _tell(f"{name}_loss", bootstrap(_points(values["text"]), _points(values["read"]), draws))
    only_text, only_read = int((right["text"] & ~right["read"]).sum()), int((right["read"] & ~right["text"]).sum())
    row |= {"right_as_text_only": only_text, "right_as_read_only": only_read}
    # where no letter was lost the bootstrap knows no width: the limit of Clopper and Pearson does
    row["lost_at_most"] = round(100 * float(beta.ppf(0.95, only_text + 1, len(pairs) - only_text)), 2)
    row["mcnemar_p"] = round(binomtest(only_text, only_text + only_read).pvalue, 3) if only_text + only_read else 1.0
    for side, hits in right.items():
        row[f"passed_right_{side}"] = _share(hits[passes[side]])
        row[f"coverage_97_{side}"] = round(coverage(scores[side], hits, precision=PRECISION), 3)
    row["same_answer"] = _share(np.array([pair.text.answer == pair.read.answer for pair in pairs]))
    return row | _measure_f1(pairs, draws)


def bootstrap(text: Floats, read: Floats, draws: Sequence[Draw]) -> Difference:
    """The mean of text less reading, a value a letter."""
    gaps = text - read
    low, high = np.percentile([gaps[draw].mean() for draw in draws], (2.5, 97.5))
    return Difference(float(gaps.mean()), float(low), float(high))


def _measure_f1(pairs: Sequence[Pair], draws: Sequence[Draw]) -> dict[str, object]:
    """Macro-F1 over first answers, and its loss."""
    labels = sorted({pair.accepted[0] for pair in pairs})
    truth = np.array([labels.index(pair.accepted[0]) for pair in pairs])
    said = {side: np.array([_place(getattr(pair, side), pair, labels) for pair in pairs]) for side in ("text", "read")}
    every = np.arange(len(pairs))
    text, read = (_macro_f1(truth, said[side], every, len(labels)) for side in ("text", "read"))
    gaps = [
        _macro_f1(truth, said["text"], draw, len(labels)) - _macro_f1(truth, said["read"], draw, len(labels))
        for draw in draws
    ]
    low, high = np.percentile(gaps, (2.5, 97.5)) * 100
    found = Difference((text - read) * 100, float(low), float(high))
    return {"macro_f1_text": round(text, 4), "macro_f1_read": round(read, 4), **_tell("macro_f1_loss", found)}


def _place(said: Said, pair: Pair, labels: Sequence[str]) -> int:
    """The number of an answer; a second answer that is right too counts as the first."""
    answer = pair.accepted[0] if said.answer in pair.accepted else said.answer
    return labels.index(answer) if answer in labels else len(labels)


def _macro_f1(truth: Draw, said: Draw, rows: Draw, count: int) -> float:
    true_n = np.bincount(truth[rows], minlength=count + 1)[:count]
    said_n = np.bincount(said[rows], minlength=count + 1)[:count]
    hit = np.bincount(truth[rows][truth[rows] == said[rows]], minlength=count + 1)[:count]
    there = true_n > 0
    return float((2 * hit[there] / (true_n + said_n)[there]).mean())


def _draw(count: int, seed: int) -> Iterator[Draw]:
    chance = np.random.default_rng(seed)
    return (chance.integers(0, count, count) for _ in range(DRAWS))


def _points(values: NDArray[np.bool_]) -> Floats:
    return values.astype(np.float64) * 100


def _share(values: NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 4) if len(values) else 0.0


def _tell(name: str, found: Difference) -> dict[str, object]:
    return {name: round(found.points, 2), f"{name}_low": round(found.low, 2), f"{name}_high": round(found.high, 2)}
