"""Postings: for each mark the cases that bear it, to find the newest cases that bear several, however many do.

Each database has an inverted index of its own. SQLite has FTS5, here without content: it gives the cases of a mark in
descending order and stops early. PostgreSQL has GIN, which gives all cases of a mark at once and in no order; so every
mark is kept with the number of the block of 4,096 cases that its case lies in, and the blocks are asked from the
newest backward, one, then two, then four, … at a time: a common mark is found in the first, a rare one is looked up in
all by a few statements. In both, what a question costs grows with what it gives and not with the ledger.

A mark is a text of letters and figures without spaces; marks of letters alone are told apart by their first character.
PostgreSQL keeps their hashes: whoever must be exact looks at what was found again (words), or has marks so few that
their hashes of 44 bits do not meet (filters).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.orm import Session

BLOCK_BITS: Final = 12
_MOST_BLOCKS = 64
_FIRST_PAGE = 200
_LARGEST_PAGE = 5_000


@dataclass(frozen=True)
class Index:
    """An inverted index: its name, and of how many bits the hash of a mark is in PostgreSQL."""

    name: str
    hash_bits: int

    @property
    def pg_type(self) -> str:
        """The integer that holds block and hash."""
        return "integer" if BLOCK_BITS + self.hash_bits <= 32 else "bigint"


FILTERS: Final = Index("filter_index", 44)
WORDS: Final = Index("word_index", 20)
Wanted = Sequence[Collection[str]]
"""Of each collection a case must bear one mark at least."""


def make_statements(dialect: str) -> Iterator[str]:
    """The statements that make the inverted indexes."""
    for index in (FILTERS, WORDS):
        if dialect == "sqlite":
            yield (
                f"CREATE VIRTUAL TABLE {index.name}"
                " USING fts5(marks, content='', columnsize=0, detail=none, tokenize='ascii')"
            )
            # Each case is a segment, and segments are merged. Merging sixteen at a time and not four takes a third of
            # the time that a new case waits for its commit with a million cases; a search looks into a few more.
            for name, segments in (("automerge", 16), ("crisismerge", 64)):
                yield f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('{name}', {segments})"  # noqa: S608
        else:
            yield f"CREATE TABLE {index.name} (case_id integer PRIMARY KEY, marks {index.pg_type}[] NOT NULL)"
            # Without a list of what is pending: it would be read from end to end for every block.
            yield (f"CREATE INDEX ix_{index.name}_marks ON {index.name} USING gin (marks) WITH (fastupdate = off)")


def drop_statements() -> Iterator[str]:
    """The statements that drop them."""
    for index in (FILTERS, WORDS):
        yield f"DROP TABLE {index.name}"


def replace_marks(session: Session, index: Index, case_id: int, old: Collection[str], new: Collection[str]) -> None:
    """Give a case new marks in the place of those that it was given before. Writers must be locked."""
    if set(old) == set(new):
        return
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        if old:  # an index without content must be told what to forget
            connection.exec_driver_sql(
                f"INSERT INTO {index.name} ({index.name}, rowid, marks) VALUES ('delete', ?, ?)",  # noqa: S608
                (case_id, " ".join(sorted(old))),
            )
        if new:
            connection.exec_driver_sql(
                f"INSERT INTO {index.name} (rowid, marks) VALUES (?, ?)",  # noqa: S608
                (case_id, " ".join(sorted(new))),
            )
        return
    numbers = sorted(_numbers(index, case_id >> BLOCK_BITS, new))
    connection.exec_driver_sql(
        f"INSERT INTO {index.name} (case_id, marks) VALUES (%s, %s::{index.pg_type}[])"  # noqa: S608
        " ON CONFLICT (case_id) DO UPDATE SET marks = excluded.marks",
        (case_id, numbers),
    )


def forget_marks(session: Session, index: Index) -> None:
    """Forget the marks of all cases. Writers must be locked."""
    if session.connection().dialect.name == "sqlite":
        session.execute(text(f"INSERT INTO {index.name} ({index.name}) VALUES ('delete-all')"))  # noqa: S608
    else:
        session.execute(text(f"DELETE FROM {index.name}"))  # noqa: S608


def find_marked(
    session: Session, index: Index, wanted: Wanted, *, below: int | None = None, first_page: int = _FIRST_PAGE
) -> Iterator[list[int]]:
    """Yield pages of the cases that bear the marks wanted, the newest first; those with a lower number than `below`."""
    if any(not marks for marks in wanted):
        return
    if session.connection().dialect.name == "sqlite":
        yield from _find_in_sqlite(session, index, wanted, below=below, first_page=first_page)
    else:
        yield from _find_in_postgresql(session, index, wanted, below=below)


def count_marked(session: Session, index: Index, wanted: Wanted, *, at_most: int) -> int:
    """How many cases bear the marks wanted; `at_most + 1` when there are more than `at_most`."""
    if any(not marks for marks in wanted):
        return 0
    if session.connection().dialect.name == "sqlite":
        counted = session.connection().exec_driver_sql(
            f"SELECT count(*) FROM (SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? LIMIT ?)",  # noqa: S608
            (_match(wanted), at_most + 1),
        )
        return int(counted.scalar_one())
    count = 0
    for found in _find_in_postgresql(session, index, wanted, below=None):
        count += len(found)
        if count > at_most:
            return at_most + 1
    return count


def _find_in_sqlite(
    session: Session, index: Index, wanted: Wanted, *, below: int | None, first_page: int
) -> Iterator[list[int]]:
    match, page = _match(wanted), first_page
    while True:
        older = "" if below is None else "AND rowid < ?"
        given = (match, page) if below is None else (match, below, page)
        rows = session.connection().exec_driver_sql(
            f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH ? {older} ORDER BY rowid DESC LIMIT ?",  # noqa: S608
            given,
        )
        found = [row[0] for row in rows]
        if found:
            yield found
        if len(found) < page:
            return
        below, page = found[-1], min(2 * page, _LARGEST_PAGE)


def _match(wanted: Wanted) -> str:
    """A question of FTS5. Marks are letters and figures, so that a quoted one needs no escapes."""
    return " AND ".join("(" + " OR ".join(f'"{mark}"' for mark in sorted(marks)) + ")" for marks in wanted)


def _find_in_postgresql(session: Session, index: Index, wanted: Wanted, *, below: int | None) -> Iterator[list[int]]:
    connection = session.connection()
    newest = connection.exec_driver_sql(f"SELECT max(case_id) FROM {index.name}").scalar()  # noqa: S608
    if newest is None or (below is not None and below <= 1):
        return
    block = (newest if below is None else min(newest, below - 1)) >> BLOCK_BITS
    at_once = 1
    while block >= 0:
        blocks = range(block, max(-1, block - at_once), -1)
        conditions, given = zip(*(_condition(index, one, wanted) for one in blocks), strict=True)
        rows = connection.exec_driver_sql(
            f"SELECT case_id FROM {index.name} WHERE {' OR '.join(conditions)}",  # noqa: S608
            tuple(array for arrays in given for array in arrays),
        )
        # The number of a block comes round again; a case of another one is found there when it is asked itself.
        end = blocks[0] + 1 << BLOCK_BITS if below is None else min(below, blocks[0] + 1 << BLOCK_BITS)
        start = blocks[-1] << BLOCK_BITS
        found = sorted((row[0] for row in rows if start <= row[0] < end), reverse=True)
        if found:
            yield found
        block, at_once = blocks[-1] - 1, min(2 * at_once, _MOST_BLOCKS)


def _condition(index: Index, block: int, wanted: Wanted) -> tuple[str, list[list[int]]]:
    """What a case of a block must fulfil, and the arrays for it."""
    single = [mark for marks in wanted if len(marks) == 1 for mark in marks]
    several = [marks for marks in wanted if len(marks) > 1]
    given = [sorted(_numbers(index, block, single))] if single else []
    given += [sorted(_numbers(index, block, marks)) for marks in several]
    array = f"%s::{index.pg_type}[]"
    parts = [f"marks @> {array}"] * bool(single) + [f"marks && {array}"] * len(several)
    return f"({' AND '.join(parts)})", given


def _numbers(index: Index, block: int, marks: Iterable[str]) -> set[int]:
    """The numbers under which marks of a block's cases are kept: the block, then the hash."""
    bits = index.hash_bits
    kept = (block & ((1 << BLOCK_BITS) - 1)) << bits
    least = 1 << 31 if index.pg_type == "integer" else 0
    return {(kept | _hash(mark, bits)) - least for mark in marks}


def _hash(mark: str, bits: int) -> int:
    code = mark.encode()
    if bits <= 32:
        return crc32(code) >> (32 - bits)
    return int.from_bytes(blake2b(code, digest_size=8).digest()) >> (64 - bits)
