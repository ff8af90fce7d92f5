"""Where output goes: results to standard output, progress and trouble to standard error, JSON as plain lines.

Rich leaves colours out when its stream is no terminal; markup is off, for letters may hold square brackets.
"""

import json
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 160
"""Columns of a table that goes into a pipe or a file, unless COLUMNS says otherwise."""

_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What some readers take for the end of a line, though JSON does not: written as an escape."""


def results() -> "Console":
    """The console of results, for people."""
    return _make_console(stderr=False)


def remarks() -> "Console":
    """The console of progress and trouble."""
    return _make_console(stderr=True)


def _make_console(*, stderr: bool) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDE
    return console


def print_json(value: object) -> None:
    """One JSON value on one line of standard output, in UTF-8 whatever the locale says.

    A name that is no Unicode (a lone surrogate) becomes a JSON escape.
    """
    line = json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS) + "\n"
    stream = binary_output()
    stream.write(line.encode("utf-8", "backslashreplace"))
    stream.flush()


def binary_output() -> BinaryIO:
    """Standard output for bytes."""
    sys.stdout.flush()
    return sys.stdout.buffer
