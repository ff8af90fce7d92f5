"""The provincial exchange: fields and codes by tables, and what cannot be said is told and never guessed."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ledger.exporting.columns import COLUMNS
from ledger.exporting.exchange import Unmapped, map_rows
from ledger.exporting.exchange_files import write_exchange_rows
from records import SetupError
from tests.cli.conftest import Call
from vocab.exchange_tables import load_exchange

ROW: dict[str, object] = {
    "case_no": "2026-XF-00001", "channel_in": "letter", "letter_date": None, "received_on": "2026-11-23",
    "registered_at": "2026-11-23T14:00:05+08:00", "names": ["林**", "陈**"], "id_nos": [], "anonymous": False,
    "sex": "female",
    "title": "长" * 300, "demands": ["查清", "赔偿"], "purpose": "relief", "topic": "其他", "topic2": "表达情感",
    "territory": "350602001", "accused": ["陈**", "教育局"], "status": "closed", "closed_on": "2026-12-01",
    "urgency": "urgent",
    "petitioner_count": 2, "satisfaction": "dissatisfied", "delivery_manner": "on-site", "office": "XF",
}  # fmt: skip


@pytest.fixture
def mapped() -> tuple[dict[str, str | int | None], Unmapped]:
    unmapped = Unmapped()
    (row,) = map_rows([ROW], load_exchange(), unmapped)
    return row, unmapped


def test_values_stand_in_the_exchanges_fields_and_forms(mapped: tuple[dict[str, str | int | None], Unmapped]) -> None:
    row, _ = mapped
    wanted = {
        "xfjbh": "2026-XF-00001", "xfxs": "1", "xfrq": "2026/11/23 00:00:00", "djsj": "2026/11/23 14:00:05",
        "xm": "林**",
        "zjhm": None, "nmbz": "0", "xb": "0", "xfrsq": "查清、赔偿", "nrfldm": "990000", "wtsddm": "350602",
        "bfyrhdw": "陈**、教育局", "bjbz": "1", "bjsj": "2026/12/01 00:00:00", "zdjjbz": "1", "xfrs": 2, "dzrdwpj": "3",
        "sdfs": "2", "dabh": None, "sfgd": "0",
    }  # fmt: skip
    assert {field: row[field] for field in wanted} == wanted


def test_what_cannot_be_said_is_told_and_not_guessed(mapped: tuple[dict[str, str | int | None], Unmapped]) -> None:
    row, unmapped = mapped
    assert (row["xfmddm"], row["xfjzt"], row["djjgdm"]) == (None, None, None)
    assert row["bt"] == "长" * 200
    told = {(one["field"], one["what"], one["code"], one["cases"]) for one in unmapped.rows(load_exchange())}
    assert told >= {
        ("xfmddm", "no-code", "relief", 1), ("xfjzt", "no-code", "closed", 1), ("djjgdm", "no-code", "XF", 1),
        ("bt", "cut", "", 1), ("tsnr", "no-value", "", None),
    }  # fmt: skip
    assert "林" not in str(told)


def test_every_value_of_the_table_is_one_of_a_row() -> None:
    keys = {column.key for column in COLUMNS}
    for field in load_exchange().fields:
        assert set(field.values) <= keys, field.field


def test_an_office_replaces_the_codes_by_its_own(tmp_path: Path) -> None:
    (tmp_path / "exchange_codes.csv").write_text("list,ours,theirs,note\nxfmddm,relief,02,\n", encoding="utf-8")
    (row,) = map_rows([ROW], load_exchange(tmp_path), Unmapped())
    assert (row["xfmddm"], row["nrfldm"]) == ("02", None)


@pytest.mark.parametrize(
    "line",
    ["bt,标题,title,words,200,", "bt,标题,title,text,0,", "bt,标题,title,text,x,", "xfxs,形式,channel_in,code,3,"],
)
def test_a_table_that_cannot_be_right_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "exchange.csv").write_text(f"field,name,value,type,length,codes\n{line}\n", encoding="utf-8")
    with pytest.raises(SetupError):
        load_exchange(tmp_path)


def test_a_field_stands_once(tmp_path: Path) -> None:
    line = "bt,标题,title,text,200,"
    (tmp_path / "exchange.csv").write_text(f"field,name,value,type,length,codes\n{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(SetupError):
        load_exchange(tmp_path)


def test_the_files_hold_the_same_in_every_form(mapped: tuple[dict[str, str | int | None], Unmapped]) -> None:
    row, _ = mapped
    written = {}
    for form in ("jsonl", "csv", "xlsx"):
        to = io.BytesIO()
        assert write_exchange_rows([row], to, form=form, fields=list(row)).rows == 1  # type: ignore[arg-type]
        written[form] = to
    sheet = load_workbook(written["xlsx"]).active
    assert sheet is not None
    heads, cells = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert dict(zip(heads, cells, strict=True)) == row
    (line,) = csv.DictReader(io.StringIO(written["csv"].getvalue().decode("utf-8-sig"), newline=""))
    assert line == {key: "" if value is None else str(value) for key, value in row.items()}


def test_more_rows_than_a_sheet_holds_go_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.exporting.workbooks.MOST_ROWS", 2)
    to = io.BytesIO()
    assert write_exchange_rows([{"xfjbh": str(n)} for n in range(5)], to, form="xlsx", fields=["xfjbh"]).rows == 5
    sheets = load_workbook(to).worksheets
    assert [(sheet["A1"].value, sheet["A2"].value, sheet.max_row) for sheet in sheets] == [
        ("xfjbh", "0", 3), ("xfjbh", "2", 3), ("xfjbh", "4", 2)
    ]  # fmt: skip


def test_the_command_writes_the_rows_and_beside_them_what_was_not_mapped(
    laixin: Call, seeded: Path, tmp_path: Path
) -> None:
    to = tmp_path / "交换.jsonl"
    done = laixin("export", "--form", "exchange", "--to", to, "--home", seeded)
    assert done.exit_code == 0, done.stderr
    assert len(to.read_text(encoding="utf-8").splitlines()) == 1
    assert "林**" in to.read_text(encoding="utf-8")
    report = (tmp_path / "交换.jsonl.unmapped.csv").read_text(encoding="utf-8-sig")
    assert "tsnr,投诉内容,台账没有这一项" in report
    assert "林" not in report
    for wrong in (("--topic", "没有的分类"), ("--restricted", "--unit", "MZJ", "--by", "王晓梅", "--reason", "核对")):
        told = laixin("export", "--to", tmp_path / "e.xlsx", *wrong, "--home", seeded)
        assert told.exit_code == 2, "an empty file would say that there is none"
        assert not (tmp_path / "e.xlsx").exists()
    refused = laixin("export", "--form", "exchange", "--to", tmp_path / "交换.txt", "--home", seeded)
    assert refused.exit_code == 2
