"""Rounds: what is sent, in which order, and what becomes of it; with receivers that do as they are told."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Self

import pytest

from flows.delivering.back_off import back_off
from flows.delivering.rounds import Delivering
from flows.delivering.sending import Parcel, Receipt
from flows.delivering.targets import load_targets
from flows.delivering.workers import deliver_once
from ledger import Ledger, open_ledger
from ledger.outbox.deliveries import Message, TargetState
from tests.flows.delivering.filling import fill_ledger, write_targets
from tests.ledger.letters import LATER

HOOK = """
[targets.hook]
kind = "webhook"
address = "https://example.test/"
secret_file = "hook.key"
since = "start"
parallel = 1
attempts = 5
"""
BOX = '[targets.box]\nkind = "folder"\nfolder = "out"\nsince = "start"\nbatch = 7\n'


class Clock:
    def __init__(self) -> None:
        self.now = LATER + timedelta(days=1)

    def __call__(self) -> datetime:
        return self.now


class Receiver:
    """Answers as told and keeps what it was sent."""

    def __init__(self, answer: Callable[[int], Receipt]) -> None:
        self.answer, self.seen = answer, []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        pass

    def send(self, parcel: Parcel) -> Receipt:
        self.seen.extend(message.event for message in parcel.messages)
        return self.answer(len(self.seen))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF") as opened:
        yield opened


def worker(ledger: Ledger, home: Path, answer: Callable[[int], Receipt], body: str = HOOK) -> Delivering:
    (target,) = load_targets(write_targets(home, body))
    return Delivering(ledger, target, Receiver(answer), clock=Clock(), chance=random.Random(1))


def state(ledger: Ledger) -> TargetState:
    (one,) = ledger.targets()
    return one


def good(_: int) -> Receipt:
    return Receipt("delivered")


def test_everything_is_sent_once_in_the_order_of_each_case(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 9)
    one = worker(ledger, tmp_path, good)
    assert one.work() == due
    assert one.work() == 0
    sent = one.sender.seen
    assert len(sent) == len(set(sent)) == due
    cases = {message.event: message.case_no for message in ledger.compose_messages(sent)}
    assert all(
        [n for n in sent if cases[n] == case] == sorted(n for n in sent if cases[n] == case)
        for case in set(cases.values())
    )


def test_a_refused_message_is_given_up_after_few_tries_and_the_other_cases_go_on(
    ledger: Ledger, tmp_path: Path
) -> None:
    fill_ledger(ledger, 2)
    one = worker(ledger, tmp_path, good)
    one.sender.answer = lambda _: Receipt("refused", "http.400") if one.sender.seen[-1] == 2 else Receipt("delivered")
    for _ in range(4):
        one.work()
        one.clock.now += timedelta(hours=2)
    (letter,) = ledger.dead_letters()
    assert (letter.event_number, letter.attempts, letter.code) == (2, 3, "http.400")
    assert one.sender.seen.count(2) == 3
    assert state(ledger).pending == state(ledger).blocked > 0
    assert state(ledger).failures == 0


def test_a_message_that_always_fails_is_given_up_at_last(ledger: Ledger, tmp_path: Path) -> None:
    fill_ledger(ledger, 1)
    one = worker(ledger, tmp_path, lambda _: Receipt("failed", "http.500"))
    for _ in range(12):
        one.work()
        one.clock.now += timedelta(hours=2)
    assert [(letter.attempts, letter.code) for letter in ledger.dead_letters()] == [(5, "http.500")]


def test_a_receiver_that_is_away_for_weeks_costs_no_message(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 2)
    one = worker(ledger, tmp_path, lambda _: Receipt("busy", "net.connect"))
    for _ in range(12):
        one.work()
        one.clock.now += timedelta(hours=2)
    assert ledger.dead_letters() == []
    assert state(ledger).failures == 12
    one.sender.answer = good
    assert one.work() == due
    assert (state(ledger).failures, state(ledger).paused_until) == (0, None)


def test_a_receiver_is_left_alone_as_long_as_it_asked(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 3)
    one = worker(ledger, tmp_path, lambda n: Receipt("busy", "http.429", 90) if n == 1 else Receipt("delivered"))
    assert one.work() == 0
    assert len(one.sender.seen) == 1, "nothing more was sent to a busy receiver"
    one.clock.now += timedelta(seconds=89)
    assert one.work() == 0
    one.clock.now += timedelta(seconds=1)
    assert one.work() == due


def test_several_failures_in_a_row_let_all_wait(ledger: Ledger, tmp_path: Path) -> None:
    fill_ledger(ledger, 2)
    one = worker(ledger, tmp_path, lambda _: Receipt("failed", "net.timeout"))
    for _ in range(3):
        one.clock.now += timedelta(hours=2)
        one.work()
    assert state(ledger).paused_until is not None
    seen = len(one.sender.seen)
    fill_ledger(ledger, 1, first=50)
    one.work()
    assert len(one.sender.seen) == seen
    one.clock.now += timedelta(hours=2)
    one.work()
    assert len(one.sender.seen) > seen


def test_a_receiver_that_is_gone_is_stopped_and_nothing_is_lost(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 3)
    one = worker(ledger, tmp_path, lambda n: Receipt("gone", "http.410") if n == 2 else Receipt("delivered"))
    assert one.work() == 1
    assert state(ledger).stopped == "http.410"
    assert one.work() == 0
    ledger.replay_deliveries("hook", since=None, by="王晓梅", at=one.clock.now)
    assert one.work() == due - 1
    assert ledger.dead_letters() == []


def test_asked_to_stop_a_worker_sends_nothing_more_and_gives_back_what_it_holds(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 5)

    def stop(n: int) -> Receipt:
        if n == 2:
            one.stopping.set()
        return Receipt("delivered")

    one = worker(ledger, tmp_path, stop)
    assert one.work() == 2
    assert worker(ledger, tmp_path, good).work() == due - 2


def test_a_lease_that_runs_out_ends_the_sending(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due, ticks = fill_ledger(ledger, 5), count(step=21)
    lay = worker(ledger, tmp_path, lambda _: Receipt("busy", "http.503", 0))
    lay.work()
    monkeypatch.setattr("flows.delivering.rounds.time.monotonic", lambda: next(ticks))
    one = worker(ledger, tmp_path, good)
    assert one._do_round()
    assert 0 < len(one.sender.seen) < due
    assert len(one.sender.seen) == state(ledger).delivered


def test_batches_are_made_of_what_is_next_and_never_given_up(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 4)
    one = worker(ledger, tmp_path, lambda n: Receipt("failed", "bucket.NoSuchBucket"), BOX)
    for _ in range(12):
        one.work()
        one.clock.now += timedelta(hours=2)
    assert ledger.dead_letters() == []
    one.sender.seen.clear()
    one.sender.answer = good
    assert one.work() == due
    assert one.sender.seen == sorted(one.sender.seen)


def test_a_folder_holds_every_event_in_files_that_sort(ledger: Ledger, tmp_path: Path) -> None:
    due = fill_ledger(ledger, 6)
    targets = load_targets(write_targets(tmp_path, BOX))
    assert deliver_once(ledger, targets, days=30)["box"].delivered == due
    lines = [line for file in sorted((tmp_path / "out").iterdir()) for line in file.read_text().splitlines()]
    numbers = [int(line.split('"event":')[1].split(",")[0]) for line in lines]
    assert len(numbers) == due
    assert numbers == sorted(set(numbers))


def test_the_wait_doubles_up_to_its_limit_and_differs_among_workers() -> None:
    waits = [back_off(n, first_s=2, longest_s=3600, chance=random.Random(n)) for n in range(1, 2000)]
    assert 1 <= waits[0] <= 2
    assert all(1800 <= wait <= 3600 for wait in waits[12:])
    assert len(set(waits[12:])) > 1900


def test_a_message_that_cannot_be_put_together_is_given_up_and_holds_up_its_case_alone(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = fill_ledger(ledger, 2)
    compose = Ledger.compose_messages

    def stumble(self: Ledger, numbers: Sequence[int]) -> list[Message]:
        if 2 in numbers:
            raise ValueError("13800001234")
        return compose(self, numbers)

    monkeypatch.setattr(Ledger, "compose_messages", stumble)
    one = worker(ledger, tmp_path, good)
    for _ in range(4):
        one.work()
        one.clock.now += timedelta(hours=2)
    assert [(letter.event_number, letter.code) for letter in ledger.dead_letters()] == [(2, "message.ValueError")]
    assert 0 < len(one.sender.seen) == due - 1 - state(ledger).blocked


def test_in_a_batch_it_is_left_out_and_the_other_cases_go_on(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = fill_ledger(ledger, 3)
    compose = Ledger.compose_messages
    monkeypatch.setattr(Ledger, "compose_messages", lambda book, numbers: compose(book, _whole(numbers)))
    (target,) = load_targets(write_targets(tmp_path, BOX))
    done = deliver_once(ledger, [target], days=30)["box"]
    assert [(letter.event_number, letter.code) for letter in ledger.dead_letters()] == [(2, "message.ValueError")]
    assert 0 < done.delivered == due - 1 - state(ledger).blocked

    monkeypatch.setattr(Ledger, "compose_messages", compose)
    ledger.replay_deliveries("box", since=None, by="王晓梅", at=LATER)
    assert deliver_once(ledger, [target], days=30)["box"].delivered == due - done.delivered
    names = [path.name for path in sorted((tmp_path / "out").iterdir())]
    assert "-000000000002" in names[-1] or int(names[-1].split("_")[1].split("-")[0]) <= 2, "a new batch, read last"
    assert [int(name.split("_")[0]) for name in names] == list(range(1, len(names) + 1))


def _whole(numbers: Sequence[int]) -> Sequence[int]:
    if 2 in numbers:
        raise ValueError("13800001234")
    return numbers


def test_an_adapter_that_stumbles_is_trouble_of_its_own_target(ledger: Ledger, tmp_path: Path) -> None:
    fill_ledger(ledger, 1)

    def stumble(_: int) -> Receipt:
        raise RuntimeError("13800001234")

    one = worker(ledger, tmp_path, stumble)
    assert one.work() == 0
    assert one.tally.failed == 1


def test_what_arrives_in_a_later_run_ends_the_failures_of_an_earlier_one(ledger: Ledger, tmp_path: Path) -> None:
    fill_ledger(ledger, 1)
    first = worker(ledger, tmp_path, lambda _: Receipt("failed", "net.timeout"))
    first.work()
    assert (state(ledger).failures, state(ledger).trouble) == (1, "net.timeout")
    second = worker(ledger, tmp_path, good)
    second.clock.now += timedelta(days=1)
    assert second.work() > 0
    assert (state(ledger).failures, state(ledger).trouble) == (0, None)
