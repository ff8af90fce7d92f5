"""What learned models say of a letter, and the letter's own characters that say so."""

import numpy as np
import pytest

from classifiers.learning.training import train_model
from classifiers.looking.text_readings import read_text
from classifiers.weighing.evidence import FLOOR
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.topic_data import TOPICS, own_letters


@pytest.fixture(scope="module")
def model():
    return train_model(own_letters(), vocabulary=VOCABULARY).model


def read(text, models, title=None):
    return read_text(parts_of(text, title=title), models)


LETTER = "低保停发\n我家的低保金被停发了，民政所说名额已满，父亲是残疾人。"
TRADITIONAL = "低保停發\n我家的低 保 金被停發了，民政所說名額已滿，父親是殘疾人。"


def test_every_model_says_what_it_says_by_itself(model):
    reading = read(LETTER, {"one": model, "two": model})
    assert set(reading.learned) == {"one", "two"}
    assert set(reading.learned["one"]) == set(TOPICS)
    assert max(reading.learned["one"], key=reading.learned["one"].get) == "民政"
    assert np.exp(list(reading.learned["one"].values())).sum() == pytest.approx(1, abs=0.01)
    assert min(reading.learned["one"].values()) >= FLOOR


def test_the_words_that_speak_are_quoted_in_the_letters_own_characters(model):
    written = parts_of(TRADITIONAL).written
    cues = read(TRADITIONAL, {"topic": model}).explain("topic", "民政", "政法")
    assert cues
    assert all(cue.text == cue.span.of(written) for cue in cues)
    assert "父親" in {cue.text for cue in cues}
    assert {cue.source for cue in cues} == {"model"}


def test_words_for_one_answer_are_words_against_the_other(model):
    reading = read(LETTER, {"topic": model})
    there, back = reading.explain("topic", "民政", "政法"), reading.explain("topic", "政法", "民政")
    assert [cue.text for cue in there] == [cue.text for cue in back]
    assert [cue.weight for cue in there] == pytest.approx([-cue.weight for cue in back])
    assert sum(cue.weight for cue in there) > 0


def test_characters_and_marks_of_another_width_change_nothing(model):
    wide = LETTER.replace("，", ",").replace("低保金", "低保金 ")
    assert read(wide, {"topic": model}).learned == read(LETTER, {"topic": model}).learned


@pytest.mark.parametrize("text", ["", "。。。！！", "\n\n"])
def test_where_there_is_no_word_no_model_speaks(model, text):
    reading = read(text, {"topic": model})
    assert reading.is_empty
    assert reading.learned == {}
    assert reading.explain("topic", "民政", "政法") == ()


@pytest.mark.parametrize(("task", "best", "other"), [("unheard", "民政", "政法"), ("topic", "unheard", "政法")])
def test_a_task_or_an_answer_that_was_never_learned_has_no_words(model, task, best, other):
    assert read(LETTER, {"topic": model}).explain(task, best, other) == ()


def test_the_title_is_not_read_twice(model):
    title = "低保停发"
    once = read(LETTER, {"topic": model}, title=title)
    assert once.prepared.title_words
    assert "停发低保停发" not in "".join(once.prepared.text_words)
