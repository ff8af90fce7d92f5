"""The ledger's promises: nothing lost, nothing doubled, whatever the order of what happens."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from ledger import Ledger, open_ledger
from records import Barcode, Letter, Line, Page, Reading, UsageError
from tests.ledger.letters import LATER, NOON, STAMP, make_reading, make_scan, make_source


def read_in(ledger: Ledger, content: str = "one", number: int = 1) -> str:
    """Take a letter in and register it."""
    scan = make_scan(content)
    arrival = ledger.take_in(scan, source=make_source(number))
    ledger.source_removed(arrival.id)
    return ledger.record_case(make_reading(scan), at=LATER)


def test_a_file_taken_in_is_pending_until_it_is_a_case(ledger: Ledger) -> None:
    scan = make_scan()
    arrival = ledger.take_in(scan, source=make_source())
    assert arrival.outcome is None
    assert not arrival.source_removed
    assert ledger.pending() == [scan]
    ledger.record_case(make_reading(scan), at=LATER)
    assert ledger.pending() == []


def test_a_run_killed_between_commit_and_removal_takes_the_file_in_once(url: str) -> None:
    scan, source = make_scan(), make_source()
    with open_ledger(url, office="XF") as killed:
        first = killed.take_in(scan, source=source)
    with open_ledger(url, office="XF") as again:
        second = again.take_in(scan.model_copy(update={"received_at": LATER}), source=source)
        assert second == first
        assert second.scan.received_at == NOON
        assert again.balance().taken_in == 1


def test_a_killed_run_may_even_have_registered_the_case_before_the_file_was_removed(ledger: Ledger) -> None:
    scan, source = make_scan(), make_source()
    first = ledger.take_in(scan, source=source)
    ledger.record_case(make_reading(scan), at=LATER)
    again = ledger.take_in(scan, source=source)
    assert (again.id, again.outcome) == (first.id, "case")
    assert ledger.balance().duplicates == 0


def test_the_same_file_dropped_again_after_its_removal_is_a_new_arrival(ledger: Ledger) -> None:
    scan, source = make_scan(), make_source()
    first = ledger.take_in(scan, source=source)
    ledger.source_removed(first.id)
    second = ledger.take_in(scan, source=source)
    assert second.id != first.id
    assert ledger.balance().taken_in == 2


@pytest.mark.parametrize("changed", [{"path_hash": "0" * 64}, {"device": 3}, {"inode": 4}, {"mtime_ns": 5}])
def test_another_file_with_the_same_bytes_is_another_arrival(ledger: Ledger, changed: dict[str, object]) -> None:
    scan, source = make_scan(), make_source()
    ledger.take_in(scan, source=source)
    ledger.take_in(scan, source=source.model_copy(update=changed))
    assert ledger.balance().taken_in == 2
    assert ledger.pending() == [scan], "one scan, to be read once"


def test_copies_that_wait_become_duplicates_when_the_first_becomes_the_case(ledger: Ledger) -> None:
    scan = make_scan()
    for number in (1, 2, 3):
        ledger.take_in(scan, source=make_source(number))
    case_no = ledger.record_case(make_reading(scan), at=LATER)
    balance = ledger.balance()
    assert (balance.cases, balance.duplicates, balance.in_progress) == (1, 2, 0)
    assert ledger.case(case_no).copies == 2
    assert [event.kind for event in ledger.history(case_no)].count("case.copy") == 2


def test_a_copy_of_a_case_is_a_duplicate_at_once_and_noted_on_the_case(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    copy = ledger.take_in(make_scan(name="again.jpg"), source=make_source(2))
    assert copy.outcome == "duplicate"
    assert ledger.pending() == []
    last = ledger.history(case_no)[-1]
    assert (last.kind, last.data) == ("case.copy", {"arrival": copy.id})


def test_pending_scans_come_oldest_first(ledger: Ledger) -> None:
    for number, content in enumerate(("b", "a", "c", "a"), start=1):
        ledger.take_in(make_scan(content), source=make_source(number))
    assert ledger.pending() == [make_scan("b"), make_scan("a"), make_scan("c")]


def test_reading_twice_with_the_same_stamp_makes_nothing_new(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    before = ledger.history(case_no)
    assert ledger.record_case(make_reading(make_scan()), at=LATER + timedelta(days=1)) == case_no
    assert ledger.history(case_no) == before


def test_reading_with_another_stamp_is_kept_beside_the_first_and_becomes_current(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    newer = STAMP.model_copy(update={"models": ("topic-2",)})
    assert ledger.record_case(make_reading(make_scan(), stamp=newer, doubt="name.unsure"), at=LATER) == case_no
    record = ledger.case(case_no)
    assert record.stamp == newer
    assert (record.status, record.doubts) == ("to-review", ("name.unsure",))
    recorded = [event.data["number"] for event in ledger.history(case_no) if event.kind == "reading.recorded"]
    assert recorded == [1, 2]
    assert ledger.balance().cases == 1


def test_a_reading_of_a_scan_that_never_came_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"case\.no-arrival"):
        ledger.record_case(make_reading(make_scan()), at=LATER)
    assert ledger.balance().cases == 0


def test_case_numbers_run_without_gaps_by_year_of_receipt_in_china(ledger: Ledger) -> None:
    new_year_in_china = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    moments = [NOON, new_year_in_china - timedelta(seconds=1), new_year_in_china, NOON]
    numbers = []
    for number, moment in enumerate(moments, start=1):
        scan = make_scan(str(number), received_at=moment)
        ledger.take_in(scan, source=make_source(number))
        numbers.append(ledger.record_case(make_reading(scan), at=LATER))
    assert numbers == ["2026-XF-00001", "2026-XF-00002", "2027-XF-00001", "2026-XF-00003"]


def test_a_time_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(StatementError, match="needs its zone"):
        ledger.take_in(make_scan(received_at=datetime(2026, 11, 23, 4, 0)), source=make_source())  # noqa: DTZ001
    assert ledger.balance().taken_in == 0


def test_held_letters_are_listed_and_released_for_another_try(ledger: Ledger) -> None:
    scan, other = make_scan("broken"), make_scan("locked")
    ledger.take_in(scan, source=make_source(1))
    ledger.take_in(scan, source=make_source(2))
    ledger.take_in(other, source=make_source(3))
    ledger.hold(scan.sha256, code="intake.damaged", detail="page 1", at=LATER)
    ledger.hold(other.sha256, code="intake.encrypted", detail="", at=LATER)
    assert [(held.sha256, held.code, held.detail, held.held_at) for held in ledger.quarantine()] == [
        (scan.sha256, "intake.damaged", "page 1", LATER),
        (scan.sha256, "intake.damaged", "page 1", LATER),
        (other.sha256, "intake.encrypted", "", LATER),
    ]
    assert ledger.pending() == []
    assert ledger.release([scan.sha256]) == 1
    assert ledger.pending() == [scan]
    assert ledger.release() == 1
    assert ledger.quarantine() == []
    assert ledger.release() == 0


def test_holding_a_scan_that_is_a_case_changes_nothing(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    before = ledger.history(case_no)
    ledger.hold(make_scan().sha256, code="intake.damaged", detail="", at=LATER)
    assert ledger.history(case_no) == before
    assert ledger.quarantine() == []


def test_a_held_letter_that_comes_again_and_can_be_read_becomes_one_case(ledger: Ledger) -> None:
    scan = make_scan()
    ledger.take_in(scan, source=make_source(1))
    ledger.hold(scan.sha256, code="page.timed-out", detail="", at=NOON)
    later = scan.model_copy(update={"received_at": LATER})
    assert ledger.take_in(later, source=make_source(2)).outcome is None
    case_no = ledger.record_case(make_reading(later), at=LATER)
    balance = ledger.balance()
    assert (balance.cases, balance.duplicates, balance.quarantined) == (1, 1, 0)
    assert ledger.case(case_no).received_at == NOON, "the clock of the law runs from the first receipt"
    assert "letter.held" in [event.kind for event in ledger.history(case_no)]


@pytest.mark.parametrize("ask", [Ledger.case, Ledger.history])
def test_a_case_that_there_is_not_is_told(ledger: Ledger, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(UsageError, match=r"case\.unknown"):
        ask(ledger, "2026-XF-00009")


def test_an_arrival_that_there_is_not_cannot_lose_its_source(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"arrival\.unknown"):
        ledger.source_removed(7)


def test_all_cases_come_in_the_order_of_registration_over_many_fetches(ledger: Ledger) -> None:
    expected = [read_in(ledger, str(number), number) for number in range(1, 121)]
    assert [record.case_no for record in ledger.cases()] == expected
    assert len(ledger.scans()) == 120


def test_events_hold_no_word_of_the_letter_and_no_file_name(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    ledger.review(case_no, "phones", ["13900005678"], by="陈录入", note="电话核对过", at=LATER)
    told = "".join(event.model_dump_json() for event in ledger.history(case_no))
    for secret in ("林小川", "13800001234", "13900005678", "信 001", "排污", "核对过"):
        assert secret not in told


def test_the_history_tells_everything_in_order(ledger: Ledger) -> None:
    case_no = read_in(ledger)
    history = ledger.history(case_no)
    assert [event.kind for event in history] == ["letter.taken-in", "case.registered", "reading.recorded"]
    assert [event.number for event in history] == [1, 2, 3]
    assert history[0].at == NOON
    assert all(event.by == "laixin" for event in history)


def test_characters_that_cannot_be_stored_stop_no_letter(ledger: Ledger) -> None:
    words = "请求\ud83d查清\0一事"
    scan = make_scan(name="信\udce4\0.txt")
    line = Line(page=1, box=(0, 0, 0, 0), text=words, raw=words, confidence=1, engine="document", second=words)
    page = Page(number=1, source="document", barcodes=(Barcode(format="QRCode", text=words, box=(0, 0, 1, 1)),))
    letter = Letter(scan=scan, pages=(page,), lines=(line,))
    ledger.take_in(scan, source=make_source())
    case_no = ledger.record_case(Reading(letter=letter, findings=(), judgements=(), stamp=STAMP), at=LATER)
    kept = ledger.reading(case_no).letter
    assert kept == letter
    assert kept.text == kept.lines[0].raw == kept.pages[0].barcodes[0].text == "请求\ufffd查清\ufffd一事"
    assert kept.scan.name == "信\ufffd\ufffd.txt"
