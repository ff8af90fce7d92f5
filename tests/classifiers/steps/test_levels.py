"""The level: the city for its own bureaus, two counties, a county's own act and what it handled; else the county."""

import pytest

from classifiers.looking.parts import divide_letter
from classifiers.steps.levels import judge_level
from records import Cue, Judgement, Span
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.test_judge import find_words, write_letter

NOWHERE = Judgement(question="territory", answer=None, score=0.0, made_by="test")


def judge(text: str, *, territory: Judgement = NOWHERE, found: dict[str, str] | None = None) -> Judgement:
    letter = write_letter(text)
    findings = [find_words(letter, field, words) for field, words in (found or {}).items()]
    return judge_level(divide_letter(letter, findings), findings, territory, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "我去办证，市住建局的工作人员说系统坏了，三个月没有结果。",
        "漳州市公安局作出的决定我看不懂，态度也不好。",
        "公积金中心扣着我的钱不放，提取三次都退回来。",
        "县政府作出的征收决定没有公告，就把我家的地收走了。",
        "县信访局给了处理意见书，我不服答复，申请复查。",
        "全市的出租车都不打表。",
    ],
)
def test_what_the_city_must_answer(text: str) -> None:
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("city", None)


@pytest.mark.parametrize(
    "text",
    [
        "村委会不给我开证明，跑了四趟。",
        "县住建局说没有钱，路一直没修。",
        "派出所不给孩子上户口。",
        "请市住建局派人看看我们镇上的危房。",
        "龙海市住建局当年发的证，现在说不算数。",
        "镇里的卫生院没有药。",
        "路灯坏了，请修好。",
        "恳请县政府关心一下我们村的水渠。",
    ],
)
def test_near_misses_stay_with_the_county(text: str) -> None:
    judged = judge(text)
    assert (judged.answer, judged.doubt) == ("county", None)


def test_a_letter_addressed_to_the_city_is_not_the_citys_for_that() -> None:
    judged = judge("求助\n市住建局领导：\n我家屋顶漏水，物业不修。", found={"addressee": "市住建局领导"})
    assert judged.answer == "county"


def test_a_city_bureau_complained_of_counts_where_it_is_asked_too() -> None:
    text = "请求查清市林业局多收的费用。"
    assert judge(text).answer == "county"
    assert judge(text, found={"accused": "市林业局"}).answer == "city"


def test_what_lies_in_two_counties_is_the_citys() -> None:
    text = "平和县和南靖县之间的山上有人倒垃圾。"
    cue = Cue(text="平和县", weight=2.0, span=Span(start=0, end=3), source="territory.across")
    both = Judgement(question="territory", answer="350600", score=0.9, cues=(cue,), made_by="test")
    judged = judge(text, territory=both)
    assert judged.answer == "city"
    assert judged.cues[0].source == "level.across"


def test_a_close_case_is_left_to_a_person() -> None:
    judged = judge("村委会说，这是县政府的规定。")
    assert (judged.answer, judged.doubt) == (None, "level.unsure")
    assert {runner.answer for runner in judged.runners_up} == {"city", "county"}
