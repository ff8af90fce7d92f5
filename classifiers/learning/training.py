"""Train a topic model from labelled letters, with probabilities and a threshold from letters it did not learn from."""

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from classifiers.learning.calibration import choose_threshold, fit_calibrator
from classifiers.learning.cards import write_card
from classifiers.learning.data_rows import LabelledRow, drop_repeats, read_labelled_rows
from classifiers.learning.evaluation import Report, measure_answers
from classifiers.learning.features import (
    LEAST_LETTERS,
    CountedView,
    FeatureSpace,
    count_views,
    fit_space,
    prepare_letter,
)
from classifiers.learning.model_files import write_files
from classifiers.learning.segmenting import segmenter_for
from classifiers.learning.topic_model import TopicModel, find_margins
from records import UsageError
from vocab import Vocabulary, load_vocabulary

FOLDS = 5
COST = 4.0
"""C of the support vector machine: the middle of a broad flat top (docs/topics.md)."""
BALANCE = 0.25
"""Power of the class weights: 0 leaves small topics to drown, 1 lets them outshout the large ones."""
MOST_ERRORS = 0.03
"""Part of the answers above the threshold that may be wrong."""
PACKAGES = ("scikit-learn", "skops", "numpy", "scipy", "jieba", "opencc")


@dataclass(frozen=True, slots=True)
class HeldOutAnswer:
    """What was said of a letter by a model that did not learn from it."""

    id: str
    label: str
    said: str
    score: float


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A model with the answers its figures come from, and what it was made of."""

    model: TopicModel
    answers: tuple[HeldOutAnswer, ...]
    counts: dict[str, int]
    data_sha256: str
    vocabulary_hash: str
    seed: int
    tilt: float

    @property
    def report(self) -> Report:
        """The figures over all letters, each answered by a model that did not learn from it."""
        return measure_held_out(self.answers)


def train_topics(
    rows: Sequence[LabelledRow], *, seed: int = 0, tilt: float = 0.0, vocabulary: Vocabulary
) -> TrainedModel:
    """Train a model; the same rows in any order, seed and versions give the same weights.

    With `tilt` above 0 the probabilities favour small topics (`fit_calibrator`).

    Raises:
        UsageError: `data.row`, when there are fewer than two labels or a label has too few letters.
    """
    letters = drop_repeats(rows)
    counts = dict(sorted(Counter(row.label for row in letters).items()))
    _check_counts(counts)
    labels = tuple(counts)
    topics = np.array([labels.index(row.label) for row in letters], dtype=np.intp)
    segmenter = segmenter_for(vocabulary)
    prepared = [prepare_letter(row.title, row.text, segmenter=segmenter) for row in letters]
    counted = count_views(prepared, segmenter=segmenter)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    parts = [(np.asarray(rest), np.asarray(held)) for rest, held in folds.split(topics, topics)]
    margins = np.zeros((len(letters), len(labels)))
    for rest, held in parts:
        margins[held] = hold_out_margins(counted, topics, rest, held, seed=seed)
    said, scores = _answer_held_out(margins, topics, parts, tilt=tilt)
    space, classifier = fit_classifier(counted, topics, np.arange(len(letters)), seed=seed)
    model = TopicModel(
        id="",
        labels=labels,
        space=space,
        classifier=classifier,
        calibrator=fit_calibrator(margins, topics, tilt=tilt),
        threshold=round(choose_threshold(scores, said == topics, most_errors=MOST_ERRORS), 4),
        segmenter=segmenter,
    )
    answers = tuple(
        HeldOutAnswer(row.id, row.label, labels[topic], float(score))
        for row, topic, score in zip(letters, said, scores, strict=True)
    )
    return TrainedModel(model, answers, counts, hash_rows(letters), vocabulary.hash, seed, tilt)


def save_model(trained: TrainedModel, folder: Path, *, about: str = "", parts: dict[str, Report] | None = None) -> None:
    """Write a model folder, named in the model's id; `about` and `parts` tell of the data in its card."""
    model = replace(trained.model, id=f"{folder.name}@{trained.data_sha256[:8]}")
    reports = {"all": trained.report, **(parts or {})}
    facts = {
        "created": date.today().isoformat(),  # noqa: DTZ011 (the builder's day)
        "seed": trained.seed,
        "tilt": trained.tilt,
        "letters": trained.counts,
        "data_sha256": trained.data_sha256,
        "vocabulary": trained.vocabulary_hash,
        "cost": COST,
        "balance": BALANCE,
        "most_errors": MOST_ERRORS,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    }
    metrics = {
        "measured": f"{FOLDS}-fold cross-validation: each letter answered by a model that did not learn from it",
        **{name: report.as_json() for name, report in reports.items()},
    }
    card = write_card(model, reports=reports, counts=trained.counts, about=about, most_errors=MOST_ERRORS)
    write_files(folder, model, facts=facts, metrics=metrics, card=card)


