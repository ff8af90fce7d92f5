"""The guard on whole letters: whoever the letter accuses, by whatever name, is proposed nowhere."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.judge import Verdict, guard_verdict, judge_letter
from classifiers.looking.parts import divide_letter
from classifiers.weighing.judging_model import Budgets, JudgingModel
from extractors.fields.findings import find_all
from records import Candidate, Finding, Judgement, Letter, Matter, Span
from tests.classifiers.seeing import all_of
from tests.classifiers.test_judge import VOCABULARY, judge_text, write_letter
from vocab.closures import Closure, accused_closure

RECEIVED = date(2026, 11, 23)
LETTERS_AT_ONCE, EXAMPLES = 8, 250
"""Two thousand letters."""
WITH_MODEL = 150
"""Letters that the model reads too."""

PLACES = ("", "龙海区", "芗城区", "平和县", "市", "我县")
POSTS = ("局长", "副局长", "主任", "科长", "股长", "工作人员", "负责人", "执法人员")
NAMES = ("郭某", "王大力", "陈某某", "林建国", "黄××", "")
WRONGS = (
    "利用职权收受老板贿赂", "贪污我们的补偿款", "滥用职权、以权谋私", "收了对方的好处费，包庇违法的人", "挪用公款",
    "徇私舞弊，打击报复举报人", "与开发商勾结，侵吞集体财产", "索要红包，不给钱就不办",
)  # fmt: skip
OPENINGS = ("我要实名举报", "现举报", "我控告", "检举", "举报", "被举报单位：")
GREETINGS = ("尊敬的市信访局领导：", "市纪委监委：", "领导您好：", "")
STORIES = (
    "我家的房子漏水三年没人管。", "村里的路一直没有修。", "工地拖欠我们十二个人的工资。", "孩子上学的事办不下来。",
    "污水排到田里，稻子都死了。", "我多次去问，都说再等等。",
)  # fmt: skip
ENDINGS = ("请上级严肃查处，还我公道。", "请求立案调查。", "望领导重视，依法处理。", "")
UNITS = [unit for unit in VOCABULARY.units.values() if unit.kind != "utility" and unit.valid_to is None]


def write_accusation(random: Random) -> tuple[str, set[str]]:
    """A letter that accuses one or two units, and the codes of those."""
    accused, sentences = set(), []
    for _ in range(random.choice((1, 1, 2))):
        unit = random.choice(UNITS)
        name = random.choice((unit.name, *unit.aliases))
        accused.add(unit.code)
        who = f"{random.choice(PLACES)}{name}{random.choice(POSTS)}{random.choice(NAMES)}"
        sentences.append(f"{random.choice(OPENINGS)}{who}{random.choice(WRONGS)}。")
    stories = random.sample(STORIES, random.randint(0, 3))
    body = [*sentences, *stories]
    random.shuffle(body)
    lines = ["举报信", random.choice(GREETINGS), "".join(body), random.choice(ENDINGS), "举报人 林小川"]
    return "\n".join(line for line in lines if line), accused


def proposed(judgement: Judgement) -> set[str]:
    """Every code in a judgement, as answer or as runner-up."""
    answers = (judgement.answer, *(runner.answer for runner in judgement.runners_up))
    return {code for answer in answers for code in (answer or "").split()}


def write_found(random: Random) -> tuple[Letter, list[Finding], Closure]:
    """A letter that accuses, what the program finds in it, and the closure of those it accuses."""
    text, accused = write_accusation(random)
    letter = write_letter(text)
    findings = list(find_all(letter, vocabulary=VOCABULARY, received=RECEIVED))
    return letter, findings, accused_closure(accused, vocabulary=VOCABULARY)


def assert_kept_away(judgements: Iterable[Judgement], closure: Closure, text: str) -> None:
    for judgement in judgements:
        if judgement.question in ("unit", "co_units"):
            assert not all_of(judgement) & closure.barred, text
            assert not set((judgement.answer or "").split()) & closure.to_confirm, text


def propose_everything(random: Random) -> Verdict:
    """The worst that a core could say: any unit, all others behind it, and at times that the letter accuses nobody."""
    codes = random.sample(sorted(VOCABULARY.units), len(VOCABULARY.units))
    ranked = tuple(Candidate(answer=code, score=0.01) for code in codes[2:])
    gate = Judgement(question="accusation", answer=random.choice(("yes", "no")), score=0.9, made_by="test")
    unit = Judgement(question="unit", answer=codes[0], score=0.9, runners_up=ranked, made_by="test")
    co_units = Judgement(question="co_units", answer=" ".join(codes[1:9]), score=0.9, runners_up=ranked, made_by="test")
    matter = Matter(number=1, spans=(Span(start=0, end=1),), judgements=(unit, co_units))
    return Verdict((gate, unit, co_units), (matter,))


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_whoever_a_letter_accuses_is_among_no_proposals_whatever_the_core_proposes(seed: int) -> None:
    random = Random(seed)
    for _ in range(LETTERS_AT_ONCE):
        letter, findings, closure = write_found(random)
        parts = divide_letter(letter, findings)
        guarded = guard_verdict(propose_everything(random), parts, findings, vocabulary=VOCABULARY)
        assert_kept_away(guarded.judgements, closure, letter.text)
        for matter in guarded.matters:
            assert_kept_away(matter.judgements, closure, letter.text)


@pytest.mark.slow
@settings(max_examples=WITH_MODEL, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_whoever_a_letter_accuses_is_among_no_proposals(seed: int, judging: JudgingModel) -> None:
    letter, findings, closure = write_found(Random(seed))
    verdict = judge_letter(letter, findings, vocabulary=VOCABULARY, judging=judging)
    assert_kept_away(verdict.judgements, closure, letter.text)
    for matter in verdict.matters:
        assert_kept_away(matter.judgements, closure, letter.text)
    gate = next(judgement for judgement in verdict.judgements if judgement.question == "accusation")
    assert gate.answer != "no", letter.text


@pytest.mark.slow
def test_no_budget_of_errors_lets_an_accused_unit_through(judging: JudgingModel) -> None:
    careless = replace(judging, budgets=Budgets(**dict.fromkeys((field.name for field in fields(Budgets)), 0.99)))
    assert careless.floors["accusation"] > 0.9
    for seed in range(60):
        letter, findings, closure = write_found(Random(seed))
        verdict = judge_letter(letter, findings, vocabulary=VOCABULARY, judging=careless)
        assert_kept_away(verdict.judgements, closure, letter.text)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("举报信\n我村的民警收了混混的钱，包庇他们，打了人也不管。", {"GAJ"}),
        ("镇里的镇长贪污救灾款，大吃大喝，谁都知道。举报人：一群众", {"XZJD"}),
        ("舉報\n教育局副局長收受賄賂，給自己親戚安排工作，請紀委查處。", {"JYJ"}),
        ("控告书\n被控告单位：龙海区城市管理局。他们滥用职权强拆我家，私分罚款。", {"CGJ"}),
        ("检举\n法官徇私枉法，收了被告的钱，把我的官司判输了。", {"FY"}),
        ("举报县政府领导截留征地款，以权谋私，我们村几百人要说法。", {"SDZF", "XZJD"}),
        ("关于纪委包庇贪官的举报信\n纪委书记王某收受贿赂，压着我的举报不查。", {"JWJW"}),
    ],
)
def test_a_post_or_a_label_is_enough_to_keep_its_unit_out(text, never, judging):
    judged = judge_text(text, judging=judging)
    assert not (all_of(judged["unit"]) | all_of(judged["co_units"])) & never


def test_the_organ_that_is_asked_to_investigate_is_not_the_accused(judging):
    text = "举报信\n市纪委领导：\n我举报教育局局长郭某贪污公款、收受贿赂，请纪委立案查处。"
    unit = judge_text(text, judging=judging, accused=("郭某",))["unit"]
    assert "JWJW" in all_of(unit)
    assert "JYJ" not in all_of(unit)


def test_an_accusation_of_nobody_in_particular_goes_to_a_person(judging):
    text = "举报信\n这里到处是贪污腐败、官商勾结、以权谋私，收受贿赂成风，请严查。"
    unit = judge_text(text, judging=judging)["unit"]
    assert (unit.answer, unit.doubt) == (None, "accused.unclear")
    assert all_of(unit) <= {"JWJW"}
