"""Where a case stands in campaigns and with leaders: what follows from its steps."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.campaigns.tables import CampaignCaseRow
from ledger.life.handling import gives_charge
from records import CampaignCase, CaseRecord, Leadership, Step


def list_places(steps: Iterable[Step]) -> dict[str, CampaignCase]:
    """The case's place in each campaign that it ever entered. One that entered again is on the list again."""
    places: dict[str, CampaignCase] = {}
    for step in steps:
        code = step.facts.get("campaign")
        if step.kind == "enter-campaign" and code:
            places[code] = _enter(step, code)
        elif step.kind == "leave-campaign" and code in places:
            left = {"struck_off_on": step.on, "ground": step.facts.get("ground")}
            places[code] = places[code].model_copy(update=left)
        elif step.kind == "progress":
            for known, place in places.items():
                if code in (None, known) and place.struck_off_on is None:
                    places[known] = place.model_copy(update={"last_progress_on": step.on})
    return places


def find_leadership(steps: Iterable[Step], status: str) -> Leadership | None:
    """The leader in whose charge the case is, with the term; the newest one's when the charge was handed on.

    A leader named where the case entered a campaign has the charge too.
    """
    found: Leadership | None = None
    for step in steps:
        if gives_charge(step):
            found = Leadership(
                case_no=step.case_no,
                leader=step.facts.get("leader", ""),
                post=step.facts.get("post", ""),
                since=step.on,
                until=_day(step.facts.get("until")),
                last_progress_on=None,
                status=status,
            )
        elif step.kind == "progress" and found is not None:
            found = found.model_copy(update={"last_progress_on": step.on})
    return found


def refresh_places(session: Session, record: CaseRecord) -> None:
    """Make the rows of a case in campaigns anew, as its steps tell."""
    places = list_places(record.steps)
    known = session.scalars(select(CampaignCaseRow).where(CampaignCaseRow.case_no == record.case_no))
    for row in known:
        if row.campaign not in places:
            session.delete(row)
    for place in places.values():
        session.merge(
            CampaignCaseRow(
                campaign=place.campaign,
                case_no=place.case_no,
                list_kind=place.list_kind,
                entered_on=place.entered_on,
                leader=place.leader,
                post=place.post,
                due=place.due,
                last_progress_on=place.last_progress_on,
                struck_off_on=place.struck_off_on,
                ground=place.ground,
            )
        )


def place_of(row: CampaignCaseRow) -> CampaignCase:
    """The place that a row tells."""
    return CampaignCase.model_validate({field: getattr(row, field) for field in CampaignCase.model_fields})


def _enter(step: Step, code: str) -> CampaignCase:
    return CampaignCase(
        campaign=code,
        case_no=step.case_no,
        list_kind=step.facts.get("list") or None,
        entered_on=step.on,
        leader=step.facts.get("leader") or None,
        post=step.facts.get("post") or None,
        due=_day(step.facts.get("until")),
        last_progress_on=None,
        struck_off_on=None,
        ground=None,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
