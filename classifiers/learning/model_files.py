"""Write a trained model to a folder, and read one back only when every file is as it was written.

A model folder holds `model.json` (task, labels, threshold, data, versions), `weights.skops` (the linear
classifier, the weights of the n-grams and the calibration), `ngrams-VIEW.txt` (an n-gram a line, for anybody
to look through), `metrics.json`, `card.md` and `SHA256SUMS`. Nothing in it can run code: skops is given no type
to trust.
"""

import hashlib
import json
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import skops.io
from sklearn.svm import LinearSVC
from skops.io.exceptions import UntrustedTypesFoundException

from classifiers.learning.calibration import Calibrator
from classifiers.learning.features import FeatureSpace, FittedView, View
from classifiers.learning.segmenting import segmenter_for
from classifiers.learning.topic_model import TopicModel
from records import SetupError
from vocab import Vocabulary, load_vocabulary

TASK = "topic"
FORMAT = 1
WEIGHTS, FACTS, METRICS, CARD, SUMS = "weights.skops", "model.json", "metrics.json", "card.md", "SHA256SUMS"


def write_files(
    folder: Path, model: TopicModel, *, facts: dict[str, Any], metrics: dict[str, Any], card: str, task: str = TASK
) -> None:
    """Write a model folder; the checksums go last, so that a write cut short is seen when it is read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMS).unlink(missing_ok=True)
    views = [{**asdict(fitted.view), "ngrams": len(fitted.ngrams)} for fitted in model.space.views]
    for fitted in model.space.views:
        (folder / _ngram_file(fitted.view.name)).write_bytes("".join(f"{n}\n" for n in fitted.ngrams).encode())
    skops.io.dump(
        {
            "classifier": _halved(model.classifier),
            "calibration": {"weights": model.calibrator.weights, "bias": model.calibrator.bias},
            "weights": {fitted.view.name: fitted.weights for fitted in model.space.views},
        },
        folder / WEIGHTS,
        compression=8,
    )
    known = {
        "format": FORMAT,
        "task": task,
        "id": model.id,
        "labels": list(model.labels),
        "threshold": model.threshold,
        "views": views,
    }
    _write_json(folder / FACTS, {**known, **facts})
    _write_json(folder / METRICS, metrics)
    (folder / CARD).write_text(card, encoding="utf-8")
    names = sorted([FACTS, METRICS, CARD, WEIGHTS, *(_ngram_file(f.view.name) for f in model.space.views)])
    sums = "".join(f"{_hash(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text(sums, encoding="utf-8")


def _halved(classifier: LinearSVC) -> LinearSVC:
    """The classifier with weights of half the size: three figures of a weight decide nothing."""
    half = deepcopy(classifier)
    half.coef_ = half.coef_.astype(np.float16)
    return half


def load_model(folder: Path, *, task: str = TASK, vocabulary: Vocabulary | None = None) -> TopicModel:
    """Read a model folder made for a task; its segmenter knows the terms of a vocabulary, of the shipped by default.

    Raises:
        SetupError: `setup.model` with what is wrong: a file that is missing or not as it was written, another
            task or format, a type in the weights that scikit-learn and numpy do not need.
    """
    _check_sums(folder)
    facts = _read_facts(folder, task)
    parts = _read_weights(folder)
    try:
        return _assemble(folder, facts, parts, vocabulary or load_vocabulary())
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
    except ValueError:
        _refuse(folder, f"{name} is not JSON")
    if not isinstance(value, dict):
        _refuse(folder, f"{name} is not a JSON object")
    return value


def _assemble(folder: Path, facts: dict[str, Any], parts: dict[str, Any], vocabulary: Vocabulary) -> TopicModel:
    views = []
    for row in facts["views"]:
        view = View(row["name"], row["part"], row["unit"], longest=row["longest"], share=row["share"])
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
    return TopicModel(
        id=str(facts["id"]),
        labels=tuple(facts["labels"]),
        space=FeatureSpace(tuple(views)),
        classifier=classifier,
        calibrator=calibrator,
        threshold=float(facts["threshold"]),
        segmenter=segmenter_for(vocabulary),
    )


def _check_sums(folder: Path) -> None:
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


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
