"""Typed text of any kind is read in a time that grows with its length and no faster."""

import sys
from datetime import date

import pytest

from extractors.fields import names
from extractors.fields.findings import find_all
from tests.extractors.sheet_of import lay, make_letter

RECEIVED = date(2026, 11, 23)
GIVEN = "建国志强丽娟秀英海燕文斌小红淑芬"
NAMES = [f"{surname}{first}{second}" for surname in "王李张刘陈" for first in GIVEN for second in GIVEN]

HOSTILE = {
    "cells": lambda n: "a\t" * 4 * n,
    "heads": lambda n: "电话\t" * 2 * n + "\n" + "张三\t" * 2 * n,
    "mobile numbers in one sentence": lambda n: "13859601234，" * n,
    "mobile numbers in one row": lambda n: "张三\t" + "13859601234\t" * n,
    "rows of signers": lambda n: "".join(f"{name}\t1385960{at:04d}\n" for at, name in enumerate(NAMES[:n])),
    "identity numbers": lambda n: "张三\t350602198001011232\n" * n,
    "sums": lambda n: "1元" * 4 * n,
    "places": lambda n: "漳州市芗城区某路1号，" * n,
    "places without a mark": lambda n: "我家在龙海区" * n,
    "accused": lambda n: "举报贪污。" + "".join(f"书记{name}来了。" for name in NAMES[:n]),
    "posts that did wrong": lambda n: "书记打人，镇政府乱作为，他收了钱。" * n,
    "posts in charge": lambda n: "镇里管民政的那个人贪污，" * n,
    "masked names": lambda n: "民警李某某打人。" * n,
    "units that did wrong": lambda n: "".join(f"{name[1:]}派出所包庇坏人。" for name in NAMES[:n]),
    "lost columns": lambda n: "".join(f"{name}1385960{at:04d}\n" for at, name in enumerate(NAMES[:n])),
    "ages and bodies": lambda n: "我今年67岁，是漳州糖厂职工，等36人，共涉及85人，" * n,
    "wrong identity numbers": lambda n: "身份证350623196802143013，" * n,
    "asked": lambda n: "尊敬的领导：\n我是村民。" + "，要求我赔" * n,
}


def steps(text: str, vocabulary) -> int:
    """How many calls the finders make."""
    letter = make_letter(text)
    count = 0

    def tell(_frame, event, _what) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tell)
    try:
        find_all(letter, vocabulary=vocabulary, received=RECEIVED)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_takes_no_more_than_about_twice_the_steps(kind, vocabulary):
    make = HOSTILE[kind]
    steps(make(50), vocabulary)  # tables are made at first use
    assert steps(make(800), vocabulary) < 2.6 * steps(make(400), vocabulary)


def test_a_row_is_searched_once_however_many_cells_it_has(vocabulary, monkeypatch):
    searched = []

    class Counting:
        def search(self, text):
            searched.append(text)

    monkeypatch.setattr(names, "_REACHED", Counting())
    sheet, blocks = lay("a\t" * 50 + "\n" + "b\t" * 50)
    names.find_names(sheet, blocks=blocks, vocabulary=vocabulary)
    assert len(searched) == 2


def test_words_without_a_mark_are_looked_at_only_near_a_place():
    sheet, _ = lay("我" * 5000 + "，电话13859601234")
    place = sheet.text.index("1")
    assert sheet.text[:place].endswith(sheet.sentence_before(place))
    assert len(sheet.sentence_before(place)) == 500


def test_a_sentence_begins_behind_the_mark_or_the_break_before_it():
    sheet, _ = lay("情况反映\n我是村民。联系电话：13859601234")
    assert sheet.sentence_before(sheet.text.index("1")) == "联系电话："


EVENTS = {
    "figures": lambda n: "1" * 20 * n,
    "numerals": lambda n: "一" * 20 * n,
    "days ago": lambda n: "三天前" * 10 * n,
    "courts": lambda n: "到法院，起诉，" * 5 * n,
    "wishes": lambda n: "还我，能否，" * 5 * n,
    "case numbers": lambda n: "（2024）闽" * 5 * n,
}


@pytest.mark.parametrize("kind", EVENTS)
def test_what_happened_is_told_in_time_that_grows_with_the_text(kind, vocabulary):
    make = EVENTS[kind]
    steps(make(50), vocabulary)
    assert steps(make(400), vocabulary) < 2.6 * steps(make(200), vocabulary)
