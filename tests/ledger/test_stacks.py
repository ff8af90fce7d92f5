"""A stack becomes its letters in one transaction: counted once, told in the chain, and never lost."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from ledger import Ledger, dialects, open_ledger
from ledger.opening import migrate
from records import Scan, StackPages, UsageError
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, NOON, make_reading, make_scan, make_source

PAGES = StackPages(scanned=7, in_letters=4, separators=2, blank=1)


def part_of(stack: Scan, number: int, pages: tuple[int, int] | None, *, content: str | None = None, **more) -> Scan:
    scan = make_scan(content or f"part {number}", name=f"stack#{number:03}.pdf")
    return scan.model_copy(update={"parent": stack.sha256, "part": number, "pages": pages, **more})


def take_stack(ledger: Ledger, *, number: int = 1) -> Scan:
    stack = make_scan("stack", name="stack.pdf")
    ledger.take_in(stack, source=make_source(number))
    return stack


def two_parts(stack: Scan) -> list[Scan]:
    return [part_of(stack, 1, (2, 4)), part_of(stack, 2, (6, 6), doubts=("stack.other-batch",))]


def told(ledger: Ledger) -> tuple[int, ...]:
    balance = ledger.balance()
    assert balance.balanced
    assert ledger.verify_chain() == []
    return balance.taken_in, balance.cases, balance.duplicates, balance.quarantined, balance.in_progress


def test_the_letters_of_a_stack_count_and_the_stack_does_not(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    assert told(ledger) == (1, 0, 0, 0, 1)
    parts = two_parts(stack)
    assert ledger.split(stack.sha256, parts, pages=PAGES, at=LATER) == tuple(parts)
    assert told(ledger) == (2, 0, 0, 0, 2)
    assert ledger.pending() == parts, "the scans come back with their place in the stack and their doubts"
    balance = ledger.balance()
    assert (balance.stacks, balance.archives, balance.stack_pages) == (1, 0, PAGES)
    for part in parts:
        ledger.record_case(make_reading(part), at=LATER)
    assert told(ledger) == (2, 2, 0, 0, 0)
    assert ledger.scans() == sorted([stack.sha256, *(part.sha256 for part in parts)]), "the stack's original is kept"


def test_splitting_twice_is_splitting_once(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    parts = two_parts(stack)
    ledger.split(stack.sha256, parts, pages=PAGES, at=LATER)
    ledger.record_case(make_reading(parts[0]), at=LATER)
    assert ledger.split(stack.sha256, parts, pages=PAGES, at=LATER) == (parts[1],), "those still in progress"
    assert told(ledger) == (2, 1, 0, 0, 1)


def test_pages_that_do_not_add_up_are_no_balance(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    lost = PAGES.model_copy(update={"scanned": 8})
    ledger.split(stack.sha256, two_parts(stack), pages=lost, at=LATER)
    assert not ledger.balance().balanced


def test_a_case_knows_its_stack_and_its_doubts(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    part = two_parts(stack)[1]
    ledger.split(stack.sha256, [part], pages=None, at=LATER)
    record = ledger.case(ledger.record_case(make_reading(part), at=LATER))
    assert record.part_of is not None
    assert (record.part_of.parent_sha256, record.part_of.part, record.part_of.pages) == (stack.sha256, 2, (6, 6))
    assert record.doubts == ("stack.other-batch",)
    assert record.needs_person
    assert ledger.history(record.case_no)[0].kind == "letter.taken-in"


def test_a_copy_of_a_stack_is_a_duplicate_whether_it_comes_before_or_after_the_split(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    take_stack(ledger, number=2)
    ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER)
    assert ledger.take_in(stack, source=make_source(3)).outcome == "duplicate"
    assert told(ledger) == (4, 0, 2, 0, 2)
    assert ledger.balance().stack_pages == PAGES


def test_a_letter_that_came_before_by_itself_is_a_duplicate_in_the_stack(ledger: Ledger) -> None:
    alone = make_scan("part 1")
    ledger.take_in(alone, source=make_source(9))
    case_no = ledger.record_case(make_reading(alone), at=LATER)
    stack = take_stack(ledger)
    pending = ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER)
    assert [part.part for part in pending] == [2]
    assert told(ledger) == (3, 1, 1, 0, 1)
    assert ledger.case(case_no).copies == 1


def test_two_letters_of_a_stack_with_the_same_bytes_are_a_case_and_its_copy(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    parts = [part_of(stack, 1, (1, 3), content="same"), part_of(stack, 2, (4, 4), content="same")]
    pending = ledger.split(stack.sha256, parts, pages=PAGES, at=LATER)
    assert [part.part for part in pending] == [1]
    ledger.record_case(make_reading(pending[0]), at=LATER)
    assert told(ledger) == (2, 1, 1, 0, 0)


def test_a_held_letter_of_a_stack_is_replayed_like_any_other(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER)
    held = two_parts(stack)[0]
    ledger.hold(held.sha256, code="intake.damaged", detail="", at=LATER)
    assert [file.name for file in ledger.quarantine()] == ["2026-11-23/stack#001.pdf"]
    assert told(ledger) == (2, 0, 0, 1, 1)
    assert ledger.release([held.sha256]) == 1
    assert held in ledger.pending()


def test_a_stack_that_was_held_can_be_split_after_all(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    ledger.hold(stack.sha256, code="intake.too-many-pages", detail="", at=LATER)
    ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER)
    assert ledger.quarantine() == []
    assert told(ledger) == (2, 0, 0, 0, 2)


def test_a_case_that_a_person_split_stays_and_names_the_cases_it_became(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    ledger.take_in(stack, source=make_source(2))
    old = ledger.record_case(make_reading(stack, doubt="name.unsure"), at=LATER)
    parts = two_parts(stack)
    ledger.split(stack.sha256, parts, pages=PAGES, at=LATER, by="王晓梅")
    assert told(ledger) == (3, 0, 1, 0, 2)
    new = [ledger.record_case(make_reading(part), at=LATER) for part in parts]
    assert told(ledger) == (3, 2, 1, 0, 0)
    record = ledger.case(old)
    assert (record.status, record.split_into, record.needs_person) == ("split", tuple(new), False)
    assert (record.restricted, record.text) == (True, ""), "one of its letters may be an accusation"
    assert ledger.case(old, restricted=True).text
    event = ledger.history(old)[-1]
    assert (event.kind, event.by, event.case_no) == ("stack.split", "王晓梅", old)
    assert [record.case_no for record in ledger.cases()] == [old, *new]


def test_a_case_that_was_split_takes_no_review_and_no_new_reading_reopens_it(ledger: Ledger) -> None:
    stack = take_stack(ledger)
    old = ledger.record_case(make_reading(stack), at=LATER)
    ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER, by="王晓梅")
    with pytest.raises(UsageError, match=r"case\.split"):
        ledger.review(old, "title", "x", by="王晓梅", note="", at=LATER)
    reading = make_reading(stack)
    newer = reading.model_copy(update={"stamp": reading.stamp.model_copy(update={"engine": "new"})})
    ledger.record_case(newer, at=LATER)
    assert ledger.case(old).status == "split"


def test_what_never_arrived_cannot_be_split(ledger: Ledger) -> None:
    stack = make_scan("stack")
    with pytest.raises(UsageError, match=r"case\.no-arrival"):
        ledger.split(stack.sha256, two_parts(stack), pages=PAGES, at=LATER)


def test_an_archive_in_an_archive_knows_how_deep_it_lies(ledger: Ledger) -> None:
    outer = take_stack(ledger)
    inner = part_of(outer, 1, None)
    ledger.split(outer.sha256, [inner], pages=None, at=LATER)
    innermost = part_of(inner, 1, None, content="innermost")
    ledger.split(inner.sha256, [innermost], pages=None, at=LATER)
    assert [ledger.depth(scan) for scan in (outer, inner, innermost)] == [0, 1, 2]
    balance = ledger.balance()
    assert (balance.taken_in, balance.archives, balance.stacks, balance.balanced) == (1, 2, 0, True)


def test_a_split_without_its_event_breaks_the_chain(ledger: Ledger, back_door: BackDoor) -> None:
    stack = take_stack(ledger)
    back_door.execute(f"UPDATE arrivals SET outcome = 'split' WHERE sha256 = '{stack.sha256}'")
    assert ledger.verify_chain() == ["stack.split: 0 events but 1 arrivals"]
    assert not ledger.balance().balanced


def test_a_ledger_of_before_the_stacks_keeps_everything(new_url: str) -> None:
    engine = dialects.make_engine(new_url)
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    with dialects.writing_engine(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO arrivals (name, batch, sha256, size, media_type, channel, received_at, source_path_hash,"
                " source_device, source_inode, source_mtime_ns, source_removed, outcome, code,"
                " detail, held_at)"
                " VALUES ('信.jpg', 'b', :sha, 5, 'image/jpeg', 'letter', :at, :sha, '1', '2', 3, false,"
                " 'quarantined', 'intake.damaged', '', :at)"
            ),
            {"sha": "a" * 64, "at": NOON},
        )
    migrate(engine)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT name, source_mtime_ns, code, parent_sha256 FROM arrivals")).one()
        assert tuple(row) == ("信.jpg", 3, "intake.damaged", None)
    engine.dispose()
    with open_ledger(new_url, office="XF") as ledger:
        assert [file.name for file in ledger.quarantine()] == ["b/信.jpg"]


def test_an_archive_that_holds_itself_has_an_end(ledger: Ledger) -> None:
    archive = make_scan("archive", name="archive.zip")
    ledger.take_in(archive, source=make_source(1))
    itself = archive.model_copy(update={"parent": archive.sha256, "part": 1})
    inner = part_of(archive, 2, None)
    assert ledger.split(archive.sha256, [itself, inner], pages=None, at=LATER) == (inner,)
    assert ledger.depth(inner) == 2
    assert told(ledger) == (2, 0, 1, 0, 1)
