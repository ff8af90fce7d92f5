"""The second level by words, and the topics that only rules can tell."""

import pytest

from classifiers.second_topics import judge_second_topic, settle_topic, weigh_topics
from records import Candidate, Judgement
from tests.classifiers.test_cue_words import VOCABULARY, parts_of

SURE = Judgement(question="topic", answer="城乡建设", score=0.75, made_by="model")


def abstained(*topics):
    runners = tuple(Candidate(answer=topic, score=0.4) for topic in topics)
    return Judgement(
        question="topic", answer=None, score=0.4, runners_up=runners, made_by="model", doubt="topic.unsure"
    )


def settle(text, given):
    parts = parts_of(text)
    return settle_topic(given, weigh_topics(parts, vocabulary=VOCABULARY), vocabulary=VOCABULARY)


def test_a_topic_without_training_letters_is_set_against_the_model():
    judged = settle("我家的水田被征地，征地补偿款和青苗费至今没有发。", SURE)
    assert judged.answer == "国土资源"
    assert judged.made_by.startswith("rule:")
    assert "城乡建设" in {runner.answer for runner in judged.runners_up}


def test_a_topic_the_model_was_trained_for_stays_with_the_model():
    assert settle("公交车末班车太早，公交站太远，班次太少。", SURE) is SURE


def test_one_word_does_not_overrule_a_sure_model():
    assert settle("小区门口有人打架，请物业管一管。", SURE) is SURE


def test_the_rules_help_where_the_model_abstained_and_thought_the_same():
    text = "工厂污水直排，臭气熏天，噪音扰民。"
    assert settle(text, abstained("环境保护", "城乡建设")).answer == "环境保护"


def test_the_rules_do_not_guess_where_the_model_thought_otherwise():
    assert settle("工厂污水直排，臭气熏天，噪音扰民。", abstained("卫生计生")).answer is None


def test_discipline_is_never_set_by_words_alone():
    assert settle("贪污、受贿、挪用公款、以权谋私、滥用职权。", SURE).answer != "纪检监察"


@pytest.mark.parametrize(
    ("level1", "text", "level2"),
    [
        ("城乡建设", "新房墙体开裂，屋顶渗水，工程质量太差。", "工程质量"),
        ("劳动和社会保障", "老板拖欠工资，加班费也不给。", "工资福利"),
        ("教育文体", "孩子就近入学被拒，招生划片不公。", "考试招生"),
        ("城乡建设", "请管一管。", None),
    ],
)
def test_the_second_level_is_told_by_its_words_or_not_at_all(level1, text, level2):
    topic = Judgement(question="topic", answer=level1, score=0.9, made_by="model")
    judged = judge_second_topic(topic, weigh_topics(parts_of(text), vocabulary=VOCABULARY))
    assert (judged.answer, judged.doubt) == (level2, None)


def test_without_a_topic_there_is_no_second_level():
    judged = judge_second_topic(abstained("城乡建设"), weigh_topics(parts_of("墙体开裂，渗水"), vocabulary=VOCABULARY))
    assert judged.answer is None
