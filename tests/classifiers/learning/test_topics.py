from dataclasses import replace

import pytest

from classifiers.learning.topics import judge_topic_of_text
from classifiers.learning.training import train_model
from tests.classifiers.topic_data import own_letters
from vocab import load_vocabulary

LOST = "關於要求恢復低保的報告"
BODY = (
    "尊敬的民政局領導：我父親七十二歲，長期臥床，",
    "今年三月民政所停發了低保金，殘疾人補貼也沒有發。",
    "請求恢復低保救助。",
)


@pytest.fixture(scope="module")
def model():
    return train_model(own_letters(), vocabulary=load_vocabulary()).model


def letter(*texts):
    return "\n".join(texts)


def test_a_clear_letter_in_traditional_characters_gets_its_topic_with_cues_that_stand_in_it(model):
    given = letter(LOST, *BODY)
    found = judge_topic_of_text(given, model=model, title=LOST)
    assert (found.question, found.answer, found.doubt) == ("topic", "民政", None)
    assert found.score >= model.threshold
    assert found.cues
    assert all(cue.span and cue.text for cue in found.cues)
    assert any(cue.span.of(given) == "低保" and cue.text == "低保" and cue.weight > 0 for cue in found.cues)
    assert found.made_by == f"model:{model.id}"
    assert found.answer not in {other.answer for other in found.runners_up}


def test_the_title_is_not_read_twice(model):
    whole, apart = judge_topic_of_text(letter(LOST, *BODY), model=model, title=LOST), model.judge(LOST, "".join(BODY))
    assert whole.score == apart.score


def test_below_the_threshold_it_names_no_topic_and_the_best_stands_first_among_the_others(model):
    careful = replace(model, threshold=0.9999)
    found = judge_topic_of_text(letter(LOST, *BODY), model=careful, title=LOST)
    assert (found.answer, found.doubt) == (None, "topic.unsure")
    assert found.runners_up[0].answer == "民政"
    assert found.runners_up[0].score == found.score


@pytest.mark.parametrize("texts", [(), ("",), ("。。。！",)])
def test_a_letter_without_words_has_no_topic(model, texts):
    found = judge_topic_of_text(letter(*texts), model=model, title="")
    assert (found.answer, found.score, found.doubt) == (None, 0.0, "topic.unsure")


def test_a_cue_over_two_lines_quotes_the_break(model):
    given = letter("请恢复我父亲的低", "保，民政所停发了救助。")
    cues = judge_topic_of_text(given, model=model, title="").cues
    low = next(cue for cue in cues if cue.text == "低保")
    assert low.span.of(given) == "低\n保"


def test_no_cue_lies_inside_another(model):
    cues = judge_topic_of_text(letter(LOST, *BODY), model=model, title=LOST).cues
    assert not any(one is not other and one.text in other.text for one in cues for other in cues)
    assert [abs(cue.weight) for cue in cues] == sorted((abs(cue.weight) for cue in cues), reverse=True)


def test_judging_in_bulk_says_the_same_as_judging_one_by_one(model):
    rows = own_letters()[::9]
    for row, found in zip(rows, model.judge_many(rows), strict=True):
        alone = model.judge(row.title, row.text)
        assert found.label == alone.label
        assert found.score == pytest.approx(alone.score, abs=2e-4)
