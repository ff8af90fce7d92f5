"""Private letters are held apart, and a person looks at them."""

import pytest

from classifiers.steps.petitions import judge_petition
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of


@pytest.mark.parametrize(
    "text",
    [
        "亲爱的外婆：\n家里都好，勿念。很想你，回家过年再陪你看戏。\n孙女 小云",
        "大哥：\n好久没有通信了，你在外面一切都好吧？妈的身体好多了。\n弟 国强",
        "开业大酬宾，全场八折，优惠价供应，扫码关注，欢迎订购。",
    ],
)
def test_family_letters_and_advertisements_are_private(text):
    assert judge_petition(parts_of(text), vocabulary=VOCABULARY).answer == "private"


@pytest.mark.parametrize(
    "text",
    [
        "尊敬的领导：\n我父亲是退伍军人，爷爷是烈士，请求落实优抚待遇。",
        "妈妈被车撞伤，请求交警部门查处肇事司机。",
        "亲爱的市长：\n您好，建议在河边装几盏路灯。",
        "感谢信\n市信访局的同志们：\n路灯修好了，谢谢。祝身体健康。",
    ],
)
def test_letters_to_an_office_about_the_family_are_petitions(text):
    judged = judge_petition(parts_of(text), vocabulary=VOCABULARY)
    assert (judged.answer, judged.doubt) == ("petition", None)


def test_a_private_letter_that_is_not_quite_sure_goes_to_a_person():
    judged = judge_petition(parts_of("小妹：\n天冷了，多穿衣服，少熬夜，回家过年。"), vocabulary=VOCABULARY)
    assert judged.answer in {None, "private"}
    assert judged.doubt == "petition.unsure"
