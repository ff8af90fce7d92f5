"""How all evidence is weighed with an office's own text model: `combined.json` beside the model it belongs to."""

import json
from pathlib import Path
from typing import NoReturn

from classifiers.learning.model_files import load_model, name_files, read_json
from classifiers.weighing.combining import Combiner
from classifiers.weighing.combining_files import describe_combiner, describe_held_out, read_combiner, read_held_out
from classifiers.weighing.evidence import OWN
from classifiers.weighing.judging_model import HeldOut, OwnModel
from classifiers.weighing.judging_tasks import TASK_BY_NAME
from records import SetupError
from vocab import Vocabulary

COMBINED = "combined.json"


def write_combined(combiner: Combiner, held_out: HeldOut) -> str:
    """The file's text: the same values always give the same bytes."""
    facts = {"combiner": describe_combiner(combiner), "held_out": describe_held_out(held_out)}
    return json.dumps(facts, ensure_ascii=False) + "\n"


def load_own(folder: Path, task: str, vocabulary: Vocabulary) -> OwnModel:
    """Read an office's own model of a task.

    Raises:
        SetupError: `setup.model` with what is wrong; also when it was learned from labels that are not the office's
            answers, so that it can classify but not serve, when it was weighed with other evidence than this program
            gathers, or when it bears another name than its folder, which stamps would name.
    """
    text = load_model(folder, task=task, vocabulary=vocabulary)
    if text.id.partition("@")[0] != folder.name:
        _refuse(folder, f"it calls itself {text.id}")
    if COMBINED not in name_files(folder):
        _refuse(folder, f"{COMBINED} is missing")
    facts = read_json(folder, COMBINED)
    try:
        own = OwnModel(task, text, read_combiner(facts["combiner"]), read_held_out(facts["held_out"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        _refuse(folder, f"{COMBINED} does not fit")
    if own.combiner.kinds != (*TASK_BY_NAME[task].kinds, OWN):
        _refuse(folder, f"{COMBINED} weighs other evidence")
    return own


def _refuse(folder: Path, what: str) -> NoReturn:
    raise SetupError("setup.model", f"{folder.name}: {what}") from None
