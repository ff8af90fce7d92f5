"""Deliveries: laid out once, claimed in order for each case, settled by who holds them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from ledger import Ledger, open_ledger
from ledger.outbox.deliveries import Claimed, Settled
from records import UsageError
from tests.flows.delivering.filling import fill_ledger
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

NOW = LATER + timedelta(days=1)
LEASE = timedelta(seconds=60)
BY = "王晓梅"


def register(ledger: Ledger, number: int) -> str:
    """A case with two messages."""
    scan = make_scan(str(number))
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan), at=LATER)


def lay(ledger: Ledger, name: str = "hook", *, since: object = "start", kinds: Sequence[str] = ("case.*",)) -> None:
    ledger.add_target(name, since=since)
    while ledger.lay_deliveries(name, kinds=kinds, at=NOW):
        pass


def claim(
    ledger: Ledger, *, name: str = "hook", now: datetime = NOW, at_most: int = 100, as_batch: bool = False
) -> list[Claimed]:
    return ledger.claim_deliveries(name, now=now, until=now + LEASE, at_most=at_most, as_batch=as_batch)


def settle(ledger: Ledger, claimed: Sequence[Claimed], result: str = "delivered", **given: object) -> None:
    ledger.settle_deliveries([Settled(delivery=one, result=result, **given) for one in claimed], at=NOW)


def events(claimed: Sequence[Claimed]) -> list[int]:
    return [one.event_number for one in claimed]


def state(ledger: Ledger, name: str = "hook") -> dict[str, object]:
    return next(one for one in ledger.targets() if one.name == name).model_dump()


def test_a_new_target_begins_now_at_the_start_or_after_an_event(ledger: Ledger) -> None:
    register(ledger, 1)
    for name, since in (("a", "now"), ("b", "start"), ("c", 2)):
        lay(ledger, name, since=since)
    register(ledger, 2)
    for name, due in (("a", 2), ("b", 4), ("c", 3)):
        lay(ledger, name)
        assert state(ledger, name)["pending"] == due


def test_a_target_hears_of_the_kinds_it_asked_for(ledger: Ledger) -> None:
    case_no = register(ledger, 1)
    ledger.take_step(case_no, "progress", by=BY, at=LATER, facts={"words": "x"})
    lay(ledger, kinds=("case.registered", "case.prog*"))
    assert [message.kind for message in ledger.compose_messages(events(claim(ledger)))] == ["case.registered"]
    assert state(ledger)["pending"] == 2
    assert state(ledger)["behind"] == 0


def test_of_a_case_the_next_message_is_free_when_the_one_before_has_arrived(ledger: Ledger) -> None:
    register(ledger, 1)
    register(ledger, 2)
    lay(ledger)
    first = claim(ledger)
    assert len({one.case_no for one in first}) == len(first) == 2
    assert claim(ledger) == []
    settle(ledger, first[:1])
    second = claim(ledger)
    assert [one.case_no for one in second] == [first[0].case_no]
    assert second[0].event_number > first[0].event_number


def test_what_did_not_arrive_is_tried_later_and_holds_its_case_up(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    first = claim(ledger)
    settle(ledger, first, "later", code="http.500", next_at=NOW + timedelta(seconds=30))
    assert claim(ledger, now=NOW + timedelta(seconds=29)) == []
    again = claim(ledger, now=NOW + timedelta(seconds=30))
    assert events(again) == events(first)
    assert again[0].attempts == 1


def test_what_was_not_sent_costs_no_attempt(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    for result in ("unsent", "busy"):
        settle(ledger, claim(ledger), result)
    assert [one.attempts for one in claim(ledger)] == [0]


def test_what_a_killed_worker_held_comes_back_and_his_word_counts_no_more(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    lost = claim(ledger)
    assert claim(ledger, now=NOW + LEASE - timedelta(seconds=1)) == []
    taken = claim(ledger, now=NOW + LEASE)
    assert events(taken) == events(lost)
    settle(ledger, lost, "dead", code="http.400")
    assert (state(ledger)["dead"], state(ledger)["pending"]) == (0, 2)
    settle(ledger, taken)
    assert state(ledger)["delivered"] == 1


def test_a_dead_letter_has_an_event_and_holds_its_case_up_alone(ledger: Ledger, back_door: BackDoor) -> None:
    register(ledger, 1)
    register(ledger, 2)
    lay(ledger)
    first = claim(ledger)
    settle(ledger, first[:1], "dead", code="http.400")
    settle(ledger, first[1:])
    assert [one.case_no for one in claim(ledger)] == [first[1].case_no]
    (letter,) = ledger.dead_letters("hook")
    assert (letter.event_number, letter.code, letter.waiting) == (first[0].event_number, "http.400", 1)
    assert state(ledger)["blocked"] == 1
    ((data, case_no),) = back_door.execute("SELECT data, case_no FROM events WHERE kind = 'delivery.died'")
    assert case_no is None
    assert data == f'{{"code":"http.400","event":{letter.event_number},"target":"hook"}}'
    assert ledger.verify_chain() == []


def test_a_dead_letter_is_replayed(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    first = claim(ledger)
    settle(ledger, first, "dead", code="http.400")
    assert ledger.replay_deliveries("hook", since=None, by=BY, at=NOW) == 1
    assert events(claim(ledger)) == events(first)
    assert ledger.dead_letters() == []


def test_a_skipped_one_lets_its_case_go_on(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    (first,) = claim(ledger)
    settle(ledger, [first], "dead", code="http.400")
    ledger.skip_delivery("hook", first.event_number, by=BY, at=NOW)
    (second,) = claim(ledger)
    assert second.event_number > first.event_number
    with pytest.raises(UsageError, match=r"delivery\.not-dead"):
        ledger.skip_delivery("hook", first.event_number, by=BY, at=NOW)


@pytest.mark.parametrize("by", ["", "  "])
def test_who_replays_and_skips_signs(ledger: Ledger, by: str) -> None:
    lay(ledger)
    with pytest.raises(UsageError, match=r"review\.unsigned"):
        ledger.replay_deliveries("hook", since=0, by=by, at=NOW)
    with pytest.raises(UsageError, match=r"review\.unsigned"):
        ledger.skip_delivery("hook", 1, by=by, at=NOW)


def test_a_target_that_there_is_not_is_told(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"target\.unknown"):
        ledger.replay_deliveries("nobody", since=0, by=BY, at=NOW)


def deliver_all(ledger: Ledger) -> list[int]:
    done: list[int] = []
    while claimed := claim(ledger):
        settle(ledger, claimed)
        done += events(claimed)
    return done


def test_a_replay_sends_everything_after_an_event_in_order_even_what_was_forgotten(ledger: Ledger) -> None:
    fill_ledger(ledger, 4)
    lay(ledger)
    all_of_them = sorted(deliver_all(ledger))
    ledger.settle_deliveries([], at=NOW)
    assert ledger.forget_delivered(at=NOW + timedelta(days=31), days=30) == len(all_of_them)
    since = all_of_them[4]
    assert ledger.replay_deliveries("hook", since=since, by=BY, at=NOW) == len(all_of_them) - 5
    lay(ledger)
    again = deliver_all(ledger)
    assert sorted(again) == all_of_them[5:]
    cases = {message.event: message.case_no for message in ledger.compose_messages(again)}
    for case_no in set(cases.values()):
        mine = [number for number in again if cases[number] == case_no]
        assert mine == sorted(mine)


def test_only_what_arrived_long_ago_is_forgotten(ledger: Ledger) -> None:
    register(ledger, 1)
    register(ledger, 2)
    lay(ledger)
    first = claim(ledger)
    settle(ledger, first[:1])
    settle(ledger, first[1:], "dead", code="http.400")
    assert ledger.forget_delivered(at=NOW + timedelta(days=30), days=30) == 0
    assert ledger.forget_delivered(at=NOW + timedelta(days=31), days=30) == 1
    assert (state(ledger)["dead"], state(ledger)["pending"], state(ledger)["delivered"]) == (1, 2, 0)


def test_nothing_is_claimed_for_a_target_that_rests_or_was_stopped(ledger: Ledger) -> None:
    register(ledger, 1)
    lay(ledger)
    until = NOW + timedelta(seconds=10)
    ledger.note_target("hook", failures=3, paused_until=until)
    assert claim(ledger) == []
    settle(ledger, claim(ledger, now=until), "unsent")
    ledger.note_target("hook", failures=0, stopped="http.410")
    assert claim(ledger, now=until) == []
    assert ledger.replay_deliveries("hook", since=None, by=BY, at=NOW) == 0
    assert claim(ledger) != []


def test_a_batch_is_taken_one_at_a_time_and_again_as_it_was(ledger: Ledger) -> None:
    fill_ledger(ledger, 3)
    lay(ledger, "box")
    first = claim(ledger, name="box", at_most=4, as_batch=True)
    assert events(first) == sorted(events(first))
    assert {one.batch for one in first} == {1}
    assert claim(ledger, name="box", as_batch=True) == []
    register(ledger, 99)
    lay(ledger, "box")
    again = claim(ledger, name="box", now=NOW + LEASE, at_most=100, as_batch=True)
    assert events(again) == events(first)
    settle(ledger, again)
    rest = claim(ledger, name="box", now=NOW + LEASE, as_batch=True)
    assert {one.batch for one in rest} == {2}
    assert min(events(rest)) > max(events(first))


def test_workers_at_once_never_hold_the_same_message_nor_two_of_a_case(url: str) -> None:
    with open_ledger(url, office="XF") as ledger:
        due = fill_ledger(ledger, 5)
        ledger.add_target("hook", since="start")

    def work(_: int) -> list[int]:
        done: list[int] = []
        with open_ledger(url, office="XF") as own:
            own.add_target("hook", since="start")
            while own.lay_deliveries("hook", kinds=("case.*",), at=NOW):
                pass
            while len(ledger_states := own.targets()) and ledger_states[0].delivered < due:
                held = claim(own, at_most=5)
                assert len({one.case_no for one in held}) == len(held)
                settle(own, held)
                done += events(held)
        return done

    with ThreadPoolExecutor(3) as threads:
        told = [number for numbers in threads.map(work, range(3)) for number in numbers]
    assert len(told) == len(set(told)) == due


def test_claims_do_not_wait_for_those_who_write_events(url: str, ledger: Ledger) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    register(ledger, 1)
    lay(ledger)
    with open_ledger(url, office="XF") as other, other._writing():
        assert len(claim(ledger)) == 1
