"""The gates: discipline first, then litigation, then administrative."""

import pytest

from classifiers.channels import judge_channel
from classifiers.matters import judge_matter_class
from records import Candidate, Judgement
from tests.classifiers.test_cue_words import VOCABULARY, parts_of


def judge(text):
    parts = parts_of(text)
    return judge_channel(parts, judge_matter_class(parts, [], vocabulary=VOCABULARY), vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "（2025）闽0623民初1187号判决已经生效，对方不付钱。",
        "我向法院申请执行两年，执行法官说找不到被执行人。",
        "不服二审判决，请求检察院抗诉。",
        "公安机关对我的案子不予立案，刑事案件一拖再拖。",
        "儿子在监狱服刑，申请保外就医，减刑也没有消息，法院一直不批。",
    ],
)
def test_matters_of_courts_and_criminal_justice_are_litigation(text):
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("litigation", "letter.litigation")


@pytest.mark.parametrize(
    "text",
    [
        "物业说要去法院起诉我，我保留走法律途径的权利。",
        "请求查处拖欠工资，否则我只好走法律程序。",
        "请公安局给孩子办理落户。",
        "原告知的时间是三天，至今没有答复。",
    ],
)
def test_a_lawsuit_only_thought_of_is_administrative(text):
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("administrative", None)


def test_an_accusation_takes_the_discipline_channel_even_when_courts_are_named():
    text = "举报县法院执行局局长收受贿赂，徇私枉法，法院判决一直不执行，申请执行无果。"
    assert judge(text).answer == "discipline"


def test_an_open_class_with_accusation_in_it_leaves_the_channel_open():
    unsure = Judgement(
        question="matter_class",
        answer=None,
        score=0.5,
        runners_up=(Candidate(answer="appeal", score=0.5), Candidate(answer="accusation", score=0.4)),
        made_by="test",
    )
    judged = judge_channel(parts_of("请求处理。"), unsure, vocabulary=VOCABULARY)
    assert (judged.answer, judged.doubt) == (None, "channel.unsure")
