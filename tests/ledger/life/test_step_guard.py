"""The guard on steps: none leads an accusation to the accused, and no step of another case tells of it."""

import pytest

from ledger import Ledger
from ledger.life.handling import AT_ACCUSED
from records import Handling, UsageError
from tests.ledger.life.walking import WHO, confirm, day, facts_for, take, walk
from vocab.procedure import load_procedure

LEADING = [
    (kind, key)
    for kind, rule in load_procedure().steps.items()
    for key in ("unit", "co_units")
    if key in rule.facts and kind not in ("return", "pass-discipline", "pass-law")
]
WAY = (
    "forward",
    "accept",
    "decide",
    "deliver",
    "apply-review",
    "decide-review",
    "deliver",
    "apply-re-review",
    "decide-re-review",
)


def refusal(ledger: Ledger, case_no: str, kind: str, *, confirm_parent: bool = False, **given: str) -> str:
    before = ledger.history(case_no, restricted=True)
    facts = facts_for(ledger, kind, **given)
    with pytest.raises(UsageError) as error:
        ledger.take_step(case_no, kind, by=WHO, at=day(9), facts=facts, confirm_parent=confirm_parent)
    assert ledger.history(case_no, restricted=True) == before
    return error.value.code


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_no_step_leads_an_accusation_to_its_accused(ledger: Ledger) -> None:
    assert {"forward", "assign", "accept", "decide", "urge", "notify", "progress"} <= {kind for kind, _ in LEADING}
    case_no, tried = confirm(ledger, accused="MZJ", restricted=True), set()
    for number, next_kind in enumerate(WAY):
        status = ledger.case(case_no, restricted=True).status
        for kind, key in LEADING:
            rule = ledger.procedure.steps[kind]
            if (rule.before and status not in rule.before) or (number and not rule.before):
                continue
            given = {key: "民政局" if key == "unit" else "公安局、市民政局"}
            for confirmed in (False, True):
                told = refusal(ledger, case_no, kind, confirm_parent=confirmed, **given)
                assert told in ("unit.accused", "step.first", "step.taken"), kind
            tried |= {(kind, key)} if told == "unit.accused" else set()
        facts = facts_for(ledger, next_kind)  # the units that review it are above the accused
        ledger.take_step(case_no, next_kind, by=WHO, at=day(number), facts=facts, confirm_parent=True)
    assert tried == set(LEADING)


def test_a_unit_above_the_accused_needs_a_named_persons_confirmation(ledger: Ledger) -> None:
    case_no = confirm(ledger, accused="JYJ", restricted=True)
    assert refusal(ledger, case_no, "forward", unit="SDZF") == "unit.accused-parent"
    facts = {"unit": "SDZF"}
    step = ledger.take_step(case_no, "forward", by=WHO, at=day(0), facts=facts, confirm_parent=True)
    assert step.confirms_parent
    assert ledger.history(case_no, restricted=True)[-1].data["confirms_parent"] == ["SDZF"]
    assert ledger.steps(case_no, restricted=True)[-1].confirms_parent


def test_an_accusation_of_nobody_known_goes_to_the_discipline_organs_alone(ledger: Ledger) -> None:
    case_no = confirm(ledger, restricted=True)
    assert refusal(ledger, case_no, "forward", unit="JYJ") == "accused.unclear"
    assert take(ledger, case_no, "pass-discipline", unit="").facts["unit"] == "JWJW", "the only organ there is"


@pytest.mark.parametrize(("kind", "unit"), [("pass-discipline", "JYJ"), ("pass-law", "JYJ"), ("pass-law", "JWJW")])
@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_the_organs_of_discipline_and_law_are_those(ledger: Ledger, kind: str, unit: str) -> None:
    assert refusal(ledger, confirm(ledger), kind, unit=unit) == "step.organ"


@pytest.mark.parametrize("kind", ["merge", "refuse-again"])
def test_what_is_restricted_and_what_is_not_are_never_tied_together(ledger: Ledger, kind: str) -> None:
    open_no, other_open = confirm(ledger, "one"), confirm(ledger, "two")
    closed_no = confirm(ledger, "three", restricted=True)
    assert refusal(ledger, open_no, kind, other=closed_no) == "step.other-restricted"
    assert refusal(ledger, closed_no, kind, other=open_no) == "step.other-restricted"
    assert refusal(ledger, open_no, kind, other=open_no) == "step.other-self"
    assert refusal(ledger, open_no, kind, other="2026-XF-00099") == "case.unknown"
    if kind == "merge":
        take(ledger, open_no, "merge", other=other_open)
        assert refusal(ledger, other_open, "merge", other=open_no) == "step.other-merged"


