"""What is before the courts, the prosecution or the criminal police, and lawsuits that are only thought of."""

import pytest

from classifiers.steps.litigation import SURE_WORDS, judge_litigation, weigh_words
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.seeing import see

BEFORE_JUSTICE = [
    "（2025）闽0623民初1187号判决已经生效，对方不付钱。",
    "我向法院申请执行两年，执行法官说找不到被执行人。",
    "不服二审判决，请求检察院抗诉。",
    "公安机关对我的案子不予立案，刑事案件一拖再拖。",
    "儿子在监狱服刑，申请保外就医，减刑也没有消息，法院一直不批。",
]
ONLY_THOUGHT_OF = [
    "物业说要去法院起诉我，我保留走法律途径的权利。",
    "请求查处拖欠工资，否则我只好走法律程序。",
    "请公安局给孩子办理落户。",
    "原告知的时间是三天，至今没有答复。",
]


def judge(text, judging):
    return judge_litigation(see(text, judging), judging, vocabulary=VOCABULARY)


@pytest.mark.parametrize("text", BEFORE_JUSTICE)
def test_plain_words_of_justice_suffice_whatever_the_model_says(text, judging):
    assert weigh_words(parts_of(text), vocabulary=VOCABULARY) >= SURE_WORDS
    judged = judge(text, judging)
    assert (judged.answer, judged.doubt) == ("yes", "letter.litigation")


@pytest.mark.parametrize("text", ONLY_THOUGHT_OF)
def test_a_lawsuit_only_thought_of_has_no_words_of_justice(text):
    assert weigh_words(parts_of(text), vocabulary=VOCABULARY) < 0.2


@pytest.mark.parametrize("text", ONLY_THOUGHT_OF)
def test_a_lawsuit_only_thought_of_is_hardly_called_litigation(text, judging):
    judged = judge(text, judging)
    assert judged.answer in ("no", None) or judged.score < 0.9


def test_most_matters_of_the_administration_pass_without_a_person(judging):
    assert sum(judge(text, judging).answer == "no" for text in ONLY_THOUGHT_OF) >= 3
