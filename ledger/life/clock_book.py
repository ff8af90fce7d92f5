"""What the ledger offers of clocks and notices; each method is one transaction."""

from datetime import date, datetime, timedelta

from ledger.life.calendar import WorkCalendar
from ledger.life.clock_rows import DueClock, Place, count_due, find_due, open_case_numbers
from ledger.life.notices import Notice, NoticeKind, give_notices
from ledger.rows.refreshing import refresh_rows
from ledger.tables import CounterRow
from ledger.transactions import Transactions

MOST_DUE = 200
"""Clocks on a page."""
RENEWED = "clocks"
"""The counter that says by which rules the clocks were last worked out."""
_CASES_AT_ONCE = 100
_DAY = timedelta(days=1)


class ClockBook(Transactions):
    """The part of the ledger that knows what is due."""

    def due(
        self,
        *,
        today: date,
        within: int = 0,
        unit: str | None = None,
        clock: str | None = None,
        restricted: bool = False,
        after: Place | None = None,
        limit: int = MOST_DUE,
    ) -> list[DueClock]:
        """The clocks whose last day is from today to `within` days ahead, the earliest first, a page at a time.

        `after` is the `place` of the last one seen. Restricted cases are told by number and days alone, and not at all
        where a unit or a clock is named, unless `restricted` is true.
        """
        with self._reading() as session:
            return find_due(
                session, today=today, first=today, last=today + within * _DAY, unit=unit, clock=clock,
                restricted=restricted, after=after, limit=limit,
            )  # fmt: skip

    def overdue(
        self,
        *,
        today: date,
        unit: str | None = None,
        clock: str | None = None,
        restricted: bool = False,
        after: Place | None = None,
        limit: int = MOST_DUE,
    ) -> list[DueClock]:
        """The clocks whose last day is past, the longest overdue first; as `due` gives them."""
        with self._reading() as session:
            return find_due(
                session, today=today, last=today - _DAY, unit=unit, clock=clock,
                restricted=restricted, after=after, limit=limit,
            )  # fmt: skip

    def count_due(
        self,
        *,
        today: date,
        within: int = 0,
        unit: str | None = None,
        clock: str | None = None,
        restricted: bool = False,
    ) -> tuple[int, int]:
        """How many clocks are overdue, and how many fall due from today to `within` days ahead."""
        with self._reading() as session:
            overdue = count_due(session, last=today - _DAY, unit=unit, clock=clock, restricted=restricted)
            coming = count_due(
                session, first=today, last=today + within * _DAY, unit=unit, clock=clock, restricted=restricted
            )
            return overdue, coming

    def give_notices(
        self, kind: NoticeKind, *, today: date, days: int, at: datetime, limit: int = _CASES_AT_ONCE
    ) -> list[Notice]:
        """Give the notices of a kind that are still to be given, at most `limit`; none when all are."""
        with self._writing() as session:
            return give_notices(session, kind, today=today, days=days, at=at, limit=limit)

    def clocks_are_current(self, *, today: date) -> bool:
        """Whether the clocks were worked out by the rules, settings and calendar of today."""
        with self._reading() as session:
            counter = session.get(CounterRow, RENEWED)
            return counter is not None and counter.last == self._clocks.print(year=today.year)

    def renew_clocks(self, *, today: date) -> int:
        """Work out anew the clocks that run, where rules, settings or calendar changed since; how many cases.

        Each hundred cases are a transaction; a run that is killed is begun anew by the next one.
        """
        if self.clocks_are_current(today=today):
            return 0
        last, done = 0, 0
        while True:
            with self._writing() as session:
                numbers = open_case_numbers(session, after=last, limit=_CASES_AT_ONCE)
                if not numbers:
                    counter = session.get(CounterRow, RENEWED) or CounterRow(name=RENEWED, last=0)
                    counter.last = self._clocks.print(year=today.year)
                    session.add(counter)
                    return done
                refresh_rows(session, [case_no for _, case_no in numbers], vocabulary=self._vocabulary)
            last, done = numbers[-1][0], done + len(numbers)

    @property
    def calendar(self) -> WorkCalendar:
        """The days of work and rest by which the clocks count."""
        return self._clocks.calendar
