"""Properties: the ledger gives back what it was given, and its books balance after any sequence of steps."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger import Ledger, case_values, open_ledger
from records import (
    Candidate,
    CaseRecord,
    Cue,
    Finding,
    Judgement,
    Letter,
    Line,
    Page,
    Reading,
    Scan,
    SourceId,
    Span,
    Stamp,
)
from tests.databases import KINDS, lend_ledger
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source

TEXTS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
"""No NUL: PostgreSQL cannot hold one, and the ledger refuses it (test_kept_texts.py)."""
WORDS = st.text(TEXTS, max_size=12)
CODES = st.text(TEXTS, min_size=1, max_size=12)
SHARE = st.floats(0, 1)
PIXEL = st.floats(0, 9999, allow_nan=False).map(lambda value: round(value, 1))
MOMENTS = st.datetimes(
    datetime(2001, 1, 1),  # noqa: DTZ001 - the zone is drawn
    datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-12, 14).map(lambda h: timezone(timedelta(hours=h))),
)
FIELDS = st.sampled_from(["title", "name", "phone", "id_no", "address", "place", "date", "amount", "demand", "accused"])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any reading that the records allow."""
    scan = Scan(
        sha256=draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        name=draw(WORDS),
        media_type=draw(st.sampled_from(["image/tiff", "application/pdf"])),
        size=draw(st.integers(0, 2**62)),
        batch=draw(WORDS),
        received_at=draw(MOMENTS),
    )
    pages = tuple(
        Page(number=n, source="image", size=(800, 1100), doubts=draw(st.sampled_from([(), ("page.blank",)])))
        for n in range(1, draw(st.integers(0, 3)) + 1)
    )
    line = st.builds(
        Line, page=st.integers(1, 3), box=st.tuples(PIXEL, PIXEL, PIXEL, PIXEL), text=WORDS, raw=WORDS,
        confidence=SHARE, engine=WORDS, joint=st.sampled_from(["", "\t", "\n"]),
    )  # fmt: skip
    letter = Letter(scan=scan, pages=pages, lines=tuple(draw(st.lists(line, max_size=4))))
    length = len(letter.text)
    span = st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda p: Span(start=min(p), end=max(p)))
    doubt = st.sampled_from([None, "name.unsure"])
    finding = st.builds(
        Finding, field=FIELDS, value=st.none() | WORDS, span=span, rule=WORDS, confidence=SHARE, doubt=doubt
    )
    cue = st.builds(Cue, text=WORDS, weight=st.floats(-5, 5), span=st.none() | span)
    judgement = st.builds(
        Judgement, question=st.sampled_from(["topic", "topic2", "unit"]), answer=st.none() | CODES, score=SHARE,
        runners_up=st.lists(st.builds(Candidate, answer=CODES, score=SHARE), max_size=2).map(tuple),
        cues=st.lists(cue, max_size=2).map(tuple), made_by=WORDS, doubt=doubt,
    )  # fmt: skip
    stamp = st.builds(Stamp, code=WORDS, vocab=WORDS, models=st.lists(WORDS, max_size=2).map(tuple), engine=WORDS)
    return Reading(
        letter=letter,
        findings=tuple(draw(st.lists(finding, max_size=4))),
        judgements=tuple(draw(st.lists(judgement, max_size=2))),
        stamp=draw(stamp),
    )


@contextmanager
def new_ledger(kind: str, request: pytest.FixtureRequest) -> Iterator[tuple[Ledger, str]]:
    """An empty ledger of its own, and its address."""
    with lend_ledger(kind, request) as url, open_ledger(url, office="XF") as ledger:
        yield ledger, url


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],  # each example has its database
)
@given(reading=readings(), title=WORDS)
def test_a_record_goes_through_the_ledger_unchanged(
    kind: str, request: pytest.FixtureRequest, reading: Reading, title: str
) -> None:
    with new_ledger(kind, request) as (ledger, url):
        scan = reading.letter.scan
        ledger.take_in(scan, source=make_source())
        case_no = ledger.record_case(reading, at=LATER)
        record = ledger.case(case_no, restricted=True)
        assert record.values == case_values(reading)
        assert record.text == reading.letter.text
        assert (record.stamp, record.doubts, record.page_count) == (
            reading.stamp, reading.doubts, len(reading.letter.pages),
        )  # fmt: skip
        assert (record.received_at, record.batch, record.media_type) == (scan.received_at, scan.batch, scan.media_type)
        assert [entry.words for entry in record.evidence] == [f.span.of(record.text) for f in reading.findings]
        assert [entry.boxes for entry in record.evidence] == [reading.letter.boxes(f.span) for f in reading.findings]
        assert [judgement.model_dump(exclude={"cues"}) for judgement in record.judgements] == [
            judgement.model_dump(exclude={"cues"}) for judgement in reading.judgements
        ]
        shown = [cue for judgement in record.judgements for cue in judgement.cues]
        told = [cue for judgement in reading.judgements for cue in judgement.cues]
        assert [cue.model_dump(exclude={"boxes"}) for cue in shown] == [cue.model_dump() for cue in told]
        assert [cue.boxes for cue in shown] == [reading.letter.boxes(cue.span) if cue.span else () for cue in told]
        ledger.review(case_no, "title", title, by="陈录入", note=title, at=LATER)
        reviewed = ledger.case(case_no, restricted=True)
        assert reviewed.values == record.values.model_copy(update={"title": title or None})
        assert CaseRecord.model_validate_json(reviewed.model_dump_json(by_alias=True)) == reviewed
        with open_ledger(url, office="XF") as again:
            assert again.case(case_no, restricted=True) == reviewed
            assert list(again.cases(restricted=True)) == [reviewed]
            assert again.verify_chain() == []


