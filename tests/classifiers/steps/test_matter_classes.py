"""The class of a matter: what the writer wants decides, not the word in the heading."""

import pytest

from classifiers.learning.tasks import CLASSES
from classifiers.steps.accusations import judge_accusation
from classifiers.steps.matter_classes import judge_matter_class, weigh_classes
from classifiers.weighing.class_evidence import CADRE, KINDS, WORDS, gather_classes
from classifiers.weighing.evidence import lay_table
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.seeing import best_of, see

BREACHES = [
    "举报信：村支书套取危房改造款，虚报冒领，请严肃查处。",
    "实名举报县水利局副局长收受工程老板贿赂，以权谋私。",
    "检举派出所所长包庇赌场，收受好处费，充当保护伞。",
]
PRIVATE_PARTIES = [
    "举报物业经理侵吞维修资金，请求查处。",
    "举报一家饭店用地沟油，请依法查处。",
    "控告前夫不付抚养费，请求帮助。",
    "举报工厂偷排废水，请对我的信息保密，以防打击报复。",
]
NOT_ACCUSING = "请求公开村集体账目。不是说谁贪污，只要求账目公开。"


def judge(text, judging, title=None):
    sight = see(text, judging, title=title)
    return judge_matter_class(weigh_classes(sight, judging, vocabulary=VOCABULARY), sight, judging)


def accuses(text, judging):
    return judge_accusation(see(text, judging), judging, vocabulary=VOCABULARY)


def evidence(text, kind):
    table = lay_table(CLASSES, KINDS, gather_classes(parts_of(text), [], {}, vocabulary=VOCABULARY))
    return dict(zip(table.answers, table.values[:, table.kinds.index(kind)].tolist(), strict=True))


@pytest.mark.parametrize("text", BREACHES)
def test_breaches_by_cadres_are_accusations(text, judging):
    judged = judge(text, judging)
    assert (judged.answer, judged.doubt) == ("accusation", "letter.accusation")
    assert evidence(text, CADRE)["accusation"] == 1


@pytest.mark.parametrize("text", BREACHES)
def test_a_letter_whose_class_is_an_accusation_accuses(text, judging):
    judged = accuses(text, judging)
    assert (judged.answer, judged.doubt) == ("yes", "letter.accusation")


@pytest.mark.parametrize("text", PRIVATE_PARTIES)
def test_complaints_about_private_parties_are_appeals(text, judging):
    judged = judge(text, judging)
    assert judged.answer in ("appeal", None)
    assert best_of(judged) == "appeal"
    assert not evidence(text, CADRE)["accusation"]
    assert accuses(text, judging).answer != "yes"


def test_a_denied_breach_is_no_word_of_an_accusation():
    assert evidence(NOT_ACCUSING, WORDS)["accusation"] == 0
    assert evidence(NOT_ACCUSING, WORDS)["appeal"] > 0


def test_who_asks_for_the_accounts_and_accuses_nobody_is_never_taken_for_an_accuser_for_sure(judging):
    assert judge(NOT_ACCUSING, judging).answer in ("appeal", None)


def test_a_suggestion_may_ask_for_something(judging):
    title = "关于增设公交站点的建议"
    assert judge(title + "我们建议在北门增设一站，请求公交公司研究。", judging, title).answer == "suggestion"


def test_a_question_about_rules_is_other(judging):
    title = "咨询落户需要什么材料"
    assert judge(title + "请问带哪些证件？", judging, title).answer == "other"


def test_politeness_in_a_complaint_is_no_letter_of_thanks(judging):
    text = "领导：\n感谢您在百忙之中看信。请求退还押金，谢谢！"
    assert evidence(text, WORDS)["other"] == 0
    assert judge(text, judging).answer == "appeal"


def test_a_letter_that_says_little_of_each_is_left_to_a_person(judging):
    judged = judge("同志：\n路灯的事，请问怎么样了。", judging)
    assert (judged.answer, judged.doubt) == (None, "matter-class.unsure")
    assert judged.runners_up[0].score == judged.score
