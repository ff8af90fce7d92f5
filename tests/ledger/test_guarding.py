"""The guard in the ledger: no value, no view, no export and no review leads a letter to its accused."""

import csv
import io
import json
from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import Ledger, export_cases
from ledger.exporting.columns import COLUMNS, REGISTER
from records import Candidate, CaseRecord, Finding, Judgement, Matter, Reading, Span, UsageError
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source
from tests.ledger.test_properties import new_ledger
from vocab import load_vocabulary
from vocab.closures import NET_RULE, accused_closure

VOCABULARY = load_vocabulary()
CODES = [unit.code for unit in VOCABULARY.units.values() if unit.valid_to is None]
WHO = "陈录入"


def accuse(reading: Reading, *codes: str, rule: str = "accused-unit.test") -> Reading:
    """The reading with these units found to be accused."""
    found = (Finding(field="accused_unit", value=code, span=Span(start=0, end=2), rule=rule) for code in codes)
    return reading.model_copy(update={"findings": (*reading.findings, *found)})


def propose(reading: Reading, unit: str | None, *runners: str, co_units: str | None = None) -> Reading:
    """The reading with these units proposed, as if nothing had guarded it."""
    ranked = tuple(Candidate(answer=code, score=0.2) for code in runners)
    others = tuple(judgement for judgement in reading.judgements if judgement.question != "unit")
    asked = (
        Judgement(question="unit", answer=unit, score=0.8, runners_up=ranked, made_by="test"),
        Judgement(question="co_units", answer=co_units, score=0.8, runners_up=ranked, made_by="test"),
    )
    return reading.model_copy(update={"judgements": (*others, *asked)})


def keep(ledger: Ledger, reading: Reading) -> str:
    ledger.take_in(reading.letter.scan, source=make_source())
    return ledger.record_case(reading, at=LATER)


def decide(ledger: Ledger, case_no: str, field: str, value: object, *, note: str = "", confirm_parent: bool = False):
    return ledger.review(case_no, field, value, by=WHO, note=note, at=LATER, confirm_parent=confirm_parent)  # type: ignore[arg-type]


def proposed(record: CaseRecord) -> set[str]:
    """Every unit that a record proposes, holds or delivers to."""
    asked = [one for one in record.judgements if one.question in ("unit", "co_units")]
    asked += [one for matter in record.matters for one in matter.judgements if one.question in ("unit", "co_units")]
    answers = [one.answer for one in asked] + [runner.answer for one in asked for runner in one.runners_up]
    told = {code for answer in answers for code in (answer or "").split()}
    return told | {record.values.unit or ""} | set(record.values.co_units)


@pytest.fixture
def accusation() -> Reading:
    """An accusation of the education bureau."""
    return accuse(make_reading(make_scan(), matter_class="accusation", channel="discipline"), "JYJ")


def test_a_unit_accused_is_withdrawn_though_it_was_proposed(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, propose(accusation, "JYJ", "JYJ", "MZJ", co_units="JYJ MZJ SDZF"))
    record = ledger.case(case_no, restricted=True)
    assert (record.values.unit, record.values.co_units) == (None, ("MZJ",))
    assert {"unit.accused", "unit.accused-parent"} <= set(record.doubts)
    for shown in (record, ledger.case(case_no)):
        assert proposed(shown) & {"JYJ"} == set()
        assert shown.needs_person


@pytest.mark.parametrize("field", ["unit", "co_units"])
def test_no_review_sends_the_letter_to_its_accused(ledger: Ledger, accusation: Reading, field: str) -> None:
    case_no = keep(ledger, accusation)
    before = ledger.history(case_no, restricted=True)
    for confirm in (False, True):
        with pytest.raises(UsageError) as told:
            decide(ledger, case_no, field, ["JYJ"] if field == "co_units" else "JYJ", note="定", confirm_parent=confirm)
        assert (told.value.code, told.value.detail) == ("unit.accused", "JYJ")
    assert ledger.history(case_no, restricted=True) == before


@pytest.mark.parametrize("field", ["unit", "co_units"])
def test_a_unit_above_the_accused_needs_a_named_persons_confirmation(
    ledger: Ledger, accusation: Reading, field: str
) -> None:
    case_no = keep(ledger, accusation)
    value = ["SDZF"] if field == "co_units" else "SDZF"
    with pytest.raises(UsageError, match=r"unit\.accused-parent"):
        decide(ledger, case_no, field, value)
    with pytest.raises(UsageError, match=r"review\.unsigned"):
        ledger.review(case_no, field, value, by=" ", note="", at=LATER, confirm_parent=True)  # type: ignore[arg-type]
    assert decide(ledger, case_no, field, value, confirm_parent=True).confirms_parent
    record = ledger.case(case_no, restricted=True)
    assert "SDZF" in {record.values.unit, *record.values.co_units}
    event = ledger.history(case_no, restricted=True)[-1]
    assert (event.by, event.data["confirms_parent"]) == (WHO, ["SDZF"])
    assert ledger.verify_chain() == []


