"""What an adapter takes and gives back. An adapter knows one kind of target and nothing of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from ledger.outbox.deliveries import Message


@dataclass(frozen=True)
class Parcel:
    """Messages that go in one piece. A webhook's parcel holds one message and has neither number nor events.

    `number` is the batch's, `events` those that were claimed for it, told or not.
    """

    messages: Sequence[Message]
    number: int | None = None
    events: Sequence[int] = ()


@dataclass(frozen=True)
class Receipt:
    """What came of a parcel.

    `busy`: the receiver takes nothing for now, whatever the message (for `wait_s` when it said so). `failed`: it may
    be the message or the receiver. `refused`: it has seen the message and does not take it. `gone`: it wants no more.
    `broken`: nobody saw it, for it could not be put together here.
    """

    result: Literal["delivered", "failed", "busy", "refused", "gone", "broken"]
    code: str | None = None
    wait_s: float | None = None


class Sender(Protocol):
    """An adapter: opened once, used from several threads, closed."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *trouble: object) -> None: ...

    def send(self, parcel: Parcel) -> Receipt:
        """Send a parcel; whatever the receiver does is a receipt, and no error."""
        ...


def batch_name(parcel: Parcel) -> str:
    """The name of a batch's file or object: batches sort by it in the order in which they were made."""
    numbers = parcel.events or [message.event for message in parcel.messages]
    return f"{parcel.number or 0:09}_{min(numbers):012}-{max(numbers):012}.jsonl"
