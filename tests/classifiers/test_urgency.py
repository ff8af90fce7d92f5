"""Urgent letters are called urgent, and safety words in quiet letters are not."""

import pytest

from classifiers.urgency import judge_urgency
from tests.classifiers.test_cue_words import VOCABULARY, parts_of


def judge(text):
    return judge_urgency(parts_of(text), vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "他拿着菜刀上门，扬言要杀了我全家。",
        "再不解决我就从市政府楼顶跳下去。",
        "不给钱我就喝农药，死在你们门口。",
        "拿不到钱，三百多人明天去堵国道，大家一起去省里集体上访。",
        "楼里煤气泄漏，随时会爆炸，请马上疏散。",
        "山体滑坡，压住了两间房，有人被困。",
        "学校几十个学生食物中毒，正在抢救。",
        "我们跟他们拼了，要死一起死。",
    ],
)
def test_danger_to_life_and_collective_events_are_urgent(text):
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("urgent", "letter.urgent")
    assert judged.cues


@pytest.mark.parametrize(
    "text",
    [
        "房价跳楼价促销，广告是假的，请查处。",
        "我弟弟没有生命危险，请赔偿医药费。",
        "为了防止火灾，建议增设消防栓。",
        "请问父亲去世后的死亡证明到哪里办？",
        "请随时可以联系我，紧急联系人是我的儿子。",
        "工厂信息泄露，我的个人信息被卖。",
        "小区路灯坏了三个月，请派人来修。",
        "老伴天天吃药，夜里吵得睡不着。",
    ],
)
def test_quiet_letters_are_ordinary(text):
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("ordinary", None)


def test_between_the_two_a_person_is_asked():
    judged = judge("去年这里倒塌过一次围墙，请派人看看。")
    assert (judged.answer, judged.doubt) == (None, "urgency.possible")
    assert [runner.answer for runner in judged.runners_up] == ["ordinary", "urgent"]


@pytest.mark.parametrize(
    "text",
    [
        "村东头的尾矿库往外渗黑水，坝上的土一块一块往下掉。",
        "两个村为了争水已经打过一回，听说明晚两边都叫了人。",
        "厂里的氨气管昨天又跑气，把三个女工熏倒了。",
        "我们明天抬着棺材去镇政府，不给说法就不埋人。",
        "债主说月底不还钱就卸我儿子一条腿。",
        "养老院里好几个老人都拉肚子发高烧，院长不让往外说。",
    ],
)
def test_signs_of_danger_are_at_least_shown_to_a_person(text):
    assert judge(text).answer != "ordinary"