def test_a_confirmation_ends_with_the_review_that_holds_it(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, propose(accusation, "SDZF"))
    decide(ledger, case_no, "unit", "SDZF", confirm_parent=True)
    decide(ledger, case_no, "unit", "MZJ")
    assert ledger.case(case_no, restricted=True).values.unit == "MZJ"
    with pytest.raises(UsageError, match=r"unit\.accused-parent"):
        decide(ledger, case_no, "unit", "SDZF")


def test_a_wrong_accusation_is_corrected_by_a_review_of_its_own_with_its_reason(
    ledger: Ledger, accusation: Reading
) -> None:
    case_no = keep(ledger, accusation)
    with pytest.raises(UsageError, match=r"review\.note"):
        decide(ledger, case_no, "accused_units", ["MZJ"])
    decide(ledger, case_no, "accused_units", ["MZJ"], note="信里告的是民政局")
    decide(ledger, case_no, "unit", "JYJ")
    assert ledger.case(case_no, restricted=True).values.unit == "JYJ"
    with pytest.raises(UsageError, match=r"unit\.accused"):
        decide(ledger, case_no, "unit", "MZJ")
    kinds = [(event.kind, event.data.get("field")) for event in ledger.history(case_no, restricted=True)]
    assert kinds[-2:] == [("review.decided", "accused_units"), ("review.decided", "unit")]


def test_who_is_named_as_accused_afterwards_loses_what_was_decided_before(ledger: Ledger) -> None:
    case_no = keep(ledger, make_reading(make_scan()))
    decide(ledger, case_no, "unit", "JYJ")
    decide(ledger, case_no, "co_units", ["SDZF", "MZJ"])
    decide(ledger, case_no, "accused_units", ["教育局"])
    record = ledger.case(case_no, restricted=True)
    assert (record.values.unit, record.values.co_units) == (None, ("MZJ",))
    assert {"unit.accused", "unit.accused-parent"} <= set(record.doubts)


def test_several_decisions_are_taken_all_or_none(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, accusation)
    before = ledger.case(case_no, restricted=True)
    with pytest.raises(UsageError, match=r"unit\.accused"):
        ledger.decide(case_no, {"title": "举报", "unit": "JYJ"}, by=WHO, note="", at=LATER)
    assert ledger.case(case_no, restricted=True) == before
    both = {"unit": "JYJ", "accused_units": ["MZJ"]}
    ledger.decide(case_no, both, by=WHO, note="信里告的是民政局", at=LATER)
    assert ledger.case(case_no, restricted=True).values.unit == "JYJ", "who is accused is decided first"


def test_a_complaint_that_is_no_accusation_may_go_to_the_unit_complained_of(ledger: Ledger) -> None:
    case_no = keep(ledger, propose(accuse(make_reading(make_scan()), "CGJ"), "CGJ"))
    assert ledger.case(case_no, restricted=True).values.unit == "CGJ"


def test_what_the_judgement_kept_away_from_stays_away_whatever_the_class(ledger: Ledger) -> None:
    case_no = keep(ledger, propose(accuse(make_reading(make_scan()), "CGJ", rule=NET_RULE), "CGJ"))
    assert ledger.case(case_no, restricted=True).values.unit is None


def test_an_accusation_found_by_a_review_restricts_from_then_on(ledger: Ledger) -> None:
    case_no = keep(ledger, make_reading(make_scan()))
    assert not ledger.case(case_no, restricted=True).restricted
    decide(ledger, case_no, "matter_class", "accusation")
    record = ledger.case(case_no, restricted=True)
    assert record.restricted
    assert "林小川" not in ledger.case(case_no).model_dump_json()


def test_a_new_reading_does_not_lift_the_restriction(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, accusation)
    newer = make_reading(make_scan(), stamp=STAMP.model_copy(update={"models": ("topic-9",)}))
    ledger.record_case(propose(newer, "JYJ"), at=LATER)
    record = ledger.case(case_no, restricted=True)
    assert record.values.matter_class == "appeal"
    assert record.restricted
    assert record.values.unit is None, "the unit that the earlier reading found accused"
    assert "林小川" not in ledger.case(case_no).model_dump_json()
    assert next(ledger.cases()) == ledger.case(case_no)


def test_only_a_persons_word_with_its_reason_lifts_it(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, accusation)
    with pytest.raises(UsageError, match=r"review\.note"):
        decide(ledger, case_no, "matter_class", "appeal")
    decide(ledger, case_no, "matter_class", "appeal", note="不是检举控告")
    assert ledger.case(case_no, restricted=True).restricted, "the channel still says discipline"
    decide(ledger, case_no, "channel", "administrative", note="不是检举控告")
    assert not ledger.case(case_no, restricted=True).restricted
    newer = make_reading(
        make_scan(), stamp=STAMP.model_copy(update={"models": ("topic-9",)}), matter_class="accusation"
    )
    ledger.record_case(newer, at=LATER)
    assert not ledger.case(case_no, restricted=True).restricted, "what a person decided, a new model does not reopen"


