"""Whole letters: the judgements together, on invented letters that no rule was taken from."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from classifiers.judge import QUESTIONS, judge_letter
from records import Finding, Judgement, Letter, Line, Page, Scan, Span
from vocab import load_vocabulary

LETTERS = tomllib.loads((Path(__file__).parent / "invented_letters.toml").read_text(encoding="utf-8"))["letter"]
VOCABULARY = load_vocabulary()
UNSURE = Judgement(question="topic", answer=None, score=0.2, made_by="model", doubt="topic.unsure")


def write_letter(text: str) -> Letter:
    """A letter with one line a paragraph."""
    scan = Scan(
        sha256="0" * 64, name="x", media_type="image/png", size=1, received_at=datetime(2026, 11, 23, tzinfo=UTC)
    )
    lines = tuple(
        Line(page=1, box=(0, 0, 1, 1), text=part, raw=part, confidence=1, engine="test")
        for part in text.strip("\n").split("\n")
    )
    return Letter(scan=scan, pages=(Page(number=1, source="image"),), lines=lines)


def find_words(letter: Letter, field: str, words: str) -> Finding:
    """A finding of words where they first stand."""
    start = letter.text.index(words)
    return Finding(field=field, value=words, span=Span(start=start, end=start + len(words)), rule="test")  # type: ignore[arg-type]


def judge_text(
    text: str, *, accused: tuple[str, ...] = (), topic: Judgement = UNSURE, salutation: bool = True
) -> dict[str, Judgement]:
    """Judge a letter whose first line is its title and whose second is its salutation."""
    letter = write_letter(text)
    lines = text.strip("\n").split("\n")
    findings = [find_words(letter, "accused", words) for words in accused]
    if salutation and len(lines) > 2 and lines[1].endswith("："):
        findings += [find_words(letter, "title", lines[0]), find_words(letter, "addressee", lines[1][:-1])]
    answers = judge_letter(letter, findings, vocabulary=VOCABULARY, topic=topic)
    return {answer.question: answer for answer in answers}


@pytest.mark.parametrize("row", LETTERS, ids=[row["name"] for row in LETTERS])
def test_an_invented_letter_is_judged_as_an_officer_would(row: dict[str, Any]) -> None:
    judged = judge_text(row["text"], accused=tuple(row.get("accused", ())))
    expected = {question: row[question] for question in QUESTIONS if question in row}
    assert {question: judged[question].answer or "" for question in expected} == expected


@pytest.mark.parametrize("row", [row for row in LETTERS if "never" in row], ids=lambda row: row["name"])
def test_a_unit_complained_of_is_neither_answer_nor_runner_up(row: dict[str, Any]) -> None:
    unit = judge_text(row["text"], accused=tuple(row["accused"]))["unit"]
    assert not {unit.answer, *(runner.answer for runner in unit.runners_up)} & set(row["never"])


def test_the_questions_are_answered_in_the_order_of_an_office():
    letter = write_letter("求助书\n请民政局给我们办低保，家里没有收入。")
    answers = judge_letter(letter, [], vocabulary=VOCABULARY, topic=UNSURE)
    assert tuple(answer.question for answer in answers) == QUESTIONS


def test_a_letter_without_text_is_doubted_once_and_nothing_is_judged():
    answers = judge_letter(write_letter("。。"), [], vocabulary=VOCABULARY, topic=UNSURE)
    assert [answer.answer for answer in answers] == [None] * len(QUESTIONS)
    assert [answer.doubt for answer in answers if answer.doubt] == ["letter.no-text"]


@pytest.mark.parametrize("row", LETTERS, ids=[row["name"] for row in LETTERS])
def test_every_cue_quotes_the_letter(row):
    letter = write_letter(row["text"])
    for answer in judge_letter(letter, [], vocabulary=VOCABULARY, topic=UNSURE):
        assert all(cue.span and cue.text == cue.span.of(letter.text) for cue in answer.cues)


@pytest.mark.parametrize("row", LETTERS, ids=[row["name"] for row in LETTERS])
def test_an_abstaining_judgement_has_its_best_answer_first_among_the_runners_up(row):
    for answer in judge_text(row["text"], accused=tuple(row.get("accused", ()))).values():
        if answer.answer is None and answer.runners_up and answer.made_by != "model":
            assert answer.runners_up[0].score == max(runner.score for runner in answer.runners_up)


def test_a_private_letter_keeps_the_models_topic_out():
    sure = Judgement(question="topic", answer="城乡建设", score=0.9, made_by="model")
    judged = judge_text("大哥：\n家里都平安，不用挂念，很想你，见字如面。天冷多穿衣服。\n弟 国强", topic=sure)
    assert judged["petition"].answer == "private"
    assert (judged["topic"].answer, judged["topic"].doubt) == (None, None)


def test_an_accusation_is_never_taken_for_a_private_letter() -> None:
    text = (
        "亲爱的表哥：\n好久不见，全家都好吗？我要举报我们村支书王某某贪污征地补偿款，收受贿赂。\n"
        "祝身体健康\n想念你的妹妹"
    )
    letter = write_letter(text)
    judged = {j.question: j for j in judge_letter(letter, (), vocabulary=VOCABULARY, topic=UNSURE)}
    assert judged["petition"].answer != "private"
    assert judged["matter_class"].answer == "accusation"
