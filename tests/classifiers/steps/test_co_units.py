"""Helping units: those that the words speak for, never the whole list of the table, never the lead unit."""

import pytest

from classifiers.looking.parts import divide_letter
from classifiers.steps.co_units import judge_co_units
from records import Finding, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY
from tests.classifiers.test_judge import find_words, write_letter

ADMINISTRATIVE = Judgement(question="channel", answer="administrative", score=0.95, made_by="test")


def judge(text: str, lead: str | None, topic: str, topic2: str, *, channel: Judgement = ADMINISTRATIVE,
          found: dict[str, str] | None = None, more: tuple[Finding, ...] = ()) -> Judgement:  # fmt: skip
    letter = write_letter(text)
    findings = [*(find_words(letter, field, words) for field, words in (found or {}).items()), *more]
    return judge_co_units(
        divide_letter(letter, findings),
        findings,
        Judgement(question="unit", answer=lead, score=0.9, made_by="test"),
        channel=channel,
        topic=Judgement(question="topic", answer=topic, score=0.9, made_by="test"),
        topic2=Judgement(question="topic2", answer=topic2, score=0.9, made_by="test"),
        vocabulary=VOCABULARY,
    )


@pytest.mark.parametrize(
    ("text", "lead", "topic", "topic2", "helpers"),
    [
        ("理财公司卷款跑路，几百户报案。", "JRB", "经济管理", "金融财税", "GAJ"),
        ("工地的包工头不给钱。", "RSJ", "劳动和社会保障", "工资福利", "ZJJ"),
        ("猪场的粪水流进溪里。", "STHJJ", "环境保护", "环境污染", "NYNCJ"),
        ("小区消防通道堵死了。", "ZJJ", "城乡建设", "城市建设和市政管理", "XFJY"),
    ],
)
def test_words_of_its_task_bring_a_helper(text: str, lead: str, topic: str, topic2: str, helpers: str) -> None:
    assert judge(text, lead, topic, topic2).answer == helpers


@pytest.mark.parametrize(
    ("text", "lead", "topic", "topic2"),
    [
        ("路边的树倒了，请来清理。", "CGJ", "城乡建设", "城市建设和市政管理"),
        ("厂里的烟囱冒黑烟。", "STHJJ", "环境保护", "环境污染"),
        ("医生开错了药。", "WJW", "卫生计生", "医患纠纷"),
        ("我去过派出所，他们说不归他们管；路面坑洼，请修。", "JTJ", "交通运输", "建设管理"),
    ],
)
def test_the_tables_list_alone_brings_nobody(text: str, lead: str, topic: str, topic2: str) -> None:
    judged = judge(text, lead, topic, topic2)
    assert (judged.answer, judged.doubt) == (None, None)


def test_the_lead_unit_is_never_its_own_helper() -> None:
    judged = judge("消防通道堵死，消防栓没水，请消防大队来查。", "XFJY", "城乡建设", "安全生产")
    assert "XFJY" not in (judged.answer or "").split()
    assert "XFJY" not in {runner.answer for runner in judged.runners_up}


def test_units_that_the_letter_asks_together_help_the_lead() -> None:
    text = "请求住建局会同城管局、市场监管局联合执法。"
    judged = judge(text, "ZJJ", "城乡建设", "住房保障与房地产", found={"demand": text[:-1]})
    assert set((judged.answer or "").split()) == {"CGJ", "SCJGJ"}


def test_a_second_office_in_the_salutation_helps() -> None:
    text = "求助\n市住建局、市自然资源局：\n开发商不给我们办证。"
    judged = judge(text, "ZRZYJ", "城乡建设", "住房保障与房地产", found={"addressee": "市住建局、市自然资源局"})
    assert judged.answer == "ZJJ"


def test_offices_for_every_subject_do_not_help() -> None:
    text = "求助\n信访局、县纪委：\n请修路。"
    assert judge(text, "JTJ", "交通运输", "建设管理", found={"addressee": "信访局、县纪委"}).answer is None


@pytest.mark.parametrize("channel", ["discipline", "litigation", None])
def test_outside_the_administrative_channel_nobody_helps(channel: str | None) -> None:
    other = Judgement(question="channel", answer=channel, score=0.9, made_by="test")
    assert judge("几百户报案，卷款跑路。", "JWJW", "经济管理", "金融财税", channel=other).answer is None


def test_without_a_sure_lead_there_are_no_helpers() -> None:
    assert judge("几百户报案，卷款跑路。", None, "经济管理", "金融财税").answer is None


def test_in_a_zone_the_committee_helps_and_not_the_county() -> None:
    text = "角美镇的村委会不管，厂子把污水排进田里。"
    letter = write_letter(text)
    place = find_words(letter, "place_code", "角美镇").model_copy(update={"value": "350604101"})
    judged = judge(text, "STHJJ", "环境保护", "环境污染", more=(place,))
    assert judged.answer == "GWH"
