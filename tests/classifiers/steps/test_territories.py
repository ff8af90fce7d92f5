"""The territory: where the matter happened, never where its writer lives or where the letter was posted."""

import pytest

from classifiers.looking.parts import divide_letter
from classifiers.steps.territories import find_zone, judge_territory, local_authority
from records import Finding, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.test_judge import find_words, write_letter


def judge(text: str, *, place: str | None = None, code: str | None = None, confidence: float = 0.9,
          others: dict[str, str] | None = None) -> Judgement:  # fmt: skip
    letter = write_letter(text)
    findings = [find_words(letter, field, words) for field, words in (others or {}).items()]
    if place:
        found = find_words(letter, "place_code", place)
        findings.append(found.model_copy(update={"value": code, "confidence": confidence}))
    return judge_territory(divide_letter(letter, findings), findings, vocabulary=VOCABULARY)


@pytest.mark.parametrize(
    ("text", "place", "code", "territory"),
    [
        ("靖城镇的水沟堵了，请县里来看。", "靖城镇", "350627102", "350627"),
        ("龙海市海澄镇的老街要拆，居民不答应。", "海澄镇", "350604100", "350604"),
        ("原龙海市的旧案子，至今没有答复。", "龙海市", "350681", "350604"),
        ("长泰县枋洋镇的水库漏水。", "枋洋镇", "350605103", "350605"),
        ("漳州市的公交卡不能在外地用。", "漳州市", "350600", "350600"),
    ],
)
def test_a_place_belongs_to_its_county_by_the_codes_of_today(text: str, place: str, code: str, territory: str) -> None:
    judged = judge(text, place=place, code=code)
    assert (judged.answer, judged.doubt) == (territory, None)


def test_a_township_of_a_zone_belongs_to_its_county_and_the_cue_names_the_zone() -> None:
    judged = judge("台商投资区角美镇的厂房漏雨，请来修。", place="角美镇", code="350604101")
    assert judged.answer == "350604"
    assert [cue.text for cue in judged.cues if cue.source == "territory.zone"] == ["台商投资区"]


def test_in_a_zone_the_committee_stands_for_the_county() -> None:
    letter = write_letter("角美镇的厂房漏雨。")
    finding = find_words(letter, "place_code", "角美镇").model_copy(update={"value": "350604101"})
    parts = divide_letter(letter, [finding])
    zone = find_zone(parts, [finding], vocabulary=VOCABULARY)
    assert zone is not None
    assert zone.level == "zone"
    assert local_authority("SDZF", parts, [finding], vocabulary=VOCABULARY) == "GWH"
    assert local_authority("ZJJ", parts, [finding], vocabulary=VOCABULARY) == "ZJJ"
    assert local_authority("SDZF", parts, [], vocabulary=VOCABULARY) == "SDZF"


@pytest.mark.parametrize(
    "text",
    [
        "平和县和南靖县交界处的山上有人偷倒垃圾，两边都不管。",
        "从漳浦到云霄的县道坑洼不平，两个县都说不归自己。",
        "诏安、云霄的溪水上下游都被污染了。",
    ],
)
def test_what_lies_in_two_counties_belongs_to_the_city(text: str) -> None:
    judged = judge(text, place=text[:2], code="350628")
    assert judged.answer == "350600"
    assert any(cue.source == "territory.across" for cue in judged.cues)


@pytest.mark.parametrize(
    "text",
    [
        "我是平和县人，在南靖县山城镇打工，厂里的饭不干净。",
        "南靖县山城镇的路坏了，平和县政府也修过路，为什么这里不修。",
        "南靖县山城镇交界处的垃圾没人收。",
    ],
)
def test_a_second_county_named_in_passing_does_not_make_it_the_citys(text: str) -> None:
    assert judge(text, place="山城镇", code="350627100").answer == "350627"


def test_without_a_place_there_is_no_answer_and_no_second_doubt() -> None:
    judged = judge("路灯坏了，请修。\n住址：漳浦县佛昙镇后许村", others={"address": "漳浦县佛昙镇后许村"})
    assert (judged.answer, judged.doubt) == (None, None)


def test_what_concerns_the_whole_city_belongs_to_it() -> None:
    assert judge("全市的公交卡都不能用了。").answer == "350600"


def test_an_office_written_to_is_a_hint_that_a_person_confirms() -> None:
    judged = judge("云霄县政府：\n路灯坏了，请修。", place="云霄县", code="350622", confidence=0.6)
    assert (judged.answer, judged.doubt) == (None, "territory.unsure")
    assert judged.runners_up[0].answer == "350622"


def test_a_code_that_no_table_knows_gives_its_county() -> None:
    assert judge("某镇的事。", place="某镇", code="350699101").answer == "350699"


def test_a_finding_without_a_code_is_no_place() -> None:
    letter = write_letter("路灯坏了，请修。")
    finding = Finding(field="place_code", value=None, span=find_words(letter, "place", "路灯").span, rule="test")
    judged = judge_territory(divide_letter(letter, [finding]), [finding], vocabulary=VOCABULARY)
    assert judged.answer is None
