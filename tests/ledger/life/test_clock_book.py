"""What is due: by days, a page at a time, restricted cases by number alone; counted anew when rules change."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger import Ledger, open_ledger
from ledger.life.clock_rules import Counting
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

TODAY = date(2026, 11, 24)


def keep(ledger: Ledger, number: int, received: date, *, accusation: bool = False) -> str:
    """A case received on a day; confirmed unless it is an accusation."""
    at = datetime(received.year, received.month, received.day, 4, tzinfo=UTC)
    scan = make_scan(str(number), received_at=at)
    ledger.take_in(scan, source=make_source(number))
    case_no = ledger.record_case(make_reading(scan, matter_class="accusation" if accusation else "appeal"), at=LATER)
    if not accusation:
        ledger.review(case_no, "unit", "HBJ", by="陈录入", note="", at=LATER)
    return case_no


@pytest.fixture
def cases(ledger: Ledger) -> list[str]:
    """Four cases: due on 17 November, 23 November (restricted), 24 November, 8 December."""
    days = [date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 9), date(2026, 11, 23)]
    return [keep(ledger, number, day, accusation=number == 1) for number, day in enumerate(days)]


def test_what_is_overdue_and_what_falls_due_are_two_lists(ledger: Ledger, cases: list[str]) -> None:
    assert [(one.case_no, one.days_left) for one in ledger.overdue(today=TODAY)] == [(cases[0], -7), (cases[1], -1)]
    assert [(one.case_no, one.days_left) for one in ledger.due(today=TODAY)] == [(cases[2], 0)]
    assert [one.case_no for one in ledger.due(today=TODAY, within=14)] == cases[2:]
    assert ledger.count_due(today=TODAY, within=14) == (2, 2)


def test_a_restricted_case_tells_its_number_and_days_alone(ledger: Ledger, cases: list[str]) -> None:
    hidden = ledger.overdue(today=TODAY)[1]
    assert (hidden.case_no, hidden.restricted, hidden.days_left) == (cases[1], True, -1)
    assert (hidden.clock, hidden.unit, hidden.topic, hidden.status) == (None, None, None, None)
    whole = ledger.overdue(today=TODAY, restricted=True)[1]
    assert (whole.clock, whole.status) == ("forward", "proposed")


def test_no_question_finds_out_which_clock_of_a_restricted_case_runs(ledger: Ledger, cases: list[str]) -> None:
    assert [one.case_no for one in ledger.overdue(today=TODAY, clock="forward")] == [cases[0]]
    assert ledger.count_due(today=TODAY, clock="forward") == (1, 1)
    assert ledger.count_due(today=TODAY, clock="forward", restricted=True) == (2, 1)


def test_pages_follow_one_another_without_a_gap(ledger: Ledger, cases: list[str]) -> None:
    seen, after = [], None
    while page := ledger.due(today=date(2026, 11, 1), within=60, after=after, limit=1):
        seen.append(page[0].case_no)
        after = page[0].place
    assert seen == cases


def test_a_unit_has_the_clocks_of_what_was_forwarded_to_it(ledger: Ledger, cases: list[str]) -> None:
    ledger.take_step(cases[0], "forward", by="陈录入", at=LATER, on=date(2026, 11, 17), facts={"unit": "STHJJ"})
    (held,) = ledger.due(today=TODAY, unit="STHJJ")
    assert (held.clock, held.unit, held.due) == ("object", "STHJJ", TODAY)
    assert ledger.overdue(today=TODAY, unit="STHJJ") == []
    assert cases[0] not in [one.case_no for one in ledger.overdue(today=TODAY)]


def test_a_petitioners_time_is_nobodys_arrears(ledger: Ledger, cases: list[str]) -> None:
    for kind, day, facts in (
        ("accept", 3, {"unit": "STHJJ"}),
        ("decide", 4, {"unit": "STHJJ", "paper_no": "甲〔2026〕1号", "opinion": "support"}),
        ("deliver", 5, {"manner": "post"}),
    ):
        ledger.take_step(cases[0], kind, by="陈录入", at=LATER, on=date(2026, 11, day), facts=facts)
    running = [clock.name for clock in ledger.case(cases[0]).deadlines if clock.state == "running"]
    assert running == ["apply_review"]
    assert cases[0] not in [one.case_no for one in ledger.overdue(today=date(2027, 6, 1))]


def test_lists_are_read_from_an_index(ledger: Ledger, cases: list[str]) -> None:
    with ledger._reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("the plan of SQLite")
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT c.case_id FROM clocks c JOIN ledger_rows r ON r.case_id = c.case_id"
                " WHERE c.pending IS 1 AND c.due <= '2026-11-24' ORDER BY c.due, c.case_id, c.number LIMIT 200"
            )
        )
        steps = [row.detail for row in plan]
    assert any("ix_clocks_pending" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


def test_clocks_are_counted_anew_when_the_office_counts_otherwise(url: str, tmp_path: Path) -> None:
    with open_ledger(url, office="XF") as ledger:
        case_no = keep(ledger, 1, date(2026, 11, 9))
        ledger.renew_clocks(today=TODAY)
        assert ledger.clocks_are_current(today=TODAY)
        assert ledger.renew_clocks(today=TODAY) == 0
    with open_ledger(url, office="XF", counting=Counting(local=(("forward", "5w"),))) as ledger:
        assert not ledger.clocks_are_current(today=TODAY)
        assert [one.days_left for one in ledger.due(today=TODAY)] == [0], "as it was counted before"
        assert ledger.renew_clocks(today=TODAY) == 1
        assert [(one.case_no, one.due) for one in ledger.overdue(today=TODAY)] == [(case_no, date(2026, 11, 16))]
        assert ledger.verify_chain() == []
