"""Campaigns: made, entered by rule or by hand, struck off; what their lists tell, and what they do not."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from ledger import Ledger, dialects
from ledger.campaigns import entry
from ledger.campaigns.standing import strike_standing
from ledger.clusters import cluster_sizes
from ledger.life.taking import Asked
from records import Campaign, EntryRule, UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from tests.ledger.test_links import put

DAY = date(2026, 11, 23)


def make_campaign(code: str = "JA2026", **given: object) -> Campaign:
    made = {
        "code": code, "kind": "campaign", "name": "积案化解", "starts": DAY, "ends": None, "rule": EntryRule(),
        "by": "王晓梅", "at": LATER,
    }  # fmt: skip
    return Campaign.model_validate(made | given)


def record(ledger: Ledger, number: int, **judged: str) -> str:
    scan = make_scan(str(number))
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan, **judged), at=LATER)


def enter(ledger: Ledger, case_nos: Sequence[str], **facts: str) -> None:
    ledger.enter_campaign("JA2026", case_nos, by="王晓梅", at=LATER, facts=facts)


def test_a_campaign_is_written_once_and_changed_by_an_event(ledger: Ledger) -> None:
    assert [ledger.write_campaign(make_campaign()) for _ in range(2)] == [True, False]
    ended = make_campaign(ends=DAY + timedelta(days=30), by="陈录入")
    assert ledger.write_campaign(ended)
    assert ledger.campaign("JA2026") == ended
    assert ledger.campaigns() == [ended]
    assert ledger.verify_chain() == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"by": " "}, "campaign.unsigned"),
        ({"ends": DAY - timedelta(days=1)}, "campaign.dates"),
        ({"kind": "visit"}, "campaign.kind"),
    ],
)
def test_a_campaign_that_does_not_fit_is_refused(ledger: Ledger, given: dict[str, object], code: str) -> None:
    ledger.write_campaign(make_campaign())
    with pytest.raises(UsageError, match=code):
        ledger.write_campaign(make_campaign(**given))
    assert ledger.campaign("JA2026") == make_campaign()


def test_the_rule_proposes_what_fits_in_every_point_and_no_accusation(ledger: Ledger) -> None:
    first, second, other = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑"), put(ledger, 3, "工资未付")
    put(ledger, 4, "村霸占地", matter_class="accusation")
    asked = {
        "all": (EntryRule(), [first, second, other]),
        "letters": (EntryRule(fewest_letters=2), [first, second]),
        "repeat": (EntryRule(repeated=True), [second]),
        "topic": (EntryRule(topics=("环境保护",), repeated=True), [second]),
        "other topic": (EntryRule(topics=("教育文体",)), []),
        "old": (EntryRule(oldest_days=10), []),
        "days": (EntryRule(received_from=DAY, received_to=DAY), [first, second, other]),
        "status": (EntryRule(statuses=("closed",)), []),
    }
    for rule, expected in asked.values():
        ledger.write_campaign(make_campaign(rule=rule))
        assert ledger.propose_entries("JA2026", today=DAY + timedelta(days=3)) == expected


def test_a_county_holds_its_townships(ledger: Ledger) -> None:
    case_no = record(ledger, 1)
    ledger.review(case_no, "territory", "350624", by="王晓梅", note="", at=LATER)
    for code, expected in (("350600", [case_no]), ("350624", [case_no]), ("350602", []), ("350620", [])):
        ledger.write_campaign(make_campaign(rule=EntryRule(territories=(code,))))
        assert ledger.propose_entries("JA2026", today=DAY) == expected


def test_a_case_enters_goes_on_and_is_struck_off_with_a_ground(ledger: Ledger) -> None:
    first, second = record(ledger, 1), record(ledger, 2)
    ledger.write_campaign(make_campaign())
    enter(ledger, [first, second], list="reduce", leader="陈建国", post="副市长", until="2026-12-01")
    assert ledger.propose_entries("JA2026", today=DAY) == []
    ledger.take_step(first, "progress", by="李强", at=LATER + timedelta(days=1), facts={"words": "已约谈"})
    facts = {"ground": "协议已履行", "approver": "陈建国"}
    ledger.leave_campaign("JA2026", [first], by="王晓梅", at=LATER + timedelta(days=2), facts=facts)
    listed = ledger.campaign_cases("JA2026")
    assert [one.place.case_no for one in listed] == [second, first]
    done = listed[1].place
    assert (done.leader, done.post, done.due, done.ground) == ("陈建国", "副市长", date(2026, 12, 1), "协议已履行")
    assert (done.last_progress_on, done.struck_off_on) == (DAY + timedelta(days=1), DAY + timedelta(days=2))
    standing = strike_standing(listed, today=date(2026, 12, 2))
    assert (standing.entered, standing.struck_off, standing.share, standing.overdue) == (2, 1, 0.5, 1)
    assert (standing.by_list, standing.by_leader) == ({"reduce": (2, 1)}, {"陈建国": (2, 1)})
    assert ledger.verify_chain() == []


def test_a_case_that_came_up_again_enters_again(ledger: Ledger) -> None:
    case_no = record(ledger, 1)
    ledger.write_campaign(make_campaign())
    facts = {"ground": "协议已履行", "approver": "陈建国"}
    for days in range(2):
        enter(ledger, [case_no])
        if not days:
            ledger.leave_campaign("JA2026", [case_no], by="王晓梅", at=LATER, facts=facts)
    (listed,) = ledger.campaign_cases("JA2026")
    assert (listed.place.struck_off_on, listed.place.ground) == (None, None)


def test_all_enter_or_none(ledger: Ledger) -> None:
    case_no, accusation = record(ledger, 1), record(ledger, 2, matter_class="accusation")
    ledger.write_campaign(make_campaign())
    with pytest.raises(UsageError, match=r"campaign\.restricted"):
        enter(ledger, [case_no, accusation])
    assert ledger.campaign_cases("JA2026") == []
    enter(ledger, [case_no, case_no])
    with pytest.raises(UsageError, match=r"campaign\.entered"):
        enter(ledger, [case_no])
    with pytest.raises(UsageError, match=r"campaign\.not-entered"):
        ledger.leave_campaign(
            "JA2026", [accusation], by="王晓梅", at=LATER, facts={"ground": "无", "approver": "陈建国"}
        )
    with pytest.raises(UsageError, match=r"campaign\.unknown"):
        ledger.enter_campaign("NONE", [case_no], by="王晓梅", at=LATER)


def test_a_case_that_turns_out_an_accusation_keeps_its_number_alone_on_the_list(ledger: Ledger) -> None:
    case_no = record(ledger, 1)
    ledger.write_campaign(make_campaign())
    enter(ledger, [case_no], list="reduce", leader="陈建国", post="副市长")
    ledger.take_step(case_no, "progress", by="李强", at=LATER, facts={"words": "已约谈"})
    ledger.review(case_no, "matter_class", "accusation", by="王晓梅", note="", at=LATER)
    (listed,) = ledger.campaign_cases("JA2026")
    assert listed.restricted
    assert (listed.topic, listed.unit, listed.place.leader, listed.place.list_kind) == (None, None, None, None)
    assert listed.place.last_progress_on is None
    assert strike_standing([listed], today=DAY).without_leader == 0, "it has one, who is not told"


def test_steps_of_one_file_see_each_other(ledger: Ledger) -> None:
    case_no = record(ledger, 1)
    ledger.write_campaign(make_campaign())
    said = {"campaign": "JA2026", "ground": "协议已履行", "approver": "陈建国"}

    def ask(kind: str, *keys: str) -> Asked:
        return Asked(case_no, kind, by="王晓梅", at=LATER, facts={key: said[key] for key in keys})

    enter_it, leave_it = ask("enter-campaign", "campaign"), ask("leave-campaign", *said)
    told = ledger.take_steps([enter_it, enter_it, leave_it, leave_it])
    assert [one.code if isinstance(one, UsageError) else one.kind for one in told] == [
        "enter-campaign", "campaign.entered", "leave-campaign", "campaign.not-entered",
    ]  # fmt: skip


def test_a_rule_that_fits_many_cases_asks_the_database_for_some_at_a_time(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [put(ledger, number, "河水发黑") for number in range(1, 6)]
    asked: list[int] = []

    def count(session: Session, letters: Sequence[int]) -> dict[int, tuple[int, int]]:
        asked.append(len(letters))
        return cluster_sizes(session, letters)

    monkeypatch.setattr(entry, "cluster_sizes", count)
    monkeypatch.setattr(entry, "CASES_AT_ONCE", 2, raising=False)
    ledger.write_campaign(make_campaign(rule=EntryRule(fewest_letters=5)))
    assert ledger.propose_entries("JA2026", today=DAY) == numbers
    assert max(asked) <= 2, "no database takes a million numbers in one question"


def test_the_newest_leader_has_the_charge(ledger: Ledger) -> None:
    first, second = record(ledger, 1), record(ledger, 2)
    for case_no, leader in ((first, "陈建国"), (second, "林卫东"), (second, "陈建国")):
        facts = {"leader": leader, "post": "副市长", "until": "2026-12-31"}
        ledger.take_step(case_no, "lead", by="王晓梅", at=LATER, facts=facts)
    ledger.take_step(first, "progress", by="李强", at=LATER, facts={"words": "已约谈"})
    assert [(one.case_no, one.leader, one.last_progress_on) for one in ledger.leaderships()] == [
        (first, "陈建国", DAY), (second, "陈建国", None),
    ]  # fmt: skip
    assert ledger.leaderships(leader="林卫东") == []


def test_who_leads_a_case_in_a_campaign_has_the_charge_of_it(ledger: Ledger) -> None:
    first, second = record(ledger, 1), record(ledger, 2)
    ledger.write_campaign(make_campaign())
    enter(ledger, [first], leader="林卫东", post="副县长", until="2026-12-31")
    enter(ledger, [second])
    assert [(one.case_no, one.leader) for one in ledger.leaderships()] == [(first, "林卫东")]
    shown = ledger.case(first).handling.leader
    assert shown is not None
    assert (shown.name, ledger.case(second).handling.leader) == ("林卫东", None)


def test_a_campaign_changed_by_force_is_found(ledger: Ledger, url: str) -> None:
    ledger.write_campaign(make_campaign())
    ledger.write_campaign(make_campaign("JB2026"))
    engine = dialects.make_engine(url)
    with engine.begin() as connection:
        connection.execute(sql("UPDATE campaigns SET name = 'x' WHERE code = 'JA2026'"))
        connection.execute(sql("DELETE FROM campaigns WHERE code = 'JB2026'"))
    engine.dispose()
    assert ledger.verify_chain() == [
        "campaign JA2026: not what event 1 recorded", "campaign JB2026: missing, but an event recorded it",
    ]  # fmt: skip
