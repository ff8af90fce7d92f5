"""Files that are written whole or not at all."""

import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO, NoReturn


class write_whole:  # noqa: N801 (used like a function)
    """A file for its owner alone, which appears under its name only when it is written to its end.

    Asked to end meanwhile (SIGTERM), the program takes away what it has written: it may be full of names.
    """

    def __init__(self, path: Path) -> None:
        """`path` is where the file belongs."""
        self._path = path
        self._before: Any = None

    def __enter__(self) -> BinaryIO:
        from records import UsageError

        try:
            handle, part = tempfile.mkstemp(prefix=f".{self._path.name[:40]}.", dir=self._path.parent)
        except OSError:
            raise UsageError("export.write", str(self._path)) from None
        self._part = Path(part)
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGTERM, _leave)
        self._stream = os.fdopen(handle, "w+b")
        return self._stream

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
        self._stream.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)


def _leave(number: int, _: object) -> NoReturn:
    """End as a signal ends a program, but through every `with` on the way."""
    sys.exit(128 + number)
