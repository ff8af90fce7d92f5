"""Rounds of delivering to one target: lay out, claim, send, settle. Killed at any point, nothing is lost.

What was sent and not settled is sent again under the same key when its lease ends.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError

from flows.delivering.back_off import back_off
from flows.delivering.folder import FolderSender
from flows.delivering.sending import Parcel, Receipt, Sender
from flows.delivering.targets import BucketTarget, FolderTarget, Target, WebhookTarget
from flows.delivering.webhook import WebhookSender
from ledger import Ledger
from ledger.outbox.deliveries import Claimed, Message, Settled
from records import LaixinError

MESSAGES_AT_ONCE = 32
"""Messages of a webhook that are claimed, and settled, together."""
DATABASE_AWAY = (OperationalError, InterfaceError)
"""What a database raises that is locked, restarted or out of reach for a while."""
SOME_FAILURES = 3
"""So many in a row are the receiver's trouble and not a message's: all wait."""


@dataclass
class Tally:
    """What a worker did: sendings by what came of them."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0


def open_sender(target: Target) -> Sender:
    """The adapter of a target. Raises SetupError when its secret or its folder cannot be used."""
    match target:
        case WebhookTarget():
            return WebhookSender(target)
        case FolderTarget():
            return FolderSender(target)
        case BucketTarget():
            from flows.delivering.bucket import BucketSender  # few offices have one, and its client loads slowly

            return BucketSender(target)


