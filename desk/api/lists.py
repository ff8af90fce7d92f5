"""Lists: cases, their number, clocks that end, messages since an event."""

import json
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from desk.api.answers import CaseCount, CaseLine, CasePage, DueLine, DuePage, HitLine, HitPage, MessagePage
from desk.api.authority import Books, require
from desk.api.cursors import read_cursor, write_cursor
from desk.api.problems import Refusal
from desk.api.questions import Due, Events, ListOfCases, PagesOfCases, Search
from ledger.access.sight import Sight
from ledger.clock import office_date
from ledger.rows.tables import LedgerRow
from records import Token

lists = APIRouter()

Reader = Annotated[Token, Depends(require("cases:read"))]
Follower = Annotated[Token, Depends(require("events:read"))]


@lists.get("/cases", operation_id="list_cases")
def list_cases(ledger: Books, token: Reader, asked: Annotated[PagesOfCases, Query()]) -> CasePage:
    """Give a page of cases: the newest first, or in the order of their newest events when `updated_since` is given."""
    list_of = {**asked.model_dump(exclude={"cursor", "limit"}), "of": token.unit}
    place = int(read_cursor(asked.cursor, list_of, (int,))[0]) if asked.cursor else None
    sight = Sight(unit=token.unit)
    if asked.updated_since is None:
        page = ledger.list_cases(asked.filters(), sight, below=place, limit=asked.limit)
    else:
        since = asked.updated_since if place is None else place
        page = ledger.list_changes(asked.filters(), sight, since=since, limit=asked.limit)
    following = None if page.place is None else write_cursor([page.place], list_of)
    return CasePage(items=list(map(_line, page.rows)), next=following, newest_event=page.newest)


@lists.get("/cases/count", operation_id="count_cases")
def count_cases(ledger: Books, token: Reader, asked: Annotated[ListOfCases, Query()]) -> CaseCount:
    """Count cases, and the restricted among them. Not for a token that is bound to a unit."""
    if token.unit is not None:
        raise Refusal("api.not-for-units")
    cases, restricted = ledger.count_cases(asked.filters())
    return CaseCount(cases=cases, restricted=restricted)


@lists.get("/due", operation_id="list_due")
def list_due(ledger: Books, token: Reader, asked: Annotated[Due, Query()]) -> DuePage:
    """Give the running clocks that end within some days or are overdue, the earliest first."""
    today = office_date(datetime.now(UTC))
    list_of = {"within": asked.within, "of": token.unit, "list": "due"}
    place = read_cursor(asked.cursor, list_of, (str, int, int)) if asked.cursor else None
    after = None if place is None else (_day(str(place[0])), int(place[1]), int(place[2]))
    clocks, following = ledger.list_due(
        today, within=asked.within, sight=Sight(unit=token.unit), after=after, limit=asked.limit
    )
    items = [DueLine.model_validate(clock, from_attributes=True) for clock in clocks]
    cursor = None if following is None else write_cursor([following[0].isoformat(), *following[1:]], list_of)
    return DuePage(items=items, next=cursor, today=today)


@lists.get("/search", operation_id="search_cases")
def search_cases(ledger: Books, token: Reader, asked: Annotated[Search, Query()]) -> HitPage:
    """Find the newest cases that hold all words; neither persons nor restricted cases are found."""
    list_of = {"q": asked.q, "of": token.unit, "list": "search"}
    place = int(read_cursor(asked.cursor, list_of, (int,))[0]) if asked.cursor else None
    found = ledger.find_cases(asked.q, Sight(unit=token.unit), below=place, limit=asked.limit)
    items = [HitLine.model_validate(hit, from_attributes=True) for hit in found.hits if not hit.restricted]
    return HitPage(items=items, next=None if found.below is None else write_cursor([found.below], list_of))


@lists.get("/events", operation_id="list_events", response_model=MessagePage)
def list_events(ledger: Books, token: Follower, asked: Annotated[Events, Query()]) -> Response:
    """Give the messages since an event, in order; each holds its case as it is now, masked."""
    page = ledger.list_messages(asked.since, Sight(unit=token.unit), limit=asked.limit)
    told = [message.model_dump(mode="json", by_alias=True) for message in page.messages]
    body = {"messages": told, "next": page.next, "more": page.more}
    return Response(json.dumps(body, ensure_ascii=False), media_type="application/json")


def _line(row: LedgerRow) -> CaseLine:
    names = set(CaseLine.model_fields) - {"event"}
    line = CaseLine.model_validate({**{name: getattr(row, name) for name in names}, "event": row.event_number})
    if not row.restricted:
        return line
    kept = {"case_no", "restricted", "status", "event", "received_on", "registered_on", "closed_on"}
    return line.model_copy(update=dict.fromkeys(names - kept))


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Refusal("api.cursor", ("query.cursor",)) from None
