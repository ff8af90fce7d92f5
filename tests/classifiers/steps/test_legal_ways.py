"""The six ways of article 31: each told by words of its own, near misses left to the petition procedure."""

import math

import pytest

from classifiers.steps.legal_ways import judge_legal_way
from records import Candidate, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of

APPEAL = Judgement(question="matter_class", answer="appeal", score=0.9, made_by="test")
NO = Judgement(question="litigation", answer="no", score=0.95, made_by="test")
YES = Judgement(question="litigation", answer="yes", score=0.9, made_by="test", doubt="letter.litigation")


def judge(text: str, *, matter_class: Judgement = APPEAL, litigation: Judgement = NO) -> Judgement:
    return judge_legal_way(parts_of(text), matter_class, litigation, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("（2024）闽0602民初88号判决书早就生效，申请执行一年，执行法官说没有财产。", "justice"),
        ("我被公司无故辞退，没有签合同，要求经济补偿金。", "arbitration"),
        ("老板欠我们六个人三个月工资，电话也不接。", "arbitration"),
        ("我家的责任田承包合同没到期，邻组硬说承包地是他们的。", "arbitration"),
        ("县里给我党内严重警告，我不服处分，要求重新审查。", "party"),
        ("对我的工伤认定申请，局里说不予认定，我不服这个决定。", "administrative"),
        ("后山那片山林的权属争议拖了十年，请政府给个确权的说法。", "administrative"),
        ("隔壁私搭乱建三层，请城管依法查处、责令拆除。", "enforcement"),
        ("楼下小饭店无证经营，用变质的肉，请市场监管部门去抽检。", "enforcement"),
        ("村口的路灯坏了半年，晚上黑，请修好。", "petition"),
        ("家里困难，请把困难补助给我们。", "petition"),
    ],
)
def test_each_way_has_words_of_its_own(text: str, way: str) -> None:
    judged = judge(text)
    assert (judged.answer, judged.doubt) == (way, None)


@pytest.mark.parametrize(
    ("text", "not_way"),
    [
        ("他们说让我去法院，我没有钱打官司，请帮我修好漏水的屋顶。", "justice"),
        ("感谢劳动节的慰问，请给村里修个球场。", "arbitration"),
        ("修路占了我家承包地的一角，征地补偿款没有发。", "arbitration"),
        ("我是有三十年党龄的党员，请把老党员补贴补发给我。", "party"),
        ("饭店没有许可证，油烟天天往我家灌，请查处。", "administrative"),
        ("请不要扰民的施工改到白天的通知贴出来，让大家知道。", "justice"),
    ],
)
def test_a_near_miss_is_no_such_way(text: str, not_way: str) -> None:
    assert judge(text).answer != not_way


@pytest.mark.parametrize("matter_class", ["suggestion", "accusation", "other"])
def test_only_appeals_have_a_way_of_article_31(matter_class: str) -> None:
    given = Judgement(question="matter_class", answer=matter_class, score=0.9, made_by="test")
    judged = judge("请依法查处，老板欠薪。", matter_class=given)
    assert (judged.answer, judged.doubt) == (None, None)


def test_an_open_class_asks_by_its_likeliest_answer() -> None:
    likely = (Candidate(answer="appeal", score=0.5), Candidate(answer="accusation", score=0.4))
    unsure = Judgement(question="matter_class", answer=None, score=0.5, runners_up=likely, made_by="test")
    assert judge("老板拖欠工资两个月。", matter_class=unsure).answer == "arbitration"


def test_litigation_decided_before_leaves_no_other_way_and_keeps_its_score() -> None:
    judged = judge("村口的路灯坏了，请修好。", litigation=YES)
    assert (judged.answer, judged.score) == ("justice", YES.score)


def test_two_close_ways_are_left_to_a_person_with_both_as_candidates() -> None:
    judged = judge("老板拖欠工资，请查处。")
    assert judged.answer is None
    assert judged.doubt == "legal-way.unsure"
    assert {runner.answer for runner in judged.runners_up[:2]} == {"arbitration", "enforcement"}


def test_the_cues_name_their_rules_and_add_up_to_the_log_odds() -> None:
    judged = judge("隔壁私搭乱建三层，请城管依法查处。")
    assert {cue.source for cue in judged.cues} >= {"legal_way.investigate", "legal_way.breach-by-others", "rest"}
    odds = math.log(judged.score / (1 - judged.score))
    assert sum(cue.weight for cue in judged.cues) == pytest.approx(odds, abs=0.01)
