"""Snapshots: what a model learns from, written once under the hash of what it holds, and never changed.

A snapshot's folder holds `letters.jsonl`, `card.json`, `card.md` and `SHA256SUMS`. The same labelled letters give the
same bytes, in whatever order they come.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, NoReturn

from classifiers.labelling.labelled_sets import LabelledSet, SettledLetter, settle_letters
from classifiers.labelling.snapshot_cards import describe_set, write_card
from classifiers.learning.data_rows import LabelledRow, read_labelled_rows
from records import LabelledLetter, UsageError
from vocab import Vocabulary

FORMAT = 1
LETTERS, FACTS, CARD, SUMS = "letters.jsonl", "card.json", "card.md", "SHA256SUMS"
SNAPSHOTS = Path("learning", "snapshots")
"""Where snapshots lie in a home folder."""
NAMED_BY = 12
"""Characters of the hash in a folder's name."""
_READ_ONLY, _CLOSED = 0o400, 0o500
_AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that is as it was written; `card` has the figures of `card.json`."""

    folder: Path
    task: str
    sha256: str
    card: dict[str, Any]

    @property
    def name(self) -> str:
        """The folder's name: the task and the start of the hash."""
        return self.folder.name

    @property
    def rows(self) -> list[LabelledRow]:
        """Its letters, each with the answer that counts; read from the file each time."""
        return list(read_labelled_rows(self.folder / LETTERS))


def write_snapshot(
    home: Path, task: str, letters: Iterable[LabelledLetter], *, vocabulary: Vocabulary | None = None
) -> Snapshot:
    """Settle the labels of letters for one task and keep what comes of it under the home folder.

    Repeats are merged with all their labels, like letters share a group. The same letters again give the snapshot that
    is there already.

    Raises:
        UsageError: `snapshot.empty` when no letter has a settled answer; `snapshot.damaged` when one of this name is
            there and not as it was written; `snapshot.write` when it cannot be written.
    """
    return keep_set(home, settle_letters(task, letters), vocabulary=vocabulary)


def keep_set(home: Path, labelled: LabelledSet, *, vocabulary: Vocabulary | None = None) -> Snapshot:
    """Keep letters that are settled already; raises as `write_snapshot` does."""
    if not labelled.letters:
        raise UsageError("snapshot.empty", labelled.task)
    parent = home / SNAPSHOTS
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
    except OSError as error:
        raise UsageError("snapshot.write", str(error.strerror)) from None
    try:
        return _write_draft(draft, labelled, vocabulary)
    except OSError as error:
        raise UsageError("snapshot.write", str(error.strerror)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_draft(draft: Path, labelled: LabelledSet, vocabulary: Vocabulary | None) -> Snapshot:
    _write_letters(draft / LETTERS, labelled.letters)
    sha256 = _hash(draft / LETTERS)
    folder = draft.parent / f"{labelled.task}-{sha256[:NAMED_BY]}"
    if folder.exists():
        return read_snapshot(folder)
    facts = {"format": FORMAT, "task": labelled.task, "sha256": sha256, **describe_set(labelled)}
    _write(draft / FACTS, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
    _write(draft / CARD, write_card(facts, vocabulary=vocabulary))
    _write(draft / SUMS, "".join(f"{_hash(draft / name)}  {name}\n" for name in sorted((CARD, FACTS, LETTERS))))
    for file in draft.iterdir():
        file.chmod(_READ_ONLY)
    _sync(draft)
    try:
        draft.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        return read_snapshot(folder)  # another process wrote the same meanwhile
    folder.chmod(_CLOSED)
    _sync(folder.parent)
    return Snapshot(folder, labelled.task, sha256, facts)


def read_snapshot(folder: Path) -> Snapshot:
    """Open a snapshot and check every file in it.

    Raises:
        UsageError: `data.missing` when there is none, `snapshot.damaged` with the file that is not as it was written.
    """
    if not (folder / SUMS).is_file():
        raise UsageError("data.missing", str(folder))
    sums = _read_sums(folder)
    for name in (LETTERS, FACTS, CARD):
        path = folder / name
        if not path.is_file() or _hash(path) != sums.get(name):
            _refuse(folder, name)
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        task, sha256 = str(facts["task"]), str(facts["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        _refuse(folder, FACTS)
    if facts.get("format") != FORMAT or sha256 != sums[LETTERS]:
        _refuse(folder, FACTS)
    return Snapshot(folder, task, sha256, facts)


def list_snapshots(home: Path) -> list[Path]:
    """The folders of the snapshots in a home folder, by name."""
    return sorted(path.parent for path in (home / SNAPSHOTS).glob(f"[!.]*/{SUMS}"))


def _write_letters(path: Path, letters: Sequence[SettledLetter]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for letter in letters:
            file.write(json.dumps(_row(letter), ensure_ascii=False, separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _row(letter: SettledLetter) -> dict[str, object]:
    return {
        "id": letter.id,
        "title": letter.title,
        "text": letter.text,
        "label": letter.answer,
        "day": letter.day.isoformat() if letter.day else None,
        "group": letter.group,
        "given": [
            {
                "by": label.by,
                "at": label.at.astimezone(UTC).isoformat(timespec="seconds"),
                "answer": label.answer,
                "source": label.source,
                "reference": label.reference,
            }
            for label in letter.labels
        ],
    }


def _read_sums(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        _refuse(folder, SUMS)
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse(folder: Path, file: str) -> NoReturn:
    raise UsageError("snapshot.damaged", f"{folder.name}/{file}")
