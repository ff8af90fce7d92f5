"""Exports: what programs and spreadsheets get, and what they must not get."""

import csv
import io
import json
from datetime import datetime
from typing import BinaryIO

import pytest
from openpyxl import load_workbook

from ledger import Form, Ledger, export_cases
from ledger.columns import COLUMNS, Words, mask, mask_numbers
from ledger.exports import guard
from records import CaseRecord, CaseValues, Link, MatterRecord
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab import Lang, load_vocabulary


def export(records: list[CaseRecord], form: Form, *, lang: Lang = "zh", restricted: bool = False) -> bytes:
    """The bytes of an export."""
    to = io.BytesIO()
    assert export_cases(records, to, form=form, lang=lang, restricted=restricted) == len(records)
    return to.getvalue()


def rows(data: bytes, form: Form) -> list[dict[str, object]]:
    """The rows of a CSV or XLSX by the keys of the columns."""
    table: list[list[object]]
    if form == "csv":
        table = [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip((column.key for column in COLUMNS), row, strict=True)) for row in table]


@pytest.fixture
def record(ledger: Ledger) -> CaseRecord:
    """An ordinary case."""
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    return ledger.case(ledger.record_case(make_reading(scan, doubt="name.unsure"), at=LATER))


@pytest.fixture
def accusation(record: CaseRecord) -> CaseRecord:
    """The same as an accusation, whole."""
    return record.model_copy(update={"restricted": True})


def test_a_json_line_is_the_whole_record(record: CaseRecord) -> None:
    data = export([record, record], "jsonl")
    lines = data.decode().splitlines()
    assert len(lines) == 2
    row = json.loads(lines[0])
    assert (row["schema"], row["case_no"], row["scan_sha256"]) == (
        "laixin.case/1", "2026-XF-00001", make_scan().sha256,
    )  # fmt: skip
    assert "林小川" in lines[0], "not escaped"
    assert CaseRecord.model_validate_json(lines[0]) == record


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_has_chinese_headings_and_the_values_people_read(record: CaseRecord, form: Form) -> None:
    heading, row = rows(export([record], form), form)
    assert (heading["case_no"], heading["names"], heading["topic"]) == ("信访件编号", "信访人", "内容分类")
    assert (row["case_no"], row["names"], row["matter_class"]) == ("2026-XF-00001", "林小川", "申诉求决")
    assert (row["anonymous"], row["restricted"], row["status"]) == ("否", "否", "待审核")
    assert row["doubts"] == "信访人姓名拿不准。"
    assert row["page_count"] in (1, "1")
    assert row["confidence"] in (0.7, "0.7")
    assert row["forward_due"] in ("2026-12-08", datetime(2026, 12, 8))  # noqa: DTZ001 - a cell has no zone
    assert row["title"] in ("", None)


def test_the_table_speaks_english_when_asked(record: CaseRecord) -> None:
    heading, row = rows(export([record], "csv", lang="en"), "csv")
    assert (heading["case_no"], row["matter_class"], row["anonymous"]) == ("Case number", "Appeal", "No")


