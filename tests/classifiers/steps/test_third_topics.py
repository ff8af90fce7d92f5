"""The third level: a leaf whose own words stand in the letter, below the second level that was judged."""

import pytest

from classifiers.steps.third_topics import judge_third_topic
from records import Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of


def judge(text: str, topic: str | None, topic2: str | None, *, title: str | None = None) -> Judgement:
    return judge_third_topic(
        parts_of(text, title=title),
        Judgement(question="topic", answer=topic, score=0.9, made_by="test"),
        Judgement(question="topic2", answer=topic2, score=0.8, made_by="test"),
        vocabulary=VOCABULARY,
    )


@pytest.mark.parametrize(
    ("text", "topic", "topic2", "leaf"),
    [
        ("学校乱收费，一个学期收了三次。", "教育文体", "教育收费", "乱收费"),
        ("房产证拖了八年还没有办下来。", "城乡建设", "住房保障与房地产", "房产证登记、办理"),
        ("出租车不打表，漫天要价。", "交通运输", "出租车管理", "运价监管"),
        ("我的农村低保停了。", "民政", "社会救助", "农村低保"),
        ("对门的噪声吵得睡不着。", "环境保护", "环境污染", "噪音污染"),
    ],
)
def test_a_leaf_is_given_where_its_words_stand(text: str, topic: str, topic2: str, leaf: str) -> None:
    judged = judge(text, topic, topic2)
    assert judged.answer == leaf
    assert leaf in {row.level3 for row in VOCABULARY.topics if (row.level1, row.level2) == (topic, topic2)}
    assert judged.score <= 0.8


@pytest.mark.parametrize(
    ("text", "topic", "topic2"),
    [
        ("请把路修好。", "交通运输", "建设管理"),
        ("其他的事情以后再说。", "教育文体", "教育收费"),
        ("没有乱收费，只是食堂的菜太咸。", "教育文体", "教育收费"),
        ("噪音和废气都有，分不出哪个更厉害。", "环境保护", "环境污染"),
        ("学校乱收费。", "教育文体", None),
        ("学校乱收费。", None, None),
        ("学校乱收费。", "交通运输", "建设管理"),
        ("组织上选拔任用。", "组织人事", "选拔任用"),
    ],
)
def test_a_near_miss_gives_none_and_no_doubt(text: str, topic: str | None, topic2: str | None) -> None:
    judged = judge(text, topic, topic2)
    assert (judged.answer, judged.doubt) == (None, None)


def test_every_rule_names_a_leaf_below_its_topics() -> None:
    for rule in VOCABULARY.cues["topic3"]:
        for pair in rule.topics:
            level1, level2 = pair.split("/")
            leaves = {row.level3 for row in VOCABULARY.topics if (row.level1, row.level2) == (level1, level2)}
            assert rule.answer in leaves, rule.name
