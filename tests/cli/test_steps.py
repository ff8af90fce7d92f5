"""`laixin step` and `laixin steps`: steps in the office's words, one by one and from a spreadsheet."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from cli.step_words import find_fact, find_kind
from ledger import open_ledger
from tests.cli.conftest import Call
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab.procedure import load_procedure

ONE, TWO, CLOSED = "2026-XF-00001", "2026-XF-00002", "2026-XF-00003"
BY = ("--by", "王晓梅")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger with two confirmed letters and a confirmed accusation, all of which came some days ago."""
    file = tmp_path_factory.mktemp("books") / "ledger.sqlite"
    with open_ledger(f"sqlite:///{file}", office="XF") as ledger:
        for number, kind in enumerate(("appeal", "appeal", "accusation"), start=1):
            scan = make_scan(str(number))
            ledger.take_in(scan, source=make_source(number))
            case_no = ledger.record_case(make_reading(scan, matter_class=kind), at=LATER)
            ledger.review(case_no, "urgency", "ordinary", by="王晓梅", note="", at=LATER)
    return file.read_bytes()


@pytest.fixture
def home(tmp_path: Path, template: bytes) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "ledger.sqlite").write_bytes(template)
    return folder


@pytest.fixture(autouse=True)
def on_a_later_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' letters lie in the year of their story, whatever day it is."""
    import cli.steps as module

    class Later(module.datetime):
        @classmethod
        def now(cls, tz=None):
            return LATER.astimezone(tz)

    monkeypatch.setattr(module, "datetime", Later)


def status(laixin: Call, home: Path, case_no: str) -> str:
    return json.loads(laixin("steps", case_no, "--json", "--home", home).stdout)["status"]


def test_a_step_is_taken_in_the_words_of_the_office(laixin: Call, home: Path) -> None:
    result = laixin(
        "step", ONE, "转送", "--fact", "单位=市教育局", "--fact", "协办单位=民政局、公安局", *BY, "--home", home
    )
    assert result.exit_code == 0, result.stderr
    assert "现在是“已转送”" in result.stdout
    assert "单位：教育局；协办单位：民政局、公安局" in result.stdout
    assert "受理" in result.stdout.splitlines()[-1], "what is possible next"
    told = json.loads(laixin("steps", ONE, "--json", "--home", home).stdout)
    assert told["steps"][0]["facts"] == {"unit": "JYJ", "co_units": "MZJ GAJ"}
    assert told["handling"]["unit"] == "JYJ"
    assert {key: told["possible"][2][key] for key in ("kind", "to")} == {"kind": "accept", "to": "accepted"}
    page = laixin("steps", ONE, "--home", home).stdout
    assert all(word in page for word in ("办理经过", "办理情况", "转送交办日期", "现在可以", "必填", "王晓梅"))
    assert "办理经过" in laixin("show", ONE, "--home", home).stdout


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("办结",), ("现在是“已确认”，不能“办结”；可以：转送、交办",)),
        (("飞",), ("没有这个步骤：飞",)),
        (("申请",), ("没有这个步骤：申请（相近的：申请复查、申请复核",)),
        (("转送",), ("缺少：单位",)),
        (("转送", "--fact", "单位=外星局"), ("填得不对。单位", "单位表")),
        (("转送", "--fact", "天气=晴"), ("“转送”里没有“天气”这一项；可以写：单位、协办单位",)),
        (("转送", "--fact", "单位"), ("名称=内容",)),
        (("转送", "--fact", "单位=教育局", "--fact", "unit=民政局"), ("写了两次",)),
        (("评价",), ("缺少：对责任单位评价或对信访部门评价",)),
        (("回访", "--fact", "方式=托梦", "--fact", "回访结果=好"), ("填得不对。方式：当面、邮寄、电话",)),
        (("告知", "--fact", "方式=电话", "--on", "昨天"), ("日期看不懂",)),
        (("告知", "--fact", "方式=电话", "--on", "2099-01-01"), ("2099-01-01 还没有到",)),
        (("并案", "--fact", f"并入或重复的信访件={CLOSED}", "--fact", "理由=同"), ("不能相连",)),
    ],
)
def test_a_refusal_says_why_and_what_to_do(
    laixin: Call, home: Path, call: tuple[str, ...], said: tuple[str, ...]
) -> None:
    result = laixin("step", ONE, *call, *BY, "--home", home)
    assert result.exit_code == 2
    assert all(words in result.stderr for words in said), result.stderr
    assert "怎么办" in result.stderr
    assert status(laixin, home, ONE) == "confirmed"


