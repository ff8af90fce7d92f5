"""The worst mistakes and the strongest words, of a small model trained here."""

import pytest

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.text_model import TextModel
from classifiers.learning.training import train_model
from classifiers.ngrams.views import prepare_letter
from classifiers.reporting.drifting import find_unknown_share
from classifiers.reporting.evaluations import Evaluation
from classifiers.reporting.mistakes import GAP, list_mistakes, quote_around
from classifiers.reporting.strong_words import find_strong_words
from tests.classifiers.reporting.evaluated import leave
from tests.classifiers.topic_data import own_letters
from vocab import load_vocabulary


@pytest.fixture(scope="module")
def letters() -> list[LabelledRow]:
    return own_letters()


@pytest.fixture(scope="module")
def model(letters) -> TextModel:
    return train_model(letters, task="topic", vocabulary=load_vocabulary()).model


def evaluate(letters, model, **more) -> Evaluation:
    """Every letter answered by its own topic's neighbour, so that all are wrong."""
    labels = sorted({row.label for row in letters})
    wrong = {label: labels[(place + 1) % len(labels)] for place, label in enumerate(labels)}
    answers = tuple(Answered(row.id, row.label, wrong[row.label], 0.5 + n / 1000) for n, row in enumerate(letters))
    return Evaluation("topic", "m", answers, 0.9, model.labels, texts={r.id: r for r in letters}, model=model, **more)


def test_the_surest_mistakes_come_first_and_a_hundred_are_enough(letters, model):
    found = list_mistakes(evaluate(letters * 1, model), mask=leave)
    assert len(found) == min(100, len(letters))
    scores = [row.score for row in found]
    assert scores == sorted(scores, reverse=True)


def test_a_mistake_is_quoted_around_the_words_that_led_there(letters, model):
    for row in list_mistakes(evaluate(letters, model), mask=leave, most=20):
        text = next(letter for letter in letters if letter.id == row.id)
        for piece in row.quote:
            assert piece.text == GAP or piece.text in f"{text.title}\n{text.text}" or " " in piece.text
        assert sum(len(piece.text) for piece in row.quote) < 420
        marked = {piece.text for piece in row.quote if piece.cue}
        assert len(marked) <= len([cue for cue in row.cues if cue.weight > 0])
    assert any(piece.cue for row in list_mistakes(evaluate(letters, model), mask=leave, most=20) for piece in row.quote)


def test_a_word_that_the_mask_took_away_is_shown_nowhere(letters, model):
    found = list_mistakes(evaluate(letters, model), mask=lambda *_: ("", "██"), most=20)
    assert all(row.cues == () and [piece.text for piece in row.quote] == ["██"] for row in found)


def test_a_whole_letter_in_the_place_of_a_title_is_cut():
    texts = {"x": LabelledRow("x", "漏水" * 9000, "物业不管。", "a")}
    (found,) = list_mistakes(Evaluation("topic", "m", (Answered("x", "a", "b", 0.9),), 0.9, texts=texts), mask=leave)
    assert found.title == "漏水" * 40 + GAP


def test_without_texts_a_mistake_has_its_labels_alone(letters, model):
    answers = (Answered("x", "a", "b", 0.9),)
    (found,) = list_mistakes(Evaluation("topic", "m", answers, 0.9, model=model), mask=leave)
    assert (found.title, found.quote, found.cues) == ("", (), ())


def test_labels_that_the_model_does_not_know_break_nothing(letters, model):
    one = letters[0]
    texts = {one.id: one}
    for label, said in (("unknown", model.labels[0]), (model.labels[0], "unknown"), ("x", "y")):
        evaluation = Evaluation("topic", "m", (Answered(one.id, label, said, 0.9),), 0.9, texts=texts, model=model)
        assert list_mistakes(evaluation, mask=leave)[0].id == one.id


@pytest.mark.parametrize(
    ("text", "words", "quoted"),
    [
        ("", [], ""),
        ("短", ["没有"], "短"),
        ("甲" * 100, [], "甲" * 60 + "…"),
        ("一" * 50 + "漏水" + "二" * 50, ["漏水"], "…" + "一" * 24 + "漏水" + "二" * 24 + "…"),
        ("漏水" + "二" * 30 + "停电", ["停电", "漏水"], "漏水" + "二" * 30 + "停电"),
        ("漏水" + "二" * 90 + "停电", ["停电", "漏水"], "漏水" + "二" * 24 + "…" + "二" * 24 + "停电"),
        ("漏水停水", ["漏水停", "停水"], "漏水停水"),
    ],
)
def test_a_text_is_shortened_to_where_the_words_stand(text, words, quoted):
    assert "".join(piece.text for piece in quote_around(text, words)) == quoted


def test_the_strongest_words_of_a_class_tell_of_it_and_are_no_names(letters, model):
    prepared = [prepare_letter(row.title, row.text, segmenter=model.segmenter) for row in letters]
    found = {row.label: row.words for row in find_strong_words(model, prepared)}
    assert set(found) == set(model.labels)
    for label, words in found.items():
        assert 3 < len(words) <= 15
        assert [word.weight for word in words] == sorted((word.weight for word in words), reverse=True)
        own = sum(
            words[0].word in letter.characters
            for letter, row in zip(prepared, letters, strict=True)
            if row.label == label
        )
        others = sum(
            words[0].word in letter.characters
            for letter, row in zip(prepared, letters, strict=True)
            if row.label != label
        )
        assert own > others
        for word in words:
            assert word.word.isalpha()
            assert not model.segmenter.may_be_name(word.word)


def test_words_that_a_model_never_met_are_counted(letters, model):
    def share(text: str) -> float | None:
        return find_unknown_share(model, [prepare_letter("", text, segmenter=model.segmenter)])

    assert share("魑魅魍魉饕餮") == 1.0
    assert share("。，") is None
    assert find_unknown_share(None, []) is None
    own = [prepare_letter(row.title, row.text, segmenter=model.segmenter) for row in letters]
    assert find_unknown_share(model, own) < 0.6
