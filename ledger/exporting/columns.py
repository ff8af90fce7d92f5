"""The columns of a ledger in the order of an office's own book, each with how its cell is shown to people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ledger.exporting.words import Cell, Words

Kind = Literal["text", "texts", "sentences", "day", "number", "share", "truth", "code", "codes", "division", "doubts"]
"""What a value is; of `codes`, `texts`, `sentences` and `doubts` there are several."""


@dataclass(frozen=True)
class Column:
    """A column: the key of its value in the flat row, what the value is, who names its codes, its width in a sheet.

    `filled` is false for what the program does not know and the office writes itself.
    """

    key: str
    kind: Kind = "text"
    names: str = ""
    width: int = 12
    filled: bool = True


LEDGER: Final = (
    Column("serial", "number", width=6),
    Column("case_no", width=16),
    Column("letter_barcode", width=15),
    Column("received_on", "day"),
    Column("postmark_date", "day"),
    Column("letter_date", "day"),
    Column("registered_on", "day"),
    Column("registered_by"),
    Column("source", "code", "source"),
    Column("addressee", width=16),
    Column("names", "texts", width=14),
    Column("anonymous", "truth", width=7),
    Column("joint", "truth", width=7),
    Column("petitioner_count", "number", width=9),
    Column("concerned_count", "number", width=9),
    Column("id_nos", "texts", width=21),
    Column("phones", "texts", width=14),
    Column("address", width=28),
    Column("territory", "division", width=14),
    Column("title", width=32),
    Column("summary", width=60),
    Column("demands", "sentences", width=36),
    Column("matter_class", "code", "matter_class"),
    Column("purpose", "code", "purpose", width=10),
    Column("topic", "code", "topic", width=14),
    Column("topic2", "code", "topic2", width=14),
    Column("topic3", "code", "topic3", width=14),
    Column("repeat", "code", "repeat", width=8),
    Column("links", "texts", width=16),
    Column("urgency", "code", "urgency", width=10),
    Column("threat", width=7, filled=False),
    Column("litigation", "truth", width=10),
    Column("restricted", "truth", width=10),
    Column("legal_way", "code", "legal_way", width=22),
    Column("handling", "code", "step"),
    Column("unit", "code", "unit", width=18),
    Column("co_units", "codes", "unit", width=18),
    Column("forwarded_on", "day"),
    Column("forward_due", "day"),
    Column("accepted_on", "day"),
    Column("handle_due", "day"),
    Column("extended_to", "day"),
    Column("closed_on", "day"),
    Column("outcome", "codes", "outcome", width=16),
    Column("reply_no", width=18),
    Column("delivered_on", "day"),
    Column("review_state", "code", "step", width=14),
    Column("leader", width=18),
    Column("urged_on", "day"),
    Column("visited_on", "day"),
    Column("satisfaction", "code", "satisfaction", width=10),
    Column("struck_off_on", "day"),
    Column("archive_no", width=14),
    Column("page_count", "number", width=7),
    Column("attachment_pages", "number", width=8),
    Column("confidence", "share", width=11),
    Column("reviewed_by", width=12),
    Column("reviewed_on", "day", width=13),
    Column("note", width=20, filled=False),
)
"""The columns of an office's own ledger, from left to right."""
FURTHER: Final = (
    Column("status", "code", "status"),
    Column("needs_person", "truth", width=10),
    Column("doubts", "doubts", width=36),
    Column("channel_in", "code", "channel_in", width=10),
    Column("petition", "code", "petition"),
    Column("channel", "code", "channel"),
    Column("level", "code", "level", width=10),
    Column("place", width=24),
    Column("place_code", width=11),
    Column("address_code", width=11),
    Column("sex", "code", "sex", width=7),
    Column("age", "number", width=7),
    Column("employer", width=14),
    Column("accused", "texts", width=20),
    Column("accused_posts", "texts", width=20),
    Column("accused_units", "codes", "unit", width=18),
    Column("dates", "texts", width=16),
    Column("amounts", "texts", width=14),
    Column("areas", "texts", width=14),
    Column("paper_nos", "texts", width=20),
    Column("earlier_steps", "codes", "earlier_steps", width=18),
    Column("matter_count", "number", width=8),
    Column("cluster_size", "number", width=10),
    Column("copies", "number", width=9),
    Column("decided_on", "day"),
    Column("delivery_manner", "code", "manner", width=10),
    Column("signed", "code", "signed", width=8),
    Column("petitioner_view", "code", "petitioner_view", width=12),
    Column("satisfaction_office", "code", "satisfaction_office", width=12),
    Column("merged_into", width=16),
    Column("campaigns", "texts", width=16),
    Column("office", width=10),
    Column("registered_at", width=26),
    Column("scan_sha256", width=68),
)
"""What the program knows besides."""
COLUMNS: Final = LEDGER + FURTHER
REGISTER: Final = tuple(
    next(column for column in COLUMNS if column.key == key)
    for key in (
        "serial", "case_no", "received_on", "postmark_date", "letter_date", "registered_on", "letter_barcode", "names",
        "anonymous", "petitioner_count", "id_nos", "phones", "address", "employer", "accused", "accused_posts",
        "accused_units", "title", "summary", "demands", "territory", "topic", "purpose", "channel", "repeat", "links",
        "urgency", "handling", "unit", "co_units",
        "forwarded_on", "forward_due", "closed_on", "page_count", "copies", "status",
        "doubts", "reviewed_by", "reviewed_on", "scan_sha256",
    )
)  # fmt: skip
"""The columns of the register of accusations, a book of its own."""


def cell(column: Column, row: Mapping[str, object], words: Words) -> Cell:
    """What people read in a column for a row."""
    value = row.get(column.key)
    if value is None or value == []:
        return None
    return _SHOWN[column.kind](value, column, words)


_SHOWN: Final[Mapping[Kind, Callable[[object, Column, Words], Cell]]] = {
    "text": lambda value, _, __: str(value),
    "texts": lambda value, _, words: words.listed(_many(value)),
    "sentences": lambda value, _, words: words.listed(_many(value), parted=True),
    "day": lambda value, _, __: date.fromisoformat(str(value)),
    "number": lambda value, _, __: value if isinstance(value, int) else str(value),
    "share": lambda value, _, __: value if isinstance(value, float) else float(str(value)),
    "truth": lambda value, _, words: words.truth(bool(value)),
    "code": lambda value, column, words: words.name(column.names, str(value)),
    "codes": lambda value, column, words: words.names(column.names, _many(value)),
    "division": lambda value, _, words: words.division(str(value)),
    "doubts": lambda value, _, words: words.doubts(_many(value)),
}


def _many(value: object) -> list[str]:
    """The values of a cell that holds several; codes in one text have spaces between."""
    return [str(item) for item in value] if isinstance(value, list | tuple) else str(value).split()
