"""How a campaign and the leaders' cases stand: lists and counts made from the rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.campaigns.places import find_leadership, place_of
from ledger.campaigns.tables import CampaignCaseRow
from ledger.life.handling import CHARGING
from ledger.life.steps import steps_of
from ledger.life.tables import StepRow
from ledger.rows.tables import LedgerRow
from records import CampaignCase, Leadership, Record

_CASES_AT_ONCE = 500


class ListedCase(Record):
    """A case on a campaign's list beside what its flat row shows to everybody; nothing of it when it is restricted."""

    place: CampaignCase
    status: str
    restricted: bool
    topic: str | None
    territory: str | None
    unit: str | None


class Standing(Record):
    """How far a campaign has come, on a day. `share` is of those entered; none while nobody entered."""

    entered: int
    struck_off: int
    share: float | None
    overdue: int
    without_leader: int
    by_list: dict[str, tuple[int, int]]
    """Entered and struck off, by the kind of list."""
    by_leader: dict[str, tuple[int, int]]
    """Entered and struck off, by the leader."""


def list_cases(session: Session, code: str) -> list[ListedCase]:
    """The cases that ever entered a campaign: those on the list first, by their term and number."""
    rows = session.execute(
        select(CampaignCaseRow, LedgerRow)
        .join(LedgerRow, LedgerRow.case_no == CampaignCaseRow.case_no)
        .where(CampaignCaseRow.campaign == code)
    )
    return sorted((_listed(place, row) for place, row in rows), key=_order)


def strike_standing(listed: Iterable[ListedCase], *, today: date) -> Standing:
    """Count a campaign's cases."""
    shown = list(listed)
    cases = [one.place for one in shown]
    done = [case for case in cases if case.struck_off_on is not None]
    open_cases = [case for case in cases if case.struck_off_on is None]
    return Standing(
        entered=len(cases),
        struck_off=len(done),
        share=len(done) / len(cases) if cases else None,
        overdue=sum(case.due is not None and case.due < today for case in open_cases),
        without_leader=sum(
            one.place.leader is None for one in shown if one.place.struck_off_on is None and not one.restricted
        ),
        by_list=_count_by(cases, [case.list_kind or "" for case in cases]),
        by_leader=_count_by(cases, [case.leader or "" for case in cases]),
    )


def list_leaderships(session: Session, *, leader: str | None = None) -> Iterator[Leadership]:
    """Yield every case in a leader's charge, in the order of the cases; one leader's alone when named.

    Restricted cases are left out: that somebody has the charge of one would tell of it.
    """
    led = select(StepRow.case_no).where(StepRow.kind.in_(CHARGING)).distinct()
    known = session.execute(
        select(LedgerRow.case_no, LedgerRow.status)
        .where(LedgerRow.case_no.in_(led), LedgerRow.restricted.is_(False))
        .order_by(LedgerRow.case_id)
    ).all()
    for start in range(0, len(known), _CASES_AT_ONCE):
        part = known[start : start + _CASES_AT_ONCE]
        steps = steps_of(session, [case_no for case_no, _ in part])
        for case_no, status in part:
            charge = find_leadership(steps.get(case_no, ()), status)
            if charge is not None and leader in (None, charge.leader):
                yield charge


def _listed(place: CampaignCaseRow, row: LedgerRow) -> ListedCase:
    shown = place_of(place)
    if row.restricted:
        hidden = dict.fromkeys(("list_kind", "leader", "post", "due", "last_progress_on", "ground"))
        shown = shown.model_copy(update=hidden)
    return ListedCase(
        place=shown,
        status=row.status,
        restricted=row.restricted,
        topic=row.topic,
        territory=row.territory,
        unit=row.unit,
    )


def _order(case: ListedCase) -> tuple[bool, date, str]:
    return case.place.struck_off_on is not None, case.place.due or date.max, case.place.case_no


def _count_by(cases: Sequence[CampaignCase], keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    entered = Counter(keys)
    done = Counter(key for case, key in zip(cases, keys, strict=True) if case.struck_off_on is not None)
    return {key: (entered[key], done[key]) for key in sorted(entered)}
