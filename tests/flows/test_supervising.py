"""Supervision: notices and lists by hand and as a flow; nothing of a petitioner in any list."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from flows.supervise import SuperviseFailedError, supervise
from flows.supervising import Supervised, supervise_ledger
from ledger import Ledger, open_ledger
from records import Settings, UsageError
from tests.ledger.letters import LATER, LINES
from tests.ledger.life.test_clock_book import keep

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECRETS = ("林小川", "13800001234", *LINES[1:4])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home of its own."""
    return Settings(home=tmp_path / "home")


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """One case overdue at the office, one at a unit, one accusation overdue, one that falls due."""
    settings.home.mkdir()
    with open_ledger(settings.ledger_url, office="XF") as opened:
        keep(opened, 1, date(2026, 11, 2))
        forwarded = keep(opened, 2, date(2026, 11, 3))
        opened.take_step(forwarded, "forward", by="陈录入", at=LATER, on=date(2026, 11, 9), facts={"unit": "STHJJ"})
        keep(opened, 3, date(2026, 11, 4), accusation=True)
        keep(opened, 4, date(2026, 11, 10))
        yield opened


def look(ledger: Ledger, settings: Settings, today: date = TODAY) -> Supervised:
    return supervise_ledger(ledger, settings, today=today, at=NOW)


def rows(path: Path) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in load_workbook(path).worksheets[0].iter_rows()]


def test_everything_is_told_once_and_lists_are_written(ledger: Ledger, settings: Settings) -> None:
    done = look(ledger, settings)
    assert (done.reminders, done.notices, done.escalations, done.overdue) == (1, 3, 2, 3)
    assert {path.name for path in done.lists} == {"overdue.csv", "office.xlsx", "STHJJ.xlsx"}
    again = look(ledger, settings)
    assert (again.reminders, again.notices, again.escalations, again.overdue) == (0, 0, 0, 3)
    assert ledger.verify_chain() == []


def test_a_units_list_holds_its_own_cases_with_days_as_days(ledger: Ledger, settings: Settings) -> None:
    look(ledger, settings)
    heading, row = rows(settings.home / "supervise" / "2026-11-24" / "STHJJ.xlsx")
    assert heading == ("信访件编号", "时限", "届满日", "逾期天数", "承办单位", "内容分类", "状态")
    assert row[:2] == ("2026-XF-00002", "承办单位接收或异议")
    assert row[2].date() == date(2026, 11, 16)
    assert row[3:] == (8, "生态环境局", "环境保护", "已转送")


def test_an_accusation_stands_in_the_offices_list_by_number(ledger: Ledger, settings: Settings) -> None:
    done = look(ledger, settings)
    (told,) = [row for row in rows(done.folder / "office.xlsx") if row[0] == "2026-XF-00003"]
    assert told[1] == "限定人员"
    assert [cell for cell in told[4:] if cell] == []
    assert "2026-XF-00003" not in str(rows(done.folder / "STHJJ.xlsx"))


def test_no_list_tells_of_a_petitioner(ledger: Ledger, settings: Settings) -> None:
    done = look(ledger, settings)
    for path in done.lists:
        told = str(rows(path)) if path.suffix == ".xlsx" else path.read_text(encoding="utf-8-sig")
        assert not [secret for secret in SECRETS if secret in told or secret in path.name]
    table = list(csv.reader(io.StringIO((done.folder / "overdue.csv").read_text(encoding="utf-8-sig"))))
    assert [row[0] for row in table[1:]] == ["2026-XF-00002", "2026-XF-00001", "2026-XF-00003"]


def test_a_list_that_no_longer_holds_is_removed_and_nothing_else(ledger: Ledger, settings: Settings) -> None:
    done = look(ledger, settings)
    (done.folder / "批注.txt").write_text("已电话催办")
    ledger.take_step("2026-XF-00002", "accept", by="陈录入", at=LATER, on=date(2026, 11, 23), facts={"unit": "STHJJ"})
    look(ledger, settings)
    assert {path.name for path in done.folder.iterdir()} == {"overdue.csv", "office.xlsx", "批注.txt"}


def test_a_name_that_begins_like_a_formula_is_text(settings: Settings) -> None:
    from flows.overdue_lists import _as_text, _workbook
    from ledger.life.clock_rows import DueClock
    from vocab import load_vocabulary

    evil = DueClock("2026-XF-00001", "object", TODAY, -1, "=1+1", "@SUM", "forwarded", False, (TODAY, 1, 0))
    book = load_workbook(io.BytesIO(_workbook([evil], load_vocabulary(), "zh", today=TODAY)))
    assert {cell.data_type for cell in book.worksheets[0][2] if isinstance(cell.value, str)} == {"s"}
    assert [_as_text(cell) for cell in ("=1+1", "@SUM", "+86", "-1", "教育局", 3)] == [
        "'=1+1", "'@SUM", "'+86", "'-1", "教育局", "3",
    ]  # fmt: skip


def test_lists_that_cannot_be_written_are_told_and_notices_are_kept(ledger: Ledger, settings: Settings) -> None:
    (settings.home / "supervise").write_text("a file in the way")
    with pytest.raises(UsageError, match=r"export\.write"):
        look(ledger, settings)
    assert ledger.give_notices("overdue", today=TODAY, days=0, at=NOW) == []


def test_the_flow_tells_counts_alone(ledger: Ledger, settings: Settings) -> None:
    told = supervise.fn(str(settings.home))
    assert set(told) == {"reminders", "notices", "escalations", "overdue", "renewed", "lists"}
    assert told["notices"] >= 3
    assert supervise.fn(str(settings.home))["notices"] == 0


def test_the_flow_fails_with_a_code_alone(ledger: Ledger, settings: Settings) -> None:
    (settings.home / "supervise").write_text("")
    with pytest.raises(SuperviseFailedError) as trouble:
        supervise.fn(str(settings.home))
    assert str(trouble.value) == "export.write"


def test_clocks_follow_the_settings_of_the_day(ledger: Ledger, settings: Settings) -> None:
    look(ledger, settings)
    own = settings.model_copy(update={"clock_days": {"forward": "5w"}})
    from flows.office import open_home_ledger

    with open_home_ledger(own) as opened:
        done = look(opened, own)
    assert done.renewed == 4
    assert done.overdue == 4, "the one received on 10 November was due on 17 November"
    assert done.notices == 3, "three forwarding clocks have another last day now; the unit's has not"
