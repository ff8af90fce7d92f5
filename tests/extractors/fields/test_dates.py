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
        ("二二四年三月五日", "2024-03-05", "date.lost-figure"),
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
        "农历八月十五",
        "正月初三",
        "去年",
        "半年多",
        "三年前",
        "几天前",
        "约三天前",
        "二十天前",
        "上周",
        "从前天天下雨",
        "目前天气不好",
        "今天的社会",
        "明天",
        "下个月",
        "前晚辈",
        "八个月前后",
        "去年春节前",
        "去年国庆以后",
        "去年八一路",
        "早上月亮",
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
    ("words", "value", "rule"),
    [
        ("上个月", "2026-04", "date.relative-month"),
        ("上上个月", "2026-03", "date.relative-month"),
        ("上月15日", "2026-04-15", "date.relative-month"),
        ("上个月十五号", "2026-04-15", "date.relative-month"),
        ("本月3日", "2026-05-03", "date.relative-month"),
        ("这个月3号", "2026-05-03", "date.relative-month"),
        ("昨天", "2026-05-19", "date.relative-day"),
        ("昨晚", "2026-05-19", "date.relative-day"),
        ("前天", "2026-05-18", "date.relative-day"),
        ("大前天", "2026-05-17", "date.relative-day"),
        ("今天上午", "2026-05-20", "date.relative-day"),
        ("三天前", "2026-05-17", "date.ago"),
        ("10天前", "2026-05-10", "date.ago"),
        ("两个月前", "2026-03", "date.ago"),
        ("半年前", "2025-11", "date.ago"),
        ("上周三", "2026-05-13", "date.weekday"),
        ("上个星期日", "2026-05-17", "date.weekday"),
        ("上上周五", "2026-05-08", "date.weekday"),
        ("今年3月", "2026-03", "date.relative-year"),
        ("去年国庆节", "2025-10-01", "date.festival"),
        ("去年国庆期间", "2025-10", "date.festival"),
        ("今年春节", "2026-02-17", "date.festival"),
        ("2024年中秋节", "2024-09-17", "date.festival"),
        ("今年五一", "2026-05-01", "date.festival"),
        ("今年正月初三", "2026-02-19", "date.lunar"),
        ("今年大年初二", "2026-02-18", "date.lunar"),
        ("去年腊月二十八", "2026-02-15", "date.lunar"),
        ("去年农历八月十五", "2025-10-06", "date.lunar"),
        ("2024年农历八月十五", "2024-09-17", "date.lunar"),
        ("农历2024年八月十五", "2024-09-17", "date.lunar"),
        ("农历二〇二四年八月十五日", "2024-09-17", "date.lunar"),
        ("2024年（农历）八月十五", "2024-09-17", "date.lunar"),
        ("2024年八月初五", "2024-09-07", "date.lunar"),
        ("2025年闰六月初一", "2025-07-25", "date.lunar"),
        ("2024年冬月廿三", "2024-12-23", "date.lunar"),
        ("去年農曆八月十五", "2025-10-06", "date.lunar"),
    ],
)
def test_what_is_told_from_the_letter_s_day_or_by_the_moon_is_brought_to_the_calendar(words, value, rule):
    found = [f for f in find(f"{words}，出了事。", under="2026年5月20日") if f.field == "date"]
    assert [(f.value, f.rule) for f in found] == [(value, rule)]


def test_a_lunar_month_alone_lies_in_two_months_and_both_are_only_proposed():
    found = find("去年腊月出了事。")[0]
    assert (found.value, found.doubt, found.proposals) == (None, None, ("2026-02", "2026-01"))


def test_a_lunar_day_that_its_month_does_not_have_is_doubted():
    found = find("2025年腊月三十出了事。")[0]
    assert (found.value, found.doubt) == (None, "date.no-such-day")


@pytest.mark.parametrize(
    ("words", "value"), [("去年八月初三", "2025-09-24"), ("去年腊月初八", "2025-01-07"), ("今年正月初五", "2025-02-02")]
)
def test_between_new_year_and_the_spring_festival_each_month_keeps_to_its_own_calendar(words, value):
    assert values(f"{words}，出了事。", under="2026年1月20日") == [value]


def test_without_a_date_under_the_letter_the_day_of_receipt_stands_in_less_surely():
    dated, undated = (find("上个月出了事。", under=under)[0] for under in ("2026年11月23日", ""))
    assert dated.value == undated.value == "2026-10"
    assert undated.confidence < dated.confidence


def test_a_day_that_the_month_before_did_not_have_is_doubted():
    found = find("上月31日出了事。", under="2026年7月5日")[0]
    assert (found.value, found.doubt) == (None, "date.no-such-day")


@pytest.mark.parametrize(
    ("lunar", "day"),
    [
        ("2000年正月初一", "2000-02-05"),
        ("2001年正月初一", "2001-01-24"),
        ("2002年正月初一", "2002-02-12"),
        ("2003年正月初一", "2003-02-01"),
        ("2004年正月初一", "2004-01-22"),
        ("2005年正月初一", "2005-02-09"),
        ("2006年正月初一", "2006-01-29"),
        ("2007年正月初一", "2007-02-18"),
        ("2008年正月初一", "2008-02-07"),
        ("2009年正月初一", "2009-01-26"),
        ("2010年正月初一", "2010-02-14"),
        ("2011年正月初一", "2011-02-03"),
        ("2012年正月初一", "2012-01-23"),
        ("2013年正月初一", "2013-02-10"),
        ("2014年正月初一", "2014-01-31"),
        ("2015年正月初一", "2015-02-19"),
        ("2016年正月初一", "2016-02-08"),
        ("2017年正月初一", "2017-01-28"),
        ("2018年正月初一", "2018-02-16"),
        ("2019年正月初一", "2019-02-05"),
        ("2020年正月初一", "2020-01-25"),
        ("2021年正月初一", "2021-02-12"),
        ("2022年正月初一", "2022-02-01"),
        ("2023年正月初一", "2023-01-22"),
        ("2024年正月初一", "2024-02-10"),
        ("2025年正月初一", "2025-01-29"),
        ("2026年正月初一", "2026-02-17"),
        ("2023年闰二月初一", "2023-03-22"),
        ("2020年闰四月初一", "2020-05-23"),
        ("2023年五月初五", "2023-06-22"),
        ("2024年五月初五", "2024-06-10"),
        ("2025年五月初五", "2025-05-31"),
        ("农历2010年八月十五", "2010-09-22"),
        ("农历2017年八月十五", "2017-10-04"),
        ("农历2020年八月十五", "2020-10-01"),
        ("农历2023年八月十五", "2023-09-29"),
        ("农历2025年八月十五", "2025-10-06"),
    ],
)
def test_days_of_the_lunar_calendar_that_everybody_knows(lunar, day):
    assert values(f"{lunar}，出了事。") == [day]


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
