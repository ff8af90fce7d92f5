"""Evidence on topics: two learned models and the words, each in a kind of its own."""

import math

import pytest

from classifiers.weighing.evidence import UNMET, lay_table
from classifiers.weighing.judging_tasks import see_letter
from classifiers.weighing.topic_evidence import (
    ANNOTATED,
    ANNOTATED_MODEL,
    KINDS,
    SERVICE,
    SERVICE_MODEL,
    WORDS,
    gather_topics,
)
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()


def table_of(title, text, learned=None):
    sight = see_letter(title, text, learned or {}, vocabulary=VOCABULARY)
    return lay_table(VOCABULARY.level1, KINDS, gather_topics(VOCABULARY.level1, sight.weights, sight.learned))


def cell(table, answer, kind):
    return table.values[table.answers.index(answer), table.kinds.index(kind)]


def test_words_of_a_topic_speak_for_it_and_are_quoted():
    table = table_of("化工厂夜里排废气", "废气刺鼻，孩子咳嗽，请环保部门来查。")
    words = table.values[:, table.kinds.index(WORDS)]
    assert table.answers[words.argmax()] == "环境保护"
    assert "废气" in {cue.text for cue in table.cues["环境保护", WORDS]}
    assert {cue.source for cue in table.cues["环境保护", WORDS]} == {"topic.words"}


def test_the_tenth_word_adds_less_than_the_first():
    one = cell(table_of("", "废气。"), "环境保护", WORDS)
    many = cell(table_of("", "废气，废水，粉尘，噪声，恶臭，油烟。"), "环境保护", WORDS)
    assert one < many < 4 * one


def test_both_models_speak_in_kinds_of_their_own():
    learned = {SERVICE_MODEL: {"民政": math.log(0.9)}, ANNOTATED_MODEL: {"民政": math.log(0.4)}}
    table = table_of("", "天气很好。", learned)
    assert cell(table, "民政", SERVICE) == pytest.approx(math.log(0.9))
    assert cell(table, "民政", ANNOTATED) == pytest.approx(math.log(0.4))
    assert cell(table, "政法", SERVICE) == UNMET


def test_a_letter_without_words_of_any_topic_has_no_evidence():
    assert not table_of("", "啊啊啊啊。").values.any()
