"""Rows of a CSV file in UTF-8, with or without a byte order mark, in UTF-16 with one, or in GB18030."""

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from records import UsageError

DELIMITERS = ",\t;，"
LONGEST_CELL = 2**24
"""Characters of a cell; what is longer is no cell of a table."""
_MOST_LOOKED_AT = 2000
_BROKEN = re.compile("[\udc80-\udcff]")
"""What Python puts in place of bytes that are no UTF-8."""


def read_csv_rows(path: Path) -> Iterator[tuple[str, int, list[str] | None]]:
    """Yield each row with its number as a spreadsheet counts it; no cells where its bytes are no text.

    Raises:
        UsageError: `labels.binary` for a file that is no text, `labels.file` with the row when a quote is not closed
            where its cell ends: it would make one row of several.
    """
    text = _decode(path.read_bytes(), path.name)
    lines = text.split("\n")  # and at no other mark: Unicode has line ends that stand inside a letter
    heading = next((line for line in lines if line.strip()), "")
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=max(DELIMITERS, key=heading.count), strict=True)
    number = 0
    try:
        for number, cells in enumerate(rows, 1):
            yield "", number, None if any(map(_BROKEN.search, cells)) else cells
    except csv.Error:
        raise UsageError("labels.file", f"{path.name}:{number + 1}") from None


def _decode(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            raise UsageError("labels.binary", name) from None
    if b"\0" in data:
        raise UsageError("labels.binary", name)
    return _decode_bytes(data).replace("\r\n", "\n").replace("\r", "\n")


def _decode_bytes(data: bytes) -> str:
    """UTF-8 where most lines are, else GB18030; a row that is neither keeps marks for its broken bytes.

    Both are tried, for bytes of UTF-8 with one mistake often are GB18030 of other words.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    telling = [line for line in data.split(b"\n") if not line.isascii()][:_MOST_LOOKED_AT]
    if 2 * sum(map(_is_utf8, telling)) < len(telling):
        try:
            return data.decode("gb18030")
        except UnicodeDecodeError:
            return b"\n".join(_as_marked(line) for line in data.split(b"\n")).decode("utf-8", "surrogateescape")
    return data.decode("utf-8-sig", "surrogateescape")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _as_marked(line: bytes) -> bytes:
    """A line of GB18030 in UTF-8; one that is broken keeps its bytes."""
    try:
        return line.decode("gb18030").encode()
    except UnicodeDecodeError:
        return line if not _is_utf8(line) else line + b"\xff"
