"""The class of a matter: misconduct weighs more where a cadre is named near it."""

import pytest

from classifiers.weighing.class_evidence import CADRE, CLASSES, KINDS, WORDS, gather_classes
from classifiers.weighing.evidence import lay_table
from classifiers.weighing.judging_tasks import see_letter
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()


def table_of(title, text):
    parts = see_letter(title, text, {}, vocabulary=VOCABULARY).parts
    return lay_table(CLASSES, KINDS, gather_classes(parts, (), {}, vocabulary=VOCABULARY))


def cell(table, answer, kind):
    return table.values[table.answers.index(answer), table.kinds.index(kind)]


@pytest.mark.parametrize(
    ("title", "text", "answer"),
    [
        ("关于修路的建议", "我建议在村口加两盏路灯。", "suggestion"),
        ("咨询医保政策", "请问新生儿怎么参保？", "other"),
        ("感谢信", "衷心感谢民警帮我找回老人。", "other"),
        ("求助", "老板拖欠我三个月工资，请求督促支付。", "appeal"),
    ],
)
def test_words_of_a_class_speak_for_it(title, text, answer):
    table = table_of(title, text)
    words = table.values[:, table.kinds.index(WORDS)]
    assert table.answers[words.argmax()] == answer
    assert all(cue.source.startswith("matter_class.") for cue in table.cues[answer, WORDS])


def test_misconduct_of_a_cadre_is_an_accusation():
    table = table_of("举报", "村支书收了老板的钱，侵吞集体资金。")
    assert cell(table, "accusation", CADRE) == 1.0
    assert [cue.source for cue in table.cues["accusation", CADRE]] == [CADRE]


def test_a_complaint_about_a_company_names_no_cadre():
    table = table_of("举报", "这家公司虚假宣传，拖欠工资。")
    assert cell(table, "accusation", CADRE) == 0.0


def test_a_cadre_far_from_any_misconduct_adds_nothing():
    far = "天气很好，庄稼也好，大家都很高兴，路也修好了，水也通了，" * 2
    table = table_of("", f"村支书来过我家。{far}厂里有人收了老板的钱。")
    assert cell(table, "accusation", CADRE) == 0.0
