"""Lists: filters, pages that stay whole while letters come, and events from any point on."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.desk.offices import CLERK, EVENTS, FULL, READ, WHO, Office


def pages(client: httpx.Client, path: str) -> list[Any]:
    rows, cursor = [], ""
    while True:
        answer = client.get(path + cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows += page["items"]
        if page["next"] is None:
            return rows
        cursor = f"&cursor={page['next']}"


def test_pages_hold_every_case_once_the_newest_first(office: Office) -> None:
    numbers = [office.letter() for _ in range(7)]
    rows = pages(office.client(READ), "/cases?limit=3")
    assert [row["case_no"] for row in rows] == numbers[::-1]
    assert WHO not in str(rows)


def test_cases_that_come_while_the_pages_are_read_change_none_of_them(office: Office) -> None:
    numbers = [office.letter() for _ in range(12)]
    client, found, cursor = office.client(READ), [], ""
    with ThreadPoolExecutor(1) as pool:
        coming = [pool.submit(office.letter) for _ in range(12)]
        while cursor is not None:
            page = client.get(f"/cases?limit=2{cursor and '&cursor='}{cursor}").json()
            found += [row["case_no"] for row in page["items"]]
            cursor = page["next"]
        for done in coming:
            done.result()
    assert len(found) == len(set(found))
    assert set(numbers) <= set(found)


def test_what_changed_since_an_event_is_missed_by_nobody_though_it_changes_meanwhile(office: Office) -> None:
    numbers = [office.letter() for _ in range(6)]
    client = office.client(READ)
    since = client.get("/cases?limit=1").json()["newest_event"]
    assert client.get(f"/cases?updated_since={since}").json()["items"] == []
    for case_no in numbers[:4]:
        office.ledger.review(case_no, "urgency", "urgent", by=CLERK, note="", at=_now())
    page = client.get(f"/cases?updated_since={since}&limit=2").json()
    found = [row["case_no"] for row in page["items"]]
    office.ledger.review(found[0], "urgency", "ordinary", by=CLERK, note="", at=_now())
    late = pages(client, f"/cases?updated_since={since}&limit=2&cursor={page['next']}")
    assert {*found, *(row["case_no"] for row in late)} == set(numbers[:4])
    assert late[-1]["case_no"] == found[0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=forwarded", {1}), ("topic=环境保护", {0, 1}), ("holder=STHJJ", {1}), ("restricted=true", {2}),
        ("restricted=false", {0, 1}), ("received_from=2999-01-01", set()), ("received_to=2999-01-01", {0, 1, 2}),
        ("needs_person=false", {0, 1}), ("territory=35", set()), ("unit=STHJJ", {1}),
    ],
)  # fmt: skip
def test_filters(office: Office, query: str, expected: set[int]) -> None:
    numbers = [office.letter(), office.sent("STHJJ"), office.letter(secret=True)]
    rows = office.client(READ).get(f"/cases?{query}").json()["items"]
    assert {numbers.index(row["case_no"]) for row in rows} == expected


def test_a_restricted_case_is_counted_and_tells_nothing_else(office: Office) -> None:
    office.letter()
    case_no = office.letter(secret=True)
    client = office.client(READ)
    assert client.get("/cases/count").json() == {"cases": 2, "restricted": 1}
    assert client.get("/cases/count?topic=环境保护").json() == {"cases": 1, "restricted": 0}
    (row,) = (row for row in client.get("/cases").json()["items"] if row["case_no"] == case_no)
    shown = {name for name, value in row.items() if value is not None}
    assert shown == {"case_no", "restricted", "status", "event", "received_on", "registered_on"}
    assert office.client(READ, unit="STHJJ").get("/cases/count").json()["code"] == "api.not-for-units"


@pytest.mark.parametrize("cursor", ["x", "W10", "%22", "=" * 200, "WyJ4Iiwx", "eyJ4IjoxfQ"])
def test_a_cursor_that_no_page_gave_is_refused(office: Office, cursor: str) -> None:
    answer = office.client(READ).get(f"/cases?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (400, "api.cursor")


def test_a_cursor_fits_the_list_that_gave_it_alone(office: Office) -> None:
    for _ in range(3):
        office.sent("STHJJ")
    client = office.client(READ)
    cursor = client.get("/cases?limit=1").json()["next"]
    assert client.get(f"/cases?limit=2&cursor={cursor}").status_code == 200
    for path in (
        f"/cases?status=forwarded&cursor={cursor}",
        f"/due?cursor={cursor}",
        f"/search?q=排污&cursor={cursor}",
    ):
        assert client.get(path).json()["code"] == "api.cursor"
    assert office.client(READ, unit="STHJJ").get(f"/cases?cursor={cursor}").json()["code"] == "api.cursor"


def test_from_any_event_on_a_consumer_comes_to_the_same_state(office: Office) -> None:
    numbers = [office.sent("STHJJ") for _ in range(3)] + [office.letter(secret=True)]
    office.step(numbers[0], "accept", unit="STHJJ")
    office.step(numbers[1], "return", unit="STHJJ", reason="不属本单位职责")
    client = office.client(EVENTS)

    def follow(since: int, limit: int) -> tuple[dict[str, Any], list[int]]:
        state, seen, more = {}, [], True
        while more:
            page = client.get(f"/events?since={since}&limit={limit}").json()
            for message in page["messages"]:
                state[message["case_no"]] = (message["status"], message["case"])
                seen.append(message["event"])
            since, more = page["next"], page["more"]
        return state, seen

    whole, order = follow(0, 2)
    assert order == sorted(set(order))
    assert set(whole) == set(numbers)
    assert whole[numbers[3]] == ("proposed", None)
    assert WHO not in str(whole)
    for start in range(order[-1] + 1):
        earlier = {}
        for message in client.get("/events?limit=100").json()["messages"]:
            if message["event"] <= start:
                earlier[message["case_no"]] = (message["status"], message["case"])
        assert earlier | follow(start, 3)[0] == whole


def test_a_message_has_the_shape_of_the_outbox(office: Office) -> None:
    from desk.api.answers import MessageAnswer
    from ledger.outbox.deliveries import Message

    office.letter()
    (message, *_) = office.client(EVENTS).get("/events").json()["messages"]
    Message.model_validate(message)
    assert set(message) == {field.alias or name for name, field in MessageAnswer.model_fields.items()}


def test_clocks_that_end_soon_come_page_by_page(office: Office) -> None:
    numbers = {office.letter() for _ in range(3)}
    rows = pages(office.client(READ), "/due?within=366&limit=1")
    assert {row["case_no"] for row in rows} == numbers
    assert rows == sorted(rows, key=lambda row: row["due"])
    assert office.client(READ).get("/due?within=0").json()["items"] == []


def test_a_search_finds_words_and_no_persons_and_no_restricted_cases(office: Office) -> None:
    open_one, _ = office.letter(), office.letter(secret=True)
    client = office.client(READ)
    rows = pages(client, "/search?q=排污&limit=1")
    assert [row["case_no"] for row in rows] == [open_one]
    assert client.get(f"/search?q={WHO}").json()["items"] == []
    assert client.get("/search?q=13800001234").json()["items"] == []


def test_who_reads_every_change_in_full_comes_to_an_end(office: Office) -> None:
    case_no, client = office.letter(), office.client(FULL)
    since = client.get("/cases?limit=1").json()["newest_event"] - 1
    client.get(f"/cases/{case_no}?view=full", headers={"Laixin-Reason": "check"})
    assert office.ledger.history(case_no)[-1].kind == "access.given"
    page = client.get(f"/cases?updated_since={since + 1}").json()
    assert page["items"] == [], "that somebody looked at it changes nothing of a case"


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC)
