"""`laixin due` and `laixin supervise`: what is shown, in which order, and what is said of a year without a calendar."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli import calendar_check, due
from ledger import open_ledger
from ledger.clock import office_date
from ledger.life.calendar import WorkCalendar
from records import Settings
from tests.cli.conftest import Call
from tests.ledger.life.test_clock_book import keep

TODAY = date(2026, 11, 24)


class _Clock(datetime):
    """A clock that stands still at nine in the morning in China."""

    @classmethod
    def now(cls, tz: Any = None) -> "_Clock":
        return cls(2026, 11, 24, 1, 0, tzinfo=tz)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (due, calendar_check):
        monkeypatch.setattr(module, "datetime", _Clock)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Overdue at the office, overdue at a unit, an accusation overdue, one due today, one due in a fortnight."""
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}", office="XF") as ledger:
        keep(ledger, 1, date(2026, 11, 2))
        forwarded = keep(ledger, 2, date(2026, 11, 3))
        at = datetime(2026, 11, 24, tzinfo=UTC)
        ledger.take_step(forwarded, "forward", by="陈录入", at=at, on=date(2026, 11, 9), facts={"unit": "STHJJ"})
        keep(ledger, 3, date(2026, 11, 4), accusation=True)
        keep(ledger, 4, date(2026, 11, 9))
        keep(ledger, 5, date(2026, 11, 23))
    return tmp_path / "home"


def told(laixin: Call, *args: object) -> dict[str, Any]:
    done = laixin("due", "--json", *args)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_most_pressing_comes_first(laixin: Call, home: Path) -> None:
    found = told(laixin, "--home", home)
    assert [(row["case_no"][-1], row["days_left"]) for row in found["clocks"]] == [
        ("2", -8), ("1", -7), ("3", -5), ("4", 0),
    ]  # fmt: skip
    assert (found["today"], found["overdue"], found["due"]) == ("2026-11-24", 3, 1)


def test_the_table_is_for_people(laixin: Call, home: Path) -> None:
    shown = laixin("due", "--within", "14", "--home", home).stdout
    for words in (
        "已逾期",
        "即将到期",
        "逾期8天",
        "今天到期",
        "还有14天",
        "生态环境局",
        "承办单位接收或异议",
        "本单位",
    ):
        assert words in shown
    assert "逾期 3 项，14 天内到期 2 项" in shown


def test_the_overdue_alone(laixin: Call, home: Path) -> None:
    found = told(laixin, "--overdue", "--home", home)
    assert (len(found["clocks"]), found["due"]) == (3, 0)


@pytest.mark.parametrize("unit", ["STHJJ", "生态环境局"])
def test_a_unit_is_named_by_code_or_name(laixin: Call, home: Path, unit: str) -> None:
    found = told(laixin, "--unit", unit, "--home", home)
    assert [row["unit"] for row in found["clocks"]] == ["STHJJ"]
    assert found["overdue"] == 1


def test_an_accusation_is_a_number_and_days(laixin: Call, home: Path) -> None:
    (row,) = [row for row in told(laixin, "--home", home)["clocks"] if row["restricted"]]
    assert {key: value for key, value in row.items() if value is not None} == {
        "case_no": "2026-XF-00003", "restricted": True, "due": "2026-11-19", "days_left": -5,
    }  # fmt: skip


def test_what_is_beyond_the_limit_is_counted(laixin: Call, home: Path) -> None:
    shown = laixin("due", "--limit", "2", "--home", home).stdout
    assert "还有 2 项没有列出" in shown


def test_an_office_without_arrears_is_told_so(laixin: Call, tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF"):
        pass
    assert "没有逾期的，3 天内也没有到期的。" in laixin("due", "--home", tmp_path).stdout


def test_supervise_tells_what_was_given_and_where_the_lists_are(laixin: Call, home: Path) -> None:
    done = laixin("supervise", "--home", home)
    assert done.exit_code == 0
    assert "新发提醒 1 项，逾期督办 3 项，升级督办 2 项；现有逾期 3 项。" in done.stdout
    again = json.loads(laixin("supervise", "--json", "--home", home).stdout)
    assert (again["reminders"], again["notices"], again["escalations"]) == (0, 0, 0)
    assert sorted(again["lists"]) == ["STHJJ.xlsx", "office.xlsx", "overdue.csv"]


def test_a_year_without_a_calendar_is_warned_of(laixin: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkCalendar, "knows", lambda _, year: year < 2027)
    done = laixin("due", "--home", home)
    assert "没有 2027 年的放假安排" in done.stderr
    assert told(laixin, "--home", home)["years_without_calendar"] == [2027]
    check = calendar_check.check_calendar(Settings(home=home))
    assert (check.state, "2027" in check.found, "holidays.csv" in check.todo) == ("warning", True, True)


def test_a_known_year_is_not_warned_of(laixin: Call, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WorkCalendar, "knows", lambda _, year: True)
    assert laixin("due", "--home", home).stderr == ""
    assert calendar_check.check_calendar(Settings(home=home)).state == "ok"


def test_the_next_year_is_needed_from_november_on() -> None:
    assert calendar_check.needed_years(date(2026, 10, 1)) == [2026]
    assert calendar_check.needed_years(date(2026, 11, 24)) == [2026, 2027]


@pytest.mark.parametrize("days", ['{"forward": "16"}', '{"forward": "soon"}', '{"nothing": "3"}', "forward", "[]"])
def test_a_time_longer_than_the_law_ends_with_3_before_anything_is_touched(
    laixin: Call, home: Path, monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    monkeypatch.setenv("LAIXIN_CLOCK_DAYS", days)
    done = laixin("due", "--home", home)
    assert done.exit_code == 3
    assert "LAIXIN_CLOCK_DAYS" in done.stderr


def test_a_shorter_time_of_the_office_holds(laixin: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAIXIN_CLOCK_DAYS", '{"forward": "5w"}')
    from cli.books import open_books

    (tmp_path / "ledger.sqlite").touch()
    with open_books(Settings(home=tmp_path)) as ledger:
        case_no = keep(ledger, 1, TODAY - timedelta(days=1))
        (clock,) = ledger.case(case_no).deadlines
    assert (clock.due, clock.length, clock.unit, clock.note) == (date(2026, 11, 30), 5, "working", "clock.local")
    assert "按本地较短期限计" in laixin("show", case_no, "--home", tmp_path).stdout


def test_the_page_of_a_case_shows_its_clocks(laixin: Call, home: Path) -> None:
    shown = laixin("show", "2026-XF-00002", "--home", home).stdout
    for words in ("转送、交办", "按期完成", "承办单位书面告知", "依规免除", "计时中", "《信访工作条例》第23(3)条"):
        assert words in shown
    assert office_date(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) == TODAY
