"""Folder: files of JSON lines that appear whole, for readers that cannot listen."""

import errno
import os
from pathlib import Path
from typing import Self

from flows.delivering.sending import Parcel, Receipt, batch_name
from flows.delivering.targets import FolderTarget
from ledger.outbox.composing import message_line
from records import SetupError

_MODE = 0o640
"""The office's own group may fetch what is written, and nobody else."""


class FolderSender:
    """Writes batches into one folder: beside, fsync, rename, fsync of the folder.

    A batch that is written again has the same name and takes its own place, so that a kill between the rename and the
    note in the ledger adds no file.
    """

    def __init__(self, target: FolderTarget) -> None:
        """Make the folder.

        Raises:
            SetupError: `setup.targets` when it cannot be made or written.
        """
        self._folder = target.folder
        try:
            self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError("setup.targets", f"{target.name}: folder: {type(error).__name__}") from None
        if not os.access(self._folder, os.W_OK | os.X_OK):
            raise SetupError("setup.targets", f"{target.name}: folder: PermissionError")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        pass

    def send(self, parcel: Parcel) -> Receipt:
        """Write one file."""
        path = self._folder / batch_name(parcel)
        part = path.with_name(f".{path.name}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as stream:
                stream.writelines(message_line(message) + b"\n" for message in parcel.messages)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
            _sync(self._folder)
        except OSError as error:
            part.unlink(missing_ok=True) if self._folder.is_dir() else None
            return Receipt("busy", "disk.full" if error.errno == errno.ENOSPC else "folder.unwritable")
        return Receipt("delivered")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
