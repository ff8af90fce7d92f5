"""What is watched of the letters: counts and codes, no words; alarms once; samples remembered; clusters."""

from datetime import date, timedelta

from ledger import Ledger
from records import Page
from tests.ledger.letters import LATER, LINES, NOON, make_reading, make_scan, make_source
from tests.ledger.test_blind import record
from tests.ledger.test_links import put


def test_a_letter_is_watched_without_its_words(ledger: Ledger) -> None:
    record(ledger, doubt="name.unsure")
    (seen,) = ledger.watched(since=NOON)
    assert seen.day == date(2026, 11, 23)
    assert seen.answers == {
        "topic": "环境保护", "topic2": "环境保护/水污染", "matter_class": "appeal", "purpose": "redress", "unit": "HBJ",
    }  # fmt: skip
    assert seen.scores["topic"] == 0.93
    assert (seen.models, seen.doubtful, seen.unread, seen.confidence) == (("topic-1",), True, False, None)
    told = seen.model_dump_json()
    assert not [words for words in (*LINES, "林小川", "13800001234") if words in told]


def test_an_answer_that_was_left_open_counts_as_its_best_guess(ledger: Ledger) -> None:
    record(ledger, matter_class=None)
    assert ledger.watched(since=NOON)[0].answers["matter_class"] == "appeal"


def test_unread_ink_and_confidence_come_from_the_pages(ledger: Ledger) -> None:
    scan = make_scan("one")
    ledger.take_in(scan, source=make_source())
    reading = make_reading(scan)
    pages = (
        Page(number=1, source="image", confidence=0.9),
        Page(number=2, source="image", confidence=0.7, unread=((0, 0, 9, 9),)),
        Page(number=3, source="document"),
    )
    letter = reading.letter.model_copy(update={"pages": pages})
    ledger.record_case(reading.model_copy(update={"letter": letter}), at=LATER)
    (seen,) = ledger.watched(since=NOON)
    assert (round(seen.confidence or 0, 6), seen.unread, seen.doubtful) == (0.8, True, False)


def test_letters_registered_before_the_day_are_not_watched(ledger: Ledger) -> None:
    record(ledger)
    assert ledger.watched(since=LATER + timedelta(seconds=1)) == []


def test_an_alarm_is_noted_once_for_each_cause_and_period(ledger: Ledger) -> None:
    told = [("mix.topic", "2026-11"), ("mix.topic", "2026-11"), ("mix.topic", "2026-12"), ("mix.unit", "2026-11")]
    assert [ledger.note_alarm(cause, period, {"size": 0.2}, at=LATER) for cause, period in told] == [
        True, False, True, True,
    ]  # fmt: skip
    assert ledger.verify_chain() == []


def test_like_letters_share_the_number_of_their_cluster(ledger: Ledger) -> None:
    first, second, other = (
        put(ledger, n, words, 138 + n) for n, words in enumerate(("河水发黑",) * 2 + ("工资未付",), 1)
    )
    clusters = ledger.clusters()
    assert clusters[first] == clusters[second] != clusters[other]
