"""What texts the ledger keeps: those that every database can hold."""

from sqlalchemy.orm import Session

from records import UsageError


def refuse_nul(session: Session, *_: object) -> None:
    """Raise UsageError `text.nul` when a row that is to be written has a NUL in a text.

    PostgreSQL cannot hold one; SQLite could, and a ledger that has one could never be moved. What letters say is kept
    as JSON, in which a NUL is written in other characters.
    """
    for row in (*session.new, *session.dirty):
        for value in vars(row).values():
            check_text(value)


def check_text(value: object) -> None:
    """Raise UsageError `text.nul` for a text with a NUL in it."""
    if isinstance(value, str) and "\0" in value:
        raise UsageError("text.nul")