def test_a_letter_called_an_accusation_goes_to_discipline_organs_alone_until_somebody_says_who_is_accused(
    ledger: Ledger,
) -> None:
    case_no = keep(ledger, propose(make_reading(make_scan()), "JYJ", "JYJ", "JWJW", co_units="MZJ JWJW"))
    assert ledger.case(case_no, restricted=True).values.unit == "JYJ"
    decide(ledger, case_no, "matter_class", "accusation")
    record = ledger.case(case_no, restricted=True)
    assert (record.values.unit, record.values.co_units) == (None, ("JWJW",))
    assert proposed(record) <= {"", "JWJW"}
    assert "accused.unclear" in record.doubts
    unit = next(one for one in record.judgements if one.question == "unit")
    assert (unit.answer, unit.score, unit.doubt) == (None, 0.2, "accused.unclear")
    for confirm in (False, True):
        with pytest.raises(UsageError) as told:
            decide(ledger, case_no, "unit", "JYJ", note="定", confirm_parent=confirm)
        assert (told.value.code, told.value.detail) == ("accused.unclear", "JYJ")
    decide(ledger, case_no, "unit", "JWJW")
    assert ledger.case(case_no, restricted=True).values.unit == "JWJW"


def test_that_no_unit_is_accused_is_a_persons_word_with_its_reason(ledger: Ledger) -> None:
    case_no = keep(ledger, make_reading(make_scan(), matter_class="accusation"))
    with pytest.raises(UsageError, match=r"review\.note"):
        decide(ledger, case_no, "accused_units", [])
    decide(ledger, case_no, "accused_units", [], note="告的是邻居，没有单位")
    decide(ledger, case_no, "unit", "JYJ")
    record = ledger.case(case_no, restricted=True)
    assert record.values.unit == "JYJ"
    assert "accused.unclear" not in record.doubts


def test_the_word_that_nobody_is_accused_counts_with_its_reason_alone(ledger: Ledger) -> None:
    case_no = keep(ledger, make_reading(make_scan()))
    decide(ledger, case_no, "accused_units", [])
    decide(ledger, case_no, "matter_class", "accusation")
    with pytest.raises(UsageError, match=r"accused\.unclear"):
        decide(ledger, case_no, "unit", "JYJ")


def test_a_word_taken_back_still_keeps_to_the_organs_and_a_mere_guess_does_not(ledger: Ledger) -> None:
    called = keep(ledger, make_reading(make_scan(), matter_class="accusation"))
    decide(ledger, called, "matter_class", "appeal", note="不是检举控告")
    assert ledger.case(called, restricted=True).values.unit is None
    scan = make_scan("two")
    ledger.take_in(scan, source=make_source(2))
    guessed = ledger.record_case(make_reading(scan, matter_class=None, best="accusation"), at=LATER)
    record = ledger.case(guessed, restricted=True)
    assert (record.restricted, record.values.unit) == (True, "HBJ")


def test_to_free_a_unit_that_only_an_earlier_reading_found_accused_needs_a_note(
    ledger: Ledger, accusation: Reading
) -> None:
    case_no = keep(ledger, accusation)
    newer = make_reading(make_scan(), stamp=STAMP.model_copy(update={"models": ("topic-9",)}))
    ledger.record_case(newer, at=LATER)
    assert ledger.case(case_no, restricted=True).values.accused_units == ()
    with pytest.raises(UsageError, match=r"review\.note"):
        decide(ledger, case_no, "accused_units", ["GAJ"])
    with pytest.raises(UsageError, match=r"unit\.accused"):
        decide(ledger, case_no, "unit", "JYJ")
    decide(ledger, case_no, "accused_units", ["JYJ", "GAJ"])


def judge_county(reading: Reading) -> Reading:
    """The reading with a county proposed, as if nothing had guarded it."""
    asked = (
        Judgement(
            question="level", answer="county", score=0.8, runners_up=(Candidate(answer="city", score=0.3),),
            made_by="test",
        ),
        Judgement(question="territory", answer="350622", score=0.8, made_by="test"),
    )  # fmt: skip
    matter = Matter(number=1, spans=(Span(start=0, end=2),), judgements=asked)
    return reading.model_copy(
        update={
            "judgements": (*reading.judgements, *asked),
            "matters": (matter, matter.model_copy(update={"number": 2})),
        }
    )


