"""A folder for a model that is being trained: written out of sight, under its name only when it is whole."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from classifiers.registry.locking import lock_models, sync_files, sync_folder
from classifiers.registry.names import check_task, own_name, part_name
from classifiers.registry.service import read_service
from records import SetupError

MADE = "made.jsonl"
"""When each own model was made and by whom, a line a model: their folders hold no date, so that they can be made again
to the byte."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A model that is not whole yet: the name that it will have, and the hidden folder to write it into."""

    name: str
    task: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Made:
    """When a model was made, and by whom."""

    name: str
    at: datetime
    by: str


@contextmanager
def reserve_version(models: Path, task: str, *, by: str, at: datetime) -> Iterator[Draft]:
    """Reserve the next number of a task; what was written into the draft's folder gets its name at the end.

    Two trainings at once get two numbers. When the block fails, nothing is left; what a killed training left is
    cleared away by the next one. No number is given twice, also when its folder is gone.

    Raises:
        UsageError: `task.unknown`.
        SetupError: `setup.home` when the folder cannot be written.
    """
    check_task(task)
    with lock_models(models):
        _clear_left(models)
        draft, handle = _open_draft(models, task)
    try:
        yield draft
        _publish(models, draft, Made(draft.name, at, by))
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    finally:
        os.close(handle)


def read_made(models: Path) -> dict[str, Made]:
    """When each own model was made and by whom; a line that cannot be read is passed over."""
    try:
        lines = (models / MADE).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    found = {}
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            row = json.loads(line)
            found[str(row["name"])] = Made(str(row["name"]), datetime.fromisoformat(row["at"]), str(row["by"]))
    return found


def _open_draft(models: Path, task: str) -> tuple[Draft, int]:
    name = own_name(task, _next_number(models, task))
    folder = models / f".{name}"
    try:
        folder.mkdir(mode=0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SetupError("setup.home", str(models)) from error
    fcntl.flock(handle, fcntl.LOCK_EX)
    return Draft(name, task, folder), handle


def _next_number(models: Path, task: str) -> int:
    """One more than the highest that is there, is being written, or ever was."""
    names = {path.name.removeprefix(".") for path in models.iterdir() if path.is_dir()} | read_made(models).keys()
    with suppress(SetupError):
        names |= {name for switch in read_service(models).history for name in (switch.before, switch.after) if name}
    known = [part for name in names if (part := part_name(name)) and part[0] == task]
    return 1 + max((number for _, number in known), default=0)


def _clear_left(models: Path) -> None:
    """Remove drafts that nobody writes any more: their process holds no lock on them."""
    for folder in models.glob(".own-*"):
        if not folder.is_dir() or part_name(folder.name.removeprefix(".")) is None:
            continue
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def _publish(models: Path, draft: Draft, made: Made) -> None:
    """Give a whole folder its name, for good."""
    try:
        sync_files(draft.folder)
        with lock_models(models):
            _note_made(models / MADE, made)
            draft.folder.rename(models / draft.name)
            sync_folder(models)
    except OSError as error:
        raise SetupError("setup.home", str(models)) from error


def _note_made(path: Path, made: Made) -> None:
    """Add a line; what a full disk left of the last one is ended first."""
    row = {"name": made.name, "at": made.at.isoformat(timespec="seconds"), "by": made.by}
    line = json.dumps(row, ensure_ascii=False) + "\n"
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())
