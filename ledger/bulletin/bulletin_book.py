"""What the ledger offers for bulletins; each method is one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from ledger.bulletin.earlier import Given
from ledger.bulletin.figures import figures_text, gather_figures
from ledger.bulletin.periods import Period
from ledger.campaigns.tables import CampaignRow
from ledger.chain import append_event, digest
from ledger.transactions import Transactions
from records import BulletinFigures, UsageError
from vocab.clock_tables import load_clocks


class BulletinBook(Transactions):
    """The part of the ledger that counts for bulletins."""

    def campaign_period(self, code: str, *, today: date) -> Period:
        """The time of a campaign: from its start to its end, or to today while it goes on.

        Raises UsageError `campaign.unknown` when there is none.
        """
        with self._reading() as session:
            row = session.scalar(select(CampaignRow).where(CampaignRow.code == code))
        if row is None:
            raise UsageError("campaign.unknown", code)
        last = min(row.ends, today) if row.ends is not None else today
        return Period("campaign", code, row.starts, max(row.starts, last), campaign=code)

    def bulletin_figures(
        self,
        period: Period,
        *,
        today: date,
        least: int,
        earlier: Sequence[Given] = (),
        picked: Sequence[str] = (),
    ) -> BulletinFigures:
        """The figures of a period, protected; counts below `least` are kept back.

        `earlier` is what bulletins gave out before, `picked` are suggestions to be told. Raises UsageError for one
        that may not be.
        """
        clocks = [clock.name for clock in load_clocks(self._tables) if clock.holder != "petitioner"]
        with self._reading() as session:
            return gather_figures(
                session,
                period,
                today=today,
                least=least,
                vocabulary=self._vocabulary.on(period.last),
                clocks=clocks,
                earlier=earlier,
                picked=picked,
            )

    def note_bulletin(self, figures: BulletinFigures, *, forms: Sequence[str], by: str, at: datetime) -> str:
        """Chain that a bulletin was made, with the hash of its figures; gives the hash."""
        if not by.strip():
            raise UsageError("review.unsigned")
        sha256 = digest(figures_text(figures))
        period = figures.period
        facts = {
            "period": period.code,
            "kind": period.kind,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "forms": sorted(forms),
            "sha256": sha256,
        }
        with self._writing() as session:
            append_event(session, "bulletin.made", at=at, by=by.strip(), data=facts)
        return sha256
