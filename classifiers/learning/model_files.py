"""Write a trained model to a folder, and read one back only when every file is as it was written.

A model folder holds `model.json` (task, labels, threshold, data, versions), `weights.skops` (the linear
classifier, the weights of the n-grams and the calibration), `ngrams-VIEW.txt` (an n-gram a line, for anybody
to look through), `metrics.json`, `card.md` and `SHA256SUMS`; one that was trained also `held-out.csv`, and what belongs
to it may be added (`add_files`). Nothing in it can run code: skops is given no type to trust. The same model gives the
same bytes: no date is in it, and its name is the folder's.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import skops.io
from sklearn.svm import LinearSVC
from skops.io.exceptions import UntrustedTypesFoundException

from classifiers.learning.answers import Answered
from classifiers.learning.calibration import Calibrator
from classifiers.learning.steady_files import dump_steadily
from classifiers.learning.text_model import TextModel
from classifiers.ngrams.features import FeatureSpace, FittedView, View
from classifiers.ngrams.segmenting import segmenter_for
from records import SetupError
from vocab import Vocabulary, load_vocabulary

TASK = "topic"
FORMAT = 1
WEIGHTS, FACTS, METRICS, CARD, SUMS = "weights.skops", "model.json", "metrics.json", "card.md", "SHA256SUMS"
HELD_OUT, WHOLE_HELD_OUT = "held-out.csv", "held-out-whole.csv"
HELD_OUT_COLUMNS = ("id", "label", "said", "score", "day")


def write_files(
    folder: Path,
    model: TextModel,
    *,
    facts: Mapping[str, Any],
    metrics: Mapping[str, Any],
    card: str,
    task: str = TASK,
    more: Mapping[str, str] | None = None,
) -> None:
    """Write a model folder, with further text files in `more`.

    The checksums go last, so that a write cut short is seen when it is read. A model with an id keeps it; one without
    is named by its folder then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMS).unlink(missing_ok=True)
    views = [{**asdict(fitted.view), "ngrams": len(fitted.ngrams)} for fitted in model.space.views]
    for fitted in model.space.views:
        (folder / _ngram_file(fitted.view.name)).write_bytes("".join(f"{n}\n" for n in fitted.ngrams).encode())
    parts = {
        "classifier": _halved(model.classifier),
        "calibration": {"weights": model.calibrator.weights, "bias": model.calibrator.bias},
        "weights": {fitted.view.name: fitted.weights for fitted in model.space.views},
    }
    (folder / WEIGHTS).write_bytes(dump_steadily(parts))
    known = {
        "format": FORMAT,
        "task": task,
        **({"id": model.id} if model.id else {}),
        "labels": list(model.labels),
        "threshold": model.threshold,
        "views": views,
    }
    texts = {FACTS: _lay_json({**known, **facts}), METRICS: _lay_json(metrics), CARD: card, **(more or {})}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    _write_sums(folder, [WEIGHTS, *texts, *(_ngram_file(fitted.view.name) for fitted in model.space.views)])


def add_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write further text files into a model folder, named in its checksums from then on.

    Raises:
        SetupError: `setup.model`, when the folder is not as it was written before.
    """
    sums = name_files(folder)
    (folder / SUMS).unlink()
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    _write_sums(folder, {*sums, *texts})


def lay_held_out(answers: Iterable[Answered]) -> str:
    """Answers to letters held out as the text of a CSV file, by their ids."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HELD_OUT_COLUMNS)
    for one in sorted(answers, key=lambda one: (one.id, one.label)):
        writer.writerow([one.id, one.label, one.said, f"{one.score:.6f}", one.day.isoformat() if one.day else ""])
    return text.getvalue()


def read_held_out(folder: Path, name: str = HELD_OUT) -> tuple[Answered, ...]:
    """What a model's own training says of letters held out; with `WHOLE_HELD_OUT` that of all evidence together.

    Empty when the folder holds no such file.

    Raises:
        SetupError: `setup.model` when a file is not as it was written.
    """
    if name not in name_files(folder):
        return ()
    try:
        reader = csv.DictReader(io.StringIO((folder / name).read_bytes().decode(), newline=""))
        return tuple(
            Answered(
                row["id"],
                row["label"],
                row["said"],
                float(row["score"]),
                date.fromisoformat(row["day"]) if row["day"] else None,
            )
            for row in reader
        )
    except (KeyError, TypeError, ValueError, csv.Error):
        _refuse(folder, f"{name} cannot be read")


def _halved(classifier: LinearSVC) -> LinearSVC:
    """The classifier with weights of half the size: three figures of a weight decide nothing."""
    half = deepcopy(classifier)
    half.coef_ = half.coef_.astype(np.float16)
    return half


