"""One writer at a time in the folder of own models, among threads and processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records import SetupError

LOCK = ".lock"


@contextmanager
def lock_models(models: Path) -> Iterator[None]:
    """Wait until nobody else writes in the folder, which is made where it is not there yet.

    The system frees the lock of a process that dies.

    Raises:
        SetupError: `setup.home` when the folder cannot be written.
    """
    try:
        models.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(models / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SetupError("setup.home", str(models)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_files(folder: Path) -> None:
    """Make every file of a folder last through a power cut, and the folder's own names too."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
