"""Cue words count where they are meant, and not where they are denied, quoted or out of place."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.looking.cue_words import match_cues, share, squash, weigh
from classifiers.looking.parts import divide_letter
from classifiers.steps.rule_answers import REST, explain_hits
from records import Finding, Letter, Line, Page, Scan, Span
from vocab import CueRule, load_vocabulary

VOCABULARY = load_vocabulary()


def parts_of(text, *, title=None):
    scan = Scan(
        sha256="0" * 64, name="x", media_type="image/png", size=1, received_at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    line = Line(page=1, box=(0, 0, 1, 1), text=text, raw=text, confidence=1, engine="test")
    letter = Letter(scan=scan, pages=(Page(number=1, source="image"),), lines=(line,))
    found = [Finding(field="title", value=title, span=Span(start=0, end=len(title)), rule="test")] if title else []
    return divide_letter(letter, found)


def weight_of(text, **rule):
    made = CueRule(name="test", answer="yes", weight=2.0, **rule)
    return weigh(match_cues(parts_of(text), [made], vocabulary=VOCABULARY)).get("yes", 0.0)


@pytest.mark.parametrize("text", ["没有爆炸", "以防爆炸", "没有人爆炸", "从未发生爆炸", "并非爆炸"])
def test_a_denied_word_does_not_count(text):
    assert weight_of(text, words=("爆炸",)) == 0


@pytest.mark.parametrize("text", ["锅炉爆炸了", "没有阀门，锅炉爆炸", "没有人管的锅炉爆炸"])
def test_a_denial_of_something_else_does_not_matter(text):
    assert weight_of(text, words=("爆炸",)) == 2


def test_a_rule_may_count_denied_words_too():
    assert weight_of("没有赔偿", words=("赔偿",), negatable=False) == 2


def test_a_word_inside_a_spared_wording_does_not_count():
    assert weight_of("商场跳楼价甩卖", words=("跳楼",), unless=("跳楼价",)) == 0
    assert weight_of("有人跳楼，不是跳楼价", words=("跳楼",), unless=("跳楼价",)) == 2


def test_a_second_word_counts_half_and_a_third_nothing():
    assert weight_of("贪污、受贿、挪用", words=("贪污",)) == 2
    assert weight_of("贪污、受贿、挪用", words=("贪污", "受贿")) == 3
    assert weight_of("贪污、受贿、挪用", words=("贪污", "受贿", "挪用")) == 3


def test_the_same_word_again_adds_nothing():
    assert weight_of("贪污贪污贪污", words=("贪污",)) == 2


def test_a_rule_for_the_title_looks_at_the_title_alone():
    rule = CueRule(name="test", answer="yes", weight=1.0, words=("建议",), scope="title")
    inside = match_cues(parts_of("关于修路的建议我们村", title="关于修路的建议"), [rule], vocabulary=VOCABULARY)
    outside = match_cues(parts_of("关于修路的请求我建议", title="关于修路的请求"), [rule], vocabulary=VOCABULARY)
    assert (len(inside), len(outside)) == (1, 0)


def test_cues_of_a_traditional_letter_quote_its_own_characters():
    parts = parts_of("懇請貴局賠償損失")
    rule = CueRule(name="test", answer="yes", weight=1.0, words=("赔偿",))
    cue, rest = explain_hits("petition", match_cues(parts, [rule], vocabulary=VOCABULARY), parts, "yes", 0.5)
    assert cue.text == "賠償"
    assert (cue.span, cue.source) == (Span(start=4, end=6), "petition.test")
    assert (rest.source, rest.weight) == (REST, -1.0)


def test_cues_against_the_answer_are_negative():
    parts = parts_of("请求赔偿，提几点建议")
    rules = [
        CueRule(name="a", answer="appeal", weight=1.0, words=("赔偿",)),
        CueRule(name="b", answer="suggestion", weight=2.0, words=("建议",)),
    ]
    hits = match_cues(parts, rules, vocabulary=VOCABULARY)
    cues = explain_hits("matter_class", hits, parts, "appeal", 0.5)
    assert [(cue.text, cue.weight) for cue in cues] == [("建议", -2.0), ("赔偿", 1.0), ("", 1.0)]


@given(st.floats(-1000, 1000))
def test_a_squashed_weight_is_a_score(weight):
    assert 0 < squash(weight) < 1
    assert squash(0) == 0.5


@given(st.dictionaries(st.text(max_size=3), st.floats(-50, 50), min_size=1, max_size=8))
def test_shares_add_up_to_one_and_come_best_first(weights):
    shares = share(weights)
    assert sum(one.score for one in shares) == pytest.approx(1)
    assert [one.score for one in shares] == sorted((one.score for one in shares), reverse=True)
    assert weights[shares[0].answer] == pytest.approx(max(weights.values()))
