"""Several matters in one letter: proposed where two stories stand side by side, and hardly ever where there is one."""

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from classifiers.guarding.accused import find_accused_units
from classifiers.judge import OF_A_MATTER, Verdict, judge_letter
from classifiers.looking.parts import divide_letter
from classifiers.steps.matter_segments import MOST_SEGMENTS, cut_segments
from classifiers.steps.several_matters import divide_matters
from classifiers.weighing.judging_model import JudgingModel
from records import Finding, Judgement, Letter, Span
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.seeing import all_of, answer, best_of
from tests.classifiers.test_judge import find_words, write_letter

LETTERS = tomllib.loads((Path(__file__).parent / "several_matters.toml").read_text(encoding="utf-8"))["letter"]
SEVERAL = [row for row in LETTERS if "units" in row]
ONE = [row for row in LETTERS if "units" not in row]
DIVIDED = len(SEVERAL) - 1
"""How many of them are told apart, recorded; the others are left whole, to a person."""
FEW_WORDS = """求助信
市信访局领导：
邻居家半夜里轰隆隆的，噪音吵得老人睡不着觉，请来人看一看，管一管，好让一家人睡个觉。
另外，我儿子去年在外面做事，到现在一共八个月没有拿到加班费，总是说没钱，请帮忙要回来，好过年。
"""


def find_plainly(letter: Letter) -> list[Finding]:
    """The salutation, and every sentence that asks."""
    lines = letter.text.split("\n")
    found = [find_words(letter, "addressee", line[:-1]) for line in lines[:3] if line.endswith("：")]
    for start, sentence in _sentences(letter.text):
        for word in ("请", "請", "希望"):
            at = sentence.find(word)
            if at >= 0 and (at == 0 or sentence[at - 1] in "，\n"):
                span = Span(start=start + at, end=start + len(sentence))
                found.append(Finding(field="demand", value=span.of(letter.text), span=span, rule="test"))
                break
    return found


