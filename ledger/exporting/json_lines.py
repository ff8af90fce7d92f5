"""JSON on one line, as rows are kept and exported."""

import json
from collections.abc import Mapping
from typing import Any

# Line ends of Unicode that JSON allows in a text: a reader that splits lines would cut the row there.
_ENDS = "\x85\u2028\u2029"
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in _ENDS}


def json_line(row: Mapping[str, Any]) -> str:
    """The row on one line that every reader of lines leaves whole."""
    return keep_line(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def keep_line(line: str) -> str:
    """A line of JSON with nothing in it that a reader takes for the end of a line."""
    if line.isascii() or not any(end in line for end in _ENDS):
        return line
    return line.translate(_LINE_ENDS)
