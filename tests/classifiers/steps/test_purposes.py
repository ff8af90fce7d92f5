"""The purpose beside the class: an appeal is redress when it disagrees with a decision, else relief."""

import pytest

from classifiers.steps.matter_classes import weigh_classes
from classifiers.steps.purposes import judge_purpose
from classifiers.weighing.judging_model import JudgingModel
from records import Candidate, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.seeing import see


def class_of(answer: str | None, *runners: str) -> Judgement:
    others = tuple(Candidate(answer=runner, score=0.05) for runner in runners)
    return Judgement(question="matter_class", answer=answer, score=0.9, runners_up=others, made_by="test")


def judge(text: str, matter_class: Judgement, judging: JudgingModel) -> Judgement:
    sight = see(text, judging)
    classes = weigh_classes(sight, judging, vocabulary=VOCABULARY)
    return judge_purpose(sight, matter_class, classes.chances, judging, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "对县里的答复意见书我不服，申请复查。",
        "局里的处罚决定我不服，请撤销处罚。",
        "法院判决不公，我要申请再审，这是冤案。",
        "你们对我上次来信的回复与事实不符，我不认可这样的答复。",
    ],
)
def test_disagreeing_with_a_decision_is_redress(text: str, judging: JudgingModel) -> None:
    judged = judge(text, class_of("appeal"), judging)
    assert (judged.answer, judged.doubt) == ("redress", None)


@pytest.mark.parametrize(
    "text",
    [
        "打了几次电话都没有答复，请尽快修好水管。",
        "老人水土不服，请帮助安排医院。",
        "请回复我们什么时候开工。",
        "店家态度不好，服务员不服务，请查处。",
        "孩子上学的事请帮忙解决。",
    ],
)
def test_near_misses_are_relief(text: str, judging: JudgingModel) -> None:
    judged = judge(text, class_of("appeal"), judging)
    assert (judged.answer, judged.doubt) == ("relief", None)


@pytest.mark.parametrize("answer", ["suggestion", "accusation", "other"])
def test_the_other_classes_have_the_purpose_of_their_name(answer: str, judging: JudgingModel) -> None:
    judged = judge("不服处罚决定，请撤销处罚。", class_of(answer, "appeal"), judging)
    assert (judged.answer, judged.score) == (answer, 0.9)


def test_an_open_class_leaves_the_purpose_open_without_a_doubt_of_its_own(judging: JudgingModel) -> None:
    likely = (Candidate(answer="appeal", score=0.5), Candidate(answer="accusation", score=0.4))
    unsure = Judgement(question="matter_class", answer=None, score=0.5, runners_up=likely, made_by="test")
    judged = judge("请处理。", unsure, judging)
    assert (judged.answer, judged.doubt) == (None, None)
    assert judged.runners_up[0].answer == "relief"


def test_close_purposes_of_a_sure_class_are_doubted(judging: JudgingModel) -> None:
    judged = judge("对征地的处罚有异议，请解决困难。", class_of("appeal"), judging)
    assert judged.answer is None
    assert judged.doubt == "purpose.unsure"


def test_without_any_class_there_is_no_purpose(judging: JudgingModel) -> None:
    nothing = Judgement(question="matter_class", answer=None, score=0.0, made_by="test")
    assert judge("请处理。", nothing, judging).answer is None


def test_scores_of_the_purposes_do_not_exceed_the_class(judging: JudgingModel) -> None:
    judged = judge("对答复意见不服，申请复查。", class_of("appeal", "other"), judging)
    assert sum([judged.score, *(runner.score for runner in judged.runners_up)]) == pytest.approx(0.95)
