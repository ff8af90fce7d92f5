"""The signature of a webhook message. It needs the standard library alone, so that a consumer can copy this file.

Over the time stamp, a full stop and the body as it came goes an HMAC-SHA256 with the secret that both sides hold:

    Laixin-Timestamp: 1790000000
    Laixin-Signature: v1=<hexadecimal of HMAC-SHA256(secret, timestamp + b"." + body)>

The header may hold several signatures parted by commas, while a secret is changed; one that fits is enough.
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256

KEY_HEADER = "Laixin-Delivery"
TIME_HEADER = "Laixin-Timestamp"
SIGNATURE_HEADER = "Laixin-Signature"
VERSION = "v1"
WINDOW_S = 300
"""How far the time stamp may lie from the receiver's clock, in seconds: an older request was recorded and replayed."""


def sign(body: bytes, *, timestamp: int, secrets: Iterable[bytes]) -> str:
    """The value of `Laixin-Signature`: a signature with each secret, the newest first."""
    return ",".join(f"{VERSION}={_digest(body, str(timestamp), secret)}" for secret in secrets)


def verify(body: bytes, *, timestamp: str, signature: str, secret: bytes, now: float, window: int = WINDOW_S) -> bool:
    """Whether a request came from who holds the secret, and now: not recorded and sent again later.

    `timestamp` and `signature` are the headers as they came, `now` the receiver's clock in seconds since 1970.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now - int(timestamp)) > window:
        return False
    expected = f"{VERSION}={_digest(body, timestamp, secret)}".encode()
    given = (one.strip().encode("utf-8", "replace") for one in signature.split(","))
    return any(hmac.compare_digest(expected, one) for one in given)


def _digest(body: bytes, timestamp: str, secret: bytes) -> str:
    return hmac.new(secret, timestamp.encode() + b"." + body, sha256).hexdigest()
