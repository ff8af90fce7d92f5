"""Days as offices write them."""

from datetime import date

import pytest

from vocab.days import first_day, last_day, read_day


@pytest.mark.parametrize(
    ("cell", "text", "first", "last"),
    [
        ("2019", "2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019年", "2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", "2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021年2月", "2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2019/3/5", "2019-03-05", date(2019, 3, 5), date(2019, 3, 5)),
        ("2019年3月15日", "2019-03-15", date(2019, 3, 15), date(2019, 3, 15)),
    ],
)
def test_a_year_a_month_and_a_day_are_read(cell, text, first, last):
    assert read_day(cell) == text
    assert (first_day(text), last_day(text)) == (first, last)


def test_an_empty_cell_is_no_day():
    assert read_day("") is None


@pytest.mark.parametrize("cell", ["19", "2019-13", "2019-02-30", "去年", "2019-", "20190101x"])
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValueError, match=r".*"):
        read_day(cell)