def train_file(data: Path, out: Path, *, seed: int = 0, vocabulary: Vocabulary | None = None) -> TrainedModel:
    """Train from a JSON Lines file of rows `{id, title, text, label}` and write the model folder `out`.

    Words are cut with the terms of a vocabulary, of the shipped one by default.

    Raises:
        UsageError: `data.row`, when a row is not as it must be or there is too little to learn from.
    """
    trained = train_topics(list(read_labelled_rows(data)), seed=seed, vocabulary=vocabulary or load_vocabulary())
    save_model(trained, out)
    return trained


def measure_held_out(answers: Sequence[HeldOutAnswer]) -> Report:
    """The figures over some answers."""
    return measure_answers([a.label for a in answers], [a.said for a in answers], [a.score for a in answers])


def hash_rows(rows: Sequence[LabelledRow]) -> str:
    """A hash of what was learned from: titles, texts and labels in order, without ids."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps([row.title, row.text, row.label]).encode())
    return digest.hexdigest()


def _check_counts(counts: dict[str, int]) -> None:
    if len(counts) < 2:
        raise UsageError("data.row", "at least two labels are needed")
    least = min(counts, key=lambda label: counts[label])
    if counts[least] < LEAST_LETTERS:
        raise UsageError("data.row", f"label {least!r} has {counts[least]} letters, {LEAST_LETTERS} are needed")


def hold_out_margins(
    counted: Sequence[CountedView],
    topics: NDArray[np.intp],
    rest: NDArray[np.intp],
    held: NDArray[np.intp],
    *,
    seed: int,
    most: int | None = None,
) -> NDArray[np.float64]:
    """Margins of the held letters from a model of the rest: n-grams, weights and classifier know nothing of them.

    `most` limits the number of n-grams (`fit_space`).
    """
    space, columns = fit_space(counted, topics, rest, most=most)
    classifier = _fit_classifier(_weigh(space, counted, columns, rest), topics[rest], seed=seed)
    return find_margins(classifier, _weigh(space, counted, columns, held))


def fit_classifier(
    counted: Sequence[CountedView],
    topics: NDArray[np.intp],
    rows: NDArray[np.intp],
    *,
    seed: int,
    most: int | None = None,
) -> tuple[FeatureSpace, LinearSVC]:
    """A feature space and a classifier learned from some of the letters; `topics` numbers every letter's label."""
    space, columns = fit_space(counted, topics, rows, most=most)
    classifier = _fit_classifier(_weigh(space, counted, columns, rows), topics[rows], seed=seed)
    classifier.coef_ = classifier.coef_.astype(np.float32)
    return space, classifier


def _weigh(
    space: FeatureSpace,
    counted: Sequence[CountedView],
    columns: Sequence[NDArray[np.intp]],
    rows: NDArray[np.intp],
) -> sparse.csr_matrix:
    return space.weigh_counts([view.take(rows, kept) for view, kept in zip(counted, columns, strict=True)])


def _fit_classifier(rows: sparse.csr_matrix, topics: NDArray[np.intp], *, seed: int) -> LinearSVC:
    counts = np.bincount(topics)
    weights = (len(topics) / (len(counts) * counts)) ** BALANCE
    return LinearSVC(C=COST, class_weight=dict(enumerate(weights.tolist())), random_state=seed).fit(rows, topics)


def _answer_held_out(
    margins: NDArray[np.float64],
    topics: NDArray[np.intp],
    parts: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    *,
    tilt: float,
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The best topic of each letter and its probability, by a calibrator that did not learn from it either."""
    chances = np.zeros_like(margins)
    for rest, held in parts:
        chances[held] = fit_calibrator(margins[rest], topics[rest], tilt=tilt).find_chances(margins[held])
    return chances.argmax(axis=1), chances.max(axis=1)
