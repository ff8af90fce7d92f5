"""Which cases a bulletin is about: those of a period or of a campaign. Restricted ones are counted apart."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from ledger.bulletin.periods import Period
from ledger.campaigns.tables import CampaignCaseRow
from ledger.rows.tables import LedgerRow

COUNTED = LedgerRow.status != "split"
"""A stack that was split is no letter; its letters are cases of their own."""
OPEN = and_(LedgerRow.restricted.is_(False), COUNTED)


@dataclass(frozen=True)
class Scope:
    """The cases of a period, by the day on which their letter came; or those that ever entered a campaign."""

    period: Period

    @property
    def inside(self) -> ColumnElement[bool]:
        """The condition on a row of the ledger, restricted ones among them."""
        if self.period.campaign is None:
            return LedgerRow.received_on.between(self.period.first, self.period.last)
        entered = select(CampaignCaseRow.case_no).where(CampaignCaseRow.campaign == self.period.campaign)
        return LedgerRow.case_no.in_(entered)

    @property
    def open(self) -> ColumnElement[bool]:
        """The condition on a row that everybody may count."""
        return and_(OPEN, self.inside)
