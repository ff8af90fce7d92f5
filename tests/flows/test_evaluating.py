"""Which letters a model is asked about, and what counts as its answer."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from classifiers.learning.annotations import hash_letter
from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.taught_letters import TaughtLetters
from classifiers.registry.names import own_models
from flows.evaluating import _folder_name, find_answers, read_rows
from flows.subjects import Subject, open_subject
from records import UsageError
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()

ROWS = [LabelledRow(str(n), "", f"第{n}封", "a", group="g" if n in (3, 4) else "") for n in range(6)]


def ask(rows: Iterable[LabelledRow]) -> Iterator[Answered]:
    return (Answered(row.id, row.label, "asked", 0.9) for row in rows)


@pytest.fixture
def subject() -> Subject:
    """It learned from the letters 0 to 3, of which 1 was held out from the models that answered it."""
    hashes = [hash_letter("", row.text) for row in ROWS]
    kept = {hashes[1]: Answered(hashes[1], "other", "kept", 0.7)}
    return Subject(
        "m",
        "topic",
        0.9,
        ("a",),
        ask,
        None,
        kept=kept,
        learned=frozenset(hashes[:4]),
        groups=frozenset({"g"}),  # type: ignore[arg-type]
    )


def test_letters_it_learned_from_and_their_like_are_left_out(subject):
    answers, left_out = subject.answer(ROWS)
    assert [(answer.id, answer.said) for answer in answers] == [("1", "kept"), ("5", "asked")]
    assert left_out == ("0", "2", "3", "4")


def test_letters_behind_shipped_evidence_are_left_out_unless_they_were_held_out(subject):
    hashes = [hash_letter("", row.text) for row in ROWS]
    shipped = replace(subject, taught=TaughtLetters(letters=frozenset({hashes[1], hashes[5]})))
    answers, left_out = shipped.answer(ROWS)
    assert [(answer.id, answer.said) for answer in answers] == [("1", "kept")]
    assert left_out == ("0", "2", "3", "4", "5")
    assert len(shipped.answer(ROWS, learned_too=True)[0]) == len(ROWS)


def test_it_is_told_how_many_letters_were_answered(subject):
    told = []
    subject.answer(ROWS, learned_too=True, on_step=lambda *step: told.append(step))
    assert told == [("judge", number, 6) for number in range(6)]


def test_the_label_is_the_one_given_now(subject):
    answers, _ = subject.answer(ROWS)
    assert {answer.label for answer in answers} == {"a"}


def test_all_are_asked_where_that_is_wanted(subject):
    answers, left_out = subject.answer(ROWS, learned_too=True)
    assert [answer.said for answer in answers] == ["asked"] * 6
    assert left_out == ()


def test_an_id_that_stands_twice_is_told_apart(tmp_path: Path):
    rows = [{"id": name, "text": text, "label": "a"} for name, text in (("x", "甲"), ("x", "乙"), ("y", "丙"))]
    data = tmp_path / "rows.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [row.id for row in read_rows(data, task="topic")] == ["x", "x#2", "y"]


@pytest.mark.parametrize("name", ["..", "...", "../..", "/etc", ".hidden", ""])
def test_whatever_a_model_calls_itself_its_report_has_a_folder_of_its_own(name):
    folder = _folder_name(name)
    assert folder
    assert not folder.startswith(".")
    assert "/" not in folder


def test_the_names_of_answers_are_looked_up_where_the_model_knows_the_office_s_answers(subject):
    rows = [replace(ROWS[0], label=label) for label in ("ZJJ", "住建局", "住房和城乡建设局", "没有这个局")]
    office = replace(subject, task="unit", labels=("ZJJ", "JYJ"))
    assert [row.label for row in find_answers(rows, office, VOCABULARY)] == ["ZJJ", "ZJJ", "ZJJ", "没有这个局"]
    other_field = replace(subject, task="unit", labels=("sports", "news"))
    assert find_answers(rows, other_field, VOCABULARY) == rows


def test_an_own_model_of_another_task_is_an_argument_that_is_wrong(make_settings, home):
    (own_models(home) / "own-unit-1").mkdir(parents=True)
    with pytest.raises(UsageError, match=r"model\.other-task"):
        open_subject("own-unit-1", "topic", make_settings(), vocabulary=VOCABULARY)
