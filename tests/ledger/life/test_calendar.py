"""Days of work and rest: published years, years that nobody published yet, days that an office entered."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.life.calendar import WorkCalendar, load_calendar
from ledger.life.clock_rules import Counting, open_clocks
from vocab.problems import TableError

SHIPPED = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True), ("2026-02-15", False), ("2026-02-23", False), ("2026-02-24", True),
        ("2026-02-28", True), ("2026-10-10", True), ("2026-10-07", False), ("2026-01-04", True),
        ("2025-09-28", True), ("2025-10-08", False), ("2026-11-21", False), ("2026-11-23", True),
        ("2027-01-01", False), ("2027-02-05", False), ("2027-02-08", False), ("2027-02-09", True),
        ("2027-04-05", False), ("2027-06-09", False), ("2027-09-15", False), ("2027-05-03", True),
        ("2028-02-29", True), ("2150-05-01", False),
    ],
)  # fmt: skip
def test_one_works_or_not(day: str, works: bool) -> None:
    assert SHIPPED.is_workday(date.fromisoformat(day)) is works


def test_which_years_are_known() -> None:
    assert all(map(SHIPPED.knows, range(2004, 2027)))
    assert not SHIPPED.knows(2003)
    assert not SHIPPED.knows(2150)


def write(folder: Path, *rows: str) -> Path:
    (folder / "holidays.csv").write_text("\n".join(("day,kind,name", *rows)) + "\n", encoding="utf-8")
    return folder


def test_an_office_enters_a_year_itself(tmp_path: Path) -> None:
    own = load_calendar(write(tmp_path, "2150-01-01,off,元旦", "2150/1/4,work,调休", "2150年1月2日,off,元旦"))
    assert own.knows(2150)
    assert not own.is_workday(date(2150, 1, 2))
    assert own.is_workday(date(2150, 1, 4)), "a Sunday that is worked"
    counted = own.count(date(2149, 12, 31), 1, unit="calendar", rolls=True)
    assert (counted.last, counted.known) == (date(2150, 1, 4), True)


def test_a_local_holiday_does_not_make_a_year_known(tmp_path: Path) -> None:
    own = load_calendar(write(tmp_path, "2150-03-03,off,三月三"))
    assert not own.knows(2150)
    assert not own.is_workday(date(2150, 3, 3))


@pytest.mark.parametrize("row", ["2150-13-01,off,", "2150,off,", "2150-01,work,", "soon,off,", "2150-01-01,holiday,"])
def test_a_day_that_is_none_is_told_with_its_row(tmp_path: Path, row: str) -> None:
    with pytest.raises(TableError) as trouble:
        load_calendar(write(tmp_path, row))
    assert trouble.value.problems[0].where.startswith("holidays.csv:2:")


@given(st.dates(date(2004, 1, 1), date(2200, 12, 31)), st.integers(1, 120))
def test_a_period_ends_on_a_day_of_work_and_holds_as_many(started: date, length: int) -> None:
    working = SHIPPED.count(started, length, unit="working", rolls=True)
    between = (date.fromordinal(day) for day in range(started.toordinal() + 1, working.last.toordinal() + 1))
    assert sum(map(SHIPPED.is_workday, between)) == length
    assert SHIPPED.is_workday(working.last)
    calendar = SHIPPED.count(started, length, unit="calendar", rolls=True)
    assert (calendar.plain - started).days == length
    assert SHIPPED.is_workday(calendar.last)
    assert calendar.plain <= calendar.last <= working.last
    assert SHIPPED.count(started, length, unit="calendar", rolls=False).last == calendar.plain


def test_the_print_of_the_clocks_changes_with_what_they_count_by(tmp_path: Path) -> None:
    plain = open_clocks().print(year=2026)
    assert open_clocks().print(year=2026) == plain
    assert open_clocks().print(year=2027) != plain or SHIPPED.knows(2029), "other years are known then"
    assert open_clocks(None, Counting(rolls=False)).print(year=2026) != plain
    assert open_clocks(None, Counting(local=(("forward", "5w"),))).print(year=2026) != plain
    assert open_clocks(None, Counting("unit")).print(year=2026) != plain
    assert open_clocks(write(tmp_path, "2150-01-01,off,")).print(year=2026) != plain
    assert 0 < plain < 2**31
