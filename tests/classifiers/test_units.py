"""The unit: proposed where it is certain, left open where it is not, and never the accused."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.second_topics import weigh_topics
from classifiers.units import Questions, judge_unit
from records import Candidate, Judgement
from tests.classifiers.test_cue_words import VOCABULARY, parts_of
from tests.classifiers.test_judge import judge_text

TOPICS = sorted(VOCABULARY.topic_units)
TEXTS = st.sampled_from(
    [
        "请求处理。",
        "县公安局、教育局、民政局都不管，请信访局协调。",
        "征地补偿款被镇政府截留，请县政府查处。",
        "医保报销、公积金贷款、违建、停水，请各部门解决。",
        "法院判决不执行，检察院不抗诉，公安不立案。",
    ]
)


def asked(topic, topic2, channel="administrative", petition="petition", matter_class="appeal"):
    def answer(question, value):
        return Judgement(question=question, answer=value, score=0.9, made_by="test")

    return Questions(
        petition=answer("petition", petition),
        matter_class=answer("matter_class", matter_class),
        channel=answer("channel", channel),
        topic=answer("topic", topic),
        topic2=answer("topic2", topic2),
    )


def unit_of(text, questions, accused=frozenset()):
    parts = parts_of(text)
    return judge_unit(
        parts, questions, weigh_topics(parts, vocabulary=VOCABULARY), frozenset(accused), vocabulary=VOCABULARY
    )


@settings(max_examples=300)
@given(
    text=TEXTS,
    pair=st.sampled_from(TOPICS),
    second=st.booleans(),
    channel=st.sampled_from(["administrative", "discipline", "litigation", None]),
    accused=st.frozensets(st.sampled_from(sorted(VOCABULARY.units)), max_size=40),
)
def test_no_accused_unit_and_none_below_it_is_ever_proposed(text, pair, second, channel, accused):
    closure = frozenset(code for unit in accused for code in VOCABULARY.subordinates(unit))
    judged = unit_of(text, asked(pair[0], pair[1] if second else None, channel), closure)
    assert judged.answer not in closure
    assert not {runner.answer for runner in judged.runners_up} & closure
    assert (judged.answer is None) == (judged.doubt in {"unit.unsure", "unit.accused"})


def test_every_sure_second_level_topic_leads_to_its_unit_without_other_words():
    for level1, level2 in TOPICS:
        lead = VOCABULARY.topic_units[level1, level2].lead
        judged = unit_of("请求处理。", asked(level1, level2))
        assert judged.answer in {lead, None}
        assert lead in {judged.answer, *(runner.answer for runner in judged.runners_up)}


def test_exceptions_within_a_topic_are_told_by_what_the_letter_is_about():
    housing = asked("城乡建设", "住房保障与房地产")
    assert unit_of("公积金贷款一直办不下来。", housing).answer == "GJJ"
    assert unit_of("不动产权证办不了证。", housing).answer == "ZRZYJ"
    assert unit_of("开发商逾期交房。", housing).answer == "ZJJ"


def test_discipline_goes_to_the_inspection_and_litigation_to_the_judicial_body():
    assert unit_of("局长受贿。", asked("纪检监察", None, "discipline")).answer == "JWJW"
    assert unit_of("判决生效，申请执行。", asked("政法", None, "litigation")).answer == "FY"
    assert unit_of("公安不予立案，报案两年。", asked("政法", None, "litigation")).answer == "GAJ"


def test_a_matter_in_a_zone_goes_to_its_committee():
    land = asked("国土资源", "土地征收")
    assert unit_of("古雷开发区征地补偿没有发。", land).answer == "GWH"
    assert unit_of("漳浦县绥安镇征地补偿没有发。", land).answer == "SDZF"


def test_the_natural_unit_that_is_accused_leaves_the_letter_to_a_person():
    judged = unit_of("请处理。", asked("教育文体", "教育收费"), {"JYJ"})
    assert (judged.answer, judged.doubt) == (None, "unit.accused")


def test_a_private_letter_has_no_unit_and_no_doubt_of_one():
    judged = unit_of("家里都好。", asked(None, None, petition="private"))
    assert (judged.answer, judged.runners_up, judged.doubt) == (None, (), None)


def test_nothing_certain_is_never_forced():
    judged = unit_of("请领导帮帮我。", asked(None, None))
    assert (judged.answer, judged.doubt) == (None, "unit.unsure")


def test_a_complaint_about_a_bureau_never_proposes_it_though_it_is_addressed():
    unit = judge_text(
        "投诉\n市教育局：\n市教育局招生办把我孩子的材料弄丢，不给入学，请处理。\n家长", accused=("市教育局招生办",)
    )["unit"]
    assert "JYJ" not in {unit.answer, *(runner.answer for runner in unit.runners_up)}
    assert unit.doubt == "unit.accused"


def test_where_an_accusation_is_possible_no_bureau_is_suggested():
    questions = asked("教育文体", "教育收费", channel=None)
    unsure = Judgement(
        question="matter_class",
        answer=None,
        score=0.5,
        runners_up=(Candidate(answer="appeal", score=0.5), Candidate(answer="accusation", score=0.4)),
        made_by="test",
    )
    judged = unit_of("教育局乱收费。", replace(questions, matter_class=unsure))
    assert judged.answer is None
    assert [runner.answer for runner in judged.runners_up] == ["JWJW"]
