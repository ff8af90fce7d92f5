"""Letters judged anew: first only told, then laid over what was there; the guard, people's word and the chain hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

import flows.rejudging
from flows.rejudging import CaseChange, Rejudging, rejudge_cases
from ledger import BlindShare, Ledger, open_ledger
from records import Finding, Judgement, Letter, Reading, Span, Stamp, UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab import Vocabulary, load_vocabulary

NEW = SimpleNamespace(model_ids=("topic-0", "judging-0", "own-unit-1"))
OLD = SimpleNamespace(model_ids=("topic-0", "judging-0"))
KEY = bytes(32)


@pytest.fixture
def books(both_urls: str) -> Iterator[Ledger]:
    """The same on both databases."""
    with open_ledger(both_urls, office="XF") as ledger:
        yield ledger


def understand(letter: Letter, *, vocabulary: Vocabulary, judging: SimpleNamespace, stamp: Stamp) -> Reading:
    """In place of the whole understanding: an own model leads every letter to the education bureau."""
    unit = "JYJ" if "own-unit-1" in judging.model_ids else "HBJ"
    known = make_reading(letter.scan, stamp=stamp)
    judgements = tuple(
        Judgement(question="unit", answer=unit, score=0.9, made_by="model") if one.question == "unit" else one
        for one in known.judgements
    )
    return known.model_copy(update={"letter": letter, "judgements": judgements})


@pytest.fixture(autouse=True)
def understanding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.rejudging, "understand_letter", understand)


@pytest.fixture
def how() -> Rejudging:
    return Rejudging(vocabulary=load_vocabulary(), judging=NEW, key=KEY)


def put(ledger: Ledger, number: int, content: str, *, received_at: datetime | None = None, **given: object) -> str:
    scan = make_scan(content, received_at=received_at) if received_at else make_scan(content)
    ledger.take_in(scan, source=make_source(number))
    reading = make_reading(scan, **given)
    if given.get("matter_class") == "accusation":
        accused = Finding(field="accused_unit", value="JYJ", span=Span(start=0, end=1), rule="test")
        reading = reading.model_copy(update={"findings": (*reading.findings, accused)})
    return ledger.record_case(reading, at=LATER)


def rejudge(ledger: Ledger, how: Rejudging, **given: object) -> list[CaseChange]:
    return list(rejudge_cases(ledger, ledger.case_numbers(**given), how))


def events(ledger: Ledger, case_no: str) -> list[str]:
    return [event.kind for event in ledger.history(case_no, restricted=True)]


def test_without_apply_it_is_told_what_would_change_and_nothing_is_written(books: Ledger, how: Rejudging) -> None:
    case_no = put(books, 1, "one")
    before, history = books.case(case_no), events(books, case_no)
    (change,) = rejudge(books, how)
    assert (change.case_no, change.outcome) == (case_no, "found")
    assert [(one.question, one.before, one.after, one.decided) for one in change.answers] == [
        ("unit", "HBJ", "JYJ", False)
    ]
    assert (books.case(case_no), events(books, case_no)) == (before, history)


def test_with_apply_a_reading_is_laid_over_the_one_before_and_a_second_time_nothing_changes(
    books: Ledger, how: Rejudging
) -> None:
    case_no = put(books, 1, "one")
    old = books.case(case_no)
    (change,) = rejudge(books, replace(how, apply=True))
    new = books.case(case_no)
    assert (change.outcome, new.values.unit) == ("written", "JYJ")
    assert new.stamp.models == NEW.model_ids
    assert new.stamp.engine == old.stamp.engine, "the pages were not read anew"
    history = events(books, case_no)
    assert history.count("reading.recorded") == 2
    assert books.unlinked() == [], "its links were found for the new reading"
    assert [one.outcome for one in rejudge(books, replace(how, apply=True))] == ["same"]
    assert events(books, case_no) == history
    assert books.verify_chain() == []


def test_after_a_rollback_a_case_comes_back_to_the_versions_of_before(books: Ledger, how: Rejudging) -> None:
    case_no = put(books, 1, "one")
    for judging, unit in ((OLD, None), (NEW, "JYJ"), (OLD, "HBJ"), (NEW, "JYJ")):
        rejudge(books, replace(how, judging=judging, apply=True))
        assert books.case(case_no).values.unit == (unit or "HBJ")
    assert books.case(case_no).stamp.models == NEW.model_ids
    assert books.verify_chain() == []


def test_what_a_person_decided_stays_and_a_confirmed_case_is_left_alone_unless_asked_for(
    books: Ledger, how: Rejudging
) -> None:
    case_no = put(books, 1, "one")
    books.review(case_no, "unit", "MZJ", by="陈录入", note="", at=LATER)
    (change,) = rejudge(books, replace(how, apply=True))
    assert (change.outcome, change.answers[0].decided) == ("confirmed", True)
    assert events(books, case_no).count("reading.recorded") == 1
    (change,) = rejudge(books, replace(how, apply=True, confirmed=True))
    record = books.case(case_no)
    assert (change.outcome, record.values.unit, record.status) == ("written", "MZJ", "confirmed")
    assert record.stamp.models == NEW.model_ids
    assert books.verify_chain() == []


def test_a_rejudged_accusation_never_gets_the_unit_that_it_accuses_and_stays_restricted(
    books: Ledger, how: Rejudging
) -> None:
    case_no = put(books, 1, "one", matter_class="accusation", channel="discipline")
    (told,) = rejudge(books, how)
    assert told.restricted
    assert "JYJ" not in repr(told), "neither as what it would become"
    assert "林小川" not in repr(told)
    rejudge(books, replace(how, apply=True))
    record = books.case(case_no, restricted=True)
    assert record.stamp.models == NEW.model_ids, "the newer reading, which knows nothing of an accusation"
    assert record.values.unit is None
    assert "JYJ" not in [one.answer for judged in record.judgements for one in (judged, *judged.runners_up)]
    assert record.restricted
    assert books.case(case_no).text == ""


def test_of_a_restricted_case_no_field_is_named_that_is_withheld(
    books: Ledger, how: Rejudging, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_nothing(letter: Letter, **given: object) -> Reading:
        return understand(letter, **given).model_copy(update={"findings": ()})

    open_case, secret = put(books, 1, "one"), put(books, 2, "two", matter_class="accusation", channel="discipline")
    monkeypatch.setattr(flows.rejudging, "understand_letter", find_nothing)
    found = {change.case_no: change for change in rejudge(books, how)}
    assert {"names", "phones"} <= set(found[open_case].fields)
    assert set(found[secret].fields) <= {"anonymous", "letter_date"}


def test_a_task_leaves_out_the_cases_where_it_does_not_change(books: Ledger, how: Rejudging) -> None:
    put(books, 1, "one")
    assert [one.outcome for one in rejudge(books, replace(how, tasks=frozenset({"unit"})))] == ["found"]
    assert [one.outcome for one in rejudge(books, replace(how, tasks=frozenset({"topic"}), apply=True))] == ["same"]


def test_since_counts_the_days_of_the_office(books: Ledger) -> None:
    late = put(books, 1, "late", received_at=datetime(2026, 9, 30, 16, 0, tzinfo=UTC))  # 1 October in China
    put(books, 2, "early", received_at=datetime(2026, 9, 30, 15, 59, tzinfo=UTC))
    assert books.case_numbers(since=date(2026, 10, 1)) == [late]
    assert len(books.case_numbers(since=date(2026, 9, 30))) == len(books.case_numbers()) == 2
    assert books.case_numbers(since=date(2026, 10, 2)) == []


def test_interrupted_it_goes_on_where_it_was(books: Ledger, how: Rejudging) -> None:
    numbers = [put(books, n, str(n)) for n in range(1, 5)]
    run = rejudge_cases(books, numbers, replace(how, apply=True))
    assert [next(run).outcome, next(run).outcome] == ["written", "written"]
    run.close()
    assert [one.outcome for one in rejudge(books, replace(how, apply=True))] == ["same", "same", "written", "written"]
    assert {events(books, number).count("reading.recorded") for number in numbers} == {2}
    assert books.verify_chain() == []


def test_a_case_whose_pages_were_read_anew_meanwhile_is_left_alone(
    books: Ledger, how: Rejudging, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_no = put(books, 1, "one")
    kept = books.reading(case_no)

    def read_anew_meanwhile(letter: Letter, **given: object) -> Reading:
        better = kept.letter.model_copy(update={"lines": kept.letter.lines[:-1]})
        engine = kept.stamp.model_copy(update={"engine": "better"})
        newer = make_reading(letter.scan, stamp=engine)
        books.record_case(newer.model_copy(update={"letter": better, "findings": ()}), at=LATER)
        return understand(letter, **given)

    monkeypatch.setattr(flows.rejudging, "understand_letter", read_anew_meanwhile)
    assert [one.outcome for one in rejudge(books, replace(how, apply=True))] == ["meanwhile"]
    assert books.case(case_no).stamp.engine == "better"


def test_a_case_that_there_is_not_is_told(books: Ledger, how: Rejudging) -> None:
    with pytest.raises(UsageError, match=r"case\.unknown"):
        list(rejudge_cases(books, ["2026-XF-99999"], how))


def test_a_case_that_passes_alone_only_now_may_be_drawn_blind_and_what_changed_is_not_told(
    books: Ledger, how: Rejudging
) -> None:
    case_no, seen, secret = (
        put(books, n, str(n), doubt="name.unsure", **given)
        for n, given in enumerate(({}, {}, {"matter_class": "accusation"}), start=1)
    )
    books.review(seen, "title", "信", by="陈录入", note="", at=LATER)
    every = replace(how, blind=BlindShare(1.0, KEY))
    rejudge(books, every)
    assert books.blind_letters() == [], "nothing is written without --apply"
    found = {one.case_no: one for one in rejudge(books, replace(every, apply=True, confirmed=True))}
    assert [one.case_no for one in books.blind_letters()] == [case_no]
    assert found[case_no] == CaseChange(case_no, "written")
    assert (found[seen].outcome, bool(found[seen].answers)) == ("written", True)
    assert books.case(secret).blind is None
    again = {one.case_no: one.outcome for one in rejudge(books, replace(every, judging=OLD, apply=True))}
    assert again[case_no] == "blind"
    assert events(books, case_no).count("blind.drawn") == 1
    assert books.verify_chain() == []
