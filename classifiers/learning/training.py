"""Train a text model of any task: `train_model` reads as a table of contents.

The training part chooses everything; the test part is asked once, at the end, and gives the figures. The model that is
kept is learned from both.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from classifiers.learning.answers import Answered
from classifiers.learning.crossing import (
    Crossed,
    choose_by_crossing,
    cross_validate,
    draw_rows,
    lay_answers,
    measure_answered,
)
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.evaluation import Report
from classifiers.learning.fitting import fit_classifier, hold_out_margins
from classifiers.learning.material import Material, Step, prepare_material
from classifiers.learning.recipes import Choice, Recipe
from classifiers.learning.splitting import Split, split_letters
from classifiers.learning.tasks import ANSWERS
from classifiers.learning.text_model import TextModel
from classifiers.ngrams.segmenting import segmenter_for
from vocab import Vocabulary

MOST_ERRORS = 0.03
"""Part of the answers above the threshold that may be wrong."""
CURVE = (1 / 8, 1 / 4, 1 / 2)
"""Shares of the training part that the learning curve is measured at, besides the whole."""
FEWEST_FOR_CURVE = 50


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """How well a model of so many letters answers the test part."""

    letters: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that must be told of a training; each code has a sentence in `vocab/texts.toml`."""

    code: str
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Learned:
    """What a model was learned from, and what was said of each letter by models that did not learn from it.

    `inner` are the letters of the training part, each answered by a model of the others; `test` has the chances that a
    model of the training part gave the test part, shape (letters, labels); `outer` are all letters, cross-validated.
    """

    material: Material
    split: Split
    inner: Crossed
    test: NDArray[np.float64]
    outer: Crossed


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A model with the answers its figures come from, and what it was made of.

    `answers` are those to the test part; to all letters, cross-validated, where there is none. `step_back` is the
    threshold that the training part gives: what of the test part passed is told by it.
    """

    task: str
    model: TextModel
    answers: tuple[Answered, ...]
    step_back: float
    learned: Learned
    choice: Choice
    curve: tuple[CurvePoint, ...]
    remarks: tuple[Remark, ...]
    data_sha256: str
    vocabulary_hash: str
    seed: int
    tilt: float

    @property
    def report(self) -> Report:
        """The figures over the letters that the model's figures come from."""
        return measure_answered(self.answers)

    @property
    def counts(self) -> dict[str, int]:
        """How many letters each label has."""
        numbers = np.bincount(self.learned.material.topics).tolist()
        return dict(zip(self.model.labels, numbers, strict=True))


def train_model(
    rows: Sequence[LabelledRow],
    *,
    task: str = "topic",
    seed: int = 0,
    tilt: float = 0.0,
    data_sha256: str | None = None,
    vocabulary: Vocabulary,
    on_step: Step | None = None,
) -> TrainedModel:
    """Train a model; the same rows in any order, seed and versions give the same model.

    With `tilt` above 0 the probabilities favour small labels (`fit_calibrator`). `data_sha256` names the data where a
    snapshot does; else it is a hash of the rows. `on_step` is told how far it is.

    Raises:
        UsageError: `data.too-few`, when fewer than two labels have enough letters.
    """
    tell = on_step or _pass_over
    segmenter = segmenter_for(vocabulary)
    with threadpool_limits(limits=1):  # sums over several threads differ in their last digit with the machine
        material = prepare_material(rows, segmenter=segmenter, on_step=tell)
        split = split_letters(material.letters, material.topics, material.groups)
        choice = choose_by_crossing(material, split.train, seed=seed, on_step=tell)
        recipe = choice.recipe
        inner = cross_validate(material, split.train, recipe, seed=seed, tilt=tilt, step="inner", on_step=tell)
        margins, curve = _ask_test(material, split, recipe, seed=seed, on_step=tell)
        outer = inner
        if len(split.test):
            every = np.arange(len(material.letters))
            outer = cross_validate(material, every, recipe, seed=seed, tilt=tilt, step="outer", on_step=tell)
        tell("learn", 0, 1)
        space, classifier = fit_classifier(material.counted, material.topics, outer.rows, seed=seed, recipe=recipe)
        test = inner.calibrator(material, tilt=tilt).find_chances(margins)
        model = TextModel(
            id="",
            labels=material.labels,
            space=space,
            classifier=classifier,
            calibrator=outer.calibrator(material, tilt=tilt),
            threshold=outer.threshold(material, most_errors=MOST_ERRORS),
            segmenter=segmenter,
        )
        tell("learn", 1, 1)
    return TrainedModel(
        task=task,
        model=model,
        answers=lay_answers(material, split.test, test) if len(split.test) else inner.answers(material),
        step_back=inner.threshold(material, most_errors=MOST_ERRORS),
        learned=Learned(material, split, inner, test, outer),
        choice=choice,
        curve=curve,
        remarks=tuple(_remark(material, split, task, vocabulary)),
        data_sha256=data_sha256 or hash_rows(material.letters),
        vocabulary_hash=vocabulary.hash,
        seed=seed,
        tilt=tilt,
    )


def hash_rows(rows: Sequence[LabelledRow]) -> str:
    """A hash of what was learned from: titles, texts and labels in order, without ids."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps([row.title, row.text, row.label]).encode())
    return digest.hexdigest()


def _ask_test(
    material: Material, split: Split, recipe: Recipe, *, seed: int, on_step: Step
) -> tuple[NDArray[np.float64], tuple[CurvePoint, ...]]:
    """What a model of the training part says of the test part, and models of shares of it."""
    if not len(split.test):
        return np.zeros((0, len(material.labels))), ()
    truth = material.topics[split.test]
    sizes = [round(share * len(split.train)) for share in CURVE]
    sizes = [size for size in sizes if size >= FEWEST_FOR_CURVE]
    points = []
    for number, size in enumerate([*sizes, len(split.train)]):
        on_step("curve", number, len(sizes) + 1)
        rest = draw_rows(material, split.train, size)
        margins = hold_out_margins(material.counted, material.topics, rest, split.test, seed=seed, recipe=recipe)
        said = margins.argmax(axis=1)
        points.append(CurvePoint(len(rest), *_measure(truth, said)))
    return margins, tuple(points)


def _measure(truth: NDArray[np.intp], said: NDArray[np.intp]) -> tuple[float, float]:
    """Accuracy and macro-F1."""
    count = int(max(truth.max(), said.max())) + 1
    hit = np.bincount(truth[truth == said], minlength=count)
    both = np.bincount(truth, minlength=count) + np.bincount(said, minlength=count)
    known = np.unique(truth)
    return float((truth == said).mean()), float((2 * hit[known] / both[known]).mean())


def _remark(material: Material, split: Split, task: str, vocabulary: Vocabulary) -> list[Remark]:
    remarks = []
    if not len(split.test):
        remarks.append(Remark("no-test", str(len(material.letters))))
    if material.left_out:
        letters = sum(material.left_out.values())
        remarks.append(Remark("left-out", f"{len(material.left_out)} / {letters}"))
    if material.groups.loosened:
        remarks.append(Remark("alike", ", ".join(material.groups.loosened)))
    allowed = frozenset(ANSWERS[task](vocabulary)) if task in ANSWERS else frozenset[str]()
    foreign = [label for label in material.labels if label not in allowed]
    if foreign:
        remarks.append(Remark("foreign", ", ".join(foreign[:5])))
    return remarks


def _pass_over(_step: str, _done: int, _of: int) -> None:
    pass
