"""The class of a matter: what the writer wants decides, not the word in the heading."""

import pytest

from classifiers.matters import judge_matter_class
from tests.classifiers.test_cue_words import VOCABULARY, parts_of


def judge(text, title=None):
    return judge_matter_class(parts_of(text, title=title), [], vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "举报信：村支书套取危房改造款，虚报冒领，请严肃查处。",
        "实名举报县水利局副局长收受工程老板贿赂，以权谋私。",
        "检举派出所所长包庇赌场，收受好处费，充当保护伞。",
    ],
)
def test_breaches_by_cadres_are_accusations(text):
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("accusation", "letter.accusation")


@pytest.mark.parametrize(
    "text",
    [
        "举报物业经理侵吞维修资金，请求查处。",
        "举报一家饭店用地沟油，请依法查处。",
        "控告前夫不付抚养费，请求帮助。",
        "请求公开村集体账目。不是说谁贪污，只要求账目公开。",
        "举报工厂偷排废水，请对我的信息保密，以防打击报复。",
    ],
)
def test_complaints_about_private_parties_are_appeals(text):
    assert judge(text).answer == "appeal"


def test_a_suggestion_may_ask_for_something():
    title = "关于增设公交站点的建议"
    assert judge(title + "我们建议在北门增设一站，请求公交公司研究。", title).answer == "suggestion"


def test_a_question_about_rules_is_other():
    title = "咨询落户需要什么材料"
    assert judge(title + "请问带哪些证件？", title).answer == "other"


def test_politeness_in_a_complaint_is_no_letter_of_thanks():
    assert judge("感谢您在百忙之中看信。请求退还押金，谢谢！").answer == "appeal"


def test_a_letter_that_says_little_of_each_is_left_to_a_person():
    judged = judge("同志：\n路灯的事，请问怎么样了。")
    assert (judged.answer, judged.doubt) == (None, "matter-class.unsure")
    assert judged.runners_up[0].score == judged.score
