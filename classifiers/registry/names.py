"""How an office's own models are named, and where they lie."""

import re
from pathlib import Path

from classifiers.learning.tasks import LEARNED_TASKS
from records import UsageError

OWN_MODELS = "models"
"""The folder of an office's own models in its home folder."""
_OWN = re.compile(rf"own-({'|'.join(LEARNED_TASKS)})-([1-9][0-9]{{0,8}})")


def own_models(home: Path) -> Path:
    """The folder of the office's own models."""
    return home / OWN_MODELS


def own_name(task: str, number: int) -> str:
    """The name of the own model of a task with a number: `own-unit-3`."""
    return f"own-{task}-{number}"


def part_name(name: str) -> tuple[str, int] | None:
    """Task and number of an own model; nothing when it is not called like one."""
    parts = _OWN.fullmatch(name)
    return (parts[1], int(parts[2])) if parts else None


def task_of(name: str) -> str:
    """The task of an own model by its name.

    Raises:
        UsageError: `model.unknown` when no own model is called so.
    """
    parts = part_name(name)
    if parts is None:
        raise UsageError("model.unknown", name)
    return parts[0]


def check_task(task: str) -> None:
    """Let a learned task pass.

    Raises:
        UsageError: `task.unknown`.
    """
    if task not in LEARNED_TASKS:
        raise UsageError("task.unknown", task)
