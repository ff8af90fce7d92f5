"""Exports: what programs and spreadsheets get, and what they must not get."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import duckdb
import pandas as pd
import pytest
from openpyxl import load_workbook

from ledger import Form, Ledger, export_cases, open_ledger
from ledger.exporting.cells import MOST_CHARACTERS, guard
from ledger.exporting.columns import COLUMNS, LEDGER, REGISTER
from ledger.exporting.delimited import Encoding
from ledger.exporting.words import Words
from records import CaseRecord, CaseValues, Link, MatterRecord
from records.handling import Handling, LeaderInCharge
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab import Lang, load_vocabulary

HEADINGS = [
    "序号", "信访件编号", "来信条码", "收件日期", "邮戳日期", "落款日期", "登记日期", "登记人", "来信来源", "受信人",
    "信访人姓名", "匿名", "联名", "信访人数", "涉及人数", "证件号码", "联系电话", "住址", "问题属地", "标题", "概况",
    "诉求", "事项类别", "信访目的", "内容分类一级", "内容分类二级", "内容分类三级", "初/重", "关联件编号", "重大紧急",
    "扬言", "涉法涉诉", "检举控告", "办理途径", "办理方式", "去向/承办单位", "协办单位", "转送日期", "转送时限",
    "受理日期", "办结时限", "延期至", "办结日期", "办理结果", "答复文号", "送达日期", "复查/复核", "包案领导", "督办",
    "回访", "满意度", "销号日期", "归档号", "页数", "附件页数", "机器建议置信度", "人工确认人", "人工确认时间",
    "备注",
]  # fmt: skip
FORMS: tuple[Form, ...] = ("jsonl", "csv", "xlsx", "parquet")


def export(
    records: list[CaseRecord], form: Form, *, lang: Lang = "zh", restricted: bool = False, full: bool = False,
    encoding: Encoding = "utf-8",
) -> bytes:  # fmt: skip
    """The bytes of an export."""
    to = io.BytesIO()
    export_cases(records, to, form=form, lang=lang, restricted=restricted, full=full, encoding=encoding)
    return to.getvalue()


def rows(data: bytes, form: Form, *, keys: tuple[str, ...] = tuple(column.key for column in COLUMNS)):
    """The rows of a CSV or XLSX by the keys of the columns, the headings first."""
    if form == "csv":
        table = [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    else:
        sheet = load_workbook(io.BytesIO(data)).worksheets[0]
        table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    return [dict(zip(keys, row, strict=True)) for row in table]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> CaseRecord:
    """An ordinary case."""
    scan = make_scan()
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.take_in(scan, source=make_source())
        return ledger.case(ledger.record_case(make_reading(scan, doubt="name.unsure"), at=LATER))


@pytest.fixture
def accusation(record: CaseRecord) -> CaseRecord:
    """The same as an accusation, whole."""
    return record.model_copy(update={"restricted": True, "case_no": "2026-XF-00002"})


def with_values(record: CaseRecord, **values: object) -> CaseRecord:
    return record.model_copy(update={"values": CaseValues.model_validate(record.values.model_dump() | values)})


def test_a_json_line_is_the_masked_record(record: CaseRecord) -> None:
    lines = export([record, record], "jsonl").decode().splitlines()
    assert len(lines) == 2
    shown = CaseRecord.model_validate_json(lines[0])
    assert (shown.schema_, shown.case_no, shown.scan_sha256) == ("laixin.case/1", "2026-XF-00001", make_scan().sha256)
    assert (shown.values.names, shown.values.phones, shown.text) == (("林**",), ("138****1234",), "")
    assert '"names":["林**"]' in lines[0], "not escaped"
    assert CaseRecord.model_validate_json(export([record], "jsonl", full=True)) == record


def test_the_sheet_opens_as_an_offices_ledger(record: CaseRecord, accusation: CaseRecord) -> None:
    book = load_workbook(io.BytesIO(export([record, accusation], "xlsx")))
    sheet, apart = book.worksheets
    assert (sheet.title, apart.title) == ("台账", "检举控告（另册）")
    assert str(sheet["A1"].value).startswith("信访工作台账　截至")
    assert "已遮盖" in str(sheet["A1"].value)
    headings = [cell.value for cell in sheet[2]]
    assert headings[: len(HEADINGS)] == HEADINGS
    assert len(LEDGER) == len(HEADINGS)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C3", f"A2:{sheet.cell(2, len(COLUMNS)).column_letter}3")
    received = sheet.cell(3, 1 + headings.index("收件日期"))
    assert (received.value, received.is_date, received.number_format) == (
        datetime(2026, 11, 23), True, "yyyy-mm-dd",  # noqa: DTZ001 - a cell has no zone
    )  # fmt: skip
    assert sheet.cell(3, 1 + headings.index("概况")).alignment.wrap_text
    assert sheet.column_dimensions["B"].width > 10
    assert sheet.row_dimensions[3].height == 15
    assert len({cell.fill.fgColor.rgb for cell in sheet[2]}) == 1
    assert [cell.value for cell in apart["A"]] == [
        "检举控告件1件另册登记，这里只列编号。",
        "信访件编号",
        "2026-XF-00002",
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_has_the_values_people_read(record: CaseRecord, form: Form) -> None:
    heading, row = rows(export([record], form), form)
    assert (heading["case_no"], heading["names"], heading["topic"]) == ("信访件编号", "信访人姓名", "内容分类一级")
    assert (row["serial"], row["case_no"], row["names"]) in (
        (1, "2026-XF-00001", "林**"),
        ("1", "2026-XF-00001", "林**"),
    )
    assert (row["matter_class"], row["anonymous"], row["restricted"], row["status"]) == (
        "申诉求决",
        "否",
        "否",
        "待审核",
    )
    assert row["doubts"] == "信访人姓名拿不准。"
    assert row["confidence"] in (0.7, "0.7")
    assert row["forward_due"] in ("2026-12-08", datetime(2026, 12, 8))  # noqa: DTZ001
    assert row["title"] in ("", None)


def test_the_table_speaks_english_when_asked(record: CaseRecord) -> None:
    heading, row = rows(export([record], "csv", lang="en"), "csv")
    assert (heading["case_no"], row["matter_class"], row["anonymous"]) == ("Case number", "Appeal", "No")


UNDERSTOOD = {
    "purpose": "relief", "topic3": "大气污染", "legal_way": "enforcement", "level": "county", "territory": "350602",
    "co_units": ("SLJ",), "signatory_count": 6, "concerned_count": 30, "sex": "female", "age": 58,
    "employer": "某厂", "areas": ("213333.33",), "accused_posts": ("某村主任",), "accused_units": ("ZRZYJ",),
    "paper_nos": ("某信复〔2025〕3号",), "earlier_steps": ("court", "petition"), "repeat": "repeat",
}  # fmt: skip


@pytest.fixture
def understood(record: CaseRecord) -> CaseRecord:
    """A case in which every newer value stands, of three matters of which a person rejected one, under a leader."""
    matters = tuple(
        MatterRecord(
            number=number, state=state, words=(), boxes=(), demands=(), place_code=None, judgements=(), deadlines=()
        )
        for number, state in enumerate(("confirmed", "proposed", "rejected"), start=1)
    )  # fmt: skip
    link = Link(case_no="2026-XF-00007", kind="same-person", score=1, same_matter=True, earlier=True)
    leader = LeaderInCharge(name="周某某", post="副市长", since=date(2026, 12, 1))
    handled = Handling(way="forward", unit="JYJ", forwarded_on=date(2026, 11, 25), outcome=("resolved",), leader=leader)
    more = {"matters": matters, "links": (link,), "cluster_size": 4, "handling": handled}
    return with_values(record, **UNDERSTOOD).model_copy(update=more)


SHOWN = {
    "信访目的": "求决", "内容分类三级": "大气污染", "办理途径": "申请查处（三十一条五项）", "办理层级": "县（区）级",
    "问题属地": "芗城区", "协办单位": "水利局", "信访人数": "6", "联名": "是", "涉及人数": "30",
    "性别": "女", "年龄": "58",
    "工作单位": "***", "面积（平方米）": "213333.33", "被反映人职务": "某村主任", "被反映单位": "自然资源局",
    "旧文号": "某信复〔2025〕*号", "曾走程序": "诉讼、信访", "初/重": "重件", "关联件编号": "2026-XF-00007",
    "关联件数": "4",
    "事项数": "2", "办理方式": "转送", "去向/承办单位": "教育局", "转送日期": "2026-11-25", "办理结果": "解决问题到位",
    "包案领导": "周某某 副市长", "扬言": "", "备注": "",
}  # fmt: skip


def test_what_was_understood_and_done_stands_in_the_columns_of_an_offices_ledger(understood: CaseRecord) -> None:
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
    assert row["earlier_steps"] == "Court, Petition"


@pytest.mark.parametrize("form", FORMS)
def test_an_accusation_is_no_row_of_the_ordinary_ledger(record: CaseRecord, accusation: CaseRecord, form: Form) -> None:
    data = export([record, accusation], form)
    if form == "jsonl":
        shown = CaseRecord.model_validate_json(data.splitlines()[1])
        assert (shown.case_no, shown.values) == ("2026-XF-00002", CaseValues())
    elif form == "parquet":
        assert pd.read_parquet(io.BytesIO(data))["case_no"].tolist() == ["2026-XF-00001"]
    else:
        assert [row["case_no"] for row in rows(data, form)[1:]] == ["2026-XF-00001"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_register_is_a_book_of_its_own_and_whole(record: CaseRecord, accusation: CaseRecord, form: Form) -> None:
    keys = tuple(column.key for column in REGISTER)
    listed = rows(export([record, accusation], form, restricted=True), form, keys=keys)[1:]
    assert [(row["case_no"], row["names"], row["phones"]) for row in listed] == [
        ("2026-XF-00002", "林小川", "13800001234")
    ]


HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", " =1",
    "\u200b=1", "\ufeff=1", "\x00=1", "\x0b@1", "\u2028=1", "#REF!", "行\n行", '引"号，逗号', "长" * 40_000,
    "😀" * 20_000,
    "𠮷野家", "半\ud83d个",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_is_run_or_breaks_the_file(record: CaseRecord, words: str) -> None:
    hostile = record.model_copy(update={"values": record.values.model_copy(update={"title": words})})
    book = load_workbook(io.BytesIO(export([hostile], "xlsx", full=True)))
    sheet = book.worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}
    title = str(sheet.cell(3, 1 + [column.key for column in COLUMNS].index("title")).value)
    assert len(title.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    row = rows(export([hostile], "csv", full=True), "csv")[1]
    for shown in (title, str(row["title"])):
        assert shown.lstrip(" \t\r\n\x00\x0b\u200b\u2028\ufeff")[:1] not in tuple("=+-@＝＋－＠")
    assert len(pd.read_parquet(io.BytesIO(export([hostile], "parquet", full=True)))) == 1
    if "\ud83d" not in words:  # no record of the ledger holds half a character
        assert len(export([hostile], "jsonl").splitlines()) == 1


def test_numbers_and_dates_are_not_taken_for_text() -> None:
    assert guard(-3) == -3
    assert guard(None) is None
    assert guard("") == ""


def test_a_row_is_as_high_as_its_longest_text(record: CaseRecord) -> None:
    book = load_workbook(io.BytesIO(export([with_values(record, summary="长" * 100), record], "xlsx")))
    heights = [book.worksheets[0].row_dimensions[at].height for at in (3, 4)]
    assert heights == [15 * 4, 15]


def test_a_cell_that_was_cut_is_told(record: CaseRecord) -> None:
    from ledger.exporting.export_files import write_rows
    from ledger.exporting.flat import flat_row
    from ledger.exporting.workbooks import make_sheets

    words = Words(load_vocabulary(), "zh")
    sheets = make_sheets(words, day=date(2026, 11, 23), register=False, full=True, apart=[])
    row = flat_row(with_values(record, title="长" * 40_000), masked=False)
    done = write_rows([row, row], io.BytesIO(), form="xlsx", columns=COLUMNS, words=words, sheets=sheets)
    assert (done.rows, done.cut) == (2, 2)


def test_the_csv_opens_in_excel(record: CaseRecord) -> None:
    data = export([record], "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1


def test_gb18030_comes_back_as_it_went(record: CaseRecord) -> None:
    title = "𠮷野家😀龘㐀①Ⅷ\u00b7"
    data = export([with_values(record, title=title)], "csv", encoding="gb18030")
    table = list(csv.reader(io.StringIO(data.decode("gb18030"), newline="")))
    assert table[1][[column.key for column in COLUMNS].index("title")] == title
    frame = pd.read_csv(io.BytesIO(data), encoding="gb18030")
    assert frame["标题"].tolist() == [title]


def test_pandas_and_duckdb_read_what_was_written(understood: CaseRecord, tmp_path: Path) -> None:
    files = {form: tmp_path / f"ledger.{form}" for form in FORMS}
    for form, file in files.items():
        file.write_bytes(export([understood, understood], form))
    sheet = pd.read_excel(files["xlsx"], header=1)
    assert sheet["收件日期"].dt.year.tolist() == [2026, 2026]
    assert pd.read_csv(files["csv"])["信访件编号"].tolist() == ["2026-XF-00001"] * 2
    frame = pd.read_parquet(files["parquet"])
    assert list(frame.columns) == [column.key for column in COLUMNS]
    with duckdb.connect() as database:
        asked = "select received_on, age, names, joint, confidence from '{}'"
        found = database.execute(asked.format(files["parquet"])).fetchone()
        assert found == (date(2026, 11, 23), 58, ["林**"], True, 0.7)
        assert database.execute(f"select count(*) from '{files['csv']}'").fetchone() == (2,)
        assert database.execute(f"select case_no from '{files['jsonl']}'").fetchall() == [("2026-XF-00001",)] * 2


def test_the_stream_stays_open_for_its_owner(record: CaseRecord) -> None:
    for form in FORMS:
        to: BinaryIO = io.BytesIO()
        export_cases([record], to, form=form)
        assert not to.closed, form


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_ledger_gives_an_empty_table(form: Form) -> None:
    data = export([], form)
    if form == "parquet":
        assert pd.read_parquet(io.BytesIO(data)).empty
    else:
        assert data == b"" if form == "jsonl" else len(rows(data, form)) == 1


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(record: CaseRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.exporting.workbooks.MOST_ROWS", 2)
    book = load_workbook(io.BytesIO(export([record] * 5, "xlsx")))
    assert book.sheetnames == ["台账", "台账2", "台账3", "检举控告（另册）"]
    assert [sheet["A3"].value for sheet in book.worksheets[:3]] == [1, 3, 5]


def test_rows_of_the_ledger_are_the_same_as_rows_of_the_records(ledger: Ledger) -> None:
    from ledger.exporting.flat import flat_row

    for number, content in enumerate(("one", "two"), start=1):
        scan = make_scan(content)
        ledger.take_in(scan, source=make_source(number))
        ledger.record_case(make_reading(scan, matter_class="appeal" if number == 1 else "accusation"), at=LATER)
    kept = [json.loads(row.body) for row in ledger.rows()]
    assert kept == [flat_row(record) for record in ledger.cases()]
    assert [row["case_no"] for row in ledger.whole_rows()] == ["2026-XF-00001"]
    assert ledger.apart() == ["2026-XF-00002"]
    (whole,) = ledger.whole_rows(restricted=True)
    assert whole["names"] == ["林小川"]
    assert set(kept[1]) == {
        "schema", "case_no", "scan_sha256", "restricted", "status", "received_on", "registered_on", "channel_in",
        "page_count", "copies",
    }  # fmt: skip
    assert set(kept[0]) - {"schema"} == {column.key for column in COLUMNS if column.filled} - {"serial"}
