"""A ledger of invented letters, drawn as rows at once: reading three hundred letters would take a minute."""

import json
import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ledger import Ledger
from ledger.chain import EVENTS
from ledger.clock import OFFICE_ZONE
from ledger.life.tables import ClockRow
from ledger.rows.tables import LedgerRow
from ledger.tables import Base, CaseRow, CounterRow, EventRow, LikenessRow, LinkRow

TOPICS = (
    ("城乡建设", "安全生产"),
    ("城乡建设", "城市建设和市政管理"),
    ("环境保护", None),
    ("劳动和社会保障", None),
    ("农村农业", None),
    ("民政", None),
)
EMPTY_OF_RESTRICTED = (
    "topic", "topic2", "matter_class", "purpose", "channel", "unit", "territory", "place_code", "urgency", "repeat",
)  # fmt: skip
UNITS = ("XFJ", "STHJJ", "JYJ", "MZJ")
PLACES = ("350602001", "350602100", "350603103", "350604100", "350604101", "350622100", None)
WEEK = date(2026, 11, 16)
"""The Monday of 2026-W47."""


def draw_rows(
    count: int, *, seed: int = 1, first: date = WEEK - timedelta(weeks=14), days: int = 15 * 7, **fixed: object
) -> list[dict[str, object]]:
    """Rows of letters over some days, by chance; `fixed` are columns that all have."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        topic, topic2 = chance.choices(TOPICS, weights=(4, 3, 6, 5, 3, 1))[0]
        place = chance.choices(PLACES, weights=(5, 3, 4, 4, 3, 1, 3))[0]
        received = first + timedelta(days=chance.randrange(days))
        dated = {"received_on": received, "registered_on": received, "closed_on": None}
        told = {
            "restricted": False,
            "needs_person": False,
            "status": chance.choice(("confirmed", "forwarded", "accepted", "closed")),
            "channel_in": "letter",
            "topic": topic,
            "topic2": topic2,
            "matter_class": "appeal",
            "purpose": chance.choices(("redress", "relief", "suggestion"), weights=(3, 6, 2))[0],
            "channel": "administrative",
            "unit": chance.choices(UNITS, weights=(6, 4, 3, 1))[0],
            "territory": place[:6] if place else "350600",
            "place_code": place,
            "urgency": "ordinary",
            "repeat": chance.choices(("first", "repeat"), weights=(4, 1))[0],
        }
        rows.append(dated | told | fixed)
    return rows


def fill(ledger: Ledger, rows: Iterable[dict[str, object]], *, start: int = 1) -> list[str]:
    """Put rows into the ledger with a case and a clock each; gives the case numbers, which count from `start`."""
    listed = list(enumerate(rows, start=start))
    numbers = [f"2026-XF-{number:05}" for number, _ in listed]
    with Session(ledger._engine) as session, session.begin():
        counter = session.get_one(CounterRow, EVENTS)
        before, counter.last = counter.last, counter.last + len(listed)
        session.flush()
        events = range(before + 1, before + len(listed) + 1)
        drawn = list(zip(listed, numbers, events, strict=True))
        tables = {
            CaseRow: [_case(number, case_no, row) for (number, row), case_no, _ in drawn],
            EventRow: [_event(case_no, event) for _, case_no, event in drawn],
            LedgerRow: [_row(number, case_no, event, row) for (number, row), case_no, event in drawn],
            ClockRow: [_clock(number, row["received_on"]) for number, row in listed],
            LikenessRow: [_likeness(number, row) for number, row in listed],
        }
        for table, made in tables.items():
            others = _others(table)
            if made:
                session.execute(insert(table), [others | one for one in made])
    return numbers


def _case(number: int, case_no: str, row: dict[str, object]) -> dict[str, object]:
    return {
        "id": number,
        "case_no": case_no,
        "scan_sha256": f"{number:064}",
        "status": row["status"],
        "registered_at": datetime(2026, 11, 23, 9, tzinfo=OFFICE_ZONE),
        "reading_number": 1,
    }


def _event(case_no: str, number: int) -> dict[str, object]:
    at = "2026-11-23T04:00:00.000000+00:00"
    facts = {"number": number, "kind": "case.registered", "at": at, "by": "laixin", "case_no": case_no, "data": "{}"}
    return facts | {"before": "0" * 64, "hash": f"{number:064}"}


def _row(number: int, case_no: str, event: int, row: dict[str, object]) -> dict[str, object]:
    body = {"case_no": case_no, "title": f"关于第{number}件事的建议", "petitioner_count": 12 if number % 9 == 0 else 1}
    if row["restricted"]:
        row, body = row | dict.fromkeys(EMPTY_OF_RESTRICTED), {"case_no": case_no}
    text = json.dumps(body, ensure_ascii=False)
    return row | {"case_id": number, "case_no": case_no, "event_number": event, "body": text}


def _clock(number: int, received: object) -> dict[str, object]:
    """A clock of fifteen days: of five one is met late, of ten one not at all."""
    assert isinstance(received, date)
    due = received + timedelta(days=15)
    done = received + timedelta(days=10) if number % 5 else (due + timedelta(days=3) if number % 10 else None)
    state = "running" if done is None else "met"
    days = {"started": received, "due": due, "done": done, "state": state}
    return {"case_id": number, "number": 0, "name": "forward"} | days


def _likeness(number: int, row: dict[str, object]) -> dict[str, object]:
    return {"id": number, "parent": number, "size": 1, "restricted": row["restricted"], "reading_number": 1}


def _others(table: type[Base]) -> dict[str, object]:
    """Something for each column that must hold a value, so that a new one does not stop these tests."""
    plain = {bool: False, int: 0, str: ""}
    columns = table.__table__.columns
    return {
        column.key: plain[column.type.python_type]
        for column in columns
        if not column.nullable and column.type.python_type in plain
    }


def join(ledger: Ledger, numbers: Iterable[int]) -> None:
    """Make one cluster of letters."""
    first, *rest = numbers
    with Session(ledger._engine) as session, session.begin():
        session.get_one(LikenessRow, first).size = 1 + len(rest)
        for number in rest:
            session.get_one(LikenessRow, number).parent = first


def link(ledger: Ledger, one: int, other: int, kind: str = "same-person") -> None:
    """Link two letters."""
    with Session(ledger._engine) as session, session.begin():
        session.add(
            LinkRow(
                case_no=f"2026-XF-{one:05}",
                other_no=f"2026-XF-{other:05}",
                other_earlier=False,
                body=json.dumps({"kind": kind}),
                salt="0" * 32,
                event_number=one,
            )
        )
