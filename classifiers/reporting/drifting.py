"""How far letters have moved away from those that an earlier model was made of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy.stats import chi2_contingency, ks_2samp

from classifiers.learning.answers import Answered
from classifiers.learning.text_model import TextModel
from classifiers.ngrams.views import PreparedLetter
from classifiers.reporting.evaluations import Evaluation, OtherModel

MODERATE, LARGE = 0.1, 0.25
"""Population stability index from which a shift is watched, and acted on (Siddiqi 2006, Credit Risk Scorecards)."""


@dataclass(frozen=True, slots=True)
class LabelShift:
    """One label's share of the letters, then and now."""

    label: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class MixDrift:
    """How the mix of labels moved: stability index, chi-squared test, the largest shifts first."""

    stability: float
    p_value: float
    before: int
    now: int
    shifts: tuple[LabelShift, ...]


@dataclass(frozen=True, slots=True)
class ScoreDrift:
    """How a model's scores moved (Kolmogorov-Smirnov, two samples): largest distance, p, the means."""

    distance: float
    p_value: float
    mean_before: float
    mean_now: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Everything that is known of the way from an earlier model's letters to these."""

    against: str
    mix: MixDrift | None
    scores: ScoreDrift | None
    unknown_before: float | None
    unknown_now: float | None
    agreement: float | None


def measure_drift(evaluation: Evaluation, letters: Sequence[PreparedLetter] = ()) -> Drift | None:
    """Measure drift against the earlier model; nothing when there is none. The words are those of `letters`.

    `unknown_before` is the share of words that the earlier model does not know, `unknown_now` that of the new one.
    """
    earlier = evaluation.earlier
    if earlier is None:
        return None
    return Drift(
        against=earlier.id,
        mix=compare_mixes([a.label for a in earlier.held_out], [a.label for a in evaluation.answers]),
        scores=compare_scores([a.score for a in earlier.held_out], [a.score for a in earlier.answers]),
        unknown_before=find_unknown_share(earlier.model, letters),
        unknown_now=find_unknown_share(evaluation.model, letters) if earlier.model is not None else None,
        agreement=_find_agreement(evaluation.answers, earlier),
    )


def compare_mixes(before: Sequence[str], now: Sequence[str]) -> MixDrift | None:
    """Compare how often each label stands in two sets of letters; nothing when one is empty."""
    if not before or not now:
        return None
    then, today = Counter(before), Counter(now)
    labels = sorted({*then, *today})
    shifts = [LabelShift(label, then[label] / len(before), today[label] / len(now)) for label in labels]
    p_value = 1.0
    if len(labels) > 1:
        p_value = float(chi2_contingency([[then[label] for label in labels], [today[label] for label in labels]])[1])
    return MixDrift(
        stability=sum(_stability(then[name], len(before), today[name], len(now), len(labels)) for name in labels),
        p_value=p_value,
        before=len(before),
        now=len(now),
        shifts=tuple(sorted(shifts, key=lambda row: (-abs(row.now - row.before), row.label))),
    )


def compare_scores(before: Sequence[float], now: Sequence[float]) -> ScoreDrift | None:
    """Compare two distributions of scores; nothing when one is empty."""
    if not before or not now:
        return None
    found = ks_2samp(before, now)
    return ScoreDrift(float(found.statistic), float(found.pvalue), float(np.mean(before)), float(np.mean(now)))


def find_unknown_share(model: TextModel | None, letters: Sequence[PreparedLetter]) -> float | None:
    """The share of the letters' words that are no n-gram of a model; nothing without a model or a word.

    Some are always unknown: a model keeps no rare word and no name. What counts is by how much the share grew.
    """
    if model is None:
        return None
    known = {ngram for view, ngram in model.space.ngrams if view.unit == "word" and view.part == "letter"}
    words = unknown = 0
    for letter in letters:
        every = (*letter.title_words, *letter.text_words)
        words += len(every)
        unknown += sum(word not in known for word in every)
    return unknown / words if words else None


def _find_agreement(answers: Sequence[Answered], earlier: OtherModel) -> float | None:
    said = {answer.id: answer.said for answer in earlier.answers}
    same = [answer.said == said[answer.id] for answer in answers if answer.id in said]
    return sum(same) / len(same) if same else None


def _stability(then: int, before: int, today: int, now: int, labels: int) -> float:
    """One label's part of the index; half a letter is added to each so that none is without."""
    share_then = (then + 0.5) / (before + 0.5 * labels)
    share_now = (today + 0.5) / (now + 0.5 * labels)
    return (share_now - share_then) * log(share_now / share_then)
