"""What the ledger offers of campaigns and leaders; each method is one transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ledger.campaigns.campaigns import all_campaigns, find_campaign, write_campaign
from ledger.campaigns.entering import ENTER, LEAVE
from ledger.campaigns.entry import ProposedCase, find_entries, list_proposed
from ledger.campaigns.standing import ListedCase, list_cases, list_leaderships
from ledger.life.taking import Asked, append_step
from ledger.transactions import Transactions
from records import Campaign, Leadership, Step
from vocab.procedure import load_procedure


class CampaignBook(Transactions):
    """The part of the ledger that keeps campaigns."""

    def write_campaign(self, campaign: Campaign) -> bool:
        """Make a campaign, or change the one with its code; whether anything changed.

        Raises UsageError when nobody signs it, when its dates or its kind do not fit.
        """
        with self._writing() as session:
            return write_campaign(session, campaign)

    def campaigns(self) -> list[Campaign]:
        """Every campaign, the one that started last first."""
        with self._reading() as session:
            return all_campaigns(session)

    def campaign(self, code: str) -> Campaign:
        """One campaign. Raises UsageError `campaign.unknown`."""
        with self._reading() as session:
            return find_campaign(session, code)

    def campaign_cases(self, code: str) -> list[ListedCase]:
        """The cases that entered a campaign, those on its list first. Raises UsageError `campaign.unknown`."""
        with self._reading() as session:
            find_campaign(session, code)
            return list_cases(session, code)

    def propose_entries(self, code: str, *, today: date) -> list[str]:
        """The cases that a campaign's rule proposes. Raises UsageError `campaign.unknown`."""
        with self._reading() as session:
            return find_entries(session, find_campaign(session, code), today=today)

    def proposed_cases(self, code: str, *, today: date) -> list[ProposedCase]:
        """What everybody may see of the cases that a campaign's rule proposes. Raises UsageError `campaign.unknown`."""
        with self._reading() as session:
            return list_proposed(session, find_campaign(session, code), today=today)

    def enter_campaign(
        self, code: str, case_nos: Sequence[str], *, by: str, at: datetime, facts: Mapping[str, str] | None = None
    ) -> list[Step]:
        """Put cases on a campaign's list, all or none; `facts` are those of the step: list, leader, post, until.

        Raises UsageError when one of them cannot enter.
        """
        return self._take_all(ENTER, code, case_nos, by=by, at=at, facts=facts or {})

    def leave_campaign(
        self, code: str, case_nos: Sequence[str], *, by: str, at: datetime, facts: Mapping[str, str]
    ) -> list[Step]:
        """Strike cases off a campaign's list, all or none; `facts` hold the ground and the approver.

        Raises UsageError when one of them is not on the list, or a fact is missing.
        """
        return self._take_all(LEAVE, code, case_nos, by=by, at=at, facts=facts)

    def leaderships(self, *, leader: str | None = None) -> list[Leadership]:
        """The cases in a leader's charge, in the order of the cases."""
        with self._reading() as session:
            return list(list_leaderships(session, leader=leader))

    def _take_all(
        self, kind: str, code: str, case_nos: Sequence[str], *, by: str, at: datetime, facts: Mapping[str, str]
    ) -> list[Step]:
        procedure, said = load_procedure(self._tables), {**facts, "campaign": code}
        with self._writing() as session:
            return [
                append_step(
                    session,
                    Asked(case_no, kind, by=by, at=at, facts=said),
                    procedure=procedure,
                    vocabulary=self._vocabulary,
                )
                for case_no in dict.fromkeys(case_nos)
            ]
