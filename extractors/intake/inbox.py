"""What lies in the inbox, and which of it is whole: the first step of the way, before anything is taken.

A file is whole when its size and time have stood still, nobody has it open for writing, and its format's own end is
there. A file that stands still without its end is given time (`patience_s`) and then taken all the same: it was cut
off, and quarantine keeps it. What is not a regular file, what a program writes aside, and what an operating system
or an office program keeps for itself is left alone and told.
"""

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal

from extractors.intake.endings import CODED_TAIL, tail_of
from extractors.intake.formats import BMP, HTML, TEXT, UNKNOWN, has_end, tell_file
from extractors.intake.writers import is_being_written
from records import LetterError, SourceId

Reason = Literal["not-regular", "unfinished-name", "system-file", "vanished", "not-readable"]

UNFINISHED_ENDINGS = (
    *(".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".opdownload", ".filepart", ".aria2"),
    *(".uploading", ".downloading", ".writing", ".swp", ".lock", ".lck", ".td", ".xltd", "~"),
)
"""How names end that copying and downloading programs give until they are done."""

SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "folder.jpg.ini", ".ds_store", ".directory"})
SYSTEM_FOLDERS = frozenset(
    {"$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle", "#snapshot", "__macosx"}
)
"""What operating systems and file servers keep in every folder (in lower case)."""

LOCK_BEGINNINGS = ("~$", ".~lock.", "._", ".nfs", ".fuse_hidden", ".smbdelete")
"""How names begin that office programs and file systems give to what is theirs."""

_NO_END = frozenset({BMP, TEXT, HTML, UNKNOWN})

_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO})
"""What opening says when there is nothing, a link, or a socket."""


@dataclass(frozen=True)
class Dropped:
    """A regular file in the inbox. `batch` is its subfolder, with slashes; empty at the top."""

    path: Path
    batch: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class LeftAlone:
    """Something in the inbox that is not taken, and why."""

    path: Path
    reason: Reason


@dataclass(frozen=True)
class Look:
    """One look at the inbox."""

    dropped: tuple[Dropped, ...]
    left_alone: tuple[LeftAlone, ...]


def look_into(inbox: Path) -> Look:
    """Every file in the inbox and its subfolders, in the order of their names. Links are not followed."""
    dropped: list[Dropped] = []
    left: list[LeftAlone] = []

    def tell_unreadable(error: OSError) -> None:
        left.append(LeftAlone(Path(error.filename), "not-readable"))

    for folder, folders, names in os.walk(inbox, onerror=tell_unreadable, followlinks=False):
        folders.sort()
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        aside = {name: reason for name in folders if name not in links and (reason := _folder_reason(name))}
        left += [LeftAlone(here / name, "not-regular") for name in links]
        left += [LeftAlone(here / name, reason) for name, reason in aside.items()]
        folders[:] = [name for name in folders if name not in links and name not in aside]
        for name in sorted(names):
            path = here / name
            try:
                seen = path.lstat()
            except OSError:
                left.append(LeftAlone(path, "vanished"))
                continue
            if not stat.S_ISREG(seen.st_mode):
                left.append(LeftAlone(path, "not-regular"))
            elif reason := _name_reason(name):
                left.append(LeftAlone(path, reason))
            else:
                batch = readable_name("/".join(here.relative_to(inbox).parts))
                dropped.append(Dropped(path, batch, seen.st_size, seen.st_mtime_ns))
    return Look(tuple(dropped), tuple(left))


def _folder_reason(name: str) -> Reason | None:
    if name.lower() in SYSTEM_FOLDERS:
        return "system-file"
    return "unfinished-name" if name.startswith(".") else None


def is_system_file(name: str, folders: Iterable[str] = ()) -> bool:
    """Whether a file of this name, in these folders, is what systems and office programs keep for themselves."""
    kept = name.lower() in SYSTEM_FILES or name.startswith(LOCK_BEGINNINGS)
    return kept or any(folder.lower() in SYSTEM_FOLDERS for folder in folders)


def _name_reason(name: str) -> Reason | None:
    """Why a file of this name is not taken; None when it is."""
    if is_system_file(name):
        return "system-file"
    return "unfinished-name" if name.startswith(".") or name.lower().endswith(UNFINISHED_ENDINGS) else None


def readable_name(name: str) -> str:
    """A name as dropped; bytes in it that are no UTF-8 are written out, so that it can be stored and shown."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass
class Patience:
    """Remembers how long each file has stood still. It is the only thing here that changes."""

    settle_s: float
    patience_s: float
    _since: dict[Path, tuple[int, int, float]] = field(default_factory=dict)

    def choose_ready(self, look: Look) -> tuple[Dropped, ...]:
        """The files of a look that may be taken now; the others are asked again at the next look."""
        now = time.monotonic()
        still = {}
        ready = []
        for file in look.dropped:
            size, mtime, since = self._since.get(file.path, (-1, -1, now))
            if (size, mtime) != (file.size, file.mtime_ns):
                since = now
            still[file.path] = (file.size, file.mtime_ns, since)
            quiet = now - since
            if quiet >= min(self.patience_s, self.settle_s) and _is_ready(file, patient=quiet < self.patience_s):
                ready.append(file)
        self._since = still
        return tuple(ready)


def _is_ready(file: Dropped, *, patient: bool) -> bool:
    """Whether a file that stands still may be taken: nobody writes to it, and it is whole or patience has run out.

    A scanner that waits for its next sheet has the file open; what is taken then would lose the sheets to come.
    """
    try:
        stream = _open_regular(file.path)
        if stream is None:
            return not patient
        with stream:
            return not is_being_written(stream) and (not patient or _is_whole(stream, file.size))
    except OSError:
        return not patient


def _is_whole(stream: BinaryIO, size: int) -> bool:
    """Whether a file has its end. Zeros at the end of a kind that has none may be room kept free for the rest."""
    media_type = tell_file(stream)
    if media_type in _NO_END and not any(tail_of(stream, size, CODED_TAIL)):
        return False
    return has_end(stream, media_type, size)


def _open_regular(path: Path) -> BinaryIO | None:
    """The regular file at a path, opened without waiting; None when something else, or nothing, is there by now."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    return os.fdopen(handle, "rb")


@contextmanager
def claim(file: Dropped) -> Iterator[tuple[BinaryIO, SourceId] | None]:
    """Hold a dropped file for this process alone while it is taken in.

    The claim is a lock on the file itself: it ends with the process, however that ends, and a second program on
    the same inbox sees it. Yields nothing when the file is held by another or has gone.

    Raises:
        LetterError: `intake.not-readable` when the file may not be read, or its file system has no locks.
    """
    try:
        stream = _open_regular(file.path)
    except OSError as error:
        raise _not_readable(error) from error
    if stream is None:
        yield None
        return
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        except OSError as error:
            # Not held by anybody: a network share without locks. Silence would leave its files there for ever.
            raise _not_readable(error) from error
        held, there = os.fstat(stream.fileno()), _stat_or_none(file.path)
        if there is None or not os.path.samestat(held, there):
            yield None
            return
        yield stream, SourceId.of(file.path.absolute(), held)


def _not_readable(error: OSError) -> LetterError:
    return LetterError("intake.not-readable", errno.errorcode.get(error.errno or 0, ""), passing=True)


def unchanged(file: Dropped, source: SourceId, size: int) -> bool:
    """Whether a claimed file is still the one of which `size` bytes were copied: nobody wrote to it or replaced it."""
    there = _stat_or_none(file.path)
    return there is not None and there.st_size == size and SourceId.of(file.path.absolute(), there) == source


def _stat_or_none(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None
