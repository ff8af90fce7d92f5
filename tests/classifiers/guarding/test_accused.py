"""The net around the accused: the unit named, the unit served in, and all below it."""

import pytest

from classifiers.guarding.accused import find_accused_units, find_blamed_units, find_cadres
from records import Finding, Span
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.test_judge import judge_text


def accused_in(text, *words):
    findings = [
        Finding(
            field="accused", value=word, span=Span(start=text.index(word), end=text.index(word) + len(word)), rule="t"
        )
        for word in words
    ]
    return find_accused_units(parts_of(text), findings, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        ("举报龙海区教育局股长郭某收钱", ["郭某"], {"JYJ"}),
        ("举报郭某（龙海区教育局股长）收钱", ["郭某"], {"JYJ"}),
        ("郭某系城关派出所民警", ["郭某"], {"GAJ"}),
        ("崎岭乡民政办包庇他", ["崎岭乡民政办"], {"MZJ"}),
        ("县政府截留补偿款", ["县政府"], {"SDZF", "XZJD"}),
        ("请求纪委对郭某立案", ["郭某"], set()),
        ("我向教育局反映郭某的问题", ["郭某"], set()),
        ("老板郭某欠我钱", ["郭某"], set()),
    ],
)
def test_units_complained_of_are_found_with_those_below(text, words, codes):
    assert accused_in(text, *words) == codes


def test_without_accused_findings_no_unit_is_accused():
    assert accused_in("县教育局局长收钱") == frozenset()


def test_a_greeted_secretary_is_no_accused_cadre():
    assert find_cadres(parts_of("尊敬的李书记：您好！王书记您好！张局长：请看信。"), vocabulary=VOCABULARY) == ()
    assert len(find_cadres(parts_of("村支书和镇长都收了钱"), vocabulary=VOCABULARY)) == 2


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我举报芗城区住房和城乡建设局局长张某某与开发商勾结。", {"ZJJ"}),
        ("我要投诉城市管理局执法队员，他滥用职权。", {"CGJ"}),
        ("公安局民警打人。公司老板贪污。", set()),
        ("我向教育局反映过校长贪污。", set()),
        ("请求公安局查处村长贪污。", set()),
    ],
)
def test_a_unit_whose_cadre_stands_in_a_sentence_of_misconduct_is_blamed_without_a_name(text, codes):
    assert find_blamed_units(parts_of(text), vocabulary=VOCABULARY) == codes


def test_the_unit_of_an_accused_head_without_a_readable_name_is_never_proposed(judging):
    text = "尊敬的市信访局：\n我举报住房和城乡建设局局长张某某与开发商勾结，违规发放预售证。\n房子漏水，请求解决。"
    unit = judge_text(text, judging=judging)["unit"]
    assert unit.answer != "ZJJ"
    assert "ZJJ" not in {candidate.answer for candidate in unit.runners_up}
