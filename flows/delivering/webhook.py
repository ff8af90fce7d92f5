"""Webhook: each message is posted as JSON, signed."""

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

from flows.delivering.sending import Parcel, Receipt
from flows.delivering.targets import WebhookTarget, read_secret
from ledger.outbox.composing import message_line
from ledger.outbox.signing import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign
from records import SetupError

MOST_READ = 64 * 1024
"""Bytes of an answer that are read at most; what it says is not kept."""
LONGEST_ASKED_S = 86_400.0
GONE = 410
BUSY = (429, 503)


class WebhookSender:
    """Posts messages to one address.

    Every message has a connection of its own. On a kept one a receiver (or what stands before it) that answers twice
    would have its second answer taken for that of the next message, which nobody received.
    """

    def __init__(self, target: WebhookTarget, *, clock: Callable[[], float] = time.time) -> None:
        """Read secrets and certificates.

        Raises:
            SetupError: `setup.targets` when one of them cannot be used.
        """
        self._address = target.address
        files = (target.secret_file, target.old_secret_file)
        self._secrets = [read_secret(path, name=target.name) for path in files if path is not None]
        self._clock = clock
        self._timeout_s = target.timeout_s
        self._client = httpx.Client(
            verify=trust(target.ca_file, name=target.name),
            timeout=target.timeout_s,
            follow_redirects=False,  # a receiver that moves is a decision of the office
            trust_env=False,  # nor is a proxy of the environment asked
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *trouble: object) -> None:
        self._client.close()

    def send(self, parcel: Parcel) -> Receipt:
        """Post one message."""
        (message,) = parcel.messages
        body, timestamp = message_line(message), int(self._clock())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Connection": "close",
            "User-Agent": "laixin",
            KEY_HEADER: message.key,
            TIME_HEADER: str(timestamp),
            SIGNATURE_HEADER: sign(body, timestamp=timestamp, secrets=self._secrets),
        }
        try:
            with self._client.stream("POST", self._address, content=body, headers=headers) as response:
                receipt = self._judge(response)
                with suppress(httpx.HTTPError):  # the status is the answer, whatever becomes of its words
                    _drain(response, until=time.monotonic() + self._timeout_s)
                return receipt
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Receipt("busy", "net.tls" if _is_about_certificates(error) else "net.connect")
        except httpx.TimeoutException:
            return Receipt("failed", "net.timeout")
        except httpx.HTTPError:
            return Receipt("failed", "net.broken")

    def _judge(self, response: httpx.Response) -> Receipt:
        status, code = response.status_code, f"http.{response.status_code}"
        if response.is_success:
            return Receipt("delivered")
        if status == GONE:
            return Receipt("gone", code)
        if status in BUSY:
            return Receipt("busy", code, self._asked_wait(response.headers.get("Retry-After", "")))
        return Receipt("failed" if response.is_server_error or status == 408 else "refused", code)

    def _asked_wait(self, asked: str) -> float | None:
        """Seconds that the receiver asks for, as a number or as a date; none when it says nothing that can be read."""
        if asked.isascii() and asked.isdigit():
            return min(float(asked[:9]), LONGEST_ASKED_S)
        try:
            when = parsedate_to_datetime(asked)
        except (ValueError, OverflowError):  # a zone of a million hours
            return None
        moment = when if when.tzinfo else when.replace(tzinfo=UTC)
        now = datetime.fromtimestamp(self._clock(), UTC)
        return min(max((moment - now).total_seconds(), 0.0), LONGEST_ASKED_S)


def trust(ca_file: object, *, name: str) -> ssl.SSLContext:
    """Which certificates are believed: the system's, or those of the office's own authority.

    Raises:
        SetupError: `setup.targets` when the file holds none.
    """
    try:
        return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
    except (OSError, ssl.SSLError):
        raise SetupError("setup.targets", f"{name}: ca_file holds no certificate") from None


def _drain(response: httpx.Response, *, until: float) -> None:
    read = 0
    for chunk in response.iter_raw():
        read += len(chunk)
        if read > MOST_READ or time.monotonic() > until:  # one that drips a byte a second never times out
            return


def _is_about_certificates(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
