"""Steps: the way of a case by the table, what the Regulation asks of each, and what is refused without a trace."""

from datetime import date

import pytest

from ledger import Ledger
from ledger.blind import BlindShare
from ledger.life.moves import IllegalStepError
from ledger.life.taking import Asked
from records import UsageError
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source
from tests.ledger.life.walking import RECEIVED, WHO, confirm, day, facts_for, take, walk

REVIEWED = ("forward", "accept", "decide", "deliver", "apply-review", "decide-review")


def refused(ledger: Ledger, case_no: str, kind: str, at: int = 0, **given: str) -> UsageError:
    """Why a step is refused; that it leaves the ledger as it was is asserted."""
    before = ledger.history(case_no, restricted=True), ledger.case(case_no, restricted=True)
    with pytest.raises(UsageError) as error:
        take(ledger, case_no, kind, at, **given)
    assert (ledger.history(case_no, restricted=True), ledger.case(case_no, restricted=True)) == before
    return error.value


def test_a_case_goes_from_its_confirmation_to_the_strike_off(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    way = ("forward", "accept", "start", "extend", "decide", "deliver", "close", "strike-off")
    seen = [ledger.case(case_no).status]
    for number, kind in enumerate(way):
        step = take(ledger, case_no, kind, number)
        assert (step.before, step.on, step.by) == (seen[-1], day(number).date(), WHO)
        seen.append(ledger.case(case_no).status)
        assert step.after == seen[-1]
    assert seen == [
        "confirmed", "forwarded", "accepted", "in-hand", "extended", "decided", "delivered", "closed", "struck-off",
    ]  # fmt: skip
    assert [step.kind for step in ledger.steps(case_no)] == list(way)
    assert ledger.verify_chain() == []


def test_a_refused_step_tells_where_the_case_stands_and_what_is_possible(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    error = refused(ledger, case_no, "strike-off", 2)
    assert isinstance(error, IllegalStepError)
    assert (error.code, error.status) == ("step.illegal", "accepted")
    assert error.possible == tuple(step.kind for step in ledger.possible_steps(case_no))
    assert set(error.possible) == {"start", "extend", "decide", "close", "pass-discipline", "pass-law", "withdraw"}


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_nothing_is_done_with_a_letter_that_no_person_confirmed(ledger: Ledger) -> None:
    for content, doubt in (("one", None), ("two", "name.unsure")):
        scan = make_scan(content)
        ledger.take_in(scan, source=make_source())
        case_no = ledger.record_case(make_reading(scan, doubt=doubt), at=LATER)
        assert refused(ledger, case_no, "forward").code == "step.illegal"
        assert [rule.kind for rule in ledger.possible_steps(case_no)] == ["confirm"]


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize("missing", ["days", "reason", "approver"])
def test_an_extension_needs_its_length_its_reason_and_who_approved_it(ledger: Ledger, missing: str) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    error = refused(ledger, case_no, "extend", 2, **{missing: " "})
    assert (error.code, error.detail) == ("step.facts", missing)


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize("days", ["31", "0", "-5", "三十", "1e1", "30.5", "٣٠"])
def test_an_extension_is_thirty_days_at_most(ledger: Ledger, days: str) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    error = refused(ledger, case_no, "extend", 2, days=days)
    assert (error.code, error.detail) == ("step.value", "days")
    assert take(ledger, case_no, "extend", 2, days="30日").facts["days"] == "30"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_there_is_one_extension(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "extend")
    assert refused(ledger, case_no, "extend", 3).code == "step.illegal"
    take(ledger, case_no, "withdraw", 3)
    assert take(ledger, case_no, "extend", 4).after == "extended", "a slip that was withdrawn does not count"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_a_case_reopened_is_handled_anew(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(
        ledger,
        case_no,
        "forward",
        "accept",
        "extend",
        "decide",
        "deliver",
        "close",
        "reopen",
        "assign",
        "accept",
        "extend",
    )
    assert ledger.case(case_no).status == "extended"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize(("kind", "needs"), [("return", "reason"), ("return", "unit"), ("assign", "due")])
def test_an_objection_tells_why_and_an_assignment_until_when(ledger: Ledger, kind: str, needs: str) -> None:
    case_no = confirm(ledger)
    take(ledger, case_no, "forward")
    if needs == "unit":
        assert take(ledger, case_no, kind, 1, unit="").facts["unit"] == "JYJ", "the unit that has it"
        return
    assert refused(ledger, case_no, kind, 1, **{needs: ""}).detail == needs


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_a_late_objection_is_taken_and_told_as_late(ledger: Ledger) -> None:
    early, late = confirm(ledger, "one"), confirm(ledger, "two")
    for case_no, days in ((early, 7), (late, 8)):
        take(ledger, case_no, "forward")
        take(ledger, case_no, "return", days)
    states = {
        case_no: clock.state
        for case_no in (early, late)
        for clock in ledger.case(case_no).deadlines
        if clock.name == "object"
    }
    assert states == {early: "met", late: "late"}, "Monday the 23rd: five working days end on Monday the 30th"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_an_application_after_thirty_days_needs_a_reason(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "decide", "deliver")  # delivered on 26 November: until 26 December
    error = refused(ledger, case_no, "apply-review", 3 + 33)
    assert (error.code, error.detail) == ("step.late", "2026-12-28"), "the 26th is a Saturday"
    assert take(ledger, case_no, "apply-review", 3 + 33, reason="住院").after == "in-review"
    other = confirm(ledger, "two")
    walk(ledger, other, "forward", "accept", "decide", "deliver")
    assert take(ledger, other, "apply-review", 3 + 32).after == "in-review"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_review_comes_before_re_review_and_each_once(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "decide", "deliver")
    assert refused(ledger, case_no, "apply-re-review", 4).code == "step.first"
    walk(ledger, case_no, "apply-review", "decide-review", "deliver", start=4)
    assert refused(ledger, case_no, "apply-review", 7).code == "step.taken"
    walk(ledger, case_no, "apply-re-review", "decide-re-review", "deliver", start=7)
    assert refused(ledger, case_no, "apply-re-review", 10).code == "step.taken"
    assert refused(ledger, case_no, "apply-review", 10).code == "step.taken"
    assert [step.kind for step in ledger.possible_steps(case_no)] == ["close", "withdraw"]


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_nobody_reviews_his_own_opinion(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "decide", "deliver")
    assert refused(ledger, case_no, "apply-review", 4, unit="JYJ").code == "step.same-unit"
    walk(ledger, case_no, "apply-review", "decide-review", start=4)
    for unit in ("JYJ", "SDZF"):
        assert refused(ledger, case_no, "apply-re-review", 6, unit=unit).code == "step.same-unit"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_the_days_for_a_re_review_run_from_the_delivery_of_the_review_and_not_before(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "decide", "deliver", "apply-review")
    take(ledger, case_no, "decide-review", 34)
    assert take(ledger, case_no, "apply-re-review", 40).after == "in-re-review", "told by telephone, not delivered yet"
    take(ledger, case_no, "withdraw", 40)
    take(ledger, case_no, "deliver", 40)
    assert refused(ledger, case_no, "apply-re-review", 75).code == "step.late"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_a_re_review_that_was_taken_back_closes_no_other_case(ledger: Ledger) -> None:
    first, again = confirm(ledger, "one"), confirm(ledger, "two")
    walk(ledger, first, *REVIEWED, "apply-re-review", "decide-re-review", "withdraw")
    assert refused(ledger, again, "refuse-again", 20, other=first).code == "step.not-final"


def test_after_the_re_review_the_same_matter_is_no_longer_accepted(ledger: Ledger) -> None:
    first, again = confirm(ledger, "one"), confirm(ledger, "two")
    assert refused(ledger, again, "refuse-again", 20, other=first).code == "step.not-final"
    walk(ledger, first, *REVIEWED, "apply-re-review", "decide-re-review")
    assert take(ledger, again, "refuse-again", 20, other=first).after == "no-longer"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_what_is_closed_without_a_delivered_opinion_tells_why(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    assert refused(ledger, case_no, "close", 2).code == "step.reason"
    assert take(ledger, case_no, "close", 2, reason="双方和解").after == "closed"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize("kind", ["decided", "reviewed", "re-reviewed"])
def test_an_opinion_is_delivered_before_the_case_is_closed(ledger: Ledger, kind: str) -> None:
    ways = {
        "decided": REVIEWED[:3],
        "reviewed": REVIEWED,
        "re-reviewed": (*REVIEWED, "apply-re-review", "decide-re-review"),
    }
    case_no = confirm(ledger)
    walk(ledger, case_no, *ways[kind])
    assert ledger.case(case_no).status == kind
    assert refused(ledger, case_no, "close", 9).code == "step.illegal"


def test_a_strike_off_has_its_ground_and_approver_and_is_reversible(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "keep")
    for need in ("ground", "approver"):
        assert refused(ledger, case_no, "strike-off", 1, **{need: ""}).detail == need
    walk(ledger, case_no, "strike-off", "restore", start=1)
    assert ledger.case(case_no).status == "kept", "where it stood before"
    assert ledger.case(case_no).handling.struck_off_on is None
    take(ledger, case_no, "strike-off", 3)
    assert ledger.case(case_no).handling.struck_off_on == date(2026, 11, 26)


def test_the_last_step_can_be_withdrawn_with_who_approved_it(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept", "decide")
    assert refused(ledger, case_no, "withdraw", 3, approver="").detail == "approver"
    for status in ("accepted", "forwarded", "confirmed"):
        assert take(ledger, case_no, "withdraw", 3).after == status
    assert refused(ledger, case_no, "withdraw", 3).code == "step.illegal", "nothing is left to be taken back"
    assert take(ledger, case_no, "forward", 1).on == date(2026, 11, 24), "and the right day may lie before"
    assert len(ledger.steps(case_no)) == 7, "nothing of it is forgotten"
    assert ledger.case(case_no).handling.decided_on is None


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize(("at", "code"), [(-1, "step.before-receipt"), (1, "step.before-last"), (400, "step.future")])
def test_a_step_has_a_day_on_which_it_can_have_been(ledger: Ledger, at: int, code: str) -> None:
    case_no = confirm(ledger)
    take(ledger, case_no, "forward", 2)
    before = ledger.history(case_no)
    with pytest.raises(UsageError) as error:
        ledger.take_step(case_no, "accept", by=WHO, at=day(10), on=day(at).date())
    assert error.value.code == code
    assert ledger.history(case_no) == before


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_a_leader_may_have_written_on_it_before_it_came(ledger: Ledger) -> None:
    case_no, early = confirm(ledger), date(2026, 11, 20)
    for kind in ("instruct", "lead"):
        facts = facts_for(ledger, kind)
        assert ledger.take_step(case_no, kind, by=WHO, at=day(0), on=early, facts=facts).on == early
    with pytest.raises(UsageError, match="before-receipt"):
        ledger.take_step(case_no, "notify", by=WHO, at=day(0), on=early, facts={"manner": "phone"})


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize("key", ["due", "until"])
def test_a_term_does_not_end_before_it_begins(ledger: Ledger, key: str) -> None:
    case_no = confirm(ledger)
    kind = "assign" if key == "due" else "lead"
    assert refused(ledger, case_no, kind, 5, **{key: "2026-11-27"}).detail == key
    assert take(ledger, case_no, kind, 5, **{key: "2026/11/28"}).facts[key] == "2026-11-28"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize(
    ("kind", "given", "code", "detail"),
    [
        ("forward", {"unit": "没有这个单位"}, "step.value", "unit"),
        ("forward", {"co_units": "教育局 没有这个单位"}, "step.value", "co_units"),
        ("forward", {"weather": "晴"}, "step.fact", "forward weather"),
        ("forward", {"days": "3"}, "step.fact", "forward days"),
        ("forward", {"reason": "字" * 4001}, "step.value", "reason"),
        ("assign", {"due": "2026-02-30"}, "step.value", "due"),
        ("assign", {"due": "明天"}, "step.value", "due"),
        ("visit", {"manner": "托梦"}, "step.value", "manner"),
        ("answer", {"outcome": "resolved 好"}, "step.value", "outcome"),
    ],
)
def test_a_fact_is_of_its_kind(ledger: Ledger, kind: str, given: dict[str, str], code: str, detail: str) -> None:
    error = refused(ledger, confirm(ledger), kind, **given)
    assert (error.code, error.detail) == (code, detail)
    assert all(value not in str(error) for value in given.values()), "no error quotes what was given"


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_names_become_codes_and_free_words_stay(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    step = take(ledger, case_no, "forward", unit="市教育局", co_units="龙海区民政局、公安局", reason=" 有\0误 ")
    assert step.facts == {"unit": "JYJ", "co_units": "MZJ GAJ", "reason": "有\ufffd误"}
    walk(ledger, case_no, "accept", "decide", "deliver", start=1)
    step = take(ledger, case_no, "close", 4, outcome="解决问题到位、Assisted", petitioner_view="同意")
    assert (step.facts["outcome"], step.facts["petitioner_view"]) == ("resolved assisted", "agree")
    assert take(ledger, case_no, "strike-off", 5, ground="息诉息访").facts["ground"] == "settled"
    take(ledger, case_no, "restore", 6)
    assert take(ledger, case_no, "strike-off", 7, ground="签了协议").facts["ground"] == "签了协议"


def test_a_unit_that_is_clear_need_not_be_named(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    assert refused(ledger, case_no, "forward", unit="").code == "step.facts", "what the machine proposed is not enough"
    ledger.review(case_no, "unit", "MZJ", by=WHO, note="", at=LATER)
    for number, kind in enumerate(("forward", "return", "assign", "accept", "decide")):
        assert take(ledger, case_no, kind, number, unit="").facts["unit"] == "MZJ"
    take(ledger, case_no, "deliver", 6)
    assert refused(ledger, case_no, "apply-review", 7, unit="").detail == "unit", "who is above, nobody can know"
    walk(ledger, case_no, "apply-review", start=7)
    assert take(ledger, case_no, "decide-review", 8, unit="").facts["unit"] == "SDZF"


def test_a_step_told_twice_under_its_key_is_written_once(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    asked = {"by": WHO, "facts": {"unit": "教育局"}, "key": "a-1"}
    first = ledger.take_step(case_no, "forward", at=day(0), **asked)  # type: ignore[arg-type]
    history = ledger.history(case_no)
    again = ledger.take_step(case_no, "forward", at=day(3), **asked)  # type: ignore[arg-type]
    assert again == first, "though the case stands elsewhere by now"
    assert ledger.history(case_no) == history
    take(ledger, case_no, "accept", 1)
    assert ledger.take_step(case_no, "forward", at=day(9), **asked) == first  # type: ignore[arg-type]


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
@pytest.mark.parametrize(
    "other",
    [{"facts": {"unit": "MZJ"}}, {"facts": {"unit": "JYJ", "reason": "x"}}, {"by": "别人"}, {"on": date(2026, 11, 24)}],
)
def test_a_key_stands_for_one_step_alone(ledger: Ledger, other: dict[str, object]) -> None:
    case_no = confirm(ledger)
    asked = {"by": WHO, "facts": {"unit": "JYJ"}, "key": "a-1", "on": RECEIVED}
    ledger.take_step(case_no, "forward", at=day(0), **asked)  # type: ignore[arg-type]
    before = ledger.history(case_no)
    with pytest.raises(UsageError, match=r"step\.key"):
        ledger.take_step(case_no, "forward", at=day(1), **asked | other)  # type: ignore[arg-type]
    for number, kind in ((case_no, "assign"), (confirm(ledger, "two"), "forward")):
        facts = facts_for(ledger, kind)
        with pytest.raises(UsageError, match=r"step\.key"):
            ledger.take_step(number, kind, at=day(1), by=WHO, key="a-1", facts=facts)
    assert ledger.history(case_no) == before


def test_a_key_may_be_of_any_length_and_an_empty_one_is_none(ledger: Ledger) -> None:
    case_no, facts = confirm(ledger), {"words": "已联系"}
    for key, written in (("k" * 300, 1), ("k" * 300, 1), ("k" * 299, 2), ("", 3), ("", 4)):
        ledger.take_step(case_no, "progress", by=WHO, at=day(0), facts=facts, key=key)
        assert len(ledger.steps(case_no)) == written


@pytest.mark.sqlite_only("a rule of the program, the same on any database")
def test_each_of_two_steps_of_one_moment_is_told_again_as_it_was(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    told = [Asked(case_no, "progress", by=WHO, at=day(0), facts={"words": word}, key=word) for word in ("甲", "乙")]
    assert ledger.take_steps(told) == ledger.take_steps(told)


def test_a_step_is_signed_and_names_a_case_and_a_kind_that_there_are(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    for number, kind, by, code in (
        (case_no, "forward", " ", "review.unsigned"),
        (case_no, "fly", WHO, "step.unknown"),
        ("2026-XF-09999", "forward", WHO, "case.unknown"),
    ):
        with pytest.raises(UsageError) as error:
            ledger.take_step(number, kind, by=by, at=day(0), facts={"unit": "JYJ"} if kind == "forward" else {})
        assert error.value.code == code


def test_a_review_and_a_newer_model_leave_a_case_on_its_way(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    walk(ledger, case_no, "forward", "accept")
    ledger.review(case_no, "title", "另一个标题", by=WHO, note="", at=day(2))
    newer = make_reading(make_scan(), stamp=STAMP.model_copy(update={"models": ("topic-9",)}), doubt="name.unsure")
    ledger.record_case(newer, at=day(3))
    record = ledger.case(case_no)
    assert (record.status, record.values.title, record.stamp.models) == ("accepted", "另一个标题", ("topic-9",))
    assert record.handling.unit == "JYJ"


def test_a_case_that_waits_for_its_blind_answer_goes_nowhere(ledger: Ledger) -> None:
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    judged = make_reading(scan).model_copy(update={"judgements": make_reading(scan).judgements})
    case_no = ledger.record_case(judged, at=LATER, blind=BlindShare(1.0, b"k" * 32))
    assert ledger.case(case_no).blind == "open", "drawn"
    ledger.review(case_no, "purpose", "relief", by=WHO, note="", at=LATER)  # half an answer confirms the case
    assert refused(ledger, case_no, "forward").code == "step.blind"
    assert take(ledger, case_no, "instruct").kind == "instruct", "a leader's word waits for nobody"
    answers = {"topic": "环境保护", "topic2": "", "matter_class": "appeal", "unit": "MZJ"}
    ledger.decide(case_no, answers, by=WHO, note="", at=LATER)
    assert take(ledger, case_no, "forward").after == "forwarded"


def test_a_split_case_takes_no_step(ledger: Ledger) -> None:
    case_no = confirm(ledger)
    sha256 = ledger.reading(case_no).letter.scan.sha256
    part = make_scan("半封").model_copy(update={"parent": sha256, "part": 1, "pages": (1, 1)})
    ledger.split(sha256, [part], pages=None, at=LATER, by=WHO)
    for kind in ("forward", "keep", "notify", "instruct"):
        assert refused(ledger, case_no, kind).code == "case.split"


def test_several_steps_are_taken_in_their_order_and_the_bad_ones_told(ledger: Ledger) -> None:
    one, two = confirm(ledger, "one"), confirm(ledger, "two")
    asked = [
        Asked(number, kind, by=WHO, at=day(1), facts=facts_for(ledger, kind))
        for number, kind in ((one, "forward"), (two, "close"), (one, "accept"), ("2026-XF-00077", "keep"))
    ]
    tried = ledger.try_steps(asked)
    assert ledger.case(one).status == "confirmed", "nothing was written"
    whole = ledger.take_steps(asked, all_or_none=True)
    assert ledger.case(one).status == "confirmed", "one bad row takes all back"
    told = ledger.take_steps(asked)
    assert [getattr(row, "code", "good") for row in told] == ["good", "step.illegal", "good", "case.unknown"]
    assert [[getattr(row, "code", "good") for row in rows] for rows in (tried, whole)] == [
        [getattr(row, "code", "good") for row in told]
    ] * 2
    assert ledger.case(one).status == "accepted"
    assert ledger.verify_chain() == []
