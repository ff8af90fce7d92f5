"""Rows as CSV: UTF-8 with a byte order mark for Excel, or GB 18030 for programs that know no other."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO, Final, Literal

from ledger.exporting.cells import guard
from ledger.exporting.columns import Column, cell
from ledger.exporting.words import Words

Encoding = Literal["utf-8", "gb18030"]
CODECS: Final[Mapping[Encoding, str]] = {"utf-8": "utf-8-sig", "gb18030": "gb18030"}


def write_csv(
    rows: Iterable[Mapping[str, object]],
    to: BinaryIO,
    *,
    columns: Sequence[Column],
    words: Words,
    encoding: Encoding = "utf-8",
) -> int:
    """Write a line of headings and one for each row; gives how many rows. The stream stays open."""
    count = 0
    text = io.TextIOWrapper(to, encoding=CODECS[encoding], errors="replace", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([guard(words.heading(column.key)) for column in columns])
        for count, row in enumerate(rows, start=1):
            numbered = {"serial": count, **row}
            writer.writerow([guard(cell(column, numbered, words)) for column in columns])
    finally:
        text.detach()  # flushes, and leaves the stream open for its owner
    return count
