"""The office's secret for the keys of senders: a file of 32 random bytes that nobody but its owner can read."""

import os
import secrets
from pathlib import Path

from records import Settings, SetupError

LENGTH = 32


def open_likeness_key(settings: Settings) -> bytes:
    """Give the secret; made at the first use where the office names no file of its own.

    Several processes that start at once make one secret: the file appears whole or not at all.

    Raises:
        SetupError: `setup.likeness-key` when the file is missing where the office named it, or holds no secret.
    """
    path = settings.likeness_file
    if settings.likeness_key_file is None and not path.exists():
        _make_key(path)
    try:
        key = path.read_bytes()
    except OSError as error:
        raise SetupError("setup.likeness-key", str(path)) from error
    if len(key) != LENGTH:
        raise SetupError("setup.likeness-key", str(path))
    return key


def _make_key(path: Path) -> None:
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
        raise SetupError("setup.likeness-key", str(path)) from error
