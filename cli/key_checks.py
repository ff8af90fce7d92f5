"""The checks of `laixin doctor` that look at the office's secrets."""

from typing import TYPE_CHECKING

from cli.books import open_books
from cli.check import Check
from cli.texts import text
from cli.visible import show_visible

if TYPE_CHECKING:
    from records import Settings


def check_likeness_key(settings: "Settings") -> Check:
    """The secret by which senders are known again is the one that the ledger's letters were signed with."""
    from classifiers.likeness.sender_keys import secret_id
    from flows.secret_keys import LENGTH

    path, shown = settings.likeness_file, show_visible(str(settings.likeness_file))
    used = None
    if settings.database_url is not None or settings.ledger_file.exists():
        with open_books(settings) as ledger:
            used = ledger.secret_id()
    if used is None and settings.likeness_key_file is None and not path.exists():
        return Check("likeness_key", "ok", text("doctor.likeness-new"))
    key = path.read_bytes() if path.is_file() else b""
    if len(key) != LENGTH:
        return Check("likeness_key", "missing", text("doctor.likeness-lost", path=shown), text("doctor.likeness-todo"))
    if used not in (None, secret_id(key)):
        found = text("doctor.likeness-changed", path=shown)
        return Check("likeness_key", "warning", found, text("doctor.likeness-todo"))
    return Check("likeness_key", "ok", shown)


def check_blind_key(settings: "Settings") -> Check:
    """The secret by which letters are drawn to be judged blind is there, once letters were drawn by it."""
    from flows.secret_keys import LENGTH

    path, shown = settings.blind_file, show_visible(str(settings.blind_file))
    if settings.blind_share == 0:
        return Check("blind_key", "ok", text("doctor.blind-off"))
    if path.exists():
        if path.is_file() and path.stat().st_size == LENGTH:
            return Check("blind_key", "ok", shown)
        return Check("blind_key", "missing", text("doctor.blind-damaged", path=shown), text("doctor.blind-todo"))
    drawn = 0
    if settings.database_url is not None or settings.ledger_file.exists():
        with open_books(settings) as ledger:
            drawn = len(ledger.blind_letters())
    if drawn:
        found = text("doctor.blind-lost", path=shown, count=drawn)
        return Check("blind_key", "warning", found, text("doctor.blind-todo"))
    return Check("blind_key", "ok", text("doctor.blind-new"))
