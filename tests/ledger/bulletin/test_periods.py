"""Periods as an office names them."""

from datetime import date

import pytest

from ledger.bulletin.periods import month_of, parse_month, parse_week, span
from records import UsageError


def test_a_week_is_that_of_iso_8601_over_a_years_end() -> None:
    week = parse_week("2026-W53")
    assert (week.first, week.last, week.days) == (date(2026, 12, 28), date(2027, 1, 3), 7)


@pytest.mark.parametrize("wrong", ["2025-W53", "2026-W00", "2026-W1", "2026W47", ""])
def test_what_is_no_week_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match=r"bulletin\.period"):
        parse_week(wrong)


@pytest.mark.parametrize("wrong", ["2026-13", "2026-1", "202610"])
def test_what_is_no_month_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError, match=r"bulletin\.period"):
        parse_month(wrong)


def test_a_span_does_not_end_before_it_begins() -> None:
    with pytest.raises(UsageError, match=r"bulletin\.period"):
        span(date(2026, 10, 2), date(2026, 10, 1))


def test_the_period_before_is_of_the_same_kind() -> None:
    march = month_of(date(2026, 3, 31))
    before = march.former()
    assert before is not None
    assert (before.first, before.last) == (date(2026, 2, 1), date(2026, 2, 28))
    days = span(date(2026, 10, 5), date(2026, 10, 7)).former()
    assert days is not None
    assert (days.first, days.last) == (date(2026, 10, 2), date(2026, 10, 4))


def test_the_same_week_a_year_before_may_not_have_been() -> None:
    week = parse_week("2027-W10").year_before()
    assert week is not None
    assert week.code == "2026-W10"
    assert parse_week("2026-W53").year_before() is None


def test_windows_lie_before_the_period_without_gaps() -> None:
    week = parse_week("2026-W47")
    assert week.window(1) == (date(2026, 11, 9), date(2026, 11, 15))
    assert week.window(2)[1] == date(2026, 11, 8)
