"""Lists: any filters, page by page, on both databases; each page is what a look at every row gives."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from ledger import Ledger
from ledger.rows.filters import RowFilters, marks_of_row
from ledger.rows.postings import FILTERS, replace_marks
from ledger.rows.row_book import MOST_COUNTED
from ledger.rows.tables import LedgerRow
from ledger.tables import CaseRow
from records import UsageError
from tests.ledger.letters import LATER, NOON, make_reading, make_scan, make_source

FIRST = date(2024, 12, 20)
COUNT = 260
PAGE = 50


def draw_row(number: int) -> dict[str, Any]:
    """A row whose values follow from its number; those of restricted ones are empty."""
    restricted = number % 17 == 0
    values: dict[str, Any] = {
        "topic": ("环境保护", "城乡建设", "劳动保障")[number % 3],
        "unit": ("HBJ", "ZJJ")[number % 2],
        "territory": ("350602", "350623", "35062310")[number % 3],
        "place_code": ("350602001", "350623100", None)[number % 3],
        "urgency": "urgent" if number % 11 == 0 else "ordinary",
        "repeat": "repeat" if number % 5 == 0 else "first",
        "matter_class": "appeal",
        "holder": "HBJ" if number % 4 == 0 else None,
    }
    return {
        "case_id": number, "case_no": f"2025-XF-{number:05}", "event_number": number, "restricted": restricted,
        "needs_person": number % 7 == 0, "shows_links": not restricted,
        "status": ("closed", "to-review")[number % 4 == 1],
        "received_on": FIRST + timedelta(days=3 * number % 500), "registered_on": FIRST, "closed_on": None,
        "channel_in": "letter", "topic2": None, "purpose": None, "channel": None, "made_with": "", "body": "{}",
        **(dict.fromkeys(values) if restricted else values),
    }  # fmt: skip


ROWS = [draw_row(number) for number in range(1, COUNT + 1)]


@pytest.fixture
def many(ledger: Ledger) -> Ledger:
    """A ledger of rows, and no more than rows need."""
    cases = [
        {"id": row["case_id"], "case_no": row["case_no"], "scan_sha256": f"{row['case_id']:064}", "status": "closed",
         "registered_at": NOON, "reading_number": 1}
        for row in ROWS
    ]  # fmt: skip
    with ledger._writing() as session:
        session.execute(insert(CaseRow), cases)
        session.execute(insert(LedgerRow), ROWS)
        for row in ROWS:
            replace_marks(session, FILTERS, row["case_id"], set(), marks_of_row(LedgerRow(**row)))
    return ledger


def choices(*values: str) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values) | st.lists(st.sampled_from(values), max_size=2).map(tuple)


DAYS = st.none() | st.integers(-30, 530).map(lambda days: FIRST + timedelta(days=days))
FILTERED = st.builds(
    RowFilters,
    status=choices("closed", "to-review", "kept"),
    topic=choices("环境保护", "城乡建设"),
    unit=choices("HBJ", "ZJJ", "XFJ"),
    holder=choices("HBJ"),
    territory=choices("350600", "350623", "350602", "3506", "36"),
    place=choices("350623100", "350623"),
    urgency=choices("urgent"),
    needs_person=st.none() | st.booleans(),
    restricted=st.none() | st.booleans(),
    received_from=DAYS,
    received_to=DAYS,
)


def is_wanted(row: dict[str, Any], filters: RowFilters) -> bool:
    """Whether the filters let a row through, told in another way than the ledger does."""
    for name in ("status", "topic", "unit", "holder", "urgency", "needs_person", "restricted"):
        asked = getattr(filters, name)
        if asked is not None and row[name] not in (asked if isinstance(asked, tuple) else (asked,)):
            return False
    for name, column in (("territory", "territory"), ("place", "place_code")):
        asked = getattr(filters, name)
        codes = asked if isinstance(asked, tuple) else (asked,)
        meant = [code[:4] if code == "350600" else code for code in codes if code]
        if asked is not None and not any((row[column] or "").startswith(code) for code in meant):
            return False
    first, last = filters.received_from or date.min, filters.received_to or date.max
    return first <= row["received_on"] <= last


def test_pages_hold_what_the_filters_let_through_newest_first(many: Ledger) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(filters=FILTERED)
    def check(filters: RowFilters) -> None:
        wanted = [row["case_no"] for row in reversed(ROWS) if is_wanted(row, filters)]
        found: list[str] = []
        cursor = None
        while True:
            page = many.list_rows(filters, cursor=cursor, limit=PAGE)
            found += [row.case_no for row in page.rows]
            if page.cursor is None:
                break
            cursor = page.cursor
        assert found == wanted
        assert [row.case_no for row in many.rows(filters)] == wanted[::-1]
        assert many.count_rows(filters) == len(wanted)
        assert many.count_rows(filters, at_most=3) == min(4, len(wanted))

    check()


def test_a_page_of_two_filters_is_found_by_the_index_alone(many: Ledger) -> None:
    """Neither database may look at every row; what they look at are marks, then rows by their numbers."""
    with many._reading() as session:
        if session.connection().dialect.name != "sqlite":
            session.execute(text("SET LOCAL enable_seqscan = off"))
            told = session.scalars(
                text("EXPLAIN SELECT case_id FROM filter_index WHERE marks @> ARRAY[1, 2]::bigint[]")
            )
            assert "ix_filter_index_marks" in "\n".join(told)
            return
        plan = (
            "EXPLAIN QUERY PLAN SELECT rowid FROM filter_index WHERE filter_index MATCH 'a AND b' ORDER BY rowid DESC"
        )
        assert "VIRTUAL TABLE INDEX" in "\n".join(row[3] for row in session.execute(text(plan)))
        assert "TEMP B-TREE" not in "\n".join(row[3] for row in session.execute(text(plan)))


def test_pages_follow_one_another_while_new_cases_come(ledger: Ledger) -> None:
    for number in range(3):
        take(ledger, number)
    first = ledger.list_rows(limit=2)
    take(ledger, 3)
    rest = ledger.list_rows(cursor=first.cursor, limit=2)
    told = [row.case_no for row in (*first.rows, *rest.rows)]
    assert told == ["2026-XF-00003", "2026-XF-00002", "2026-XF-00001"]
    assert rest.cursor is None


def take(ledger: Ledger, number: int) -> str:
    scan = make_scan(str(number))
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan), at=LATER)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda ledger: ledger.list_rows(cursor="x"), "list.cursor"),
        (lambda ledger: ledger.list_rows(cursor="²"), "list.cursor"),
        (lambda ledger: ledger.list_rows(cursor="9" * 40), "list.cursor"),
        (lambda ledger: ledger.list_rows(limit=0), "list.limit"),
        (lambda ledger: ledger.search("词", limit=10**6), "list.limit"),
        (lambda _: RowFilters(territory="漳州"), "list.filter"),
        (lambda _: RowFilters(place=("350600", "%")), "list.filter"),
        (lambda _: RowFilters(place="35062"), "list.filter"),
    ],
)  # fmt: skip
def test_what_nobody_may_ask_is_refused(ledger: Ledger, call: Any, code: str) -> None:
    with pytest.raises(UsageError) as told:
        call(ledger)
    assert told.value.code == code


def test_more_than_can_be_counted_is_told_as_such(many: Ledger) -> None:
    assert many.count_rows(at_most=100) == 101
    assert many.count_rows() == COUNT <= MOST_COUNTED
