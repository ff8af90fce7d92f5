"""The topic at both levels: by all evidence, by the class where that decides, and left open below the threshold."""

import pytest

from classifiers.learning.tasks import part_pair
from classifiers.steps.topic_judgements import is_thanks, judge_second_topic, judge_topic, weigh_topics_of
from classifiers.weighing.judging_model import JudgingModel
from records import Cue, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.seeing import answer, best_of, see

APPEAL, ACCUSATION = answer("matter_class", "appeal"), answer("matter_class", "accusation", score=0.8)
CLEAR = [
    ("我家的水田被征地，征地补偿款和青苗费至今没有发。", "国土资源", "土地征收"),
    ("公交车末班车太早，公交站太远，班次太少。", "交通运输", "客货运输"),
    ("工厂污水直排，臭气熏天，噪音扰民。", "环境保护", "环境污染"),
    ("新房墙体开裂，屋顶渗水，工程质量太差。", "城乡建设", "工程质量"),
    ("老板拖欠工资，加班费也不给。", "劳动和社会保障", "工资福利"),
    ("孩子就近入学被拒，招生划片不公。", "教育文体", "考试招生"),
]


def judge(text: str, judging: JudgingModel, matter_class: Judgement = APPEAL) -> tuple[Judgement, Judgement]:
    sight = see(text, judging)
    first, second = weigh_topics_of(sight, judging, vocabulary=VOCABULARY)
    topic = judge_topic(first, matter_class, sight, judging, vocabulary=VOCABULARY)
    return topic, judge_second_topic(second, topic, sight, judging)


@pytest.mark.parametrize(("text", "level1", "level2"), CLEAR, ids=[row[2] for row in CLEAR])
def test_a_clear_matter_has_its_topic_first_at_both_levels(text, level1, level2, judging):
    topic, topic2 = judge(text, judging)
    assert topic.answer in (level1, None)
    assert best_of(topic) == level1
    assert topic2.answer in (level2, None)


def test_most_clear_matters_are_given_both_levels(judging):
    given = [row for row in CLEAR if tuple(one.answer for one in judge(row[0], judging)) == row[1:]]
    assert len(given) >= 4, given


def test_one_word_does_not_turn_a_matter_of_the_estate_into_one_of_the_police(judging):
    topic, _ = judge("小区门口有人打架，请物业管一管。", judging)
    assert topic.answer in ("城乡建设", None)


def test_nothing_said_is_left_open_with_candidates(judging):
    topic, topic2 = judge("请管一管。", judging)
    assert (topic.answer, topic.doubt) == (None, "topic.unsure")
    assert topic.runners_up[0].score == topic.score < judging.thresholds["topic"].score
    assert (topic2.answer, topic2.runners_up, topic2.doubt) == (None, (), None)


def test_an_accusation_has_its_topic_by_its_class(judging):
    topic, _ = judge("举报村主任贪污修路款，收受包工头贿赂，以权谋私。", judging, ACCUSATION)
    assert (topic.answer, topic.score, topic.doubt) == ("纪检监察", ACCUSATION.score, None)


def test_an_accusation_that_tells_of_something_else_has_the_topic_of_its_class_as_the_first_candidate(judging):
    topic, topic2 = judge("工厂污水直排，臭气熏天，噪音扰民。", judging, ACCUSATION)
    assert (topic.answer, topic.doubt) == (None, "topic.unsure")
    assert topic.runners_up[0].answer == "纪检监察"
    assert topic2.answer is None


@pytest.mark.parametrize("text", ["贪污、受贿、挪用公款、以权谋私、滥用职权。", "村里有人贪污，镇里有人受贿。"])
def test_discipline_is_never_set_by_words_where_the_class_is_not_an_accusation(text, judging):
    topic, topic2 = judge(text, judging)
    assert topic.answer != "纪检监察"
    assert topic2.answer is None


def test_a_letter_of_thanks_has_its_topics_by_its_class(judging):
    cue = Cue(text="感谢信", weight=4.0, source="matter_class.thanks")
    thanks = answer("matter_class", "other").model_copy(update={"cues": (cue,)})
    topic, topic2 = judge("感谢交警帮我找回走失的老人，送我们回家。", judging, thanks)
    assert [topic.answer, topic2.answer] == ["其他", "表达情感"]


def test_a_question_about_rules_is_no_letter_of_thanks(judging):
    asks = Cue(text="请问", weight=3.5, source="matter_class.consultation-title")
    against = Cue(text="感谢", weight=-2.0, source="matter_class.thanks")
    other = answer("matter_class", "other").model_copy(update={"cues": (asks, against)})
    assert not is_thanks(other, vocabulary=VOCABULARY)
    assert judge("请问感冒药能不能用医保？", judging, other)[0].answer != "其他"


@pytest.mark.parametrize(("text", "level1", "_"), CLEAR, ids=[row[2] for row in CLEAR])
def test_the_second_level_lies_below_the_first(text, level1, _, judging):
    topic, topic2 = judge(text, judging)
    below = {pair[1] for pair in VOCABULARY.topic_units if pair[0] == topic.answer}
    shown = {topic2.answer, *(runner.answer for runner in topic2.runners_up)} - {None}
    assert shown <= below
    assert topic2.answer not in {runner.answer for runner in topic2.runners_up}


def test_a_second_level_of_another_topic_is_not_shown_below_this_one(judging):
    sight = see("老板拖欠工资，加班费也不给。", judging)
    _, second = weigh_topics_of(sight, judging, vocabulary=VOCABULARY)
    assert part_pair(max(second.chances, key=second.chances.__getitem__))[0] == "劳动和社会保障"
    other = judge_second_topic(second, answer("topic", "环境保护"), sight, judging)
    assert other.answer is None
    assert other.score < 0.1
