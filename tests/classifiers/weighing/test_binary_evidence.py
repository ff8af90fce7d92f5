"""Yes or no: words for and against, and a model that may also have met letters nobody would decide."""

import math

import pytest

from classifiers.looking.cue_words import Hit, match_cues
from classifiers.weighing.binary_evidence import AGAINST, HEAVIEST, KINDS, LEARNED, VAGUE, WORDS, gather_binary
from classifiers.weighing.evidence import FLOOR, lay_table
from records import Span
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from vocab import CueRule

ANSWERS = ("urgent", "ordinary")


def table_of(text, learned=None, hits=None):
    parts = parts_of(text)
    found = match_cues(parts, VOCABULARY.cues["urgency"], vocabulary=VOCABULARY) if hits is None else hits
    evidence = gather_binary("urgency", parts, learned or {}, found, answer="urgent", rule_answer="urgent")
    return lay_table(ANSWERS, KINDS, evidence)


def yes(table, kind):
    return table.values[0, table.kinds.index(kind)]


def test_words_for_yes_and_against_it_are_kinds_of_their_own():
    table = table_of("有人要跳下去，快救命啊！历史遗留问题拖了多年。")
    assert yes(table, WORDS) > 2
    assert yes(table, AGAINST) > 0
    assert {cue.source for cue in table.cues["urgent", AGAINST]} == {"urgency.history"}
    assert all(cue.source.startswith("urgency.") for cue in table.cues["urgent", WORDS])


def test_all_evidence_is_on_yes():
    table = table_of("快救命啊！", {"urgency": {"yes": -0.2, "no": -2.0}})
    assert not table.values[1].any()


def test_the_model_speaks_by_its_odds_against_no():
    said = {"yes": math.log(0.6), "maybe": math.log(0.3), "no": math.log(0.1)}
    table = table_of("你好。", {"urgency": said})
    assert yes(table, LEARNED) == pytest.approx(math.log(6))
    assert yes(table, VAGUE) == pytest.approx(math.log(3))


def test_an_answer_that_the_model_never_met_has_the_floor():
    table = table_of("你好。", {"urgency": {"yes": -1.0, "no": -0.5}})
    assert yes(table, VAGUE) == pytest.approx(FLOOR + 0.5)


def test_more_words_than_enough_make_it_no_surer():
    rule = CueRule(name="many", answer="urgent", weight=4.0, words=("快",))
    hits = [Hit(rule, Span(start=n, end=n + 1), 4.0) for n in range(5)]
    assert yes(table_of("快快快快快", hits=hits), WORDS) == HEAVIEST


def test_without_words_and_model_nothing_speaks():
    assert not table_of("你好。").values.any()
