"""The share of letters that a person judges blind, with the secret by which they are drawn."""

from flows.secret_keys import open_secret
from ledger import BlindShare
from records import Settings


def open_blind_share(settings: Settings) -> BlindShare | None:
    """Give share and secret, which is made at the first use; none where the office draws no letters.

    Raises:
        SetupError: `setup.blind-key` when the file holds no secret.
    """
    if settings.blind_share == 0:
        return None
    return BlindShare(settings.blind_share, open_secret(settings.blind_file, make=True, trouble="setup.blind-key"))
