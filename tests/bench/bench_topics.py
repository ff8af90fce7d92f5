"""What each idea of the topic model gains, side by side, on labelled messages.

Usage: .venv/bin/python tests/bench/bench_topics.py DATA
DATA is a folder with messages.jsonl, rows {label, subject, detail}. The messages are parted in five by a hash of
their text; each part is answered by a model of the other four (n-grams, weights and all). Prints the table of
docs/topics.md: accuracy and macro-F1 over all parts, macro-F1 on the first part, coverage at 97 % precision. The
last lines are the model as it ships, with its calibration inside each four parts.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.special import softmax
from sklearn.svm import LinearSVC

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from classifiers.learning.data_rows import LabelledRow, TextRow
from classifiers.learning.evaluation import Report, coverage, measure_answers
from classifiers.learning.text_model import find_margins
from classifiers.learning.training import train_model
from classifiers.ngrams import features
from classifiers.ngrams.features import VIEWS, View, count_views, fit_space, prepare_letter
from classifiers.ngrams.segmenting import segmenter_for
from vocab import load_vocabulary

PARTS = 5
SCALE = 4.3
"""Only orders the scores of uncalibrated margins."""
CHARACTERS, WORDS, TITLE_CHARACTERS, TITLE_WORDS = VIEWS


def main(folder: Path) -> None:
    """Measure every row of the table."""
    rows = [json.loads(line) for line in (folder / "messages.jsonl").open(encoding="utf-8") if line.strip()]
    parts = np.array([int(hashlib.sha1(row["detail"].encode()).hexdigest()[:4], 16) % PARTS for row in rows])
    labels = sorted({row["label"] for row in rows})
    topics = np.array([labels.index(row["label"]) for row in rows])
    segmenter = segmenter_for(load_vocabulary())
    segmenter.segment("")
    began = time.process_time()
    letters = [prepare_letter(row["subject"], row["detail"], segmenter=segmenter) for row in rows]
    took = 1000 * (time.process_time() - began) / len(rows)
    print(f"{len(rows)} messages, folding and segmenting {took:.2f} ms each")

    def measure(name: str, views: tuple[View, ...], *, cost: float, telling: bool = True, power: float = 0.5) -> None:
        informed = features.weigh_telling
        if not telling:
            features.weigh_telling = lambda present, _: np.ones(present.shape[1])
        elif power != 0.5:
            features.weigh_telling = lambda present, given: informed(present, given) ** (2 * power)
        counted = count_views(letters, segmenter=segmenter, views=views)
        margins = np.zeros((len(rows), len(labels)))
        for part in range(PARTS):
            rest, held = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
            space, columns = fit_space(counted, topics, rest)
            known, new = (
                space.weigh_counts([view.take(chosen, kept) for view, kept in zip(counted, columns, strict=True)])
                for chosen in (rest, held)
            )
            margins[held] = find_margins(LinearSVC(C=cost, random_state=0).fit(known, topics[rest]), new)
        features.weigh_telling = informed
        show(name, report_of(margins.argmax(axis=1), softmax(SCALE * margins, axis=1).max(axis=1)))

    def report_of(said: np.ndarray, scores: np.ndarray) -> Callable[[np.ndarray], Report]:
        return lambda chosen: measure_answers(
            [labels[topic] for topic in topics[chosen]], [labels[topic] for topic in said[chosen]], scores[chosen]
        )

    def show(name: str, measured: Callable[[np.ndarray], Report]) -> None:
        every, first = measured(np.arange(len(rows))), measured(np.flatnonzero(parts == 0))
        figures = f"{every.accuracy:.4f} | {every.macro_f1:.4f} | {first.macro_f1:.4f} | {every.coverage_at_97:.3f}"
        print(f"| {name} | {figures} |", flush=True)

    head("features and classifier | accuracy | macro-F1 | macro-F1, first part | coverage at 97 %")
    measure("words 1-2, title and text as one", (WORDS,), cost=1, telling=False)
    measure("characters 1-3, title and text as one", (CHARACTERS,), cost=1, telling=False)
    measure("both", (CHARACTERS, WORDS), cost=1, telling=False)
    measure("both and the title's characters", (CHARACTERS, WORDS, TITLE_CHARACTERS), cost=1, telling=False)
    measure("four views", VIEWS, cost=1, telling=False)
    measure("four views, weighed by information (power 1/4)", VIEWS, cost=4, power=0.25)
    measure("four views, weighed by information (root)", VIEWS, cost=4)
    measure("four views, weighed by information (power 1)", VIEWS, cost=4, power=1.0)
    measure("the same as the root, C = 1", VIEWS, cost=1)
    measure("the same as the root, C = 16", VIEWS, cost=16)
    head(
        "as it ships, by part | accuracy | macro-F1 | coverage at 97 % | mean score - accuracy | passed "
        "| of them wrong | macro-F1 without titles | train, CPU s | bulk, ms"
    )
    for part in range(PARTS):
        measure_shipped(rows, parts == part, part)


def head(columns: str) -> None:
    """Print the head of a table."""
    print(f"\n| {columns} |\n|{'---|' * (columns.count('|') + 1)}")


def measure_shipped(rows: list[dict[str, str]], held: np.ndarray, part: int) -> None:
    """Train on all but one part as `laixin train` does, and answer that part."""
    known = [
        LabelledRow(str(n), row["subject"], row["detail"], row["label"])
        for n, (row, out) in enumerate(zip(rows, held, strict=True))
        if not out
    ]
    new = [row for row, out in zip(rows, held, strict=True) if out]
    began = time.process_time()
    model = train_model(known, vocabulary=load_vocabulary()).model
    trained = time.process_time()
    said = list(model.judge_many(TextRow("", row["subject"], row["detail"]) for row in new))
    ended = time.process_time()
    bare = list(model.judge_many(TextRow("", "", row["detail"]) for row in new))
    truth = [row["label"] for row in new]
    scores = np.array([found.score for found in said])
    right = np.array([found.label == label for found, label in zip(said, truth, strict=True)])
    report = measure_answers(truth, [found.label for found in said], scores)
    untitled = measure_answers(truth, [found.label for found in bare], [found.score for found in bare])
    passed = scores >= model.threshold
    print(
        f"| {part} | {report.accuracy:.4f} | {report.macro_f1:.4f} | {coverage(scores, right, precision=0.97):.3f} "
        f"| {report.mean_score - report.accuracy:+.4f} | {passed.mean():.3f} | {1 - right[passed].mean():.3f} "
        f"| {untitled.macro_f1:.4f} | {trained - began:.0f} | {1000 * (ended - trained) / len(new):.2f} |",
        flush=True,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
