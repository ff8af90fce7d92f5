"""Masking: nothing of a person leaves by default, in whatever form it stands; what is shown is named."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import Ledger
from ledger.masking import mask_record, masked_handling, masked_records, masked_values
from ledger.masking.numbers_in_text import mask_numbers
from ledger.masking.personal_words import mask_paper
from ledger.masking.shapes import mask_accused, mask_name, mask_number, to_township
from records import CaseRecord, CaseValues, Evidence, MatterRecord, Review, Span, Step
from records.handling import Handling, ReturnVisit
from tests.ledger.letters import LATER, NOON, make_reading, make_scan, make_source
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"), ("张三丰", "张**"), ("欧阳锋", "欧阳*"), ("歐陽建國", "歐陽**"),
        ("林 小川", "林**"), ("张", "*"),
        ("阿卜杜·热合曼", "阿***"), ("东方", "东*"), ("Mary Smith", "M***"),
    ],
)  # fmt: skip
def test_of_a_name_the_surname_stays(name: str, masked: str) -> None:
    assert mask_name(name, VOCABULARY) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800001234", "138****1234"), ("350602199001011230", "350***********1230"), ("0596-1234567", "059*****4567"),
        ("12345678", "********"), ("1234567", "*******"), ("12", "**"), ("", ""),
    ],
)  # fmt: skip
def test_of_a_number_head_and_tail_stay_when_enough_lies_between(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("福建省漳州市芗城区东铺头街道胜利路12号3栋502室", "福建省漳州市芗城区东铺头街道***"),
        ("漳浦县旧镇镇城内村123号", "漳浦县旧镇镇***"),
        ("龙海区石码镇", "龙海区石码镇"),
        ("江苏省镇江市丹徒区上党镇薛村12号", "江苏省镇江市丹徒区上党镇***"),
        ("平和縣小溪鎮西林村", "平和縣小溪鎮***"),
        ("胜利路12号", "***"),
        ("城乡路1号", "***"),
    ],
)
def test_an_address_ends_with_its_township(address: str, masked: str) -> None:
    assert to_township(address, VOCABULARY) == masked


@pytest.mark.parametrize(
    ("accused", "masked"),
    [
        ("陈大山", "陈**"), ("教育局", "教育局"), ("某某公司", "某某公司"), ("平和县第一中学", "平和县第一中学"),
        ("村委会主任陈大山", "***"), ("小溪镇", "小溪镇"),
    ],
)  # fmt: skip
def test_of_the_accused_bodies_stay_and_persons_are_masked(accused: str, masked: str) -> None:
    assert mask_accused(accused, VOCABULARY) == masked


def test_a_papers_running_number_is_hidden() -> None:
    assert mask_paper("某信复〔2025〕3号") == "某信复〔2025〕*号"
    assert mask_paper("（2023）闽0602民初1234号") == "（2023）闽*民初*号"


@pytest.mark.parametrize(
    "text",
    [
        "350602900101123", "350602 19900101 1230", "35060219900101123X", "6222021402000123456", "138 0000 1234",
        "138-0000-1234", "0596 1234567", "１３８００００１２３４", "1 3 8 0 0 0 0 1 2 3 4", "138.0000.1234",
        "一三八零零零零一二三四", "138（0000）1234", "wang@example.com", "微信：abc_12345", "闽E12345",
        "一三八 零零零零 一二三四", "138零零零零1234", "壹叁捌零零零零壹贰叁肆", "1380000l234", "138_0000_1234",
        "138\n0000\n1234", "wx:abc12345", "薇信abc12345", "抖音号：abc12345", "闽ED12345", "①③⑧⓪⓪⓪⓪①②③④",
    ],
)  # fmt: skip
def test_numbers_of_persons_are_masked_in_text_however_they_are_written(text: str) -> None:
    shown = mask_numbers(f"打{text}找我") or ""
    assert text not in shown
    assert "0000" not in re.sub(r"\D", "", shown)
    assert "*" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("他1985年5月5日出生", "他***出生"), ("生于1985.5.5", "生于***"), ("一九八五年五月十五日生", "***生"),
        ("出生日期：1985-05-05", "出生日期***"), ("2025年5月5日生产", "2025年5月5日生产"),
        ("住3号楼2单元501", "住***"), ("在胜利路88号", "在胜利路***"), ("西林村12组34号的猪场", "西林村***的猪场"),
        ("国发路3号文", "国发路3号文"),
    ],
)  # fmt: skip
def test_days_of_birth_and_doors_are_hidden_whosever_they_are(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown


@pytest.mark.parametrize(
    "text", ["赔12000元", "2026年11月23日", "2026-11-23", "第350号", "1200000元", "213333.33平方米", "3月5日"]
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert mask_numbers(text) == text


NAME, PHONE, ID, STREET, ACCUSED = "歐陽建國", "13912345678", "350602199001011230", "胜利路12号3栋502室", "陈大山"
BIRTH, EMPLOYER, PAPER, BARCODE = "1990-01-01", "漳州市某某机械厂", "某信复〔2025〕337号", "XA12345678935"
SECRETS = (
    NAME, "欧阳建国", "建国", PHONE, "13987654321", ID, STREET, "胜利路", "502", ACCUSED, "大山",
    "1990年1月1日", EMPLOYER, "337",
    BARCODE, "林小川", "密谈", "化解不了", "副局长手机", "李会计",
)  # fmt: skip


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> CaseRecord:
    """A case in which every personal value stands again in every free text, in other forms too."""
    from ledger import open_ledger

    scan = make_scan()
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.take_in(scan, source=make_source())
        made = ledger.case(ledger.record_case(make_reading(scan, second="13987654321"), at=LATER))
    told = (
        "我是欧 阳 建国（歐陽建國），建国住胜利路１２号３栋502室，電話１３９ 1234-5678，"
        "一三九一二三四五六七八，身份证350602 19900101 1230，"
        f"1990年1月1日生，在{EMPLOYER}上班，告{ACCUSED}，大山不服，{PAPER}，{BARCODE}，也打过13987654321，林小川可证。"
    )
    values = {
        "title": told, "summary": told, "demands": [told], "addressee": told, "accused_posts": [told], "dates": [BIRTH],
        "names": [NAME], "phones": [PHONE], "id_nos": [ID], "address": f"福建省漳州市芗城区东铺头街道{STREET}",
        "address_code": "350602001003", "place": f"芗城区东铺头街道{STREET}", "accused": [ACCUSED, "教育局"],
        "birth_date": BIRTH, "employer": EMPLOYER, "paper_nos": [PAPER], "letter_barcode": BARCODE, "topic": "环境保护",
    }  # fmt: skip
    review = Review(case_no=made.case_no, field="names", machine_value=["林小川"], human_value=[NAME], by="王晓梅",
                    at=NOON, note="密谈")  # fmt: skip
    step = Step(case_no=made.case_no, kind="lead", before="confirmed", after="confirmed", on=date(2026, 11, 25),
                by="王晓梅", at=NOON, facts={"unit": "JYJ", "words": told, "leader": "周某",
                "phone": "副局长手机"})  # fmt: skip
    handled = Handling(unit="JYJ", official="李会计", refusal=told, visits=(
        ReturnVisit(on=date(2026, 12, 1), manner="phone", result=told, reached=True),),
        paper_no=f"复{PHONE}")  # fmt: skip
    more = {"values": CaseValues.model_validate(made.values.model_dump() | values), "batch": f"{NAME}材料"}
    return made.model_copy(update={**more, "reviews": (review,), "steps": (step,), "handling": handled})


def test_no_personal_value_is_left_anywhere(record: CaseRecord) -> None:
    told = mask_record(record).model_dump_json()
    assert [secret for secret in SECRETS if secret in told] == []
    assert "12345678" not in re.sub(r"[\s\-]", "", told)
    assert "139****5678" in told
    assert "歐陽**" in told


def test_what_a_ledger_needs_is_left(record: CaseRecord) -> None:
    shown = mask_record(record)
    assert (shown.case_no, shown.scan_sha256, shown.status) == (record.case_no, record.scan_sha256, record.status)
    assert shown.values.topic == "环境保护"
    assert shown.values.accused == ("陈**", "教育局")
    assert (shown.values.address, shown.values.address_code) == ("福建省漳州市芗城区东铺头街道***", "350602001")
    assert (shown.reviews[0].by, shown.reviews[0].human_value) == ("王晓梅", None)
    assert (shown.steps[0].facts["unit"], shown.steps[0].facts["words"]) == ("JYJ", "***")
    assert (shown.text, shown.batch, shown.values.birth_date) == ("", "", None)
    assert mask_record(record.model_copy(update={"batch": "2026-11-23"})).batch == "2026-11-23"


def test_masking_twice_is_masking_once(record: CaseRecord) -> None:
    once = mask_record(record)
    assert mask_record(once) == once


def test_everything_of_a_record_was_decided_on() -> None:
    assert CaseRecord.model_fields.keys() == masked_records.KEPT | masked_records.MASKED
    assert CaseValues.model_fields.keys() == masked_values.KEPT | masked_values.MASKS.keys() | {"birth_date"}
    left_out = {"official", "extension_approver", "refusal", "strike_off_ground", "strike_off_approver"}
    assert Handling.model_fields.keys() == masked_handling.KEPT | masked_handling.MASKED.keys() | left_out


def test_a_value_that_nobody_decided_on_is_left_out(record: CaseRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked_records, "KEPT", masked_records.KEPT - {"office"})
    monkeypatch.setattr(masked_values, "KEPT", masked_values.KEPT - {"topic"})
    monkeypatch.setattr(masked_handling, "KEPT", masked_handling.KEPT - {"unit"})
    shown = mask_record(record)
    assert (shown.office, shown.values.topic, shown.handling.unit) == (None, None, None)


def test_an_accused_person_behind_a_post_is_masked_in_the_text(record: CaseRecord) -> None:
    values = CaseValues(accused=("村委会主任陈大山",), summary="主任陈大山不管，大山还打人")
    shown = mask_record(record.model_copy(update={"values": values}))
    assert shown.values.summary == "主任陈**不管，**还打人"


def test_a_day_of_birth_is_hidden_however_it_is_parted(record: CaseRecord) -> None:
    values = CaseValues(birth_date=date(1985, 5, 5), summary="1985.5.5、1985/5/5、1985-05-05、1985年05月05日")
    shown = mask_record(record.model_copy(update={"values": values})).values.summary or ""
    assert not re.search(r"5\D0?5", shown)


def test_what_a_person_typed_where_a_figure_or_a_code_belongs_is_masked(record: CaseRecord) -> None:
    typed = {"amounts": ("12000.50", f"欠{NAME}"), "areas": ("120", NAME), "earlier_steps": ("court", f"找{NAME}")}
    values = CaseValues(names=(NAME,), topic3=f"{NAME}的事", **typed)
    shown = mask_record(record.model_copy(update={"values": values})).values
    assert (shown.amounts, shown.areas) == (("12000.50", "***"), ("120", "***"))
    assert (shown.earlier_steps, shown.topic3) == (("court", "找歐陽**"), "歐陽**的事")


def test_the_place_of_a_matter_is_told_to_its_township(record: CaseRecord) -> None:
    matter = MatterRecord(number=1, state="proposed", words=(), boxes=(), demands=(), place_code="350602001003",
                          judgements=(), deadlines=())  # fmt: skip
    assert mask_record(record.model_copy(update={"matters": (matter,)})).matters[0].place_code == "350602001"


def test_what_was_read_first_is_masked_after_a_review(record: CaseRecord) -> None:
    entry = Evidence(
        field="name", value="何满仓", words="何满仓", span=Span(start=0, end=3), boxes=(), rule="x", confidence=1
    )
    values = record.values.model_copy(update={"summary": "何满仓家的事"})
    shown = mask_record(record.model_copy(update={"evidence": (entry,), "values": values}))
    assert shown.values.summary == "何**家的事"


@given(
    name=st.sampled_from(["林小川", "欧阳建国", "张三", "司马光明"]),
    before=st.text(st.characters(categories=["Lo", "Po", "Zs"]), max_size=8),
    gap=st.sampled_from(["", " ", "\u3000", "·", "\u200b", "-"]),
)
def test_a_name_written_apart_is_found_in_any_text(name: str, before: str, gap: str) -> None:
    record = _bare(name, f"{before}{gap.join(name)}来信")
    told = mask_record(record).values.summary or ""
    assert name not in re.sub(r"[\s·\u200b\-]", "", told) or name in before


_BARE: list[CaseRecord] = []


def _bare(name: str, summary: str) -> CaseRecord:
    return _BARE[0].model_copy(update={"values": CaseValues(names=(name,), summary=summary), "evidence": ()})


@pytest.fixture(autouse=True)
def _keep_bare(record: CaseRecord) -> None:
    _BARE[:] = [record.model_copy(update={"reviews": (), "steps": (), "handling": Handling()})]


def test_a_review_that_names_someone_else_masks_both(ledger: Ledger) -> None:
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    case_no = ledger.record_case(make_reading(scan), at=LATER)
    ledger.review(case_no, "names", ["何满仓"], by="王晓梅", note="", at=LATER)
    ledger.review(case_no, "title", "林小川、何满仓反映排污", by="王晓梅", note="", at=LATER)
    (row,) = ledger.rows()
    assert "林小川" not in row.body
    assert "何满仓" not in row.body
    assert "林**、何**反映排污" in row.body
