from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.dates import find_dates
from tests.extractors.sheet_of import SURE, lay

RECEIVED = date(2026, 11, 23)
LETTER = "局领导：\n{told}这件事我反映过三次，都没有结果，一家人日夜发愁。请求尽快处理。\n王大树\n{under}"


def find(told, under="2026年5月1日"):
    sheet, blocks = lay(LETTER.format(told=told, under=under))
    return find_dates(sheet, blocks=blocks, received=RECEIVED)


def values(told, field="date", **under):
    return [f.value for f in find(told, **under) if f.field == field]


@pytest.mark.parametrize(
    ("words", "value", "rule"),
    [
        ("2024年3月5日", "2024-03-05", "date.ymd"),
        ("2024年03月05号", "2024-03-05", "date.ymd"),
        ("2O24年3月l2日", "2024-03-12", "date.ymd"),
        ("2024年3月", "2024-03", "date.ym"),
        ("2024年8月初", "2024-08", "date.ym"),
        ("二〇二五年十一月二十日", "2025-11-20", "date.han"),
        ("二○二五年十一月廿三日", "2025-11-23", "date.han"),
        ("二零二五年元月", "2025-01", "date.han"),
        ("2024.3.5", "2024-03-05", "date.dotted"),
        ("2024-03-05", "2024-03-05", "date.dotted"),
        ("2024/3/5", "2024-03-05", "date.dotted"),
        ("24年3月5日", "2024-03-05", "date.short-year"),
        ("今年2月12日", "2026-02-12", "date.relative-year"),
        ("去年8月", "2025-08", "date.relative-year"),
        ("前年12月3日", "2024-12-03", "date.relative-year"),
    ],
)
def test_each_form_of_a_date_is_found_with_its_rule(words, value, rule):
    found = [f for f in find(f"{words}，出了事。") if f.field == "date"]
    assert [(f.value, f.rule) for f in found] == [(value, rule)]


@pytest.mark.parametrize(
    "words",
    [
        "2024年",
        "3月5日",
        "农历2024年八月十五",
        "2024年八月初五",
        "2024年正月",
        "（2024）闽06民初12号",
        "350627198811045018",
        "3.5公里",
        "十年三个月",
        "四年零三个月",
        "民国三十二年五月",
        "编号LW2024.3.5",
        "192.168.1.1",
    ],
)
def test_what_is_no_date_with_a_year_is_left_alone(words):
    assert values(f"{words}，出了事。") == []


def test_the_year_of_the_same_year_comes_from_the_date_before():
    assert values("2023年3月5日报名，同年4月退款，次年1月2日又来。") == ["2023-03-05", "2023-04", "2024-01-02"]


def test_a_relative_year_counts_from_the_letter_and_not_from_its_receipt():
    assert values("去年5月出了事。", under="2024年2月1日") == ["2023-05"]


@pytest.mark.parametrize(
    "under", ["2026年5月1日", "二〇二六年五月一日", "2026.5.1", "日期：2026年5月1日", "2026年5月1日晚"]
)
def test_the_date_under_the_letter_is_the_letter_s(under):
    assert values("2024年3月5日出了事。", "letter_date", under=under) == ["2026-05-01"]


def test_a_date_on_the_line_of_the_name_is_the_letter_s():
    sheet, blocks = lay(
        "局领导：\n2024年3月5日出了事，一家人日夜发愁，没有办法。请求处理。\n此致敬礼\n王大树2026年5月1日"
    )
    found = find_dates(sheet, blocks=blocks, received=RECEIVED)
    assert [(f.field, f.value) for f in found] == [("date", "2024-03-05"), ("letter_date", "2026-05-01")]


def test_a_day_that_no_calendar_has_is_doubted_and_never_repaired():
    found = find("2024年2月30日出了事。")[0]
    assert (found.value, found.doubt) == (None, "date.no-such-day")


def test_a_date_after_the_letter_came_is_doubted():
    found = find("2029年2月3日出了事。")[0]
    assert (found.value, found.doubt) == ("2029-02-03", "date.after-receipt")


def test_a_date_is_as_sure_as_its_reading_times_its_rule():
    assert find("2024年3月5日出了事。")[0].confidence == pytest.approx(SURE * 0.99)


@given(st.dates(date(1950, 1, 1), RECEIVED))
def test_every_day_written_in_figures_is_read_as_written(day):
    found = find(f"{day.year}年{day.month}月{day.day}日出了事。")[0]
    assert found.value == day.isoformat()
