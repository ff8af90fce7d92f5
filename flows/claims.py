"""The claims of this process: a letter is begun only by the one that claimed it, and stays claimed while it is read."""

import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from ledger import LEASE, Ledger, this_worker
from records import UsageError

RENEW_S = LEASE.total_seconds() / 3


class Claims:
    """What this process claims in a ledger. Use it as a context manager: a thread renews the claims meanwhile."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is claimed before `take`."""
        self._ledger = ledger
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="claims", daemon=True)
        self.worker = this_worker()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._quietly(lambda: self._ledger.give_up_claims(self.worker))

    def take(self, sha256: str) -> bool:
        """Claim a letter; false when another process reads it, or it was read meanwhile."""
        return bool(self._ledger.claim_scans(self.worker, only=[sha256]))

    def give_up(self, sha256: str) -> None:
        """Let others try a letter that failed here."""
        self._quietly(lambda: self._ledger.give_up_claims(self.worker, only=[sha256]))

    def _renew(self) -> None:
        while not self._ended.wait(RENEW_S):
            self._quietly(lambda: self._ledger.renew_claims(self.worker))

    @staticmethod
    def _quietly(act: Callable[[], None]) -> None:
        """A claim that cannot be renewed or given up runs out by itself; the letter tells what is wrong."""
        with suppress(SQLAlchemyError, UsageError):
            act()
