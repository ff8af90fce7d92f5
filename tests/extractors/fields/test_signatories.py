"""How many signed, and how many people the matter concerns."""

import pytest

from extractors.fields.names import find_names
from extractors.fields.signatories import count_concerned, count_signatories
from tests.extractors.sheet_of import lay

BODY = "领导：\n路坏了，请派人来修，老人孩子走路不安全。\n"


def signed(text, vocabulary):
    sheet, blocks = lay(*text) if isinstance(text, tuple) else lay(text)
    names = find_names(sheet, blocks=blocks, vocabulary=vocabulary)
    return [name.value for name in names], [f.value for f in count_signatories(sheet, blocks=blocks, names=names)]


def concerned(words):
    sheet, blocks = lay(f"领导：\n{words}\n请派人来看。\n许木水")
    return [f.value for f in count_concerned(sheet, blocks=blocks)]


@pytest.mark.parametrize(
    ("sign_off", "count"),
    [
        ("反映人：彭大勇、覃春生等36人", ["36"]),
        ("彭大勇等三十六名村民\n2026年1月9日", ["36"]),
        ("联名人：彭大勇、覃春生\n2026年1月9日", ["2"]),
        ("彭大勇\n2026年1月9日", []),
        ("全体村民\n2026年1月9日", []),
    ],
)
def test_signatories_are_those_stated_or_named(sign_off, count, vocabulary):
    assert signed(BODY + sign_off, vocabulary)[1] == count


def test_a_table_over_several_pages_counts_every_row(vocabulary):
    head = "姓名\t身份证号码\t联系电话\t手印\n"
    rows = ["卢进财\t350623196802143010\t13799700001\t", "卢玉兰\t350628195209091020\t13799700002\t"]
    more = ["杨顺发\t350681198105204711\t13799700003\t", "杨丽红\t350602199301010040\t13799700004\t"]
    names, count = signed((BODY + "代表人：卢进财", head + "\n".join(rows), head + "\n".join(more)), vocabulary)
    assert names == ["卢进财", "卢玉兰", "杨顺发", "杨丽红"]
    assert count == ["4"]


@pytest.mark.parametrize(
    "rows",
    [
        "1卢进财350623196802143010 13799700001\n2卢玉兰350628195209091020 13799700002",
        "卢进财 350623196802143010\n卢玉兰 350628195209091020",
        "卢进财13799700001 卢玉兰13799700002",
        "姓名 身份证号 电话\n卢进财 男 350623196802143010\n\n卢玉兰 女 350628195209091020",
    ],
)
def test_a_table_that_lost_its_columns_names_its_signers(rows, vocabulary):
    names, count = signed(f"{BODY}签名：\n{rows}", vocabulary)
    assert names == ["卢进财", "卢玉兰"]
    assert count == ["2"]


def test_people_told_of_with_their_numbers_have_not_signed(vocabulary):
    text = "领导：\n包工头王大海13799700001和会计李小燕13799700002都不接电话，请帮忙联系他们。\n许木水"
    assert signed(text, vocabulary) == (["许木水"], [])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("全村320户1200余人吃水困难。", ["1200"]),
        ("这件事涉及85人的工资。", ["85"]),
        ("受影响的有三百多名学生。", ["300"]),
        ("涉及村民一百二十人，至今没有着落。", ["120"]),
        ("我们小区涉及126户，电梯停了。", []),
        ("人均只有0.3亩地。", []),
    ],
)
def test_people_concerned_are_people_and_no_households(words, count):
    assert concerned(words) == count
