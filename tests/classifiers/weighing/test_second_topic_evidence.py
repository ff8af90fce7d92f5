"""Second-level topics lean on the topic above them and on their own words."""

import math

import pytest

from classifiers.learning.tasks import join_pair, list_pairs, part_pair
from classifiers.weighing.evidence import FLOOR, lay_table
from classifiers.weighing.judging_tasks import see_letter
from classifiers.weighing.second_topic_evidence import ABOVE, KINDS, WORDS, gather_second_topics
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
POLLUTION = join_pair(("环境保护", "环境污染"))


def table_of(text, topics):
    sight = see_letter("", text, {}, vocabulary=VOCABULARY)
    found = gather_second_topics(topics, sight.weights, sight.learned, vocabulary=VOCABULARY)
    return lay_table(list_pairs(VOCABULARY), KINDS, found)


def test_every_pair_is_named_and_found_again():
    assert len(set(list_pairs(VOCABULARY))) == len(VOCABULARY.topic_units)
    assert {part_pair(answer) for answer in list_pairs(VOCABULARY)} == set(VOCABULARY.topic_units)


def test_every_pair_below_a_likely_topic_is_lifted_and_no_other():
    table = table_of("请处理。", {"环境保护": 0.8, "民政": 0.2})
    above = dict(zip(table.answers, table.values[:, table.kinds.index(ABOVE)].tolist(), strict=True))
    for answer, value in above.items():
        chance = {"环境保护": 0.8, "民政": 0.2}.get(part_pair(answer)[0])
        assert value == pytest.approx(math.log(chance) if chance else FLOOR)


def test_a_topic_that_is_all_but_excluded_counts_as_the_floor():
    table = table_of("请处理。", {"环境保护": 1e-9})
    assert set(table.values[:, table.kinds.index(ABOVE)]) == {FLOOR}


def test_words_speak_for_their_own_pair():
    table = table_of("废气刺鼻，废水直排。", {})
    words = table.values[:, table.kinds.index(WORDS)]
    assert table.answers[words.argmax()] == POLLUTION
    assert {cue.text for cue in table.cues[POLLUTION, WORDS]} >= {"废气", "废水"}
