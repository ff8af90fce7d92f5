"""Who reads: a process told from all others, on this machine and on others, and whether it still lives."""

import os
import socket
from pathlib import Path

_PROC = Path("/proc")
_STARTED = 19  # the field after the name in /proc/PID/stat that tells when the process began (proc_pid_stat(5))


def this_worker() -> str:
    """This process: machine, boot, space of process numbers, number and start, in one line without the clock's help."""
    return f"{_place()} {os.getpid()} {_started(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Whether a worker surely ended: only one of this machine can be told to; another's lease must run out."""
    place, _, process = worker.rpartition(" ")
    place, _, number = place.rpartition(" ")
    if place != _place() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it is another user's, so its number is in use
    return _started(int(number)) != process


def _place() -> str:
    """Machine, boot and container: where process numbers mean the same."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        space = str((_PROC / "self/ns/pid").readlink())
    except OSError:  # no Linux
        boot, space = "-", "-"
    return f"{socket.gethostname()} {boot} {space}"


def _started(process: int) -> str:
    """When a process began, in ticks since the boot; a dash where the system does not tell, or it is no more."""
    try:
        _, _, fields = (_PROC / str(process) / "stat").read_text().rpartition(")")
        return fields.split()[_STARTED]
    except (OSError, IndexError):
        return "-"