def test_the_csv_opens_in_excel(record: CaseRecord) -> None:
    data = export([record], "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_numbers_of_persons_are_masked_everywhere_in_the_table(record: CaseRecord, form: Form) -> None:
    values = record.values.model_copy(
        update={"id_nos": ("350602199001011230",), "title": "我电话13800001234", "demands": ("打0596-1234567",)}
    )
    row = rows(export([record.model_copy(update={"values": values})], form), form)[1]
    assert row["phones"] == "138****1234"
    assert row["id_nos"] == "350***********1230"
    assert row["title"] == "我电话138****1234"
    assert row["demands"] == "打059*****4567"


UNDERSTOOD = {
    "purpose": "relief", "topic3": "大气污染", "legal_way": "enforcement", "level": "county", "territory": "350602",
    "co_units": ("SLJ",), "signatory_count": 6, "concerned_count": 30, "sex": "female", "age": 58,
    "employer": "某厂，电话13800001234", "areas": ("213333.33",), "accused_posts": ("某村主任",),
    "accused_units": ("ZRZYJ",), "paper_nos": ("某信复〔2025〕3号",), "earlier_steps": ("court", "petition"),
    "repeat": "repeat",
}  # fmt: skip
"""Values of an ordinary case that only this understanding fills."""


@pytest.fixture
def understood(record: CaseRecord) -> CaseRecord:
    """A case in which every newer value stands, of three matters of which a person rejected one."""
    matters = tuple(
        MatterRecord(
            number=number, state=state, words=(), boxes=(), demands=(), place_code=None, judgements=(), deadlines=()
        )
        for number, state in enumerate(("confirmed", "proposed", "rejected"), start=1)
    )  # fmt: skip
    link = Link(case_no="2026-XF-00007", kind="same-person", score=1, same_matter=True, earlier=True)
    values = CaseValues.model_validate(record.values.model_dump() | UNDERSTOOD)
    return record.model_copy(update={"values": values, "matters": matters, "links": (link,), "cluster_size": 4})


SHOWN = {
    "信访目的": "求决", "三级分类": "大气污染", "办理途径": "申请查处（三十一条五项）", "办理层级": "县（区）级",
    "问题属地": "芗城区", "协办单位": "水利局", "信访人数": "6", "涉及人数": "30", "性别": "女", "年龄": "58",
    "工作单位": "某厂，电话138****1234", "面积（平方米）": "213333.33", "被反映人职务": "某村主任",
    "被反映单位": "自然资源局", "旧文号": "某信复〔2025〕3号", "曾走程序": "诉讼、信访", "初重件": "重件",
    "关联件": "2026-XF-00007", "关联件数": "4", "事项数": "2",
}  # fmt: skip


def test_what_was_understood_stands_in_the_columns_of_an_offices_ledger(understood: CaseRecord) -> None:
    heading, row = rows(export([understood], "csv"), "csv")
    told = {heading[key]: row[key] for key in heading}
    assert {name: told[name] for name in SHOWN} == SHOWN


def test_the_columns_have_one_heading_each_in_both_languages() -> None:
    for lang in ("zh", "en"):
        words = Words(load_vocabulary(), lang)
        headings = [words.heading(column.key) for column in COLUMNS]
        assert len(set(headings)) == len(COLUMNS)
        assert not {column.key for column in COLUMNS} & set(headings), "a heading is missing in labels.csv"


def test_in_english_answers_are_named_and_divisions_keep_their_code(understood: CaseRecord) -> None:
    row = rows(export([understood], "csv", lang="en"), "csv")[1]
    assert (row["purpose"], row["level"], row["sex"], row["territory"]) == ("Relief", "County", "Female", "350602")
    assert row["earlier_steps"] == "Court、Petition"


def test_a_letter_with_no_name_and_no_count_has_no_number_of_petitioners(record: CaseRecord) -> None:
    nameless = record.model_copy(update={"values": record.values.model_copy(update={"names": ()})})
    assert rows(export([record, nameless], "csv"), "csv")[1]["petitioner_count"] == "1"
    assert rows(export([record, nameless], "csv"), "csv")[2]["petitioner_count"] == ""


def test_an_accusation_keeps_classes_in_the_table_and_nothing_of_person_or_matter(understood: CaseRecord) -> None:
    row = rows(export([understood.model_copy(update={"restricted": True})], "csv"), "csv")[1]
    kept = {"purpose", "topic3", "legal_way", "level", "territory", "co_units", "matter_count"}
    newer = {*UNDERSTOOD, "petitioner_count", "links", "matter_count"} - {"signatory_count"}
    assert {key for key in newer if row[key]} == kept
    assert row["cluster_size"] == "1"


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13800001234", "138****1234"), ("0596-1234567", "059*****4567"), ("1234567", "*******"), ("12", "**"), ("", "")],
)
def test_a_masked_number_shows_its_head_and_tail_only(number: str, masked: str) -> None:
    assert mask(number) == masked


@pytest.mark.parametrize(
    "number",
    [
        "350602900101123",
        "350602 19900101 1230",
        "35060219900101123X",
        "6222021402000123456",
        "138 0000 1234",
        "138-0000-1234",
        "0596 1234567",
    ],
)
def test_numbers_in_groups_and_id_numbers_of_old_are_masked_in_text(number: str) -> None:
    assert number[4:-4] not in (mask_numbers(f"打{number}找我") or "")


@pytest.mark.parametrize("text", ["12000元", "2026年11月23日", "第350号", "1234567890123456789012345"])
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert mask_numbers(text) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_is_never_a_formula(record: CaseRecord, start: str) -> None:
    words = f"{start}cmd|' /C calc'!A0"
    assert guard(words) == f"'{words}"
    hostile = record.model_copy(update={"values": record.values.model_copy(update={"names": (words, "林小川")})})
    for form in ("csv", "xlsx"):
        row = rows(export([hostile], form), form)[1]
        assert str(row["names"]).startswith("'")
    sheet = load_workbook(io.BytesIO(export([hostile], "xlsx"))).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}


def test_numbers_and_dates_are_not_taken_for_text() -> None:
    assert guard(-3) == -3
    assert guard(None) is None


def test_control_characters_that_a_workbook_cannot_hold_are_left_out(record: CaseRecord) -> None:
    values = record.values.model_copy(update={"title": "排\x00污\x0b"})
    row = rows(export([record.model_copy(update={"values": values})], "xlsx"), "xlsx")[1]
    assert row["title"] == "排污"


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_an_accusation_leaves_without_its_writer(accusation: CaseRecord, form: Form) -> None:
    def told(data: bytes) -> str:
        return data.decode() if form == "jsonl" else str(rows(data, form)[1])

    assert "林小川" not in told(export([accusation], form))
    assert "1234" not in told(export([accusation], form))
    assert "2026-XF-00001" in told(export([accusation], form))
    assert "林小川" in told(export([accusation], form, restricted=True))


def test_the_stream_stays_open_for_its_owner(record: CaseRecord) -> None:
    to: BinaryIO = io.BytesIO()
    export_cases([record], to, form="csv")
    assert not to.closed


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_an_empty_ledger_gives_an_empty_table(form: Form) -> None:
    data = export([], form)
    assert data == b"" if form == "jsonl" else len(rows(data, form)) == 1
