"""The summary of steps: what a ledger's columns on handling and outcome show."""

from datetime import date

from ledger import Ledger
from ledger.life.handling import summarise_steps
from ledger.life.standing import standing_steps
from records import HigherReview, Step
from tests.ledger.life.walking import confirm, day, take, walk


def test_the_summary_of_a_whole_life(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    take(ledger, case_no, "instruct")
    take(ledger, case_no, "assign", 1, unit="MZJ", co_units="JYJ GAJ", due="2027-01-20")
    take(ledger, case_no, "return", 2)
    take(ledger, case_no, "forward", 3, unit="JYJ")
    take(ledger, case_no, "notify", 4, manner="phone")
    take(ledger, case_no, "notify", 5, manner="post")
    take(ledger, case_no, "accept", 6, official="赵办")
    take(ledger, case_no, "extend", 7, days="20")
    take(ledger, case_no, "urge", 8)
    take(ledger, case_no, "progress", 9)
    take(ledger, case_no, "decide", 10, opinion="explain", paper_no="漳教信〔2026〕3号")
    take(ledger, case_no, "deliver", 11, signed="拒收", petitioner_view="不同意")
    take(ledger, case_no, "lead", 12, until="2027-06-30")
    walk(ledger, case_no, "apply-review", "decide-review", "deliver", start=13)
    take(ledger, case_no, "close", 16, outcome="resolved assisted", satisfaction="mostly")
    take(ledger, case_no, "visit", 17, result="未联系上")
    take(ledger, case_no, "rate", 18, satisfaction="dissatisfied", satisfaction_office="satisfied")
    take(ledger, case_no, "strike-off", 19, archive_no="A-7")
    found = ledger.case(case_no).handling
    assert (found.way, found.unit, found.co_units, found.official) == ("forward", "JYJ", (), "赵办")
    assert (found.forwarded_on, found.report_due, found.returned, found.returned_on) == (
        day(3).date(), None, 1, day(2).date(),
    )  # fmt: skip
    assert (found.accepted_on, found.notified_on, found.notified_manner) == (day(6).date(), day(4).date(), "phone")
    assert (found.extended_on, found.extended_days, found.extension_approver) == (day(7).date(), 20, "陈立")
    assert found.extended_until == next(one.due for one in ledger.case(case_no).deadlines if one.name == "extended")
    assert (found.decided_on, found.opinion, found.paper_no) == (day(10).date(), "explain", "漳教信〔2026〕3号")
    assert (found.delivered_on, found.signed, found.petitioner_view) == (day(11).date(), "refused", "disagree")
    assert found.review == HigherReview(
        applied_on=day(13).date(), unit="SDZF", decided_on=day(14).date(), opinion="uphold",
        paper_no="漳信复〔2026〕15号", delivered_on=day(15).date(),
    )  # fmt: skip
    assert found.re_review is None
    assert (found.closed_on, found.outcome) == (day(16).date(), ("resolved", "assisted"))
    assert (found.satisfaction, found.satisfaction_office) == ("dissatisfied", "satisfied"), "the newest word"
    assert [(visit.on, visit.result, visit.reached) for visit in found.visits] == [
        (day(17).date(), "not-reached", False)
    ]
    assert found.leader is not None
    assert (found.leader.name, found.leader.since, found.leader.until) == ("吴建国", day(12).date(), date(2027, 6, 30))
    assert (found.instructions, found.urged, found.progress_on) == (1, 1, day(9).date())
    assert (found.struck_off_on, found.strike_off_ground, found.archive_no) == (day(19).date(), "resolved", "A-7")


def test_a_reopened_case_begins_its_handling_anew_and_keeps_what_goes_on(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    take(ledger, case_no, "lead")
    walk(ledger, case_no, "forward", "accept", "decide", "deliver", "close", "visit", "reopen")
    found = ledger.case(case_no).handling
    assert (found.unit, found.accepted_on, found.decided_on, found.delivered_on, found.closed_on, found.outcome) == (
        None, None, None, None, None, (),
    )  # fmt: skip
    assert (found.reopened, len(found.visits)) == (1, 1)
    assert found.leader is not None


def test_an_answer_a_refusal_and_a_letter_kept_have_theirs(ledger: Ledger) -> None:
    answered, refused, kept = (confirm(ledger, content) for content in ("one", "two", "three"))
    take(ledger, answered, "answer", paper_no="漳信答〔2026〕9号", outcome="persuaded")
    take(ledger, refused, "refuse", ground="已受理或正在办理")
    take(ledger, kept, "keep")
    found = [ledger.case(case_no).handling for case_no in (answered, refused, kept)]
    assert [one.way for one in found] == ["answer", "refuse", "keep"]
    assert (found[0].paper_no, found[0].outcome, found[0].closed_on) == (
        "漳信答〔2026〕9号",
        ("persuaded",),
        day(0).date(),
    )
    assert (found[1].refusal, found[1].closed_on) == ("already-accepted", None)


def test_the_last_day_of_an_extension_is_that_of_the_present_round(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "extend", "decide", "deliver", "close", "reopen")
    take(ledger, case_no, "accept", 20)
    take(ledger, case_no, "extend", 21)
    record = ledger.case(case_no)
    first, second = (clock.due for clock in record.deadlines if clock.name == "extended")
    assert first < second == record.handling.extended_until


def test_a_step_of_an_offices_own_table_that_names_no_campaign_is_in_none() -> None:
    step = Step(
        case_no="x", kind="enter-campaign", before="confirmed", after="confirmed", on=day(0).date(), by="x", at=day(0)
    )
    assert summarise_steps([step]).campaigns == ()


def test_of_two_equal_steps_the_newer_is_taken_back() -> None:
    on = {"case_no": "x", "on": day(0).date(), "by": "x", "at": day(0)}
    sent, back = {"before": "returned", "after": "assigned"}, {"before": "assigned", "after": "returned"}
    way = [("assign", sent), ("return", back), ("assign", sent), ("withdraw", back)]
    steps = [Step(kind=kind, **moved, **on) for kind, moved in way]  # type: ignore[arg-type]
    assert [step.kind for step in standing_steps(steps)] == ["assign", "return"]
