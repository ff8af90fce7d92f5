"""Write a judging model to a folder, and read one back only when every file is as it was written.

The folder holds a model folder for each task that a text model was learned for (`model_files.py`), `judging.json` (the
combiners and the held-out scores that thresholds come from), `card.md` and `SHA256SUMS` over these and over the sums of
the task folders. Nothing in it can run code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from classifiers.learning.judging_card import write_judging_card
from classifiers.learning.model_files import SUMS, load_model, read_json, write_files
from classifiers.learning.text_model import TextModel
from classifiers.weighing.combining import Combiner
from classifiers.weighing.combining_files import describe_combiner, describe_held_out, read_combiner, read_held_out
from classifiers.weighing.judging_model import Budgets, HeldOut, JudgingModel
from records import SetupError
from vocab import Vocabulary

FACTS, CARD = "judging.json", "card.md"
FORMAT = 1


def write_judging(
    folder: Path,
    models: Mapping[str, TextModel],
    combiners: Mapping[str, Combiner],
    held_out: Mapping[str, HeldOut],
    *,
    letters: int,
    vocabulary_hash: str,
    about: str,
) -> None:
    """Write a judging model; the checksums go last, so that a write cut short is seen when it is read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMS).unlink(missing_ok=True)
    for task, model in models.items():
        named = replace(model, id=f"{folder.name}/{task}")
        metrics = {"measured": "in the card of the judging model"}
        write_files(folder / task, named, facts={"letters": letters}, metrics=metrics, card=f"# {task}\n", task=task)
    facts = {
        "format": FORMAT,
        "id": folder.name,
        "letters": letters,
        "vocabulary": vocabulary_hash,
        "models": sorted(models),
        "combiners": {task: describe_combiner(combiner) for task, combiner in combiners.items()},
        "held_out": {task: describe_held_out(held) for task, held in held_out.items()},
    }
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(write_judging_card(folder.name, letters, combiners, held_out, about), encoding="utf-8")
    names = [FACTS, CARD, *(f"{task}/{SUMS}" for task in sorted(models))]
    (folder / SUMS).write_text("".join(f"{_hash(folder / name)}  {name}\n" for name in names), encoding="utf-8")


def load_judging(
    folder: Path, *, in_service: TextModel, budgets: Budgets | None = None, vocabulary: Vocabulary | None = None
) -> JudgingModel:
    """Read a judging model; `in_service` is the topic model that goes with it.

    Raises:
        SetupError: `setup.model` with what is wrong.
    """
    vouched = _check_sums(folder)
    facts = read_json(folder, FACTS)
    if facts.get("format") != FORMAT:
        _refuse(folder, f"its format is {facts.get('format')!r}, this program reads {FORMAT}")
    try:
        return JudgingModel(
            id=f"{facts['id']}@{_hash(folder / SUMS)[:8]}",
            models={
                str(task): _load_task(folder, str(task), vouched, vocabulary=vocabulary) for task in facts["models"]
            },
            combiners={task: read_combiner(row) for task, row in facts["combiners"].items()},
            held_out={task: read_held_out(row) for task, row in facts["held_out"].items()},
            in_service=in_service,
            budgets=budgets or Budgets(),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        _refuse(folder, "its parts do not fit together")


def _load_task(folder: Path, task: str, vouched: frozenset[str], *, vocabulary: Vocabulary | None) -> TextModel:
    """The text model of a task, when the sums of its own files are among what was checked."""
    if f"{task}/{SUMS}" not in vouched:
        _refuse(folder, f"{SUMS} does not name {task}/{SUMS}")
    return load_model(folder / task, task=task, vocabulary=vocabulary)


def _check_sums(folder: Path) -> frozenset[str]:
    """The names of the files that are as they were written."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        _refuse(folder, f"{SUMS} is missing")
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in {FACTS, CARD} | sums.keys():
        if name not in sums:
            _refuse(folder, f"{SUMS} does not name {name}")
        if ".." in Path(name).parts or not (folder / name).is_file():
            _refuse(folder, f"{name} is missing")
        if _hash(folder / name) != sums[name]:
            _refuse(folder, f"{name} is not as it was written (checksum)")
    return frozenset(sums)


def _refuse(folder: Path, what: str) -> NoReturn:
    raise SetupError("setup.model", f"{folder.name}: {what}") from None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