def load_model(folder: Path, *, task: str = TASK, vocabulary: Vocabulary | None = None) -> TextModel:
    """Read a model folder made for a task; its segmenter knows the terms of a vocabulary, of the shipped by default.

    Raises:
        SetupError: `setup.model` with what is wrong: a file that is missing or not as it was written, another
            task or format, a type in the weights that scikit-learn and numpy do not need.
    """
    named = name_files(folder)
    facts = _read_facts(folder, task)
    parts = _read_weights(folder)
    try:
        return _assemble(folder, facts, parts, named, vocabulary or load_vocabulary())
    except (KeyError, TypeError, ValueError, AttributeError, OSError):
        _refuse(folder, "its parts do not fit together")


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """A JSON file of a model folder.

    Raises:
        SetupError: `setup.model`, when it is missing or no JSON object.
    """
    try:
        value = json.loads((folder / name).read_text(encoding="utf-8"))
    except OSError:
        _refuse(folder, f"{name} is missing")
    except (ValueError, RecursionError):
        _refuse(folder, f"{name} is not JSON")
    if not isinstance(value, dict):
        _refuse(folder, f"{name} is not a JSON object")
    return value


def name_files(folder: Path) -> frozenset[str]:
    """The names of a model's files, each of which is as it was written.

    Raises:
        SetupError: `setup.model`, when one is missing or is not.
    """
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        _refuse(folder, f"{SUMS} is missing")
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in (FACTS, METRICS, CARD, WEIGHTS, *sums):
        if name not in sums:
            _refuse(folder, f"{SUMS} does not name {name}")
        if Path(name).name != name or not (folder / name).is_file():
            _refuse(folder, f"{name} is missing")
        if _hash(folder / name) != sums[name]:
            _refuse(folder, f"{name} is not as it was written (checksum)")
    return frozenset(sums)


def _assemble(
    folder: Path, facts: dict[str, Any], parts: dict[str, Any], named: frozenset[str], vocabulary: Vocabulary
) -> TextModel:
    views = []
    for row in facts["views"]:
        view = View(row["name"], row["part"], row["unit"], longest=row["longest"], share=row["share"])
        if _ngram_file(view.name) not in named:
            _refuse(folder, f"{_ngram_file(view.name)} is missing")
        ngrams = tuple((folder / _ngram_file(view.name)).read_bytes().decode().split("\n")[:-1])
        weights = parts["weights"][view.name]
        if not len(ngrams) == len(weights) == row["ngrams"]:
            _refuse(folder, f"the n-grams of {view.name} do not fit the weights")
        views.append(FittedView(view, ngrams, np.asarray(weights, dtype=np.float32)))
    classifier = parts["classifier"]
    if not isinstance(classifier, LinearSVC):
        _refuse(folder, "the weights hold another kind of model")
    classifier.coef_ = np.asarray(classifier.coef_, dtype=np.float32)
    calibrator = Calibrator(np.asarray(parts["calibration"]["weights"]), np.asarray(parts["calibration"]["bias"]))
    columns, topics = sum(len(view.ngrams) for view in views), len(facts["labels"])
    shapes = (classifier.coef_.shape, calibrator.weights.shape, calibrator.bias.shape)
    if shapes != ((topics if topics > 2 else 1, columns), (topics, topics), (topics,)):
        _refuse(folder, "the weights do not fit the n-grams or the labels")
    return TextModel(
        id=str(facts["id"]) if "id" in facts else f"{folder.name}@{str(facts['data_sha256'])[:8]}",
        labels=tuple(facts["labels"]),
        space=FeatureSpace(tuple(views)),
        classifier=classifier,
        calibrator=calibrator,
        threshold=float(facts["threshold"]),
        segmenter=segmenter_for(vocabulary),
    )


def _read_facts(folder: Path, task: str) -> dict[str, Any]:
    facts = read_json(folder, FACTS)
    if facts.get("task") != task:
        _refuse(folder, f"it is made for the task {facts.get('task')!r}, not for {task!r}")
    if facts.get("format") != FORMAT:
        _refuse(folder, f"its format is {facts.get('format')!r}, this program reads {FORMAT}")
    return facts


def _read_weights(folder: Path) -> dict[str, Any]:
    path = folder / WEIGHTS
    try:
        parts = skops.io.load(path, trusted=[])
    except UntrustedTypesFoundException:
        # Told apart here and not looked for before: to look, all weights are unpacked once more.
        untrusted = ", ".join(sorted(skops.io.get_untrusted_types(file=path)))
        _refuse(folder, f"{WEIGHTS} holds types that are not trusted: {untrusted}")
    except Exception:  # noqa: BLE001 (a file made to harm may fail anywhere inside the reader)
        _refuse(folder, f"{WEIGHTS} cannot be read")
    if not isinstance(parts, dict):
        _refuse(folder, f"{WEIGHTS} holds something else")
    return parts


def _refuse(folder: Path, what: str) -> NoReturn:
    raise SetupError("setup.model", f"{folder.name}: {what}") from None


def _ngram_file(view: str) -> str:
    return f"ngrams-{view}.txt"


def _write_sums(folder: Path, names: Iterable[str]) -> None:
    sums = "".join(f"{_hash(folder / name)}  {name}\n" for name in sorted(set(names)))
    (folder / SUMS).write_bytes(sums.encode())


def _lay_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
