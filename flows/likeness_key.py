"""The office's secret for the keys of senders."""

from flows.secret_keys import open_secret
from records import Settings


def open_likeness_key(settings: Settings) -> bytes:
    """Give the secret; made at the first use where the office names no file of its own.

    Raises:
        SetupError: `setup.likeness-key` when the file is missing where the office named it, or holds no secret.
    """
    make = settings.likeness_key_file is None
    return open_secret(settings.likeness_file, make=make, trouble="setup.likeness-key")