def _sentences(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for sentence in text.split("。"):
        found.append((at, sentence))
        at += len(sentence) + 1
    return found


def judge_text(text: str, *, judging: JudgingModel, accused: dict[str, str] | None = None) -> tuple[Letter, Verdict]:
    letter = write_letter(text)
    findings = find_plainly(letter)
    findings += [find_words(letter, field, words) for field, words in (accused or {}).items()]
    return letter, judge_letter(letter, findings, vocabulary=VOCABULARY, judging=judging)


def divide_alone(text: str, *, told: Judgement) -> tuple[int, list[str]]:
    """How many matters there are, by the words and a topic model that always says the same, and what it was asked.

    Each part is judged to be another topic of another unit.
    """
    letter = write_letter(text)
    findings, asked, judged = find_plainly(letter), [], []
    answers = [("环境保护", "STHJJ"), ("劳动和社会保障", "RSJ"), ("交通运输", "JTJ")]

    def ask(part: str) -> Judgement:
        asked.append(part)
        return told

    def judge_part(*_: Any) -> tuple[Judgement, ...]:
        topic, unit = answers[len(judged)]
        judged.append(topic)
        return answer("topic", topic), answer("unit", unit), answer("matter_class", "appeal")

    matters = divide_matters(
        letter,
        findings,
        divide_letter(letter, findings),
        judge_part=judge_part,
        ask_topic=ask,
        vocabulary=VOCABULARY,
    )
    return len(matters), asked


@pytest.fixture(scope="module")
def several(judging: JudgingModel) -> dict[str, tuple[Letter, Verdict]]:
    """The letters of several matters, judged once."""
    return {row["name"]: judge_text(row["text"], judging=judging, accused=row.get("accused")) for row in SEVERAL}


def test_nearly_all_letters_with_two_stories_are_told_apart(several: dict[str, tuple[Letter, Verdict]]) -> None:
    whole = [name for name, (_, verdict) in several.items() if not verdict.matters]
    assert len(SEVERAL) - len(whole) >= DIVIDED, whole


@pytest.mark.parametrize("row", SEVERAL, ids=lambda row: row["name"])
def test_two_stories_are_two_matters_with_a_unit_each_or_one_left_whole(
    row: dict[str, Any], several: dict[str, tuple[Letter, Verdict]]
) -> None:
    matters = several[row["name"]][1].matters
    assert [matter.number for matter in matters] in ([1, 2], [])
    for matter, units, matter_class in zip(matters, row["units"], row.get("classes", ["appeal"] * 2), strict=False):
        unit, judged_class = matter.judgement("unit"), matter.judgement("matter_class")
        assert unit is not None
        assert judged_class is not None
        assert best_of(unit) in units
        assert judged_class.answer in (matter_class, None)


@pytest.mark.parametrize("row", ONE, ids=lambda row: row["name"])
def test_one_story_is_one_matter_however_long_or_numbered(row: dict[str, Any], judging: JudgingModel) -> None:
    assert judge_text(row["text"], judging=judging)[1].matters == ()


@pytest.mark.parametrize("row", SEVERAL, ids=lambda row: row["name"])
def test_matters_share_no_word_and_every_cue_of_theirs_quotes_the_letter(
    row: dict[str, Any], several: dict[str, tuple[Letter, Verdict]]
) -> None:
    letter, verdict = several[row["name"]]
    taken: list[Span] = []
    for matter in verdict.matters:
        assert all(one.end <= span.start or span.end <= one.start for one in taken for span in matter.spans)
        taken += matter.spans
        assert {judgement.question for judgement in matter.judgements} == OF_A_MATTER
        for cue in (cue for judgement in matter.judgements for cue in judgement.cues if cue.span):
            assert cue.text == cue.span.of(letter.text)
        assert all(demand in letter.text for demand in matter.demands)


def test_each_matter_has_its_own_demand_and_place(several: dict[str, tuple[Letter, Verdict]]) -> None:
    first, second = several[SEVERAL[0]["name"]][1].matters
    assert ["噪声" in first.demands[0], "工资" in second.demands[0]] == [True, True]
    assert (first.place_code, second.place_code) == (None, "350604105")


def test_the_model_against_few_words_keeps_the_letter_whole() -> None:
    same, unsure = answer("topic", "环境保护", score=0.99), answer("topic", None, score=0.2)
    assert (divide_alone(FEW_WORDS, told=same)[0], divide_alone(FEW_WORDS, told=unsure)[0]) == (0, 2)


def test_the_model_does_not_stand_against_a_turn_to_what_many_words_tell() -> None:
    assert divide_alone(SEVERAL[0]["text"], told=answer("topic", "环境保护", score=0.99))[0] == 2


def test_a_part_is_asked_about_with_its_words_in_their_places() -> None:
    text = write_letter(SEVERAL[0]["text"]).text
    _, asked = divide_alone(SEVERAL[0]["text"], told=answer("topic", None, score=0.2))
    assert len(asked) == 2
    for part in asked:
        assert len(part) == len(text)
        assert all(char in (" ", text[place]) for place, char in enumerate(part))


def test_one_accused_in_one_matter_is_kept_out_of_all(judging: JudgingModel) -> None:
    text = """县领导：
我们村的水渠塌了一大段，水库的水放不下来，田都干了，请水利局修好水渠。
此外，我举报县水利局局长曾国华，他收受包工头好处费五万元，贪污修渠款，请纪委查处。
"""
    letter, verdict = judge_text(text, judging=judging, accused={"accused": "曾国华"})
    findings = [*find_plainly(letter), find_words(letter, "accused", "曾国华")]
    assert "SLJ" in find_accused_units(divide_letter(letter, findings), findings, vocabulary=VOCABULARY)
    assert len(verdict.matters) == 2
    for judgements in (verdict.judgements, *(matter.judgements for matter in verdict.matters)):
        for judgement in judgements:
            if judgement.question in ("unit", "co_units"):
                assert "SLJ" not in all_of(judgement)


@pytest.mark.parametrize("filler", ["另外，我要反映。", "一、请解决。\n", "1、", "。\n", "另外", "噪音。\n工资。\n"])
def test_hostile_text_is_cut_in_linear_time_and_left_whole(filler: str) -> None:
    letter = write_letter("求助\n市长：\n" + filler * (200_000 // len(filler)))
    started = time.process_time()
    segments = cut_segments(divide_letter(letter, []), [], vocabulary=VOCABULARY)
    assert len(segments) <= MOST_SEGMENTS
    assert time.process_time() - started < 20


def test_a_private_letter_has_no_matters(judging: JudgingModel) -> None:
    text = (
        "大哥：\n家里都平安，不用挂念，很想你，见字如面。天冷多穿衣服。\n"
        "另外，厂里拖欠工资的事不用你操心，我们自己去讨。\n弟 国强"
    )
    assert judge_text(text, judging=judging)[1].matters == ()
