"""The blind share: drawn by a secret, once, with the case; hidden until answered; then compared."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ledger import BlindShare, Ledger, dialects, export_cases, open_ledger
from ledger.blind import BLIND
from ledger.blind_view import HIDDEN, hide_machine
from ledger.tables import BlindRow
from records import ASKED, Cue, Judgement, Reading, Stamp
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
EVERY = BlindShare(1.0, KEY)
ANSWERS = {"topic": "城乡建设", "topic2": "", "matter_class": "appeal", "purpose": "relief", "unit": "ZJJ"}
MACHINE = ("环境保护", "HBJ", "水污染", "SLJ", "关键词")
"""What the machine says of the letter, and nobody else."""


def judged(reading: Reading) -> Reading:
    """The reading with every question answered that may be hidden."""
    more = (
        Judgement(question="topic2", answer="水污染", score=0.9, made_by="rule"),
        Judgement(question="purpose", answer="redress", score=0.9, made_by="rule"),
        Judgement(question="co_units", answer="SLJ", score=0.9, made_by="rule"),
        Judgement(question="legal_way", answer="administrative", score=0.9, made_by="rule"),
        Judgement(question="level", answer="city", score=0.9, made_by="rule", cues=(Cue(text="关键词", weight=1.0),)),
        Judgement(question="urgency", answer="urgent", score=0.9, made_by="rule"),
    )
    return reading.model_copy(update={"judgements": (*reading.judgements, *more)})


def record(ledger: Ledger, content: str = "one", *, blind: BlindShare | None = EVERY, **given: object) -> str:
    scan = make_scan(content)
    ledger.take_in(scan, source=make_source(int(sha256(content.encode()).hexdigest()[:6], 16)))
    return ledger.record_case(judged(make_reading(scan, **given)), at=LATER, blind=blind)


def kinds(ledger: Ledger, case_no: str) -> list[str]:
    return [event.kind for event in ledger.history(case_no)]


def test_what_passes_alone_is_drawn_with_its_case_and_the_draw_is_an_event(ledger: Ledger) -> None:
    case_no = record(ledger)
    assert kinds(ledger, case_no)[-2:] == ["reading.recorded", "blind.drawn"]
    assert ledger.history(case_no)[-1].data == {"reading": 1, "share": 1.0}
    assert ledger.case(case_no).blind == "open"
    assert ledger.verify_chain() == []


@pytest.mark.parametrize("given", [{"doubt": "name.unsure"}, {"matter_class": "accusation"}, {"channel": "discipline"}])
def test_what_goes_to_a_person_anyway_and_every_accusation_is_not_drawn(ledger: Ledger, given: dict[str, str]) -> None:
    case_no = record(ledger, **given)
    assert ledger.case(case_no).blind is None
    assert ledger.blind_letters() == []


def test_no_share_draws_nothing(ledger: Ledger) -> None:
    for number, blind in enumerate((None, BlindShare(0.0, KEY))):
        assert ledger.case(record(ledger, str(number), blind=blind)).blind is None


def test_the_draw_takes_the_share_and_follows_from_the_secret_alone() -> None:
    hashes = [sha256(str(number).encode()).hexdigest() for number in range(20_000)]
    drawn = {one for one in hashes if BlindShare(0.02, KEY).takes(one)}
    others = {one for one in hashes if BlindShare(0.02, OTHER_KEY).takes(one)}
    assert 330 <= len(drawn) <= 470, "400 are expected, the bounds are 3.5 standard deviations"
    assert len(drawn & others) <= 25, "8 are expected by chance"
    assert drawn <= {one for one in hashes if BlindShare(0.05, KEY).takes(one)}


def test_a_case_is_drawn_once_whatever_is_read_again(ledger: Ledger) -> None:
    case_no = record(ledger)
    again = judged(make_reading(make_scan("one"), stamp=STAMP.model_copy(update={"code": "0.2.0"})))
    for _ in range(2):
        ledger.record_case(again, at=LATER, blind=EVERY)
    assert kinds(ledger, case_no).count("blind.drawn") == 1
    assert len(ledger.blind_letters()) == 1


def test_a_case_that_a_person_has_seen_is_not_drawn_later(ledger: Ledger) -> None:
    case_no = record(ledger, blind=None)
    ledger.review(case_no, "title", "x", by="陈录入", note="", at=LATER)
    stamp = Stamp(code="9", vocab="v", models=(), engine="e")
    ledger.record_case(judged(make_reading(make_scan("one"), stamp=stamp)), at=LATER, blind=EVERY)
    assert ledger.case(case_no).blind is None


def test_an_open_case_goes_to_a_person_and_says_why(ledger: Ledger) -> None:
    case = ledger.case(record(ledger))
    assert (case.status, case.needs_person, case.doubts) == ("to-review", True, (BLIND,))


@pytest.mark.parametrize("restricted", [False, True])
def test_nobody_sees_what_the_machine_judged_while_it_is_open(ledger: Ledger, restricted: bool) -> None:
    case_no = record(ledger)
    for shown in (ledger.case(case_no, restricted=restricted), *ledger.cases(restricted=restricted)):
        told = shown.model_dump_json()
        assert not [word for word in MACHINE if word in told]
        assert {field: getattr(shown.values, field) for field in HIDDEN} == dict.fromkeys(HIDDEN, None) | {
            "co_units": ()
        }
        assert [one.question for one in shown.judgements] == ["urgency"]
        assert shown.values.urgency == "urgent"
        assert shown.text


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_an_export_of_whole_records_hides_it_too(ledger: Ledger, tmp_path: Path, form: str) -> None:
    record(ledger)
    whole = ledger.case("2026-XF-00001").model_copy(update={"blind": "open"})
    whole = whole.model_copy(update={"values": whole.values.model_copy(update={"topic": "环境保护", "unit": "HBJ"})})
    with (tmp_path / "out").open("w+b") as stream:
        export_cases([whole], stream, form=form, full=True)  # type: ignore[arg-type]
        stream.seek(0)
        if form == "xlsx":
            from openpyxl import load_workbook

            told = str([[cell.value for cell in row] for row in load_workbook(stream).worksheets[0].iter_rows()])
        else:
            told = stream.read().decode()
    assert "2026-XF-00001" in told
    assert not [word for word in (*MACHINE, "生态环境局") if word in told]


def test_hiding_twice_is_hiding_once(ledger: Ledger) -> None:
    once = ledger.case(record(ledger))
    assert hide_machine(once) == once


def test_the_answer_is_complete_with_the_last_field_and_only_then_the_machine_is_shown(ledger: Ledger) -> None:
    case_no = record(ledger)
    for field, value in list(ANSWERS.items())[:-1]:
        review = ledger.review(case_no, field, value, by="王晓梅", note="", at=LATER)
        assert review.machine_value is None
        shown = ledger.case(case_no)
        assert (shown.blind, shown.status, shown.needs_person) == ("open", "to-review", True)
        assert not [word for word in MACHINE if word in shown.model_dump_json()]
    assert shown.values.topic == "城乡建设", "what the person said is shown"
    assert ledger.review(case_no, "unit", "ZJJ", by="王晓梅", note="", at=LATER).machine_value == "HBJ"
    shown = ledger.case(case_no)
    assert (shown.blind, shown.status, shown.needs_person) == ("answered", "confirmed", False)
    assert {review.field: review.machine_value for review in shown.reviews}["topic"] == "环境保护"
    assert kinds(ledger, case_no)[-1] == "blind.answered"
    assert ledger.verify_chain() == []


def test_person_and_machine_are_compared_field_by_field(ledger: Ledger) -> None:
    case_no = record(ledger)
    ledger.decide(case_no, ANSWERS | {"topic2": "水污染"}, by="王晓梅", note="", at=LATER)
    (letter,) = ledger.blind_letters()
    assert letter.machine == {
        "topic": "环境保护", "topic2": "水污染", "matter_class": "appeal", "purpose": "redress", "unit": "HBJ",
    }  # fmt: skip
    right = {field: letter.is_right(field) for field in ASKED}
    assert right == {"topic": False, "topic2": False, "matter_class": True, "purpose": False, "unit": False}, (
        "a second level below another first level is wrong"
    )


def test_what_is_said_after_the_answer_changes_nothing_of_it(ledger: Ledger) -> None:
    case_no = record(ledger)
    ledger.review(case_no, "topic", "环境保护", by="王晓梅", note="", at=LATER)
    ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=LATER)
    ledger.review(case_no, "topic", "环境保护", by="王晓梅", note="", at=LATER)
    (letter,) = ledger.blind_letters()
    assert letter.said["topic"] == "城乡建设", "the last word before the machine was shown"
    assert ledger.case(case_no).values.topic == "环境保护"


def test_the_machine_is_held_to_what_it_said_when_the_letter_passed(ledger: Ledger) -> None:
    case_no = record(ledger)
    newer = make_reading(make_scan("one"), stamp=STAMP.model_copy(update={"models": ("topic-9",)}), matter_class=None)
    ledger.record_case(newer, at=LATER, blind=EVERY)
    ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=LATER)
    assert ledger.blind_letters()[0].machine["matter_class"] == "appeal"


def test_a_question_that_the_machine_left_open_is_not_counted(ledger: Ledger) -> None:
    scan = make_scan("one")
    ledger.take_in(scan, source=make_source())
    case_no = ledger.record_case(make_reading(scan), at=LATER, blind=EVERY)
    ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=LATER)
    assert ledger.blind_letters()[0].is_right("purpose") is None


def test_an_open_case_that_a_person_calls_an_accusation_is_withheld_at_once(ledger: Ledger) -> None:
    case_no = record(ledger)
    ledger.review(case_no, "matter_class", "accusation", by="王晓梅", note="", at=LATER)
    shown = ledger.case(case_no)
    assert (shown.blind, shown.restricted, shown.text) == (None, True, ""), "that it was drawn tells of it too"
    assert ledger.case(case_no, restricted=True).blind == "open"


def test_the_machines_value_of_other_fields_stays_in_a_review(ledger: Ledger) -> None:
    case_no = record(ledger)
    assert ledger.review(case_no, "title", "x", by="王晓梅", note="", at=LATER).machine_value is None
    assert ledger.review(case_no, "names", ["陈某"], by="王晓梅", note="", at=LATER).machine_value == ["林小川"]


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM blind_draws",
        "UPDATE blind_draws SET share = 0.5",
        "UPDATE blind_draws SET answered_event = NULL",
        "UPDATE blind_draws SET answered_event = 1",
    ],
)
def test_a_draw_that_was_changed_is_found(ledger: Ledger, url: str, edit: str) -> None:
    case_no = record(ledger)
    ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=LATER)
    assert ledger.verify_chain() == []
    engine = dialects.make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(edit))
    engine.dispose()
    assert [problem for problem in ledger.verify_chain() if "blind" in problem]


def test_a_recording_that_fails_draws_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(url, office="XF") as ledger:
        scan = make_scan("one")
        ledger.take_in(scan, source=make_source())
        monkeypatch.setattr("ledger.book.draw_blind", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            ledger.record_case(make_reading(scan), at=LATER, blind=EVERY)
        assert list(ledger.cases()) == []
        with ledger._reading() as session:
            assert session.scalars(select(BlindRow)).all() == []
