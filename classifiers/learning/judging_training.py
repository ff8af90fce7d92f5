"""Learn the judging model from annotated letters: `python -m classifiers.learning.judging_training --help`.

Each letter is judged by models and combiners that did not learn from it; from those answers come the figures, the
calibration and the thresholds. What ships is learned from all letters.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.annotations import AnnotatedLetter, read_annotations
from classifiers.learning.calibration import fit_calibrator
from classifiers.learning.fitting import fit_classifier, hold_out_margins
from classifiers.learning.shipped_model import TILT, add_sources, read_sources
from classifiers.learning.text_model import TextModel
from classifiers.learning.training import train_model
from classifiers.looking.sights import Sight
from classifiers.ngrams.features import LEAST_LETTERS, FeatureSpace, count_views, prepare_letter
from classifiers.ngrams.segmenting import segmenter_for
from classifiers.weighing.combining import fit_combiner
from classifiers.weighing.evidence import FLOOR, lay_table
from classifiers.weighing.holding_out import Combined, hold_out_combined
from classifiers.weighing.judging_files import write_judging
from classifiers.weighing.judging_tasks import TASKS, see_letter
from classifiers.weighing.topic_evidence import SERVICE_MODEL
from vocab import Vocabulary, load_vocabulary

FOLDS = 5
MOST_NGRAMS = {"topic2": 40_000}
"""Of a task's model, where it has so many answers that all of them would take too much room."""
Floats = NDArray[np.float64]


def train_judging(
    letters: Sequence[AnnotatedLetter], service: TextModel, *, seed: int = 0, vocabulary: Vocabulary
) -> tuple[dict[str, TextModel], dict[str, Combined]]:
    """Learn text models and combiners of all tasks.

    `service` must not have learned from the letters: it stands for the topic model in service, which meets new ones.
    """
    folds = np.array([int(letter.id[:8], 16) % FOLDS for letter in letters])
    segmenter = segmenter_for(vocabulary)
    prepared = [prepare_letter(letter.title, letter.text, segmenter=segmenter) for letter in letters]
    counted = count_views(prepared, segmenter=segmenter)
    models: dict[str, TextModel] = {}
    learned: dict[str, tuple[tuple[str, ...], Floats]] = {
        SERVICE_MODEL: (service.labels, np.log(np.maximum(service.find_chances(prepared), np.exp(FLOOR))))
    }
    for task in TASKS:
        labels, topics = _number([task.label(letter) for letter in letters])
        most = MOST_NGRAMS.get(task.name)
        margins = np.zeros((len(letters), len(labels)))
        for fold in range(FOLDS):
            rest, held = np.flatnonzero((folds != fold) & (topics >= 0)), np.flatnonzero(folds == fold)
            margins[held] = hold_out_margins(counted, np.maximum(topics, 0), rest, held, seed=seed, most=most)
        known = topics >= 0
        logs = np.zeros_like(margins)
        for fold in range(FOLDS):
            rest, held = (folds != fold) & known, folds == fold
            calibrator = fit_calibrator(margins[rest], topics[rest])
            logs[held] = np.log(np.maximum(calibrator.find_chances(margins[held]), np.exp(FLOOR)))
        learned[task.name] = labels, logs
        space, classifier = fit_classifier(counted, np.maximum(topics, 0), np.flatnonzero(known), seed=seed, most=most)
        models[task.name] = TextModel(
            id=task.name,
            labels=labels,
            space=FeatureSpace(space.views),
            classifier=classifier,
            calibrator=fit_calibrator(margins[known], topics[known]),
            threshold=1.0,
            segmenter=segmenter,
        )
    sights = [
        see_letter(
            letter.title,
            letter.text,
            {name: dict(zip(labels, logs[n].tolist(), strict=True)) for name, (labels, logs) in learned.items()},
            vocabulary=vocabulary,
        )
        for n, letter in enumerate(letters)
    ]
    return models, _combine_all(letters, sights, folds, vocabulary)


def _combine_all(
    letters: Sequence[AnnotatedLetter], sights: Sequence[Sight], folds: NDArray[np.intp], vocabulary: Vocabulary
) -> dict[str, Combined]:
    """Fit the combiners, each task after those that it builds on."""
    results: dict[str, Combined] = {}
    for task in TASKS:
        answers = task.answers(vocabulary)
        tables = []
        for number, sight in enumerate(sights):
            before = {
                name: dict(zip(result.combiner.answers, result.chances[number].tolist(), strict=True))
                for name, result in results.items()
            }
            tables.append(lay_table(answers, task.kinds, task.gather(sight, before, vocabulary)))
        truths = [task.truth(letter) for letter in letters]
        fit = partial(fit_combiner, fixed=task.fixed)
        results[task.name] = hold_out_combined(tables, truths, folds, fit, positive=task.positive)
    return results


def _number(labels: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """The labels that enough letters have, and the number of each letter's, -1 where it has too few fellows."""
    counts = Counter(labels)
    known = tuple(sorted(label for label, count in counts.items() if label and count >= LEAST_LETTERS))
    return known, np.array([known.index(label) if label in known else -1 for label in labels], dtype=np.intp)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the annotated letters and the sources of the topic model, train, write the folder."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.learning.judging_training", description=__doc__)
    parser.add_argument("--annotations", type=Path, required=True, help="labels by hash of title and text, CSV")
    add_sources(parser)
    given = parser.parse_args(arguments)
    vocabulary = load_vocabulary()
    letters = read_annotations(given.annotations, given.unlabelled)
    seen = {letter.text for letter in letters}
    rows = [row for row in read_sources(given) if row.text not in seen]
    service = train_model(rows, tilt=TILT, vocabulary=vocabulary).model
    models, results = train_judging(letters, service, vocabulary=vocabulary)
    write_judging(
        given.out,
        models,
        {name: result.combiner for name, result in results.items()},
        {name: result.held_out for name, result in results.items()},
        letters=len(letters),
        vocabulary_hash=vocabulary.hash,
        about=given.about.read_text(encoding="utf-8"),
    )


if __name__ == "__main__":
    main()
