"""What a separator sheet says: the code that is printed on it, and how it is told from every other code.

The text is `LAIXIN1;`, then digits: the batch's number (8), the sheet's running number (4), how many sheets were
printed (4), a check (4). The QR code adds a semicolon and the batch's name; the Code 128 bears the digits alone, for
its characters are those of ASCII.
"""

import re
import zlib
from dataclasses import dataclass

from records import UsageError

PREFIX = "LAIXIN1;"
"""No other code begins so; a QR code of an app or of a parcel never splits a letter."""

MOST_SHEETS = 9999
LONGEST_BATCH = 40
"""Characters of a batch's name: more would make the squares of the QR code too small."""

_LONGEST_TEXT = len(PREFIX) + 20 + 1 + LONGEST_BATCH

_SAID = re.compile(r"LAIXIN1;([0-9]{8})([0-9]{4})([0-9]{4})([0-9]{4})(?:;(.+))?", re.DOTALL)


@dataclass(frozen=True)
class Separator:
    """A sheet: its batch's number and, where the QR code was read, name; its running number out of how many."""

    batch_number: str
    number: int
    count: int
    batch: str = ""


def number_batch(batch: str) -> str:
    """The eight digits that stand for a batch's name."""
    return f"{zlib.crc32(batch.encode()) % 10**8:08}"


def list_separators(batch: str, count: int) -> tuple[Separator, ...]:
    """The separators of a batch, in order.

    Raises:
        UsageError: `separators.batch` or `separators.count`.
    """
    name = " ".join(batch.split())
    if not 0 < len(name) <= LONGEST_BATCH or not name.isprintable():
        raise UsageError("separators.batch", f"1-{LONGEST_BATCH}")
    if not 0 < count <= MOST_SHEETS:
        raise UsageError("separators.count", f"1-{MOST_SHEETS}")
    return tuple(Separator(number_batch(name), number, count, name) for number in range(1, count + 1))


def write_text(separator: Separator, *, with_name: bool) -> str:
    """What a separator's code says: with the batch's name in the QR code, without it in the Code 128."""
    said = f"{separator.batch_number}{separator.number:04}{separator.count:04}"
    name = separator.batch if with_name else ""
    return f"{PREFIX}{said}{_check(said, name)}" + (f";{name}" if name else "")


def is_separator_text(text: str) -> bool:
    """Whether a code is a separator's, sound or not; one that is longer than any is a stranger's."""
    return text.startswith(PREFIX) and len(text) <= _LONGEST_TEXT


def parse_text(text: str) -> Separator | None:
    """The separator that a code says, none when its check does not fit: then it is forged or damaged."""
    match = _SAID.fullmatch(text)
    if match is None:
        return None
    batch_number, number, count, check, name = match.groups(default="")
    if check != _check(batch_number + number + count, name) or (name and number_batch(name) != batch_number):
        return None
    if not 1 <= int(number) <= int(count):
        return None
    return Separator(batch_number, int(number), int(count), name)


def _check(said: str, name: str) -> str:
    return f"{zlib.crc32(f'{PREFIX}{said};{name}'.encode()) % 10**4:04}"
