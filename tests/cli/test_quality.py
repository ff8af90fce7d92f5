"""The blind share and the quality in service, as people and programs see them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.watching.live_quality import name_period
from ledger import BlindShare, open_ledger
from ledger.clock import office_date
from records import ASKED
from tests.cli.conftest import BY_RIGHT, Call
from tests.ledger.test_blind import ANSWERS, MACHINE, record

CASE = "2026-XF-00001"
NOW = datetime.now(UTC)
TODAY = office_date(NOW)
NAMES = (*MACHINE, "生态环境局", "水利局", "申诉求决", "揭发控告")
"""What the machine says, also by the names that people read."""
SET = [part for field, value in ANSWERS.items() for part in ("--set", f"{field}={value}")]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one letter that waits for a blind answer."""
    folder = tmp_path_factory.mktemp("blind")
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", office="XF") as ledger:
        record(ledger)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return shutil.copytree(made, tmp_path / "home")


def add_answers(home: Path, *, right: int, wrong: int) -> None:
    machine = {"topic": "环境保护", "topic2": "水污染", "matter_class": "appeal", "purpose": "redress", "unit": "HBJ"}
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        for number in range(right + wrong):
            case_no = record(ledger, f"letter {number}", blind=BlindShare(1.0, b"k"))
            said = machine if number < right else machine | {"unit": "ZJJ"}
            ledger.decide(case_no, said, by="王晓梅", note="", at=NOW)


def test_what_waits_is_listed_with_what_to_do(laixin: Call, home: Path) -> None:
    told = laixin("blind", "--home", home).stdout
    assert CASE in told
    assert "共 1 封等待盲评" in told
    assert all(f"--set {field}=" in told for field in ASKED)
    (row,) = json.loads(laixin("blind", "--json", "--home", home).stdout)
    assert (row["case_no"], row["pages"], row["asked"]) == (CASE, 1, list(ASKED))


def test_the_list_of_letters_that_need_a_person_marks_it(laixin: Call, home: Path) -> None:
    told = laixin("cases", "--needs-person", "--home", home).stdout
    assert CASE in told
    assert "盲评" in told


CALLS = [
    ("cases",),
    ("cases", "--needs-person"),
    ("cases", *BY_RIGHT),
    *(("cases", "--format", form, "--to", "{to}") for form in ("jsonl", "csv", "xlsx")),
    ("cases", "--format", "jsonl", *BY_RIGHT, "--to", "{to}"),
    ("cases", "--format", "jsonl"),
    ("show", CASE),
    ("show", CASE, "--json"),
    ("show", CASE, "--verbose", *BY_RIGHT),
    ("review", CASE, "--set", "topic=城乡建设", "--set", "unit=住建局", "--by", "王晓梅"),
    ("review", CASE, "--set", "unit=火星局", "--by", "王晓梅"),
    ("blind",),
    ("blind", "--json"),
    ("quality",),
    ("quality", "--json"),
    ("quality", "--prometheus", "{to}"),
    ("sample",),
    ("sample", "--json", *BY_RIGHT),
    ("sample", "--to", "{to}"),
    ("labels", "list"),
    ("labels", "export", "--task", "topic", "--to", "{to}"),
    ("labels", "export", "--task", "unit", "--case", CASE, "--to", "{to}"),
    ("verify",),
    ("balance", "--json"),
    ("archive", "--all", "--to", "{to}"),
]


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_way_out_tells_what_the_machine_judged(
    laixin: Call, home: Path, tmp_path: Path, call: tuple[str, ...]
) -> None:
    to = tmp_path / "out.xlsx"
    result = laixin(*(part.format(to=to) for part in call), "--home", home)
    told = result.stdout + result.stderr
    if to.is_file() and "xlsx" in call:
        from openpyxl import load_workbook

        told += str([[cell.value for cell in row] for row in load_workbook(to).worksheets[0].iter_rows()])
    elif to.is_file():
        told += to.read_text()
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert [word for word in NAMES if word in told] == []


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] in ("cases", "show") and "{to}" not in call])
def test_of_a_letter_that_was_not_drawn_the_same_calls_tell_it(
    laixin: Call, tmp_path: Path, call: tuple[str, ...]
) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF") as ledger:
        record(ledger, blind=None)
    told = laixin(*(part for part in call if part != "--needs-person"), "--home", tmp_path).stdout
    assert [word for word in NAMES if word in told]


