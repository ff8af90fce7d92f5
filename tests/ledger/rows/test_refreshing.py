"""Rows are at any moment what they would be if they were made from nothing."""

import json
from contextlib import ExitStack
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ledger import Ledger, open_ledger
from ledger.blind import BlindShare
from ledger.exporting.flat import flat_row
from ledger.exporting.json_lines import json_line
from records import StackPages, UsageError
from tests.databases import KINDS, lend_ledger
from tests.ledger.letters import LATER, NOON, STAMP, make_scan, make_source
from tests.ledger.like_letters import compare_by_words, make_letter, sign_by_words
from tests.ledger.rows.fresh_rows import fresh_rows, kept_rows

TEXTS = ("河水发黑多年无人过问", "工资拖欠三个月未付", "征地補償款沒有發")
DECISIONS = (
    {"matter_class": "accusation"}, {"matter_class": "appeal"}, {"title": "关于污染的信"}, {"names": ["林小川"]},
    {"repeat": "repeat"}, {"unit": "HBJ"}, {"summary": "林小川反映河水发黑"}, {"topic": "环境保护"},
)  # fmt: skip
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("forward", {"unit": "JYJ"}), ("accept", {"unit": "JYJ"}), ("return", {"unit": "JYJ", "reason": "不属本单位"}),
    ("close", {"outcome": "resolved"}), ("keep", {"reason": "已办"}),
    ("withdraw", {"reason": "误", "approver": "陈主任"}),
)  # fmt: skip


class Office(RuleBasedStateMachine):
    """An office at work; letters are alike, so that cases touch one another."""

    @initialize()
    def open(self) -> None:
        """Start with an empty ledger."""
        self.lent = ExitStack()
        self.ledger = open_ledger(self.new_address(), office="XF")
        self.cases: list[str] = []
        self.number = 0

    def new_address(self) -> str:
        """The address of an empty ledger."""
        raise NotImplementedError

    @rule(
        text=st.sampled_from(TEXTS),
        who=st.integers(1, 2),
        days=st.integers(0, 3),
        kind=st.sampled_from(["appeal", "appeal", "accusation"]),
        blind=st.booleans(),
    )
    def a_letter_comes(self, text: str, who: int, days: int, kind: str, blind: bool) -> None:
        """Read and linked; it may have come before those that are there."""
        self.number += 1
        scan = make_scan(str(self.number), received_at=NOON - timedelta(days=days))
        self.ledger.take_in(scan, source=make_source(self.number))
        reading = make_letter(scan, text, name="林小川", phone=str(who), matter_class=kind)
        share = BlindShare(1, b"key") if blind else None
        self.cases.append(
            self.ledger.record_case(
                reading, at=LATER, signature=sign_by_words(text, who), compare=compare_by_words, blind=share
            )
        )

    @rule(number=st.integers(1, 3))
    def a_copy_comes(self, number: int) -> None:
        """The same scan again."""
        if number <= self.number:
            self.ledger.take_in(make_scan(str(number)), source=make_source(1000 + number))

    @rule(data=st.data(), decision=st.sampled_from(DECISIONS))
    def a_person_decides(self, data: st.DataObject, decision: dict[str, str | list[str]]) -> None:
        """A review of any case, which may restrict it or show it to all."""
        if self.cases:
            case_no = data.draw(st.sampled_from(self.cases))
            try:
                self.ledger.decide(case_no, decision, by="陈录入", note="有据", at=LATER)
            except UsageError:
                return

    @rule(data=st.data(), text=st.sampled_from(TEXTS))
    def a_letter_is_read_again(self, data: st.DataObject, text: str) -> None:
        """By a newer version, which may see other words."""
        if self.cases:
            number = data.draw(st.integers(1, self.number))
            reading = make_letter(make_scan(str(number)), text, name="林小川", phone="1")
            newer = reading.model_copy(update={"stamp": STAMP.model_copy(update={"engine": text[:2]})})
            signature = sign_by_words(text, 1)
            self.ledger.record_case(newer, at=LATER, signature=signature, compare=compare_by_words)

    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def a_step_is_taken(self, data: st.DataObject, step: tuple[str, dict[str, str]]) -> None:
        """As far as the case stands so that it can be."""
        if self.cases:
            case_no = data.draw(st.sampled_from(self.cases))
            try:
                self.ledger.take_step(case_no, step[0], by="陈录入", at=LATER, facts=step[1])
            except UsageError:
                return

    @rule(data=st.data())
    def a_case_is_split(self, data: st.DataObject) -> None:
        """Into two letters, which become cases."""
        if not self.cases:
            return
        case_no = data.draw(st.sampled_from(self.cases))
        sha256 = self.ledger.case(case_no).scan_sha256
        parts = [
            make_scan(f"{sha256} {part}").model_copy(update={"parent": sha256, "part": part, "pages": (part, part)})
            for part in (1, 2)
        ]
        pages = StackPages(scanned=2, in_letters=2, separators=0, blank=0)
        for scan in self.ledger.split(sha256, parts, pages=pages, at=LATER):
            self.ledger.record_case(make_letter(scan, TEXTS[0]), at=LATER)

    @invariant()
    def rows_are_as_if_made_from_nothing(self) -> None:
        """Columns, words and postings; and each row as it is given out is complete."""
        assert kept_rows(self.ledger) == fresh_rows(self.ledger)

    def teardown(self) -> None:
        """The chain is whole at the end."""
        if hasattr(self, "ledger"):
            problems = self.ledger.verify_chain()
            self.ledger.close()
            self.lent.close()
            assert problems == []


