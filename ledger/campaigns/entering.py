"""Cases entered in a campaign and struck off its list: steps, told apart by the campaign that they name."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from ledger.campaigns.campaigns import find_campaign
from ledger.campaigns.places import list_places
from ledger.case_records import is_closed
from ledger.tables import CaseRow
from records import Step, UsageError

ENTER, LEAVE = "enter-campaign", "leave-campaign"


def check_place(session: Session, case: CaseRow, kind: str, facts: Mapping[str, str], standing: Sequence[Step]) -> None:
    """Refuse a step that does not fit where the case stands, by its steps, in the campaign that it names.

    Raises UsageError `campaign.unknown`, `campaign.restricted` for a case whose being on a list would tell of it,
    `campaign.entered` when it is on the list, or `campaign.not-entered` when it is not.
    """
    code = facts.get("campaign", "").strip()
    if not code:
        return
    find_campaign(session, code)
    place = list_places(standing).get(code)
    on_list = place is not None and place.struck_off_on is None
    if kind == ENTER:
        if is_closed(session, case):
            raise UsageError("campaign.restricted", case.case_no)
        if on_list:
            raise UsageError("campaign.entered", f"{case.case_no} {code}")
    elif not on_list:
        raise UsageError("campaign.not-entered", f"{case.case_no} {code}")
