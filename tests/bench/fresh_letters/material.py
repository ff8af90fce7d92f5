"""The sentences and the words that letters are made from: the TOML files beside this one, read strictly."""

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[2]


@dataclass(frozen=True)
class MatterKind:
    """A matter: what happened (`scene` names the place, `home` the writer's own), what followed, what is asked."""

    name: str
    topic: str
    klass: str
    titles: tuple[str, ...]
    scene: tuple[str, ...]
    home: tuple[str, ...]
    events: tuple[str, ...]
    demands: tuple[str, ...]
    accused: str = ""
    urgent: bool = False
    litigation: bool = False


@dataclass(frozen=True)
class Manner:
    """A way of writing: how often it has a heading, its moods, its figures, and its sentences around the matter."""

    name: str
    title: float
    moods: tuple[str, ...]
    digits: tuple[str, ...]
    opens: tuple[str, ...]
    pleas: tuple[str, ...]
    thanks: tuple[str, ...]
    signs: tuple[str, ...]
    joint: bool = False
    anonymous: bool = False
    traditional: bool = False


@dataclass(frozen=True)
class Step:
    """An earlier step by its code, and sentences that tell it."""

    code: str
    words: tuple[str, ...]


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _frozen(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


@cache
def words() -> dict[str, Any]:
    """What persons, places and firms are put together from."""
    return _load(FOLDER / "words.toml")


@cache
def matter_kinds() -> tuple[MatterKind, ...]:
    """Every matter, by file and in the order written."""
    files = sorted((FOLDER / "matters").glob("*.toml"))
    return tuple(MatterKind(name, **_frozen(entry)) for file in files for name, entry in _load(file).items())


@cache
def manners() -> tuple[Manner, ...]:
    """Every way of writing."""
    return tuple(Manner(name, **_frozen(entry)) for name, entry in _load(FOLDER / "manners.toml").items())


@cache
def earlier_steps() -> tuple[Step, ...]:
    """What a writer may have done before."""
    return tuple(Step(**_frozen(entry)) for entry in _load(FOLDER / "steps.toml")["steps"])


@cache
def fillers() -> dict[str, list[str]]:
    """Sentences of any matter, by mood."""
    return _load(FOLDER / "fillers.toml")


@cache
def surnames() -> tuple[str, ...]:
    """Every surname of the vocabulary in simplified characters."""
    plain = OpenCC("t2s").convert
    with (PROJECT / "vocab" / "surnames.csv").open(encoding="utf-8") as file:
        names = [row["surname"] for row in csv.DictReader(file)]
    return tuple(name for name in names if plain(name) == name)
