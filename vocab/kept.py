"""Keep the very tables that letters were judged by, so that an old case can be explained."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from records import SetupError
from vocab.loading import hash_files
from vocab.vocabulary import Vocabulary

KEPT = "vocab"
"""The folder of kept versions in the home folder."""
_HASH = re.compile(r"[0-9a-f]{64}")


def keep_version(vocabulary: Vocabulary, folder: Path) -> Path | None:
    """Write a vocabulary's files into the subfolder of its hash, whole or not at all; once is enough.

    The files are in the one form that the hash is over, so the folder can be loaded again (`LAIXIN_VOCAB`). Gives the
    subfolder; nothing for a vocabulary that was not read from files.

    Raises:
        SetupError: `setup.home` when it cannot be written.
    """
    if not vocabulary.files:
        return None
    place = folder / vocabulary.hash
    if place.is_dir():
        return place
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        try:
            for name, data in vocabulary.files.items():
                with (part / name).open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            part.chmod(0o755)
            _name(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        _sync(folder)
    except OSError as error:
        raise SetupError("setup.home", str(folder)) from error
    return place


def find_damage(folder: Path) -> Iterator[str]:
    """Tell the kept versions that are not as they were written; none are kept in a home that no letter was read in."""
    if not folder.is_dir():
        return
    for place in sorted(folder.iterdir()):
        if not place.is_dir() or not _HASH.fullmatch(place.name):
            continue
        files = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
        if hash_files(files) != place.name:
            yield f"vocabulary {place.name}: its tables have changed"


def _name(part: Path, place: Path) -> None:
    """Give a finished folder its name; another process may have been quicker, with the same content."""
    try:
        part.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