def test_a_case_merged_into_one_that_is_restricted_since_no_longer_names_it(ledger: Ledger) -> None:
    open_no, other = confirm(ledger, "one"), confirm(ledger, "two")
    take(ledger, open_no, "merge", 1, other=other, reason="同一人同一事")
    assert ledger.case(open_no).handling.merged_into == other
    ledger.review(other, "matter_class", "accusation", by=WHO, note="", at=day(2))
    shown = ledger.case(open_no)
    assert other not in shown.model_dump_json()
    assert "同一人" not in shown.model_dump_json()
    assert (shown.status, shown.handling.merged_into) == ("merged", None)
    assert ledger.case(open_no, restricted=True).handling.merged_into == other, "the entitled see it"
    ledger.review(other, "matter_class", "appeal", by=WHO, note="不是举报", at=day(3))
    ledger.review(other, "channel", "administrative", by=WHO, note="不是举报", at=day(3))
    assert ledger.case(open_no).handling.merged_into == other


def test_the_steps_of_an_accusation_are_told_to_the_entitled_alone(ledger: Ledger) -> None:
    case_no = confirm(ledger, accused="JYJ", restricted=True)
    take(ledger, case_no, "pass-discipline")
    take(ledger, case_no, "instruct", 1, words="严查林小川所反映的事")
    shown = ledger.case(case_no)
    assert (shown.steps, shown.handling, ledger.steps(case_no)) == ((), Handling(), ())
    assert [step.kind for step in ledger.steps(case_no, restricted=True)] == ["pass-discipline", "instruct"]
    told = "".join(event.model_dump_json() for event in ledger.history(case_no, restricted=True))
    assert "严查" not in told, "events hold no fact of a step"


def test_a_letter_that_turns_out_to_accuse_the_unit_that_has_it_is_told_and_can_be_taken_back(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    assert AT_ACCUSED not in ledger.case(case_no).doubts
    decisions = {"matter_class": "accusation", "accused_units": ["JYJ"]}
    ledger.decide(case_no, decisions, by=WHO, note="告的是教育局", at=day(2))
    record = ledger.case(case_no, restricted=True)
    assert AT_ACCUSED in record.doubts
    assert record.needs_person
    assert refusal(ledger, case_no, "decide", unit="JYJ") == "unit.accused"
    take(ledger, case_no, "pass-discipline", 3)
    assert AT_ACCUSED not in ledger.case(case_no, restricted=True).doubts


def test_what_comes_back_may_come_back_from_the_accused(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    take(ledger, case_no, "forward")
    ledger.decide(
        case_no, {"matter_class": "accusation", "accused_units": ["JYJ"]}, by=WHO, note="告的是教育局", at=day(1)
    )
    assert take(ledger, case_no, "return", 2, unit="JYJ").after == "returned"
    assert AT_ACCUSED not in ledger.case(case_no, restricted=True).doubts


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("lead", "leader", "林大川"),
        ("lead", "leader", "甲镇书记林大川"),
        ("instruct", "leader", "林大川"),
        ("meet", "leader", "林大川"),
        ("withdraw", "approver", "林大川"),
        ("accept", "official", "林 大川"),
    ],
)
@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_no_step_puts_an_accusation_into_the_hands_of_who_is_accused(
    ledger: Ledger, kind: str, key: str, said: str
) -> None:
    case_no = confirm(ledger, accused="MZJ", restricted=True)
    ledger.review(case_no, "accused", ["林大川"], by=WHO, note="", at=day(0))
    take(ledger, case_no, "forward")
    assert refusal(ledger, case_no, kind, **{key: said}) == "step.accused-person"
    assert take(ledger, case_no, "lead", 9, leader="陈卫国").facts["leader"] == "陈卫国"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_who_is_complained_of_in_a_letter_that_is_no_accusation_may_be_named(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    ledger.review(case_no, "accused", ["林大川"], by=WHO, note="", at=day(0))
    assert take(ledger, case_no, "lead", leader="林大川").facts["leader"] == "林大川"
