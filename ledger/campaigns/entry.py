"""Which cases may enter a campaign: proposed by its rule, entered by a person."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ledger.campaigns.tables import CampaignCaseRow
from ledger.clusters import cluster_sizes
from ledger.rows.tables import LedgerRow
from records import Campaign, EntryRule, Record

ENDED: Final = ("closed", "struck-off", "merged", "split", "not-accepted", "no-longer", "to-discipline", "to-law")
"""Where nothing is left to be worked off; a rule that names such a status all the same is followed."""
CASES_AT_ONCE = 500
"""In one question to the database."""


class ProposedCase(Record):
    """What everybody may see of a case that may enter a campaign."""

    case_no: str
    topic: str | None
    territory: str | None
    unit: str | None
    status: str


def list_proposed(session: Session, campaign: Campaign, *, today: date) -> list[ProposedCase]:
    """The cases that fit a campaign's rule, as their flat rows show them, in the order of registration."""
    case_nos, found = find_entries(session, campaign, today=today), []
    for start in range(0, len(case_nos), CASES_AT_ONCE):
        part = LedgerRow.case_no.in_(case_nos[start : start + CASES_AT_ONCE])
        rows = session.scalars(
            select(LedgerRow).where(part, LedgerRow.restricted.is_(False)).order_by(LedgerRow.case_id)
        )
        found += [ProposedCase.model_validate({key: getattr(row, key) for key in ProposedCase.model_fields})
                  for row in rows]  # fmt: skip
    return found


def find_entries(session: Session, campaign: Campaign, *, today: date) -> list[str]:
    """The numbers of the cases that fit a campaign's rule and never entered it, in the order of registration.

    Restricted cases are never proposed: what a campaign's lists show would tell of them.
    """
    rule = campaign.rule
    entered = select(CampaignCaseRow.case_no).where(CampaignCaseRow.campaign == campaign.code)
    rows = session.execute(
        select(LedgerRow.case_id, LedgerRow.case_no)
        .where(LedgerRow.restricted.is_(False), LedgerRow.case_no.not_in(entered), *_conditions(rule, today))
        .order_by(LedgerRow.case_id)
    ).all()
    if rule.fewest_letters == 1:
        return [case_no for _, case_no in rows]
    found: list[str] = []
    for start in range(0, len(rows), CASES_AT_ONCE):
        part = rows[start : start + CASES_AT_ONCE]
        sizes = cluster_sizes(session, [case_id for case_id, _ in part])
        found += (case_no for case_id, case_no in part if _open_size(sizes.get(case_id)) >= rule.fewest_letters)
    return found


def _conditions(rule: EntryRule, today: date) -> list[ColumnElement[bool]]:
    """What the flat rows must fulfil."""
    asked: list[ColumnElement[bool]] = []
    for column, wanted in (
        (LedgerRow.topic, rule.topics),
        (LedgerRow.unit, rule.units),
        (LedgerRow.matter_class, rule.matter_classes),
    ):
        if wanted:
            asked.append(column.in_(wanted))
    if rule.territories:
        inside = (LedgerRow.territory.startswith(_covered(code), autoescape=True) for code in rule.territories)
        asked.append(or_(*inside))
    asked.append(LedgerRow.status.in_(rule.statuses) if rule.statuses else LedgerRow.status.not_in(ENDED))
    if rule.urgent:
        asked.append(LedgerRow.urgency == "urgent")
    if rule.repeated:
        asked.append(LedgerRow.repeat == "repeat")
    if rule.oldest_days is not None:
        asked.append(LedgerRow.received_on <= today - timedelta(days=rule.oldest_days))
    if rule.received_from is not None:
        asked.append(LedgerRow.received_on >= rule.received_from)
    if rule.received_to is not None:
        asked.append(LedgerRow.received_on <= rule.received_to)
    return asked


def _covered(code: str) -> str:
    """How the codes of all divisions inside one begin (GB/T 2260: a city's code ends in 00)."""
    return code[:4] if len(code) == 6 and code.endswith("00") else code


def _open_size(size: tuple[int, int] | None) -> int:
    """How many letters of a cluster are open to all; one that was never compared stands alone."""
    return 1 if size is None else size[0] - size[1]
