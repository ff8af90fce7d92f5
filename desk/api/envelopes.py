"""What every request and answer goes through: a limit to bodies, headers of caution, a log without values.

Plain ASGI, for what Starlette's own middleware would do to bodies that are sent in parts.
"""

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from desk.api.problems import answer_problem, language_of
from ledger.dialects import TROUBLE

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES: Final = 64 * 2**10
"""A step with twenty facts is far smaller."""
CAUTION: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"),
)
UNSTORED: Final = (b"cache-control", b"no-store")
VARIES: Final = (b"vary", b"Authorization, Accept-Language, Laixin-Reason")
LOG: Final = logging.getLogger("laixin.desk")


class Envelope:
    """The outermost part of the app."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def send_with_caution(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *CAUTION, UNSTORED, VARIES]
            await send(message)

        async def tell(code: str) -> None:
            problem = answer_problem(code, language_of(_header(scope, b"accept-language")))
            await problem(scope, receive, send_with_caution)

        try:
            body = await _read_body(receive)
            if body is None:
                await tell("api.too-large")
            else:
                await self._app(scope, _replay(body, receive), send_with_caution)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told by its type alone: it may quote a letter
            LOG.error("%s in %s", type(error).__name__, _route(scope))  # noqa: TRY400 - the same
            if status == 0:
                await tell("api.database" if isinstance(error, TROUBLE) else "api.bug")
        finally:
            took = (time.monotonic() - began) * 1000
            LOG.info("%s %s %s %d %.0f ms", scope["method"], _route(scope), _token(scope), status, took)


async def _read_body(receive: Receive) -> bytes | None:
    """The body of a request, or none when it is too large; no more is read than the limit."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":  # the client went away
            return b""
        part = message.get("body", b"")
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once; then what the client does."""
    left = [body]

    async def receive_again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return receive_again


def _header(scope: Scope, name: bytes) -> str:
    found = next((value for key, value in scope["headers"] if key == name), b"")
    told: str = found.decode("latin-1")
    return told


def _route(scope: Scope) -> str:
    """The path as the app knows it, without what was put into its places."""
    return str(getattr(scope.get("route"), "path", "-"))


def _token(scope: Scope) -> str:
    return str(scope.get("state", {}).get("token", "-"))