def test_when_a_county_government_is_named_as_accused_the_county_is_withdrawn(ledger: Ledger) -> None:
    county = next(unit.code for unit in VOCABULARY.units.values() if unit.kind == "place")
    case_no = keep(ledger, judge_county(make_reading(make_scan())))
    assert (
        ledger.case(case_no, restricted=True).values.level,
        ledger.case(case_no, restricted=True).values.territory,
    ) == ("county", "350622")
    decide(ledger, case_no, "accused_units", [county])
    record = ledger.case(case_no, restricted=True)
    assert (record.values.level, record.values.territory) == (None, None)
    assert "unit.accused" in record.doubts
    for judged in (record.judgements, *(matter.judgements for matter in record.matters)):
        told = {one.question: (one.answer, one.score, one.doubt) for one in judged}
        assert told["level"] == (None, 0.3, "unit.accused")
        assert told["territory"] == (None, 0.0, "unit.accused")
    with pytest.raises(UsageError, match=r"unit\.accused"):
        decide(ledger, case_no, "level", "county")
    decide(ledger, case_no, "territory", "350600")
    assert ledger.case(case_no, restricted=True).values.territory == "350600"


def test_the_score_is_that_of_the_best_that_is_left(ledger: Ledger, accusation: Reading) -> None:
    case_no = keep(ledger, propose(accusation, "JYJ", "JYJ", "MZJ"))
    (unit,) = (one for one in ledger.case(case_no, restricted=True).judgements if one.question == "unit")
    assert (unit.answer, unit.score, unit.runners_up) == (None, 0.2, (Candidate(answer="MZJ", score=0.2),))


def read_rows(ledger: Ledger, form: str, *, restricted: bool) -> list[dict[str, str]]:
    to = io.BytesIO()
    export_cases(ledger.cases(restricted=restricted), to, form=form, restricted=restricted)  # type: ignore[arg-type]
    if form == "jsonl":
        return [json.loads(line) for line in to.getvalue().splitlines()]
    table = list(csv.reader(io.StringIO(to.getvalue().decode("utf-8-sig"), newline="")))
    columns = REGISTER if restricted else COLUMNS
    return [dict(zip((column.key for column in columns), row, strict=True)) for row in table[1:]]


@pytest.mark.slow
@settings(
    max_examples=24,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],  # each example has its database
)
@given(seed=st.integers(0, 2**40))
def test_no_way_out_of_the_ledger_names_a_unit_accused(request: pytest.FixtureRequest, seed: int) -> None:
    """Ten letters in each of two dozen ledgers: 240 cases, each with reviews of any kind."""
    random = Random(seed)
    with new_ledger("sqlite", request) as (ledger, _):
        accused = dict(keep_any_accusation(ledger, random, number) for number in range(10))
        for restricted in (False, True):
            rows = read_rows(ledger, "jsonl", restricted=restricted)
            records = [*ledger.cases(restricted=restricted), *map(CaseRecord.model_validate, rows)]
            assert len(records) == 2 * len(accused)
            for record in records:
                closure = accused_closure(accused[record.case_no], vocabulary=VOCABULARY)
                assert not proposed(record) & closure.barred
                assert not {record.values.unit, *record.values.co_units} & closure.to_confirm, "nobody confirmed"
            for row in read_rows(ledger, "csv", restricted=restricted):
                closure = accused_closure(accused[row["case_no"]], vocabulary=VOCABULARY)
                names = {VOCABULARY.units[code].name for code in closure.barred}
                assert not {row["unit"], *row["co_units"].split("、")} & names


def keep_any_accusation(ledger: Ledger, random: Random, number: int) -> tuple[str, set[str]]:
    """A case whose machine proposes the accused themselves, after reviews of any kind, and who is accused at last."""

    def some(most: int) -> list[str]:
        return random.sample(CODES, random.randint(0, most))

    accused = random.sample(CODES, random.randint(1, 3))
    scan = make_scan(f"{number}")
    reading = make_reading(scan, matter_class=random.choice(("accusation", None)), best="accusation")
    unit = random.choice([*accused, *some(2)])
    reading = propose(accuse(reading, *accused), unit, *accused, *some(3), co_units=" ".join([*accused, *some(2)]))
    ledger.take_in(scan, source=make_source(number + 1))
    case_no, named = ledger.record_case(reading, at=LATER), set(accused)
    for _ in range(random.randint(0, 4)):
        field = random.choice(("unit", "co_units", "accused_units", "matter_class"))
        value: object = random.choice(CODES)
        if field == "accused_units":
            value = sorted({*named, *some(2)}) if random.random() < 0.6 else some(3)
        elif field == "co_units":
            value = some(4)
        elif field == "matter_class":
            value = random.choice(("accusation", "appeal"))
        with suppress(UsageError):
            done = decide(ledger, case_no, field, value, note=random.choice(("", "理由")))
            named = set(done.human_value) if field == "accused_units" else named
    return case_no, named