def test_the_table_after_a_run_tells_it_neither(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cli.run_results import print_cases

    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        print_cases(ledger, [CASE])
    shown = capsys.readouterr().out
    assert CASE in shown
    assert [word for word in NAMES if word in shown] == []


def test_an_answer_in_parts_says_what_is_left_and_then_compares(laixin: Call, home: Path) -> None:
    first = laixin("review", CASE, "--set", "topic=城乡建设", "--by", "王晓梅", "--home", home).stdout
    assert "还要填：二级分类、事项类别、信访目的、承办单位" in first
    assert "（已隐去）" in first
    told = laixin("review", CASE, *SET[2:], "--by", "王晓梅", "--home", home).stdout
    assert "盲评完成" in told
    assert "环境保护" in told
    assert told.count("不同") == 4
    assert told.count("一致") == 1
    assert "没有等待盲评的信" in laixin("blind", "--home", home).stdout
    shown = laixin("show", CASE, "--home", home).stdout
    assert "环境保护" in shown, "after the answer the machine is shown again"


def test_quality_tells_rates_beside_the_budget(laixin: Call, home: Path) -> None:
    add_answers(home, right=3, wrong=1)
    told = laixin("quality", "--home", home).stdout
    assert name_period(TODAY, "month") in told
    assert "25.0%" in told
    assert "3.0%" in told
    assert "盲评 4 封，待评 1 封" in told
    assert "无警报" in told


def test_an_alarm_ends_the_check_and_is_noted_once(laixin: Call, home: Path) -> None:
    assert laixin("quality", "--check", "--home", home).exit_code == 0
    add_answers(home, right=0, wrong=6)
    first = laixin("quality", "--check", "--home", home)
    assert first.exit_code == 1
    assert "警报：承办单位错误率超出预算" in first.stdout
    assert "记入经过链" in first.stderr
    assert first.stderr.count("承办单位") == 1, "for the quarter and the year together"
    again = laixin("quality", "--home", home)
    assert again.exit_code == 0
    assert "记入经过链" not in again.stderr
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.verify_chain() == []
        with ledger._reading() as session:
            from sqlalchemy import select

            from ledger.tables import EventRow

            rows = session.scalars(select(EventRow).where(EventRow.kind == "quality.alarm")).all()
    assert [json.loads(row.data)["cause"] for row in rows] == ["error.unit", "error.unit"]
    assert {row.case_no for row in rows} == {None}


def test_quality_as_json_has_every_figure(laixin: Call, home: Path) -> None:
    add_answers(home, right=3, wrong=1)
    told = json.loads(laixin("quality", "--json", "--by-week", "--since", "2026-01-01", "--home", home).stdout)
    assert (told["drawn"], told["answered"], told["waiting"], told["alarms"], told["drifts"]) == (5, 4, 1, [], [])
    (unit,) = [rate for rate in told["rates"] if rate["judgement"] == "unit"]
    assert (unit["letters"], unit["errors"], unit["rate"]["value"]) == (4, 1, 0.25)
    assert unit["period"] == name_period(TODAY, "week")
    assert {watch["judgement"] for watch in told["budgets"]} == set(ASKED)


def test_the_figures_for_prometheus_are_a_file_that_it_can_read(laixin: Call, home: Path, tmp_path: Path) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    add_answers(home, right=6, wrong=6)
    file = tmp_path / "laixin.prom"
    assert laixin("quality", "--prometheus", file, "--home", home).exit_code == 0
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(file.read_text())
        for sample in family.samples
    }
    assert found["laixin_blind_drawn",] == 13
    assert found["laixin_blind_waiting",] == 1
    assert found["laixin_error_rate", "unit", "year"] == 0.5
    assert found["laixin_error_rate", "topic", "quarter"] == 0
    assert found["laixin_error_budget", "topic2"] == 0.2
    assert found["laixin_error_rate_certain", "unit", "year"] > 0.03
    assert found["laixin_quality_alarms",] == 2
    assert [path.name for path in tmp_path.glob("laixin.prom*")] == ["laixin.prom"]


def test_a_file_of_figures_that_cannot_be_written_is_told(laixin: Call, home: Path, tmp_path: Path) -> None:
    assert laixin("quality", "--prometheus", tmp_path / "no" / "x.prom", "--home", home).exit_code == 2
