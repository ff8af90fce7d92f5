"""What the ledger offers of messages that go out; each method is one transaction, or two where an event is due."""

from collections.abc import Sequence
from datetime import datetime

from ledger.outbox.claiming import claim_batch, claim_messages
from ledger.outbox.composing import compose_messages
from ledger.outbox.dead_letters import dead_letters, replay_deliveries, skip_delivery, target_states
from ledger.outbox.deliveries import Claimed, DeadLetter, Message, Settled, TargetState
from ledger.outbox.laying import Since, add_target, lay_deliveries
from ledger.outbox.settling import bury, forget_delivered, note_target, settle
from ledger.transactions import Transactions


class OutboxBook(Transactions):
    """The part of the ledger of messages that go out."""

    def add_target(self, name: str, *, since: Since) -> None:
        """Begin to keep the place of a target that is not known yet."""
        with self._delivering() as session:
            add_target(session, name, since=since)

    def lay_deliveries(self, name: str, *, kinds: Sequence[str], at: datetime) -> int:
        """Lay out the next messages for a target; gives how many were looked at, none when all are."""
        with self._delivering() as session:
            return lay_deliveries(session, name, kinds=kinds, at=at)

    def claim_deliveries(
        self, name: str, *, now: datetime, until: datetime, at_most: int, as_batch: bool
    ) -> list[Claimed]:
        """Take deliveries of a target until a time: the first of each case, or the next in line as a batch."""
        with self._delivering() as session:
            claim = claim_batch if as_batch else claim_messages
            return claim(session, name, now=now, until=until, at_most=at_most)

    def compose_messages(self, event_numbers: Sequence[int]) -> list[Message]:
        """The messages of events, as their cases are now."""
        with self._reading() as session:
            return compose_messages(session, event_numbers, vocabulary=self._vocabulary)

    def settle_deliveries(self, settled: Sequence[Settled], *, at: datetime) -> None:
        """Note what came of claimed deliveries; one that is given up has an event."""
        dead = [one for one in settled if one.result == "dead"]
        with self._delivering() as session:
            settle(session, [one for one in settled if one.result != "dead"], at=at)
        if dead:
            with self._writing() as session:
                bury(session, dead, at=at)

    def note_target(
        self, name: str, *, failures: int, paused_until: datetime | None = None, stopped: str | None = None
    ) -> None:
        """Note how a target itself does."""
        with self._delivering() as session:
            note_target(session, name, failures=failures, paused_until=paused_until, stopped=stopped)

    def forget_delivered(self, *, at: datetime, days: int) -> int:
        """Remove deliveries that arrived so many days ago; gives how many."""
        with self._delivering() as session:
            return forget_delivered(session, at=at, days=days)

    def targets(self) -> list[TargetState]:
        """How every target that ever was stands, by name."""
        with self._reading() as session:
            return target_states(session)

    def dead_letters(self, target: str | None = None) -> list[DeadLetter]:
        """Every delivery that was given up."""
        with self._reading() as session:
            return dead_letters(session, target)

    def replay_deliveries(self, target: str, *, since: int | None, by: str, at: datetime) -> int:
        """Send what was given up, or everything after an event, again; gives how many messages that are."""
        with self._writing() as session:
            return replay_deliveries(session, target, since=since, by=by, at=at)

    def skip_delivery(self, target: str, event_number: int, *, by: str, at: datetime) -> None:
        """Let a delivery that was given up be, so that its case goes on."""
        with self._writing() as session:
            skip_delivery(session, target, event_number, by=by, at=at)
