"""Texts are judged task by task as letters in service are."""

import pytest

from classifiers.judge import judge_letter
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.tasks import LEARNED_TASKS, part_pair
from classifiers.weighing.whole_answers import BUILDS_ON, answer_whole
from tests.classifiers.test_judge import write_letter
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
TEXT = "小区楼下的烧烤店每天夜里开到两点，油烟和噪音扰得老人孩子睡不好觉，打过几次电话没人管，请环保部门查处。"


def answer(task, judging, text=TEXT):
    (answered,) = answer_whole([LabelledRow("7", "", text, "x")], task, judging, vocabulary=VOCABULARY)
    return answered


@pytest.mark.parametrize("task", LEARNED_TASKS)
def test_every_learned_task_is_answered_with_a_probability(task, judging):
    answered = answer(task, judging)
    assert (answered.id, answered.label) == ("7", "x")
    assert answered.said
    assert 0 < answered.score <= 1


def test_the_answers_are_those_that_a_letter_gets_in_service(judging):
    verdict = judge_letter(write_letter(TEXT), [], vocabulary=VOCABULARY, judging=judging)
    judged = {judgement.question: judgement for judgement in verdict.judgements}
    for task in ("topic", "matter_class"):
        best = judged[task].answer or judged[task].runners_up[0].answer
        answered = answer(task, judging)
        assert (answered.said, answered.score) == (best, judged[task].score)
    assert part_pair(answer("topic2", judging).said)[0] == answer("topic", judging).said


def test_a_task_is_weighed_after_those_that_it_builds_on():
    for task, earlier in BUILDS_ON.items():
        assert task not in earlier
        for one in earlier:
            assert set(BUILDS_ON.get(one, ())) <= set(earlier[: earlier.index(one)])


def test_a_text_without_words_is_answered_all_the_same(judging):
    assert 0 <= answer("topic", judging, text="……").score <= 1
