"""Notices: each once for a clock and its last day, whoever looks and however often; of restricted cases the number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from ledger import Ledger, open_ledger
from tests.ledger.letters import LATER
from tests.ledger.life.test_clock_book import keep

DUE = date(2026, 11, 17)


def give(ledger: Ledger, kind: Any, today: date, days: int = 3) -> list[str]:
    return [notice.case_no for notice in ledger.give_notices(kind, today=today, days=days, at=LATER)]


@pytest.mark.parametrize(
    ("kind", "days", "first", "too_early"),
    [
        ("reminder", 3, date(2026, 11, 14), date(2026, 11, 13)),
        ("overdue", 0, date(2026, 11, 18), date(2026, 11, 17)),
        ("escalation", 5, date(2026, 11, 23), date(2026, 11, 22)),
    ],
)
def test_a_notice_is_given_once_from_its_day_on(
    ledger: Ledger, kind: str, days: int, first: date, too_early: date
) -> None:
    case_no = keep(ledger, 1, date(2026, 11, 2))
    assert give(ledger, kind, too_early, days) == []
    assert give(ledger, kind, first, days) == [case_no]
    assert give(ledger, kind, first, days) == []
    assert give(ledger, kind, date(2027, 3, 1), days) == []
    events = [event for event in ledger.history(case_no) if event.kind == "notice.given"]
    assert [event.data for event in events] == [{"notice": kind, "clock": "forward", "due": "2026-11-17"}]
    assert ledger.verify_chain() == []


def test_what_is_overdue_already_is_not_reminded_of(ledger: Ledger) -> None:
    keep(ledger, 1, date(2026, 11, 2))
    assert give(ledger, "reminder", date(2026, 11, 18)) == []


def test_what_was_done_gets_no_notice(ledger: Ledger) -> None:
    case_no = keep(ledger, 1, date(2026, 11, 2))
    ledger.take_step(case_no, "keep", by="陈录入", at=LATER, on=date(2026, 11, 20), facts={"reason": "已解决"})
    assert give(ledger, "overdue", date(2026, 11, 30)) == []


def test_a_moved_last_day_has_notices_of_its_own(ledger: Ledger) -> None:
    case_no = keep(ledger, 1, date(2026, 6, 25))

    def step(kind: str, on: date, **facts: str) -> None:
        ledger.take_step(case_no, kind, by="陈录入", at=LATER, on=on, facts=facts)

    step("accept", date(2026, 7, 1), unit="STHJJ")
    assert give(ledger, "reminder", date(2026, 8, 30)) == [case_no]
    step("extend", date(2026, 8, 30), days="30", reason="复杂", approver="周局")
    assert give(ledger, "reminder", date(2026, 8, 31)) == []
    assert give(ledger, "reminder", date(2026, 9, 28)) == [case_no]
    told = [event.data for event in ledger.history(case_no) if event.kind == "notice.given"]
    assert [(one["clock"], one["due"]) for one in told] == [("decide", "2026-08-31"), ("extended", "2026-09-29")]


def test_a_notice_of_a_restricted_case_tells_its_number_alone(ledger: Ledger) -> None:
    case_no = keep(ledger, 1, date(2026, 11, 2), accusation=True)
    (notice,) = ledger.give_notices("overdue", today=date(2026, 11, 30), days=0, at=LATER)
    assert (notice.case_no, notice.clock, notice.due, notice.unit) == (case_no, None, None, None)
    (event,) = [event for event in ledger.history(case_no, restricted=True) if event.kind == "notice.given"]
    assert event.data == {"notice": "overdue"}
    assert ledger.verify_chain() == []


def test_two_that_look_at_once_give_each_notice_once(url: str) -> None:
    with open_ledger(url, office="XF") as ledger:
        cases = [keep(ledger, number, date(2026, 11, 2)) for number in range(6)]

    def look(_: int) -> list[str]:
        given: list[str] = []
        with open_ledger(url, office="XF") as own:
            while now := own.give_notices("overdue", today=date(2026, 11, 30), days=0, at=LATER, limit=2):
                given += [notice.case_no for notice in now]
        return given

    with ThreadPoolExecutor(3) as threads:
        given = [case_no for looked in threads.map(look, range(3)) for case_no in looked]
    assert sorted(given) == cases
    with open_ledger(url, office="XF") as ledger:
        assert ledger.verify_chain() == []


def test_a_notice_that_was_changed_behind_the_back_is_found(ledger: Ledger) -> None:
    keep(ledger, 1, date(2026, 11, 2))
    give(ledger, "overdue", date(2026, 11, 30), 0)
    with ledger._writing() as session:
        session.execute(text("UPDATE notices SET kind = 'reminder'"))
    assert [told for told in ledger.verify_chain() if told.startswith("notice 1 ")]
    with ledger._writing() as session:
        session.execute(text("DELETE FROM notices"))
    assert "notice.given: 1 events but 0 notices" in ledger.verify_chain()
