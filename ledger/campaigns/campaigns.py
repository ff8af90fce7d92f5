"""Campaigns themselves: made, changed, ended; each time with an event that vouches for what they say."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.campaigns.tables import CampaignRow
from ledger.chain import append_event, canonical, digest
from ledger.tables import EventRow
from records import Campaign, EntryRule, UsageError


def write_campaign(session: Session, campaign: Campaign) -> bool:
    """Write a campaign down, in place of what its code stood for before; whether anything changed.

    Writers must be locked. Raises UsageError `campaign.unsigned`, `campaign.dates` when it ends before it starts, or
    `campaign.kind` when the code stands for another kind.
    """
    if not campaign.by.strip():
        raise UsageError("campaign.unsigned", campaign.code)
    if campaign.ends is not None and campaign.ends < campaign.starts:
        raise UsageError("campaign.dates", campaign.code)
    row = session.get(CampaignRow, campaign.code)
    if row is not None and row.kind != campaign.kind:
        raise UsageError("campaign.kind", campaign.code)
    seal = _seal(campaign)
    if row is not None and _seal(campaign_of(row)) == seal:
        return False
    number = append_event(
        session, "campaign.made", at=campaign.at, by=campaign.by, data={"campaign": campaign.code, "sha256": seal}
    )
    session.merge(
        CampaignRow(
            code=campaign.code,
            kind=campaign.kind,
            name=campaign.name,
            starts=campaign.starts,
            ends=campaign.ends,
            rule=canonical(campaign.rule.model_dump(mode="json")),
            by=campaign.by,
            at=campaign.at,
            event_number=number,
        )
    )
    return True


def find_campaign(session: Session, code: str) -> Campaign:
    """A campaign by its code. Raises UsageError `campaign.unknown` when there is none."""
    row = session.get(CampaignRow, code)
    if row is None:
        raise UsageError("campaign.unknown", code)
    return campaign_of(row)


def all_campaigns(session: Session) -> list[Campaign]:
    """Every campaign, the one that started last first."""
    rows = session.scalars(select(CampaignRow).order_by(CampaignRow.starts.desc(), CampaignRow.code))
    return [campaign_of(row) for row in rows]


def campaign_of(row: CampaignRow) -> Campaign:
    """The campaign of a row."""
    rule = EntryRule.model_validate_json(row.rule)
    return Campaign.model_validate({field: getattr(row, field) for field in Campaign.model_fields} | {"rule": rule})


def find_campaign_breaks(session: Session) -> Iterator[str]:
    """Yield every campaign that is not what its newest event recorded, and events without a campaign."""
    pairs = select(CampaignRow, EventRow).join(EventRow, EventRow.number == CampaignRow.event_number)
    codes = set()
    for row, event in session.execute(pairs.order_by(CampaignRow.code)):
        codes.add(row.code)
        told = canonical({"campaign": row.code, "sha256": _seal(campaign_of(row))})
        if event.kind != "campaign.made" or event.data != told:
            yield f"campaign {row.code}: not what event {row.event_number} recorded"
    told_of = session.scalars(select(EventRow.data).where(EventRow.kind == "campaign.made").distinct())
    known = {data.partition('"campaign":"')[2].partition('"')[0] for data in told_of}
    for code in sorted(known - codes):
        yield f"campaign {code}: missing, but an event recorded it"
    count = session.scalar(select(func.count()).select_from(CampaignRow)) or 0
    if count != len(codes):
        yield f"campaigns: {count} rows but {len(codes)} with an event"


def _seal(campaign: Campaign) -> str:
    """The hash by which an event vouches for a campaign, but for who wrote it down and when, which the event tells."""
    return digest(canonical(campaign.model_dump(mode="json", exclude={"by", "at"})))