def test_an_extension_is_told_to_be_the_only_one(laixin: Call, home: Path) -> None:
    for call in (
        ("受理", "--fact", "单位=教育局"),
        ("延期", "--fact", "延长天数=30", "--fact", "理由=鉴定", "--fact", "批准人=陈立"),
    ):
        assert laixin("step", ONE, *call, *BY, "--home", home).exit_code == 0
    assert "不能“延期”" in laixin("step", ONE, "延期", *BY, "--home", home).stderr


def test_of_an_accusation_a_step_tells_the_status_alone(laixin: Call, home: Path) -> None:
    result = laixin("step", CLOSED, "转纪检监察机关", "--fact", "单位=纪委监委", *BY, "--home", home)
    assert result.exit_code == 0
    assert "已转纪检监察机关" in result.stdout
    assert "单位" not in result.stdout
    row = json.loads(
        laixin(
            "step", CLOSED, "督办", "--fact", "单位=纪委监委", "--fact", "内容=严查", *BY, "--json", "--home", home
        ).stdout
    )
    assert set(row) == {"case_no", "kind", "after", "on"}
    call = ("steps", CLOSED, "--json", "--home", home)
    assert json.loads(laixin(*call).stdout)["steps"] == []
    assert laixin(*call, "--restricted").exit_code == 2, "who asks and why is missing"
    told = laixin(*call, "--restricted", "--by", "陈立", "--reason", "督查")
    assert len(json.loads(told.stdout)["steps"]) == 2


def write(path: Path, rows: list[list[object]]) -> Path:
    if path.suffix == ".xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(rows)
    return path


@pytest.mark.parametrize("name", ["week.xlsx", "week.csv"])
def test_several_cases_from_a_spreadsheet_each_row_told_right_or_wrong(
    laixin: Call, home: Path, tmp_path: Path, name: str
) -> None:
    from datetime import datetime

    day = datetime(2026, 11, 23) if name.endswith("xlsx") else "2026/11/23"  # noqa: DTZ001 - as Excel keeps it
    rows = [
        ["信访件编号", "步骤", "日期", "单位", "理由", "备注二"],
        [ONE, "转送", day, "教育局", "", "不认识的列"],
        [TWO, "办结", day, "", "", ""],
        ["", "", "", "", "", ""],
        [ONE, "受理", "", "", "", ""],
        [ONE, "退回", "哪天", "", "", ""],
        ["2026-XF-00099", "存", "", "", "重复", ""],
    ]
    file = write(tmp_path / name, rows)
    refused = laixin("step", "--file", file, *BY, "--all-or-none", "--home", home)
    assert refused.exit_code == 1
    assert "全部没有记下" in refused.stdout
    assert status(laixin, home, ONE) == "confirmed"
    result = laixin("step", "--file", file, *BY, "--home", home)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line[:3] for line in lines[:-1]] == ["✓ 2", "✗ 3", "✓ 5", "✗ 6", "✗ 7"]
    assert "记下 2 行，没有记下 3 行" in lines[-1]
    assert status(laixin, home, ONE) == "accepted"
    again = [
        json.loads(line) for line in laixin("step", "--file", file, *BY, "--json", "--home", home).stdout.splitlines()
    ]
    assert [row["taken"] for row in again] == [False] * 5
    assert again[0]["code"] == "step.illegal"