@dataclass
class Delivering:
    """A worker for one target. `stopping` ends it between two sendings."""

    ledger: Ledger
    target: Target
    sender: Sender
    stopping: threading.Event = field(default_factory=threading.Event)
    tally: Tally = field(default_factory=Tally)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    chance: random.Random = field(default_factory=random.SystemRandom)
    _failures: int = 0

    def work(self) -> int:
        """Do rounds until nothing can be sent now; gives how many messages were delivered."""
        before = self.tally.delivered
        self.ledger.add_target(self.target.name, since=self.target.since)
        while not self.stopping.is_set() and self.ledger.lay_deliveries(
            self.target.name, kinds=self.target.kinds, at=self.clock()
        ):
            pass
        while not self.stopping.is_set() and self._do_round():
            pass
        return self.tally.delivered - before

    def _do_round(self) -> bool:
        target = self.target
        now, began = self.clock(), time.monotonic()
        in_batches = not isinstance(target, WebhookTarget)
        claimed = self.ledger.claim_deliveries(
            target.name,
            now=now,
            until=now + timedelta(seconds=target.lease),
            at_most=MESSAGES_AT_ONCE if isinstance(target, WebhookTarget) else target.batch,
            as_batch=in_batches,
        )
        if not claimed:
            return False
        messages = self._compose(claimed)
        # A sending that ended after the lease might overtake another worker's; so none begins in its last part.
        last_start = began + target.lease - target.timeout_s
        receipts: list[Receipt | None]
        if in_batches:
            events = [one.event_number for one in claimed]
            receipts = self._send_together(messages, claimed[0].batch, events, last_start)
        else:
            receipts = self._send_each(messages, last_start)
        self._settle(claimed, receipts)
        return any(receipt is not None and receipt.result in ("delivered", "broken") for receipt in receipts)

    def _compose(self, claimed: Sequence[Claimed]) -> list[Message | Receipt]:
        """The messages; for one that cannot be put together a receipt: it must not hold all others up."""
        try:
            return list(self.ledger.compose_messages([one.event_number for one in claimed]))
        except (*DATABASE_AWAY, LaixinError):  # it is not the message
            raise
        except Exception as error:  # noqa: BLE001 (its kind is told)
            if len(claimed) == 1:
                return [Receipt("broken", f"message.{type(error).__name__}"[:64])]
            return [message for one in claimed for message in self._compose([one])]

    def _send_together(
        self, messages: Sequence[Message | Receipt], number: int | None, events: Sequence[int], last_start: float
    ) -> list[Receipt | None]:
        """Send messages in one piece without those that could not be put together; an empty one keeps its number."""
        whole = [message for message in messages if isinstance(message, Message)]
        sent = self._send(Parcel(whole, number, events), last_start)
        return [sent if isinstance(message, Message) else message for message in messages]

    def _send_each(self, messages: Sequence[Message | Receipt], last_start: float) -> list[Receipt | None]:
        """Send messages of different cases side by side; none more once the receiver is busy or gone."""
        assert isinstance(self.target, WebhookTarget)
        halted = threading.Event()

        def send(message: Message | Receipt) -> Receipt | None:
            if isinstance(message, Receipt):
                return message
            receipt = None if halted.is_set() else self._send(Parcel((message,)), last_start)
            if receipt is not None and receipt.result in ("busy", "gone"):
                halted.set()
            return receipt

        with ThreadPoolExecutor(self.target.parallel) as threads:
            return list(threads.map(send, messages))

    def _send(self, parcel: Parcel, last_start: float) -> Receipt | None:
        if self.stopping.is_set() or time.monotonic() > last_start:
            return None
        try:
            return self.sender.send(parcel)
        except Exception as error:  # noqa: BLE001 (whatever a receiver does must not end the others' workers)
            return Receipt("failed", f"send.{type(error).__name__}"[:64])

    def _settle(self, claimed: Sequence[Claimed], receipts: Sequence[Receipt | None]) -> None:
        now = self.clock()
        settled = [self._judge(one, receipt, now) for one, receipt in zip(claimed, receipts, strict=True)]
        self.ledger.settle_deliveries(settled, at=now)
        self.tally.delivered += sum(one.result == "delivered" for one in settled)
        self.tally.failed += sum(one.result in ("later", "busy") for one in settled)
        self.tally.dead += sum(one.result == "dead" for one in settled)
        self._note_target(receipts, now)

    def _judge(self, delivery: Claimed, receipt: Receipt | None, now: datetime) -> Settled:
        """What becomes of a delivery.

        Messages in batches are never given up for what a receiver does, for it is not they that are refused.
        """
        if receipt is None or receipt.result == "gone":
            return Settled(delivery=delivery, result="unsent")
        if receipt.result == "delivered":
            return Settled(delivery=delivery, result="delivered")
        if receipt.result == "busy":
            return Settled(delivery=delivery, result="busy", code=receipt.code)
        if receipt.result == "broken":
            return Settled(delivery=delivery, result="dead", code=receipt.code)
        tried, target = delivery.attempts + 1, self.target
        if isinstance(target, WebhookTarget):
            most = min(target.attempts, target.refusals) if receipt.result == "refused" else target.attempts
            if tried >= most:
                return Settled(delivery=delivery, result="dead", code=receipt.code)
        later = now + timedelta(seconds=self._wait(tried))
        return Settled(delivery=delivery, result="later", code=receipt.code, next_at=later)

    def _note_target(self, receipts: Iterable[Receipt | None], now: datetime) -> None:
        """Let the whole target rest when it is busy or nothing arrives at all; a message that arrives ends that."""
        given = [receipt for receipt in receipts if receipt is not None]
        gone = next((receipt.code for receipt in given if receipt.result == "gone"), None)
        waits = [receipt.wait_s for receipt in given if receipt.wait_s is not None]
        bad = sum(receipt.result in ("failed", "busy") for receipt in given)
        arrived = any(receipt.result in ("delivered", "refused") for receipt in given)
        before, self._failures = self._failures, 0 if arrived else self._failures + bool(bad)
        busy = any(receipt.result == "busy" for receipt in given)
        rest = max(waits) if waits else None
        if rest is None and (busy or (not arrived and self._failures >= SOME_FAILURES)):
            rest = self._wait(max(self._failures, 1))
        if gone or rest is not None or before != self._failures:
            until = None if rest is None else now + timedelta(seconds=rest)
            self.ledger.note_target(self.target.name, failures=self._failures, paused_until=until, stopped=gone)

    def _wait(self, failures: int) -> float:
        target = self.target
        return back_off(failures, first_s=target.back_off_s, longest_s=target.longest_wait_s, chance=self.chance)
