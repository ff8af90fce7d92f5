"""Evidence on units: the table of topics, whom the letter names and addresses, words of their own task."""

import math
from dataclasses import replace

import pytest

from classifiers.looking.parts import divide_letter
from classifiers.weighing.evidence import lay_table
from classifiers.weighing.judging_tasks import see_letter
from classifiers.weighing.second_topic_evidence import join_pair
from classifiers.weighing.unit_evidence import (
    ADDRESSED,
    HELPER,
    KINDS,
    LEAD,
    LEAST_LEAD,
    NAMED,
    TITLE,
    WORDS,
    gather_units,
    list_units,
)
from records import Finding, Span
from tests.classifiers.test_judge import write_letter
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
POLLUTION = {join_pair(("环境保护", "环境污染")): 0.9}


def table_of(title, text, pairs, *, sight=None):
    seen = sight or see_letter(title, text, {}, vocabulary=VOCABULARY)
    return lay_table(list_units(VOCABULARY), KINDS, gather_units(seen, pairs, vocabulary=VOCABULARY))


def cell(table, unit, kind):
    return table.values[table.answers.index(unit), table.kinds.index(kind)]


def test_the_table_of_topics_lifts_its_lead_and_its_helpers():
    table = table_of("", "请处理。", POLLUTION)
    row = VOCABULARY.topic_units["环境保护", "环境污染"]
    assert cell(table, row.lead, LEAD) == pytest.approx(math.log(0.9 + LEAST_LEAD))
    helped = {unit: cell(table, unit, HELPER) for unit in table.answers}
    assert {unit for unit, value in helped.items() if value > min(helped.values())} == set(row.co_units)


def test_no_unit_is_ruled_out_by_the_table_alone():
    table = table_of("", "请处理。", POLLUTION)
    assert cell(table, "JYJ", LEAD) == pytest.approx(math.log(LEAST_LEAD))


def test_two_likely_topics_share_their_weight_between_their_leads():
    table = table_of(
        "", "请处理。", {join_pair(("环境保护", "环境污染")): 0.6, join_pair(("教育文体", "教育收费")): 0.4}
    )
    assert cell(table, "STHJJ", LEAD) == pytest.approx(math.log(0.6 + LEAST_LEAD))
    assert cell(table, "JYJ", LEAD) == pytest.approx(math.log(0.4 + LEAST_LEAD))


def test_a_named_unit_counts_and_more_in_the_title():
    table = table_of("教育局不作为", "多次找教育局都没有结果，找环保局也没有用。", {})
    assert cell(table, "JYJ", NAMED) == pytest.approx(math.log1p(2))
    assert cell(table, "STHJJ", NAMED) == pytest.approx(math.log1p(1))
    assert (cell(table, "JYJ", TITLE), cell(table, "STHJJ", TITLE)) == (1.0, 0.0)
    assert [cue.text for cue in table.cues["JYJ", TITLE]] == ["教育局"]


def test_whom_the_letter_addresses_counts():
    text = "关于学费的信\n尊敬的教育局领导：\n孩子的学费收得太高。"
    letter = write_letter(text)
    start = letter.text.index("教育局")
    finding = Finding(field="addressee", value="教育局领导", span=Span(start=start, end=start + 5), rule="test")
    sight = see_letter("", "请处理。", {}, vocabulary=VOCABULARY)
    sight = replace(sight, parts=divide_letter(letter, [finding]), findings=(finding,))
    assert cell(table_of("", "", {}, sight=sight), "JYJ", ADDRESSED) == 1.0


def test_words_of_a_units_task_count_as_far_as_the_topic_is_theirs():
    text = "楼下烧烤店油烟很大。"
    table = table_of("", text, POLLUTION)
    elsewhere = table_of("", text, {join_pair(("教育文体", "教育收费")): 0.9})
    half = table_of("", text, {join_pair(("环境保护", "环境污染")): 0.45})
    assert cell(table, "CGJ", WORDS) == pytest.approx(2 * cell(half, "CGJ", WORDS))
    assert cell(table, "CGJ", WORDS) > 2
    assert cell(elsewhere, "CGJ", WORDS) == 0


def test_a_unit_that_came_to_be_later_is_an_answer_and_one_that_ended_is_none():
    ended = [unit for unit in VOCABULARY.units if unit not in VOCABULARY.units_in_being]
    assert not set(ended) & set(list_units(VOCABULARY))
    assert set(list_units(VOCABULARY)) == set(VOCABULARY.units_in_being)