def test_a_key_makes_a_file_safe_to_be_told_twice(laixin: Call, home: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "week.csv", [["case_no", "kind", "unit", "key"], [ONE, "forward", "JYJ", "k1"]])
    for _ in range(2):
        assert laixin("step", "--file", file, *BY, "--home", home).exit_code == 0
    assert len(json.loads(laixin("steps", ONE, "--json", "--home", home).stdout)["steps"]) == 1


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", "信访件编号\n2026-XF-00001\n".encode(), b"\x00\xff" * 99])
def test_a_table_without_its_columns_is_refused_whole(laixin: Call, home: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "week.csv"
    file.write_bytes(content)
    assert laixin("step", "--file", file, *BY, "--home", home).exit_code == 2


def test_a_call_names_a_step_or_a_file(laixin: Call, home: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "week.csv", [["case_no", "kind"], [ONE, "keep"]])
    for call in (
        (),
        (ONE,),
        (ONE, "存", "--file", file),
        ("--file", file, "--key", "x"),
        ("--file", tmp_path / "no.csv"),
        ("--file", __file__),
    ):
        assert laixin("step", *call, *BY, "--home", home).exit_code == 2, call


def test_the_table_of_steps_is_shown_without_a_case(laixin: Call, home: Path) -> None:
    rows = [json.loads(line) for line in laixin("steps", "--json", "--home", home).stdout.splitlines()]
    assert {"kind", "from", "to", "needs", "may", "after", "unless", "article"} == set(rows[0])
    page = laixin("steps", "--home", home).stdout
    assert page.count("\n") > len(rows)
    assert "原来的状态" in page


@pytest.mark.parametrize(
    ("given", "kind"),
    [("退回", "return"), ("退回(异议)", "return"), ("退回（异议）", "return"), ("包案", "lead"), ("受理", "accept"),
     ("ＦＯＲＷＡＲＤ", "forward"), ("acc", "acc"), ("申请", "申请"), ("存", "keep")],
)  # fmt: skip
def test_a_step_is_named_as_people_name_it(given: str, kind: str) -> None:
    assert find_kind(given, load_procedure()) == kind


@pytest.mark.parametrize("name", ["承办单位", "单位", "Lead unit", "ｕｎｉｔ"])
def test_the_unit_is_named_as_its_column_is(name: str) -> None:
    assert find_fact(name, load_procedure()) == "unit"


def test_what_is_typed_in_full_width_is_taken(laixin: Call, home: Path, tmp_path: Path) -> None:
    wide = "２０２６－ＸＦ－００００１"
    for call in (
        ("受理", "--fact", "承办单位＝教育局", "--on", "２０２６年１１月２３日"),
        ("延期", "--fact", "延长天数＝２０", "--fact", "理由=甲＝乙，需要鉴定", "--fact", "批准人=陈立"),
    ):
        result = laixin("step", wide, *call, *BY, "--home", home)
        assert result.exit_code == 0, result.stderr
    told = json.loads(laixin("steps", wide, "--json", "--home", home).stdout)["steps"]
    assert (told[0]["on"], told[0]["facts"]) == ("2026-11-23", {"unit": "JYJ"})
    assert told[1]["facts"] == {"days": "20", "reason": "甲＝乙，需要鉴定", "approver": "陈立"}
    row = ["２０２６－ＸＦ－００００２", "转送", "２０２６／１１／２３", "教育局"]
    sheet = write(tmp_path / "week.csv", [["编号", "步骤", "日期", "承办单位"], row])
    assert laixin("step", "--file", sheet, *BY, "--home", home).exit_code == 0
    assert status(laixin, home, TWO) == "forwarded"


def test_a_case_that_nobody_confirmed_says_so_and_is_confirmed_as_it_is(laixin: Call, home: Path) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        scan = make_scan("4")
        ledger.take_in(scan, source=make_source(4))
        case_no = ledger.record_case(make_reading(scan), at=LATER)
    page = laixin("steps", case_no, "--home", home).stdout
    assert "还没有人确认" in page
    assert f"laixin step {case_no} 确认" in page
    assert f"laixin review {case_no}" in page
    assert laixin("step", case_no, "确认", *BY, "--home", home).exit_code == 0
    page = laixin("steps", case_no, "--home", home).stdout
    assert "还没有人确认" not in page
    assert "转送" in page
