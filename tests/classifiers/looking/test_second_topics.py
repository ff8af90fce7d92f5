"""What the words of a letter weigh for each second-level topic."""

from dataclasses import replace

import pytest

from classifiers.looking.parts import divide_letter
from classifiers.looking.second_topics import ADDRESSED, AGAIN, IN_TITLE, PLAIN, STRONG, addressed_units, weigh_topics
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.test_judge import find_words, write_letter
from vocab.tables import SecondTopicCues

QUALITY = ("城乡建设", "工程质量")


def weigh(text, *, title=None):
    return weigh_topics(parts_of(text, title=title), vocabulary=VOCABULARY)


def heaviest(text, level1=None):
    return weigh(text).best(level1)[0]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("新房墙体开裂，屋顶渗水，工程质量太差。", QUALITY),
        ("老板拖欠工资，加班费也不给。", ("劳动和社会保障", "工资福利")),
        ("孩子就近入学被拒，招生划片不公。", ("教育文体", "考试招生")),
        ("我家的水田被征地，征地补偿款和青苗费至今没有发。", ("国土资源", "土地征收")),
        ("工厂污水直排，臭气熏天，噪音扰民。", ("环境保护", "环境污染")),
        ("公交车末班车太早，公交站太远，班次太少。", ("交通运输", "客货运输")),
    ],
)
def test_the_words_of_a_second_level_topic_weigh_most_for_it(text, pair):
    assert heaviest(text) == pair
    assert {cue.source for cue in weigh(text).cues[pair]} == {"topic.words"}
    assert all(cue.text == cue.span.of(text) for cue in weigh(text).cues[pair])


def test_a_letter_of_no_topic_weighs_nothing():
    weights = weigh("请管一管。")
    assert (dict(weights.weights), weights.level1, weights.best()) == ({}, {}, (None, 0.0, 0.0))


@pytest.fixture
def quality():
    """The vocabulary with one strong and one plain word of one topic, and no other topics."""
    row = SecondTopicCues(*QUALITY, strong=("漏雨",), plain=("墙",))
    return replace(VOCABULARY, second_topics={QUALITY: row})


def weight_in(text, vocabulary, *, title=None):
    return weigh_topics(parts_of(text, title=title), vocabulary=vocabulary).weights.get(QUALITY, 0.0)


def test_a_strong_word_weighs_more_than_a_plain_one_and_both_add_up(quality):
    assert weight_in("屋里漏雨。", quality) == STRONG
    assert weight_in("院墙。", quality) == PLAIN
    assert weight_in("墙边漏雨。", quality) == pytest.approx(STRONG + PLAIN)


def test_a_word_said_again_adds_a_little_and_no_more_after_the_fourth_time(quality):
    twice, often, endless = (weight_in("漏雨，" * times + "。", quality) for times in (2, 4, 40))
    assert twice == pytest.approx(STRONG * (1 + AGAIN))
    assert STRONG < twice < often == endless < 2 * STRONG


def test_a_word_in_the_title_weighs_double(quality):
    assert weight_in("关于漏雨的事请来看", quality, title="关于漏雨的事") == IN_TITLE * STRONG
    assert weight_in("关于房子的事漏雨", quality, title="关于房子的事") == STRONG


def letter_to(salutation, text):
    letter = write_letter(f"{salutation}：\n{text}")
    return divide_letter(letter, [find_words(letter, "addressee", salutation)])


def test_whom_it_is_addressed_to_adds_to_the_topics_that_unit_leads_and_that_have_words():
    lead = VOCABULARY.units[VOCABULARY.topic_units[QUALITY].lead].name
    to_lead, to_police = (
        weigh_topics(letter_to(name, "新房墙体开裂，工程质量差。"), vocabulary=VOCABULARY) for name in (lead, "公安局")
    )
    assert to_lead.weights[QUALITY] == pytest.approx(to_police.weights[QUALITY] + ADDRESSED)
    assert weigh_topics(letter_to(lead, "请管一管。"), vocabulary=VOCABULARY).weights.get(QUALITY) is None


def test_a_letter_to_the_government_or_the_petition_office_speaks_for_no_topic():
    assert addressed_units(letter_to("市信访局", "请管一管。"), vocabulary=VOCABULARY) == {}
    assert set(addressed_units(letter_to("市教育局", "请管一管。"), vocabulary=VOCABULARY)) == {"JYJ"}


def test_a_top_level_topic_weighs_its_heaviest_and_a_third_of_its_others():
    weights = weigh("新房墙体开裂，工程质量差；物业乱收物业费；夜里违章搭建。")
    top = [weight for (level1, _), weight in weights.weights.items() if level1 == "城乡建设"]
    assert len(top) > 1
    assert weights.level1["城乡建设"] == pytest.approx(max(top) + (sum(top) - max(top)) / 3)
