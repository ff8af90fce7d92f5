"""What the ledger offers of flat rows: lists, searches; each method is one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.closing import state_of
from ledger.rows.filters import RowFilters
from ledger.rows.lists import count_rows, page_of_rows, stream_rows
from ledger.rows.looked_up import FlatRow
from ledger.rows.rebuilding import count_stale, find_stale, has_rows_to_make, make_rows, note_all_made
from ledger.rows.searching import Hits, search_cases
from ledger.transactions import Transactions
from records import UsageError

MOST_LISTED = 1_000
MOST_COUNTED = 10_000
_NO_FILTERS = RowFilters()


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows, the newest first; `cursor` gives the next page, none after the last."""

    rows: tuple[FlatRow, ...]
    cursor: str | None


class RowBook(Transactions):
    """The part of the ledger of flat rows: lists, searches."""

    def list_rows(self, filters: RowFilters = _NO_FILTERS, *, cursor: str | None = None, limit: int = 50) -> RowPage:
        """A page of the list, the case registered last first.

        Raises UsageError: `list.cursor` for a cursor that no page gave, `list.limit` for less than one row or more
        than 1,000.
        """
        below, limit = _read_cursor(cursor), _check_limit(limit)
        with self._reading() as session:
            rows = page_of_rows(session, filters, below=below, limit=limit)
        return RowPage(tuple(rows), str(rows[-1].case_id) if len(rows) == limit else None)

    def count_rows(self, filters: RowFilters = _NO_FILTERS, *, at_most: int = MOST_COUNTED) -> int:
        """How many rows there are; one more than `at_most` when there are more."""
        with self._reading() as session:
            return count_rows(session, filters, at_most=at_most)

    def rows(self, filters: RowFilters = _NO_FILTERS) -> Iterator[FlatRow]:
        """Every row in the order of registration, as at one moment; in memory are a thousand at a time."""
        with self._reading() as session:
            yield from stream_rows(session, filters)

    def search(
        self,
        query: str,
        *,
        personal: bool = False,
        restricted: bool = False,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Hits:
        """The newest cases that hold all words of a query, with the place where the first of them stands.

        Ordinary words alone are looked into, in which persons are masked. Names, numbers and addresses are found with
        `personal`, restricted cases with `restricted`: for those alone who may see them. Raises UsageError for a query
        without words, and as `list_rows` does.
        """
        below, limit = _read_cursor(cursor), _check_limit(limit)
        with self._reading() as session:
            return search_cases(session, query, personal=personal, restricted=restricted, below=below, limit=limit)

    def stale_rows(self) -> int:
        """How many cases have no row, or one that other versions of the rows or of the vocabulary made."""
        with self._reading() as session:
            return count_stale(session, self._vocabulary)

    def rebuild_rows(self, *, at_once: int = 200, missing_only: bool = False) -> Iterator[int]:
        """Make missing rows and those out of date, in transactions of `at_once` cases; yields how many each made.

        Stopped half way, it goes on where it was.
        """
        last = 0
        while True:
            with self._reading() as session:
                case_nos, last = find_stale(
                    session, self._vocabulary, after=last, at_most=at_once, missing_only=missing_only
                )
            if not case_nos:
                return
            with self._writing() as session:
                make_rows(session, case_nos)
            yield len(case_nos)

    def make_missing_rows(self) -> int:
        """Make the rows of the cases of before there were rows, some at a time; how many were made now.

        Nothing but a look at a counter when all are made.
        """
        with self._reading() as session:
            if not has_rows_to_make(session) or state_of(session) != "open":
                return 0
        made = sum(self.rebuild_rows(missing_only=True))
        with self._writing() as session:
            note_all_made(session)
        return made


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise UsageError("list.cursor")
    return int(cursor)


def _check_limit(limit: int) -> int:
    if not 1 <= limit <= MOST_LISTED:
        raise UsageError("list.limit", str(MOST_LISTED))
    return limit
