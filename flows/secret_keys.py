"""The office's secrets: files of 32 random bytes that nobody but their owner can read."""

import os
import secrets
from pathlib import Path

from records import SetupError

LENGTH = 32


def open_secret(path: Path, *, make: bool, trouble: str) -> bytes:
    """Give the secret of a file; with `make`, it is made where there is none.

    Several processes that start at once make one secret: the file appears whole or not at all.

    Raises:
        SetupError: with the code `trouble` when the file is missing or holds no secret.
    """
    if make and not path.exists():
        _make_secret(path, trouble)
    try:
        key = path.read_bytes()
    except OSError as error:
        raise SetupError(trouble, str(path)) from error
    if len(key) != LENGTH:
        raise SetupError(trouble, str(path))
    return key


def _make_secret(path: Path, trouble: str) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(LENGTH))
            stream.flush()
            os.fsync(handle)
        try:
            os.link(part, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            part.unlink()
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise SetupError(trouble, str(path)) from error
