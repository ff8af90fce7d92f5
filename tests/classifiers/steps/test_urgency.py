"""Urgent letters are called urgent, and safety words in quiet letters are not."""

import pytest

from classifiers.steps.urgency import POSSIBLE, judge_urgency, weigh_words
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.seeing import see

DANGER = [
    "他拿着菜刀上门，扬言要杀了我全家。",
    "再不解决我就从市政府楼顶跳下去。",
    "不给钱我就喝农药，死在你们门口。",
    "拿不到钱，三百多人明天去堵国道，大家一起去省里集体上访。",
    "楼里煤气泄漏，随时会爆炸，请马上疏散。",
    "山体滑坡，压住了两间房，有人被困。",
    "学校几十个学生食物中毒，正在抢救。",
    "我们跟他们拼了，要死一起死。",
]
QUIET = [
    "房价跳楼价促销，广告是假的，请查处。",
    "我弟弟没有生命危险，请赔偿医药费。",
    "为了防止火灾，建议增设消防栓。",
    "请问父亲去世后的死亡证明到哪里办？",
    "请随时可以联系我，紧急联系人是我的儿子。",
    "工厂信息泄露，我的个人信息被卖。",
    "小区路灯坏了三个月，请派人来修。",
    "老伴天天吃药，夜里吵得睡不着。",
]
SIGNS = [
    "村东头的尾矿库往外渗黑水，坝上的土一块一块往下掉。",
    "两个村为了争水已经打过一回，听说明晚两边都叫了人。",
    "厂里的氨气管昨天又跑气，把三个女工熏倒了。",
    "我们明天抬着棺材去镇政府，不给说法就不埋人。",
    "债主说月底不还钱就卸我儿子一条腿。",
    "养老院里好几个老人都拉肚子发高烧，院长不让往外说。",
    "去年这里倒塌过一次围墙，请派人看看。",
]


def words_in(text):
    return weigh_words(parts_of(text), vocabulary=VOCABULARY)


def judge(text, judging):
    return judge_urgency(see(text, judging), judging, vocabulary=VOCABULARY)


@pytest.mark.parametrize("text", DANGER)
def test_the_words_of_danger_to_life_suffice_whatever_the_model_says(text, judging):
    assert words_in(text) >= 0.5
    judged = judge(text, judging)
    assert (judged.answer, judged.doubt) == ("urgent", "letter.urgent")
    assert judged.cues


@pytest.mark.parametrize("text", QUIET)
def test_safety_words_in_quiet_letters_are_none_of_danger(text):
    assert words_in(text) < POSSIBLE


@pytest.mark.parametrize("text", QUIET)
def test_quiet_letters_are_never_called_urgent(text, judging):
    judged = judge(text, judging)
    assert judged.answer != "urgent"
    assert judged.score > 0.8


def test_most_quiet_letters_pass_without_a_person(judging):
    passed = [text for text in QUIET if judge(text, judging).answer == "ordinary"]
    assert len(passed) >= 5, passed


@pytest.mark.parametrize("text", SIGNS)
def test_signs_of_danger_are_at_least_shown_to_a_person(text, judging):
    assert words_in(text) >= POSSIBLE
    judged = judge(text, judging)
    assert judged.answer != "ordinary"
    assert judged.doubt == ("letter.urgent" if judged.answer else "urgency.possible")


def test_what_is_left_open_names_both_answers_the_likelier_first(judging):
    judged = judge("去年这里倒塌过一次围墙，请派人看看。", judging)
    assert (judged.answer, judged.doubt) == (None, "urgency.possible")
    assert [runner.answer for runner in judged.runners_up] == ["ordinary", "urgent"]
    assert sum(runner.score for runner in judged.runners_up) == pytest.approx(1)
