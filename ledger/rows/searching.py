"""Full-text search: the newest cases that hold words, in what the asker may look into."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from ledger.rows.postings import WORDS, find_marked
from ledger.rows.tables import LedgerRow, SearchTextRow
from ledger.rows.words import CLOSED, OPEN, PERSONAL, read_query, wanted_grams

MOST_LOOKED_AT = 20_000
"""Cases whose words one search looks at again; after that it says how far it came."""
_BEFORE, _AFTER = 12, 28
Words = Row[int, bool, str, str]
_AT_ONCE = 500
_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])|(?<=\s)\s+")
"""White space that parts no words: beside Chinese, and more of it than one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that holds the words; `passage` is where the first of them stands, none in a restricted case.

    The words of the passage are folded: simplified characters, half width.
    """

    case_id: int
    case_no: str
    restricted: bool
    status: str
    received_on: date
    topic: str | None
    unit: str | None
    passage: str


@dataclass(frozen=True, slots=True)
class Hits:
    """Cases found, the newest first; `below` is where to go on, none when all were found."""

    hits: tuple[Hit, ...]
    below: int | None


def search_cases(
    session: Session,
    query: str,
    *,
    personal: bool,
    restricted: bool,
    below: int | None,
    limit: int,
) -> Hits:
    """The newest cases that hold all words of a query.

    Names, numbers and addresses count for `personal` alone, restricted cases for `restricted` alone: their marks are
    others, so that a search without the right never meets them, and neither its answer nor its time tells of them.

    Raises:
        UsageError: `search.words` for a query without a word.
    """
    words = read_query(query)
    kinds = (OPEN, *((PERSONAL,) if personal else ()), *((CLOSED,) if restricted else ()))
    found: list[tuple[int, str]] = []
    looked_at, last = 0, below
    pages = find_marked(session, WORDS, wanted_grams(words, kinds), below=below, first_page=2 * limit)
    for part in _parts(pages, first=2 * limit):
        for row in _texts(session, part):
            looked_at, last = looked_at + 1, row.case_id
            told = _told(row, personal=personal, restricted=restricted)
            if told is not None and all(word in told for word in words):
                found.append((row.case_id, _passage(row, words)))
                if len(found) >= limit:
                    return Hits(_load(session, found), last)
        if looked_at >= MOST_LOOKED_AT:
            return Hits(_load(session, found), last)
    return Hits(_load(session, found), None)


def _parts(pages: Iterator[list[int]], *, first: int) -> Iterator[list[int]]:
    """Small parts of the pages, growing, so that no more words are loaded than are looked at."""
    size = first
    for page in pages:
        at = 0
        while at < len(page):
            yield page[at : at + size]
            at, size = at + size, min(2 * size, _AT_ONCE)


def _texts(session: Session, case_ids: Sequence[int]) -> list[Words]:
    columns = select(SearchTextRow.case_id, SearchTextRow.closed, SearchTextRow.words, SearchTextRow.personal)
    rows = session.execute(columns.where(SearchTextRow.case_id.in_(case_ids))).all()
    return sorted(rows, key=lambda row: -row.case_id)


def _told(row: Words, *, personal: bool, restricted: bool) -> str | None:
    """The words of a case that the asker may look into; none when it is not for him."""
    if row.closed:
        return f"{row.words}\n{row.personal}" if restricted else None
    return f"{row.words}\n{row.personal}" if personal else row.words


def _passage(row: Words, words: Sequence[str]) -> str:
    if row.closed:
        return ""
    for word in words:
        at = row.words.find(word)
        if at >= 0:
            start, end = max(0, at - _BEFORE), at + len(word) + _AFTER
            cut = _BREAK.sub("", row.words[start:end]).strip()
            return f"{'…' if start else ''}{cut}{'…' if end < len(row.words) else ''}"
    return ""


def _load(session: Session, found: Sequence[tuple[int, str]]) -> tuple[Hit, ...]:
    ids = [case_id for case_id, _ in found]
    rows = {row.case_id: row for row in session.scalars(select(LedgerRow).where(LedgerRow.case_id.in_(ids)))}
    return tuple(
        Hit(
            case_id=case_id,
            case_no=rows[case_id].case_no,
            restricted=rows[case_id].restricted,
            status=rows[case_id].status,
            received_on=rows[case_id].received_on,
            topic=rows[case_id].topic,
            unit=rows[case_id].unit,
            passage=passage,
        )
        for case_id, passage in found
    )
