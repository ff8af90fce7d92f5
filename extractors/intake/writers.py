"""Whether somebody still has a file open to write to it."""

import errno
import fcntl
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_F_SETSIG = 10
"""Linux: which signal the end of a lease is told by. The usual one would end the program."""

_LOCAL = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "tmpfs", "f2fs"})
"""File systems that refuse a lease for one reason alone. On network shares they refuse it as they please."""


def is_being_written(file: BinaryIO) -> bool:
    """Whether a program on this machine, a file server for one, has the file open for writing.

    Asked by a read lease, which Linux gives only when nobody has (fcntl(2)); it is given back at once. On other
    systems, on network shares, and for other users' files nobody can tell, and the answer is no.
    """
    handle = file.fileno()
    try:
        fcntl.fcntl(handle, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except (OSError, AttributeError) as error:
        refused = getattr(error, "errno", None) == errno.EAGAIN
        return refused and _file_system(os.fstat(handle).st_dev) in _LOCAL
    with suppress(OSError):
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _file_system(device: int) -> str:
    """The kind of the file system on a device, by the kernel's own list; empty when it is not there."""
    name = f"{os.major(device)}:{os.minor(device)}"
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    kinds = [line.partition(" - ")[2].split(" ")[0] for line in mounts if line.split(" ")[2:3] == [name]]
    return kinds[0] if kinds else ""
