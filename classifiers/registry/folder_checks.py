"""Whether a model folder is what was written, fits the office's tables, and can be loaded. Nothing in it is run."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import skops.io

from classifiers.learning.model_files import CARD, FACTS, FORMAT, METRICS, SUMS, WEIGHTS, read_json
from classifiers.learning.tasks import ANSWERS
from classifiers.registry.refusals import Refusal
from classifiers.weighing.own_files import COMBINED, load_own
from records import SetupError
from vocab import Vocabulary, load_vocabulary
from vocab.kept import KEPT

MOST_NAMED = 5
"""Labels that a refusal names; more are counted."""


def check_sums(folder: Path, *, needed: tuple[str, ...] = ()) -> Refusal | None:
    """Whether every file of a model folder is there and as it was written, and no other lies beside them."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return Refusal("gate.checksum", f"{folder.name}/{SUMS}")
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in (*needed, *sums):
        if name not in sums or not _is_inside(name) or not (folder / name).is_file():
            return Refusal("gate.checksum", f"{folder.name}/{name}")
        if _hash(folder / name) != sums[name]:
            return Refusal("gate.checksum", f"{folder.name}/{name}")
        if Path(name).name == SUMS and (fault := check_sums((folder / name).parent)):
            return fault
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (path.is_file() and path.name != SUMS and not _is_named(name, sums)):
            return Refusal("gate.checksum", f"{folder.name}/{name}")
    return None


def check_own(folder: Path, task: str, *, vocabulary: Vocabulary, home: Path | None = None) -> tuple[Refusal, ...]:
    """Every reason for which an own model cannot serve a task, whatever its figures.

    In the home folder lie the tables of earlier days, by which is seen whether words are still cut as they were when
    the model learned.
    """
    broken = check_sums(folder, needed=(FACTS, METRICS, CARD, WEIGHTS))
    if broken:
        return (broken,)
    try:
        facts = read_json(folder, FACTS)
    except SetupError as error:
        return (Refusal("gate.format", error.remedy),)
    found = [*_check_facts(folder, facts, task, vocabulary)]
    if found:
        return tuple(found)
    if not _cuts_alike(str(facts.get("vocabulary")), vocabulary, home):
        found.append(Refusal("gate.terms", folder.name))
    return (*found, *_check_content(folder, task, vocabulary))


def _check_facts(folder: Path, facts: dict[str, Any], task: str, vocabulary: Vocabulary) -> Iterator[Refusal]:
    if facts.get("format") != FORMAT:
        yield Refusal("gate.format", f"{folder.name}: {facts.get('format')!r}, {FORMAT}")
        return
    if facts.get("task") != task:
        yield Refusal("gate.task", f"{folder.name}: {facts.get('task')!r}, {task!r}")
        return
    labels = facts.get("labels")
    if not isinstance(labels, list):
        yield Refusal("gate.format", f"{folder.name}: labels")
        return
    strange = sorted({str(label) for label in labels} - set(ANSWERS[task](vocabulary)))
    if strange:
        more = f" +{len(strange) - MOST_NAMED}" if len(strange) > MOST_NAMED else ""
        yield Refusal("gate.labels", "、".join(strange[:MOST_NAMED]) + more)
    elif not (folder / COMBINED).is_file():
        yield Refusal("gate.not-combined", folder.name)


def _cuts_alike(learned_by: str, vocabulary: Vocabulary, home: Path | None) -> bool:
    """Whether words are cut as they were when a model learned: the same terms and surnames.

    Other tables may have changed since. When the tables of then are not kept, nobody can tell.
    """
    if learned_by == vocabulary.hash:
        return True
    kept = home / KEPT / learned_by if home and len(learned_by) == len(vocabulary.hash) else None
    if kept is None or not kept.is_dir():
        return False
    try:
        then = load_vocabulary(kept)
    except SetupError:
        return False
    return (then.terms, then.surnames) == (vocabulary.terms, vocabulary.surnames)


def _check_content(folder: Path, task: str, vocabulary: Vocabulary) -> Iterator[Refusal]:
    try:
        untrusted = skops.io.get_untrusted_types(file=folder / WEIGHTS)
    except Exception:  # noqa: BLE001 (a file made to harm may fail anywhere inside the reader)
        yield Refusal("gate.unreadable", f"{folder.name}/{WEIGHTS}")
        return
    if untrusted:
        yield Refusal("gate.untrusted", ", ".join(sorted(untrusted)))
        return
    try:
        load_own(folder, task, vocabulary)
    except SetupError as error:
        yield Refusal("gate.unreadable", error.remedy)


def _is_inside(name: str) -> bool:
    path = Path(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def _is_named(name: str, sums: dict[str, str]) -> bool:
    """Whether a file is in the sums, or in a folder inside whose own sums are."""
    return name in sums or f"{Path(name).parent.as_posix()}/{SUMS}" in sums


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
