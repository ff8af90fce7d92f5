"""Who asks: the token of a request, what it may do, and the reason that it gives for seeing more."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import unquote

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from desk.api.problems import Refusal
from ledger import Ledger
from ledger.access.sight import Sight
from records import Token

MOST_FAILURES: Final = 30
"""Wrong tokens a minute from one address; then that address waits."""
WINDOW_S: Final = 60.0
_MOST_ADDRESSES: Final = 10_000

bearer = HTTPBearer(auto_error=False, scheme_name="token", description="`laixin tokens make` gives the secret once")


@dataclass
class Failures:
    """When wrong tokens came, by address; in the memory of this process."""

    clock: Callable[[], float] = time.monotonic
    times: dict[str, deque[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait_s(self, address: str) -> int:
        """How many seconds an address has to wait; 0: it need not."""
        with self.lock:
            if address not in self.times:
                return 0
            recent = self._recent(address)
            return max(1, int(recent[0] + WINDOW_S - self.clock()) + 1) if len(recent) >= MOST_FAILURES else 0

    def note(self, address: str) -> None:
        """One more wrong token."""
        with self.lock:
            if len(self.times) >= _MOST_ADDRESSES:
                self.times.clear()
            self._recent(address).append(self.clock())

    def _recent(self, address: str) -> deque[float]:
        times = self.times.setdefault(address, deque(maxlen=MOST_FAILURES))
        while times and times[0] <= self.clock() - WINDOW_S:
            times.popleft()
        return times


def books_of(request: Request) -> Ledger:
    """The ledger that the app serves."""
    ledger: Ledger = request.app.state.ledger
    return ledger


Books = Annotated[Ledger, Depends(books_of)]


def find_bearer(
    request: Request,
    ledger: Books,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Token:
    """The token of a request. Raises Refusal `api.unauthorized` or, after too many wrong ones, `api.too-many`."""
    failures: Failures = request.app.state.failures
    address = request.client.host if request.client else ""
    if wait := failures.wait_s(address):
        raise Refusal("api.too-many", headers={"Retry-After": str(wait)})
    token = ledger.token_of(given.credentials, at=datetime.now(UTC)) if given else None
    if token is None:
        if given:
            failures.note(address)
        raise Refusal("api.unauthorized", headers={"WWW-Authenticate": "Bearer"})
    request.state.token = token.name
    return token


Bearer = Annotated[Token, Depends(find_bearer)]


def require(scope: str) -> Callable[[Token], Token]:
    """What lets only tokens with a scope pass. Raises Refusal `api.scope`."""

    def check_scope(token: Bearer) -> Token:
        if scope not in token.scopes:
            raise Refusal("api.scope", (scope,))
        return token

    return check_scope


def read_reason(
    laixin_reason: Annotated[
        str | None,
        Header(max_length=2000, description="why more is asked for than is shown to everybody; UTF-8, percent-encoded"),
    ] = None,
) -> str | None:
    """The reason of a request. Header bytes that are UTF-8 are read as such."""
    if laixin_reason is None or not laixin_reason.strip():
        return None
    try:
        told = laixin_reason.encode("latin-1").decode()
    except UnicodeError:
        told = laixin_reason
    told = unquote(told, errors="replace")
    return "".join(char for char in told if char.isprintable()).strip() or None


Reason = Annotated[str | None, Depends(read_reason)]


def sight_of(token: Token, *, full: bool, reason: str | None) -> Sight:
    """What a request may see. Without a reason nothing but what everybody may.

    Raises Refusal `api.scope` or `access.reason` when unmasked values are asked for without the right or the reason.
    """
    if full and "cases:full" not in token.scopes:
        raise Refusal("api.scope", ("cases:full",))
    if full and reason is None:
        raise Refusal("access.reason", ("header.laixin-reason",))
    sight = Sight.of(token, full=full)
    return sight if reason is not None else Sight(unit=sight.unit)
