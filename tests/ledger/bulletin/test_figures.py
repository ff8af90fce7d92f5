"""The figures of an invented ledger: what they count, what they keep back, what an attacker makes of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from ledger import Ledger
from ledger.bulletin.periods import parse_month, parse_week
from ledger.campaigns.tables import CampaignCaseRow, CampaignRow
from ledger.life.tables import ClockRow
from ledger.rows.tables import LedgerRow
from ledger.tables import LikenessRow
from records import BulletinFigures, UsageError
from tests.ledger.bulletin.attacker import attack_clocks, attack_letters
from tests.ledger.bulletin.drawn import WEEK, draw_rows, fill, join, link

MONDAY_AFTER = date(2026, 11, 23)
W47 = parse_week("2026-W47")
ELSEWHERE = {"topic": "环境保护", "topic2": None, "place_code": "350602001", "territory": "350602"}


def figures_of(ledger: Ledger, **others: object) -> BulletinFigures:
    return ledger.bulletin_figures(W47, today=MONDAY_AFTER, least=3, **others)  # type: ignore[arg-type]


def cells(figures: BulletinFigures, question: str, of: str = "") -> dict[str, int | None]:
    return {
        cell.code: cell.letters
        for table in figures.tables
        if (table.question, table.of) == (question, of)
        for cell in table.cells
    }


def this_week(count: int, *, seed: int = 1, **fixed: object) -> list[dict[str, object]]:
    return draw_rows(count, seed=seed, first=WEEK, days=7, **fixed)


def test_letters_are_counted_by_the_day_they_came(ledger: Ledger) -> None:
    rows = this_week(20, topic="民政", topic2=None)
    fill(ledger, [*rows, *draw_rows(30, first=date(2026, 11, 9), days=7)])
    figures = figures_of(ledger)
    assert figures.letters == 20
    assert cells(figures, "topic") == {"民政": 20}


def test_a_period_of_few_letters_tells_nothing_but_that(ledger: Ledger) -> None:
    fill(ledger, this_week(2))
    figures = figures_of(ledger)
    assert figures.letters is None
    of_letters = [table for table in figures.tables if not table.question.startswith("clock")]
    assert not [cell for table in of_letters for cell in table.cells if cell.letters]
    assert figures.suggestions.letters is None
    assert figures.suggestions.case_nos == ()


@pytest.mark.parametrize(("restricted", "told"), [(0, 0), (2, None), (3, 3)])
def test_of_restricted_letters_there_is_a_total_unless_it_is_small(
    ledger: Ledger, restricted: int, told: int | None
) -> None:
    fill(ledger, [*this_week(12), *this_week(restricted, restricted=True)])
    figures = figures_of(ledger)
    assert (figures.letters, figures.restricted) == (12, told)


def test_split_stacks_are_no_letters(ledger: Ledger) -> None:
    fill(ledger, [*this_week(5), *this_week(4, status="split")])
    assert figures_of(ledger).letters == 5


def test_ten_letters_of_one_person_are_kept_back(ledger: Ledger) -> None:
    fill(ledger, [*this_week(10, topic="民政"), *this_week(10, topic="环境保护", topic2=None)])
    assert cells(figures_of(ledger), "topic") == {"民政": 10, "环境保护": 10}
    for other in range(2, 11):
        link(ledger, other, 1)
    assert cells(figures_of(ledger), "topic") == {"民政": None, "环境保护": None}


def test_like_letters_of_different_hands_are_no_one_sender(ledger: Ledger) -> None:
    fill(ledger, this_week(10, topic="民政"))
    for other in range(2, 11):
        link(ledger, other, 1, "same-matter")
    assert cells(figures_of(ledger), "topic") == {"民政": 10}


def test_a_hot_matter_is_told_with_its_place_and_a_restricted_letter_in_it_is_not_counted(ledger: Ledger) -> None:
    place = {"topic": "民政", "topic2": None, "place_code": "350604100", "territory": "350604"}
    fill(ledger, [*this_week(6, **place), *this_week(2, restricted=True), *this_week(20, seed=4, **ELSEWHERE)])
    join(ledger, range(1, 9))
    (hot,) = figures_of(ledger).hot
    assert (hot.letters, hot.topic, hot.county, hot.township) == (6, "民政", "350604", "350604100")


def test_a_hot_matter_does_not_tell_the_few_beside_it(ledger: Ledger) -> None:
    """Of six letters from the township five are on the matter: the place would tell that there is one more."""
    place = {"topic": "民政", "topic2": None, "place_code": "350604100", "territory": "350604"}
    fill(ledger, [*this_week(6, **place), *this_week(20, seed=4, **ELSEWHERE)])
    join(ledger, range(1, 6))
    (hot,) = figures_of(ledger).hot
    assert (hot.topic, hot.county, hot.township) == (None, None, None)


def test_one_person_who_writes_often_is_no_hot_matter(ledger: Ledger) -> None:
    fill(ledger, this_week(12))
    join(ledger, range(1, 7))
    assert len(figures_of(ledger).hot) == 1
    for other in range(2, 7):
        link(ledger, other, 1, "same-letter")
    assert figures_of(ledger).hot == ()


def test_a_topic_that_rises_is_told_and_forty_copies_of_one_letter_are_not(ledger: Ledger) -> None:
    fill(ledger, [*draw_rows(1200), *this_week(60, seed=3, topic="民政", topic2=None)])
    rising = figures_of(ledger).rising
    assert [one.topic for one in rising.topics] == ["民政"]
    assert (rising.windows, rising.window_days, rising.not_tested) == (12, 7, None)
    join(ledger, range(1201, 1261))
    assert figures_of(ledger).rising.topics == ()


def test_without_a_base_nothing_is_tested(ledger: Ledger) -> None:
    fill(ledger, this_week(40))
    assert figures_of(ledger).rising.not_tested == "short"
    running = ledger.bulletin_figures(W47, today=date(2026, 11, 20), least=3).rising
    assert running.not_tested == "running"


def test_periods_are_compared_when_both_are_large(ledger: Ledger) -> None:
    fill(ledger, [*this_week(45), *draw_rows(30, first=date(2026, 11, 9), days=7)])
    former = figures_of(ledger).former
    assert former is not None
    assert (former.letters, former.change) == (30, 50.0)
    with Session(ledger._engine) as session, session.begin():
        session.execute(update(LedgerRow).where(LedgerRow.case_id == 75).values(received_on=date(2026, 11, 1)))
    assert figures_of(ledger).former is None


def test_a_picked_suggestion_is_one_of_the_period_and_of_nobody_restricted(ledger: Ledger) -> None:
    numbers = fill(
        ledger,
        [*this_week(6, purpose="suggestion"), *this_week(9, purpose="redress"), *this_week(4, restricted=True)],
    )
    told = figures_of(ledger, picked=[numbers[0]]).suggestions
    assert told.letters == 6
    assert told.case_nos == tuple(numbers[:6])
    assert told.picked[0].title == "关于第1件事的建议"
    for wrong in (numbers[7], numbers[-1], "2026-XF-99999"):
        with pytest.raises(UsageError, match=r"bulletin\.suggestion"):
            figures_of(ledger, picked=[wrong])


def test_deadlines_are_counted_by_state_and_a_petitioners_own_is_not(ledger: Ledger) -> None:
    fill(ledger, draw_rows(60, first=date(2026, 11, 1), days=7))  # due from the 16th to the 22nd
    figures = figures_of(ledger)
    assert cells(figures, "clock") == {"forward": 60}
    assert cells(figures, "clock_state", "forward") == {"in-time": 48, "overdue": 12}
    with Session(ledger._engine) as session, session.begin():
        session.execute(update(ClockRow).values(name="apply_review"))
    assert cells(figures_of(ledger), "clock") == {}


def test_the_event_holds_the_hash_and_no_figure(ledger: Ledger) -> None:
    fill(ledger, this_week(12))
    figures = figures_of(ledger)
    sha256 = ledger.note_bulletin(figures, forms=["html"], by="王晓梅", at=datetime(2026, 11, 23, tzinfo=UTC))
    with pytest.raises(UsageError, match=r"review\.unsigned"):
        ledger.note_bulletin(figures, forms=["html"], by=" ", at=datetime(2026, 11, 23, tzinfo=UTC))
    assert len(sha256) == 64


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("count", [8, 40])
def test_an_attacker_cannot_work_out_a_single_hidden_cell(ledger: Ledger, seed: int, count: int) -> None:
    rows = draw_rows(count, seed=seed, first=date(2026, 11, 2), days=21)
    fill(ledger, rows)
    with Session(ledger._engine) as session, session.begin():
        for number in range(count):
            name, unit = ("forward", "report", "notify_unit")[number % 3], (None, "JYJ", "MZJ", "XFJ")[number * 7 % 4]
            session.execute(update(ClockRow).where(ClockRow.case_id == number + 1).values(name=name, unit=unit))
    figures = ledger.bulletin_figures(parse_month("2026-11"), today=date(2026, 12, 7), least=3)
    found = attack_clocks(figures)
    for first, second in (("topic", "topic2"), ("county", "township"), ("unit", ""), ("purpose", ""), ("repeat", "")):
        found |= attack_letters(figures, first, second)
    for key, (low, high) in found.items():
        assert high - low >= 1, (key, low, high)
        assert high >= 3, (key, low, high)


def test_restricted_letters_leave_no_trace_but_their_number(ledger: Ledger) -> None:
    rows = draw_rows(80, days=14 * 7 + 7)
    fill(ledger, rows)
    join(ledger, range(60, 66))
    without = figures_of(ledger)
    fill(ledger, draw_rows(7, seed=9, restricted=True, status="closed", first=WEEK, days=7), start=81)
    link(ledger, 81, 60)
    for joined in (81, 82):
        with Session(ledger._engine) as session, session.begin():
            session.get_one(LikenessRow, joined).parent = 60
    assert figures_of(ledger) == without.model_copy(update={"restricted": 7})


def test_a_campaign_is_told_with_its_progress(ledger: Ledger) -> None:
    numbers = fill(ledger, [*this_week(20), *this_week(3, restricted=True)])
    with Session(ledger._engine) as session, session.begin():
        facts = {"kind": "campaign", "name": "清仓见底", "rule": "{}", "by": "王晓梅", "event_number": 1}
        facts |= {"code": "QC", "starts": date(2026, 11, 1), "ends": None, "at": datetime(2026, 11, 1, tzinfo=UTC)}
        session.add(CampaignRow(**facts))
        session.flush()
        for number, case_no in enumerate(numbers):
            done = date(2026, 11, 20) if number < 8 else None
            due = date(2026, 11, 19) if number % 2 else None
            session.add(CampaignCaseRow(campaign="QC", case_no=case_no, entered_on=WEEK, struck_off_on=done, due=due))
    period = ledger.campaign_period("QC", today=MONDAY_AFTER)
    assert (period.first, period.last) == (date(2026, 11, 1), MONDAY_AFTER)
    figures = ledger.bulletin_figures(period, today=MONDAY_AFTER, least=3)
    assert (figures.period.campaign, figures.letters, figures.restricted) == ("清仓见底", 20, 3)
    assert figures.campaign is not None
    assert (figures.campaign.entered, figures.campaign.struck_off, figures.campaign.overdue) == (20, 8, 6)
    assert figures.rising.not_tested == "campaign"
    with pytest.raises(UsageError, match=r"campaign\.unknown"):
        ledger.campaign_period("NONE", today=MONDAY_AFTER)


@pytest.mark.parametrize(("terms", "shown"), [(12, None), (11, None), (10, None), (9, 9)])
def test_a_small_rest_of_a_campaign_cannot_be_worked_out(ledger: Ledger, terms: int, shown: int | None) -> None:
    """Of 13 cases none is struck off: those past their term and those not are told when both are many."""
    numbers = fill(ledger, this_week(13))
    _enter(ledger, numbers, overdue=terms)
    progress = ledger.bulletin_figures(ledger.campaign_period("QC", today=MONDAY_AFTER), today=MONDAY_AFTER, least=4)
    assert progress.campaign is not None
    assert progress.campaign.entered == 13
    assert progress.campaign.overdue == shown


def test_a_campaign_of_one_persons_letters_is_not_told(ledger: Ledger) -> None:
    numbers = fill(ledger, this_week(6))
    for other in range(2, 7):
        link(ledger, 1, other)
    _enter(ledger, numbers, overdue=6)
    figures = ledger.bulletin_figures(ledger.campaign_period("QC", today=MONDAY_AFTER), today=MONDAY_AFTER, least=3)
    assert figures.letters is None
    assert figures.campaign is not None
    assert (figures.campaign.entered, figures.campaign.overdue) == (None, None)


def _enter(ledger: Ledger, numbers: Sequence[str], *, overdue: int) -> None:
    with Session(ledger._engine) as session, session.begin():
        facts = {"kind": "campaign", "name": "清仓见底", "rule": "{}", "by": "王晓梅", "event_number": 1}
        facts |= {"code": "QC", "starts": date(2026, 11, 1), "ends": None, "at": datetime(2026, 11, 1, tzinfo=UTC)}
        session.add(CampaignRow(**facts))
        session.flush()
        for number, case_no in enumerate(numbers):
            due = date(2026, 11, 19) if number < overdue else None
            session.add(CampaignCaseRow(campaign="QC", case_no=case_no, entered_on=WEEK, struck_off_on=None, due=due))
