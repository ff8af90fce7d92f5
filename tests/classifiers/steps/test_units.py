"""The unit: proposed where it is certain, left open where not; accusations and what is for justice go their way."""

from dataclasses import replace

import numpy as np
import pytest

from classifiers.learning.tasks import join_pair
from classifiers.steps.units import Questions, judge_unit
from classifiers.weighing.evidence import OWN
from classifiers.weighing.judging_model import OwnModel
from records import Finding, Span
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.seeing import all_of, answer, best_of, see
from tests.classifiers.test_judge import judge_text

PAIRS = sorted(VOCABULARY.topic_units)
FEES = ("教育文体", "教育收费")
HOUSING = ("城乡建设", "住房保障与房地产")
LAND = ("国土资源", "土地征收")


def asked(channel="administrative", *, petition="petition", accusation=None):
    return Questions(
        petition=answer("petition", petition),
        accusation=accusation or answer("accusation", "no"),
        matter_class=answer("matter_class", "appeal"),
        channel=answer("channel", channel),
    )


def unit_of(text, pair, judging, questions=None, *, findings=()):
    chances = {join_pair(pair): 0.95} if pair else {}
    sight = see(text, judging, findings=findings)
    return judge_unit(sight, questions or asked(), chances, judging, vocabulary=VOCABULARY)


def test_a_second_level_topic_leads_to_its_unit_without_other_words(judging):
    likely = {pair: unit_of("请求处理。", pair, judging) for pair in PAIRS}
    leads = {pair: VOCABULARY.topic_units[pair].lead for pair in PAIRS}
    first = [pair for pair in PAIRS if best_of(likely[pair]) == leads[pair]]
    shown = [pair for pair in PAIRS if leads[pair] in all_of(likely[pair])]
    assert len(first) >= 0.68 * len(PAIRS), sorted(set(PAIRS) - set(first))
    assert len(shown) >= 0.85 * len(PAIRS), sorted(set(PAIRS) - set(shown))
    assert not [pair for pair in PAIRS if likely[pair].answer not in (None, leads[pair])]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("公积金贷款一直办不下来。", "GJJ"), ("不动产权证办不了证。", "ZRZYJ"), ("开发商逾期交房。", "ZJJ")],
)
def test_exceptions_within_a_topic_are_told_by_what_the_letter_is_about(text, unit, judging):
    assert best_of(unit_of(text, HOUSING, judging)) == unit


def test_a_unit_that_is_named_for_its_own_topic_is_given(judging):
    judged = unit_of("学校强制收补课费，请教育局查处，退还学费。", FEES, judging)
    assert (judged.answer, judged.doubt) == ("JYJ", None)
    assert judged.score >= judging.thresholds["unit"].score


def test_discipline_goes_to_the_inspection_with_the_reasons_of_the_channel(judging):
    questions = asked("discipline")
    judged = unit_of("局长受贿。", ("纪检监察", "贪污贿赂"), judging, questions)
    assert (judged.answer, judged.runners_up, judged.doubt) == ("JWJW", (), None)
    assert (judged.score, judged.cues) == (questions.channel.score, questions.channel.cues)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("判决生效，申请执行。", "FY"), ("公安不予立案，报案两年。", "GAJ"), ("检察院不起诉，请求抗诉。", "JCY")],
)
def test_litigation_goes_to_the_judicial_body_of_its_words(text, unit, judging):
    assert best_of(unit_of(text, None, judging, asked("litigation"))) == unit


def test_a_matter_in_a_zone_brings_its_committee_forward(judging):
    text = "古雷开发区的征地补偿款没有发，请解决。"
    zone = VOCABULARY.find_divisions(text)[0][2]
    member = next(row for row in VOCABULARY.division_by_code.values() if VOCABULARY.zone_of(row) == zone)
    place = Finding(field="place_code", value=member.code, span=Span(start=0, end=5), rule="test", confidence=0.9)
    inside, outside = (unit_of(text, LAND, judging, findings=given) for given in ((place,), ()))
    assert best_of(outside) == "SDZF"
    assert "GWH" in all_of(inside) - all_of(outside)
    assert inside.answer in ("GWH", None)


def test_a_private_letter_has_no_unit_and_no_doubt_of_one(judging):
    judged = unit_of("家里都好。", None, judging, asked(petition="private"))
    assert (judged.answer, judged.runners_up, judged.doubt) == (None, (), None)


def test_nothing_certain_is_never_forced(judging):
    judged = unit_of("请领导帮帮我。", None, judging)
    assert (judged.answer, judged.doubt) == (None, "unit.unsure")
    assert judged.runners_up[0].score == judged.score < 0.5


@pytest.mark.parametrize(
    "gate",
    [answer("accusation", "yes", ("no", 0.1)), answer("accusation", None, ("no", 0.6), ("yes", 0.4), score=0.6)],
    ids=["accuses", "may accuse"],
)
def test_where_somebody_is_or_may_be_accused_a_sure_unit_waits_for_a_person(gate, judging):
    text = "学校强制收补课费，请教育局查处，退还学费。"
    sure, waits = unit_of(text, FEES, judging), unit_of(text, FEES, judging, asked(accusation=gate))
    assert (sure.answer, waits.answer, waits.doubt) == ("JYJ", None, "unit.unsure")
    assert waits.runners_up[0].answer == "JYJ"
    assert waits.runners_up[0].score == waits.score == sure.score


@pytest.mark.parametrize("title", ["投诉", "投诉市教育局招生办"])
def test_a_bureau_complained_of_is_never_proposed_though_the_letter_is_addressed_to_it(title, judging):
    text = f"{title}\n市教育局：\n市教育局招生办把我孩子的材料弄丢，不给入学，请处理。\n家长"
    unit = judge_text(text, judging=judging, accused=("市教育局招生办",))["unit"]
    assert "JYJ" not in all_of(unit)
    assert (unit.answer, unit.doubt) == (None, "unit.accused")


def test_the_natural_unit_that_is_accused_leaves_the_letter_to_a_person(judging):
    text = "举报\n市纪委：\n我举报市教育局局长郭大明收受校服厂好处费，学校强制收校服费，请退还。\n家长"
    unit = judge_text(text, judging=judging, accused=("郭大明",))["unit"]
    assert "JYJ" not in all_of(unit)
    assert unit.answer in ("JWJW", None)


@pytest.fixture(scope="module")
def devoted(judging):
    """An office's own model that sends everything to the education bureau."""
    shipped = judging.combiners["unit"]
    biases = np.where(np.array(shipped.answers) == "JYJ", 30.0, shipped.biases)
    combiner = replace(shipped, kinds=(*shipped.kinds, OWN), factors=np.append(shipped.factors, 1.0), biases=biases)
    own = OwnModel("unit", judging.models["unit"], combiner, judging.held_out["unit"])
    return replace(judging, own={"unit": own})


def test_what_an_own_model_proposes_is_never_who_is_complained_of(devoted):
    harmless = "投诉\n市信访局：\n小区物业把我的材料弄丢，不给办理，请处理。\n业主"
    accused = "投诉\n市信访局：\n市教育局招生办把我孩子的材料弄丢，不给入学，请处理。\n家长"
    assert judge_text(harmless, judging=devoted)["unit"].answer == "JYJ"
    unit = judge_text(accused, judging=devoted, accused=("市教育局招生办",))["unit"]
    assert "JYJ" not in all_of(unit)
    assert (unit.answer, unit.doubt) == (None, "unit.accused")
