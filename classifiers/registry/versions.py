"""All versions of models: those that ship and those that the office trained, with what is known of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from classifiers.learning.evaluation import measure_answers
from classifiers.learning.model_files import FACTS, METRICS, WHOLE_HELD_OUT, read_held_out, read_json
from classifiers.learning.tasks import ANSWERS
from classifiers.registry.folder_checks import check_sums
from classifiers.registry.names import part_name
from classifiers.registry.refusals import Refusal
from classifiers.registry.reserving import Made, read_made
from classifiers.registry.service import InService, Switch
from classifiers.reporting.figures import measure_macro_f1
from classifiers.reporting.intervals import Measured
from records import SetupError

WHOLE = "judging"
"""The task of the shipped model that judges all tasks together."""


@dataclass(frozen=True, slots=True)
class Version:
    """A model folder. `snapshot` is the hash of what it learned from; `fault` says why its files are not to be trusted.

    Figures of an own model are of all evidence together on letters held out, where it is weighed with the rest;
    `coverage` is the share of letters that may pass when 97 in 100 must be right.
    """

    name: str
    task: str
    is_own: bool
    letters: int | None
    snapshot: str | None
    macro_f1: Measured | None
    coverage: float | None
    fault: Refusal | None
    made: Made | None = None
    serves: bool = False
    switch: Switch | None = None


def list_own(models: Path, service: InService) -> list[Version]:
    """The own models of an office, by task and number. What is in service and not there is listed with its fault."""
    made = read_made(models)
    folders = {path.name for path in models.iterdir() if path.is_dir()} if models.is_dir() else set()
    parts = {name: part for name in folders | set(service.tasks.values()) if (part := part_name(name))}
    order = list(ANSWERS)
    found = []
    for name, (task, _) in sorted(parts.items(), key=lambda item: (order.index(item[1][0]), item[1][1])):
        serves = service.tasks.get(task) == name
        switch = service.last_switch(task) if serves else None
        found.append(_describe_own(models / name, task, made.get(name), serves=serves, switch=switch))
    return found


def list_shipped(models: Path, serving: frozenset[str], service: InService) -> list[Version]:
    """The models that ship; `serving` are the names of those that the settings choose."""
    found = []
    for folder in sorted(path for path in models.iterdir() if path.is_dir()):
        task, _, number = folder.name.rpartition("-")
        if number.isdecimal() and task in (*ANSWERS, WHOLE):
            switch = service.last_switch(task) if task in ANSWERS else None
            back = switch if switch and switch.after is None else None
            found.append(_describe_shipped(folder, task, serves=folder.name in serving, switch=back))
    return found


def find_snapshot(facts: dict[str, Any]) -> str | None:
    """The hash of the snapshot that a model learned from, by its facts."""
    given = facts.get("snapshot") or facts.get("data_sha256")
    return str(given) if given else None


def _describe_own(folder: Path, task: str, made: Made | None, *, serves: bool, switch: Switch | None) -> Version:
    fault = check_sums(folder)
    if fault:
        return Version(folder.name, task, True, None, None, None, None, fault, made, serves, switch)
    try:
        facts = read_json(folder, FACTS)
        answers = read_held_out(folder, WHOLE_HELD_OUT) or read_held_out(folder)
    except SetupError as error:
        fault = Refusal("gate.unreadable", error.remedy)
        return Version(folder.name, task, True, None, None, None, None, fault, made, serves, switch)
    macro = coverage = None
    if answers:
        macro = measure_macro_f1(answers)
        said = ([a.label for a in answers], [a.said for a in answers], [a.score for a in answers])
        coverage = measure_answers(*said).coverage_at_97
    letters, snapshot = _count(facts.get("letters")), find_snapshot(facts)
    return Version(folder.name, task, True, letters, snapshot, macro, coverage, None, made, serves, switch)


def _describe_shipped(folder: Path, task: str, *, serves: bool, switch: Switch | None) -> Version:
    fault = check_sums(folder)
    facts: dict[str, Any] = {}
    figures: dict[str, Any] = {}
    for name in (FACTS, "judging.json"):
        if (folder / name).is_file() and not fault:
            facts = read_json(folder, name)
    if (folder / METRICS).is_file() and not fault:
        figures = read_json(folder, METRICS).get("all", {})
    macro = figures.get("macro_f1")
    measured = Measured(float(macro), float("nan"), float("nan")) if macro is not None else None
    letters, snapshot = _count(facts.get("letters")), find_snapshot(facts)
    coverage = figures.get("coverage_at_97")
    return Version(folder.name, task, False, letters, snapshot, measured, coverage, fault, None, serves, switch)


def _count(letters: object) -> int | None:
    """Letters as a number or by label."""
    if isinstance(letters, dict):
        return sum(letters.values())
    return letters if isinstance(letters, int) else None


def iterate_own_folders(models: Path) -> Iterator[tuple[str, Path]]:
    """Task and folder of each own model that is there."""
    for path in sorted(models.iterdir()) if models.is_dir() else ():
        part = part_name(path.name)
        if part and path.is_dir():
            yield part[0], path
