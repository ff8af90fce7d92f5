"""What the ledger offers to those who read scans; each method is one transaction, and none waits for the writers."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ledger import dialects
from ledger.claims.claiming import LEASE, claim_scans, free_scans, give_up_claims, renew_claims
from ledger.closing import refuse_when_closed
from ledger.transactions import Transactions
from records import Scan


class ClaimBook(Transactions):
    """The part of the ledger that tells who reads what."""

    @contextmanager
    def _claiming(self) -> Iterator[Session]:
        """A transaction that writes claims alone, beside the writers of events."""
        with Session(dialects.writing_engine(self._engine)) as session, session.begin():
            refuse_when_closed(session)
            yield session

    def claim_scans(
        self,
        worker: str,
        *,
        only: Collection[str] | None = None,
        at_most: int = 1,
        lease: timedelta = LEASE,
        now: datetime | None = None,
    ) -> list[Scan]:
        """Claim up to `at_most` scans in progress for a worker, those `only` when hashes are given.

        A scan that another worker claimed is passed over until that one's lease is over, or at once when it was a
        process of this machine that ended. `now` is by the database's clock unless given: machines' clocks differ.
        """
        with self._claiming() as session:
            moment = now or dialects.now(session.connection())
            return claim_scans(session, worker, now=moment, lease=lease, only=only, at_most=at_most)

    def free_scans(self, worker: str, *, now: datetime | None = None) -> list[Scan]:
        """The scans in progress that a worker may claim, the oldest first."""
        with self._reading() as session:
            return free_scans(session, worker, now=now or dialects.now(session.connection()))

    def renew_claims(self, worker: str, *, lease: timedelta = LEASE, now: datetime | None = None) -> None:
        """Keep a worker's claims for another lease."""
        with self._claiming() as session:
            renew_claims(session, worker, until=(now or dialects.now(session.connection())) + lease)

    def give_up_claims(self, worker: str, *, only: Collection[str] | None = None) -> None:
        """Give back what a worker claimed and did not finish: all of it, or the scans named."""
        with self._claiming() as session:
            give_up_claims(session, worker, only)