CONTENTS = st.integers(0, 4).map(str)


class Office(RuleBasedStateMachine):
    """An office at work: files come, are read, held, released and reviewed, in any order."""

    def __init__(self, kind: str, request: pytest.FixtureRequest) -> None:
        """An office whose ledger is on this kind of database."""
        super().__init__()
        self._lend = lambda: new_ledger(kind, request)

    @initialize()
    def open(self) -> None:
        """Start with an empty ledger."""
        self.stack = ExitStack()
        self.ledger, _ = self.stack.enter_context(self._lend())
        self.files: list[tuple[Scan, SourceId, int]] = []
        self.registered: dict[str, str] = {}

    @rule(content=CONTENTS)
    def a_file_comes(self, content: str) -> None:
        """A file with this content, new in the inbox."""
        scan, source = make_scan(content), make_source(len(self.files) + 1)
        self.files.append((scan, source, self.ledger.take_in(scan, source=source).id))

    @precondition(lambda self: bool(self.files))
    @rule(data=st.data())
    def a_killed_run_starts_again(self, data: st.DataObject) -> None:
        """The source of an arrival is still there: it must be known, and nothing is added."""
        scan, source, arrival_id = data.draw(st.sampled_from(self.files))
        assert self.ledger.take_in(scan, source=source).id == arrival_id

    @rule(content=CONTENTS, engine=st.sampled_from(["one", "two"]))
    def a_letter_is_read(self, content: str, engine: str) -> None:
        """Read and registered, if it came; a scan keeps its case number for ever."""
        scan = make_scan(content)
        if scan.sha256 not in {known.sha256 for known, _, _ in self.files}:
            return
        reading = make_reading(scan, stamp=STAMP.model_copy(update={"engine": engine}))
        case_no = self.ledger.record_case(reading, at=LATER)
        assert self.registered.setdefault(scan.sha256, case_no) == case_no

    @rule(content=CONTENTS)
    def a_letter_is_held(self, content: str) -> None:
        """It could not be read."""
        self.ledger.hold(make_scan(content).sha256, code="intake.damaged", detail="", at=LATER)

    @rule(contents=st.none() | st.sets(CONTENTS))
    def letters_are_released(self, contents: set[str] | None) -> None:
        """Some, or all, are tried again."""
        self.ledger.release(None if contents is None else [make_scan(content).sha256 for content in contents])

    @precondition(lambda self: bool(self.registered))
    @rule(data=st.data())
    def a_person_decides(self, data: st.DataObject) -> None:
        """A review of any case."""
        case_no = data.draw(st.sampled_from(sorted(self.registered.values())))
        self.ledger.review(case_no, "title", "x", by="陈录入", note="", at=datetime.now(UTC))

    @invariant()
    def the_books_balance(self) -> None:
        """Every file is somewhere, once; case numbers have no gap; the chain is whole."""
        balance: Any = self.ledger.balance()
        assert balance.balanced
        assert balance.taken_in == len(self.files)
        assert balance.cases == len(self.registered)
        assert balance.quarantined == len(self.ledger.quarantine())
        waiting = {scan.sha256 for scan in self.ledger.pending()}
        held = {entry.sha256 for entry in self.ledger.quarantine()}
        assert waiting | held | set(self.registered) == {scan.sha256 for scan, _, _ in self.files}
        assert not (waiting | held) & set(self.registered)
        numbers = sorted(self.registered.values())
        assert numbers == [f"2026-XF-{number:05}" for number in range(1, len(numbers) + 1)]

    def teardown(self) -> None:
        """The chain is whole at the end."""
        if hasattr(self, "ledger"):
            problems = self.ledger.verify_chain()
            self.stack.close()
            assert problems == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_office_keeps_its_books_whatever_it_does(kind: str, request: pytest.FixtureRequest) -> None:
    brief = settings(max_examples=10, stateful_step_count=20, deadline=None)
    run_state_machine_as_test(lambda: Office(kind, request), settings=brief)