def put(ledger: Ledger, number: int, *, days: int = 0, kind: str = "appeal") -> str:
    """A letter of the same words by the same person, so many days earlier."""
    scan = make_scan(str(number), received_at=NOON - timedelta(days=days))
    ledger.take_in(scan, source=make_source(number))
    reading = make_letter(scan, TEXTS[0], name="林小川", phone="1", matter_class=kind)
    return ledger.record_case(reading, at=LATER, signature=sign_by_words(TEXTS[0], 1), compare=compare_by_words)


def repeats(ledger: Ledger) -> list[str | None]:
    assert kept_rows(ledger) == fresh_rows(ledger)
    return [row[0]["repeat"] for _, row in sorted(kept_rows(ledger).items())]


def test_a_letter_that_came_earlier_makes_the_row_of_the_later_one_a_repeated_one(ledger: Ledger) -> None:
    put(ledger, 1)
    assert repeats(ledger) == ["first"]
    put(ledger, 2, days=3)
    assert repeats(ledger) == ["repeat", "first"]


def test_a_letter_is_a_first_one_again_in_its_row_when_the_earlier_one_is_restricted(ledger: Ledger) -> None:
    earlier, _ = put(ledger, 1, days=3), put(ledger, 2)
    assert repeats(ledger) == ["first", "repeat"]
    ledger.review(earlier, "matter_class", "accusation", by="陈录入", note="", at=LATER)
    assert repeats(ledger) == [None, "first"]


def test_links_and_clusters_of_rows_are_looked_up_and_never_tell_of_a_restricted_case(ledger: Ledger) -> None:
    first, second, third = put(ledger, 1), put(ledger, 2), put(ledger, 3, kind="accusation")
    given = {row.case_no: json.loads(row.body) for row in ledger.rows()}
    assert (given[first]["links"], given[first]["cluster_size"]) == ([second], 2)
    assert (given[second]["links"], given[second]["cluster_size"]) == ([first], 2)
    assert given[third].keys().isdisjoint({"links", "cluster_size", "topic", "title"})
    records = {record.case_no: record for record in ledger.cases()}
    assert given == {number: json.loads(json_line(flat_row(record))) for number, record in records.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_follow_whatever_happens_to_cases(kind: str, request: pytest.FixtureRequest) -> None:
    class OnDatabase(Office):
        def new_address(self) -> str:
            return self.lent.enter_context(lend_ledger(kind, request))

    run_state_machine_as_test(OnDatabase, settings=settings(max_examples=8, stateful_step_count=14, deadline=None))
