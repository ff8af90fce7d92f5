"""Tokens: made with a secret that is shown once, found by its hash, revoked; the events vouch for each."""

import hmac
import re
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.access.tables import TokenRow
from ledger.chain import append_event, canonical, digest, read_told
from ledger.clock import utc
from ledger.tables import EventRow
from records import Token, UsageError

READ, FULL, RESTRICTED, EVENTS, STEPS = "cases:read", "cases:full", "cases:restricted", "events:read", "steps:write"
SCOPES: Final = {READ: (), FULL: (READ,), RESTRICTED: (READ,), EVENTS: (), STEPS: (READ,)}
"""Every scope with those that it is of no use without; they are given with it."""
MOST_DAYS: Final = 366
"""A token lives for a year at most."""
MARK: Final = "lx1_"
"""What every secret begins with, so that a program that looks for leaked secrets knows one."""
_SECRET_BYTES = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_MADE: Final = "token.made"
_REVOKED: Final = "token.revoked"


def make_token(
    session: Session,
    name: str,
    *,
    scopes: Collection[str],
    days: int,
    by: str,
    at: datetime,
    unit: str | None = None,
) -> tuple[Token, str]:
    """Make a token; gives it and its secret, which nobody can learn again. Writers must be locked.

    Raises:
        UsageError: nobody signs it, `token.name`, `token.known`, `token.scope`, or `token.days`.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    if not _NAME.fullmatch(name):
        raise UsageError("token.name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise UsageError("token.scope", " ".join(SCOPES))
    if not 1 <= days <= MOST_DAYS:
        raise UsageError("token.days", str(MOST_DAYS))
    if session.scalar(select(TokenRow.id).where(TokenRow.name == name)) is not None:
        raise UsageError("token.known", name)
    given = {needed for scope in scopes for needed in (scope, *SCOPES[scope])}
    secret = MARK + secrets.token_urlsafe(_SECRET_BYTES)
    row = TokenRow(
        name=name,
        hash=digest(secret),
        scopes=" ".join(scope for scope in SCOPES if scope in given),
        unit=unit,
        by=by.strip(),
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    row.event_number = append_event(session, _MADE, at=at, by=row.by, data=_told(row))
    session.add(row)
    session.flush()
    return token_of(row), secret


def all_tokens(session: Session) -> list[Token]:
    """Every token ever made, the oldest first."""
    return [token_of(row) for row in session.scalars(select(TokenRow).order_by(TokenRow.id))]


def find_token(session: Session, secret: str, *, at: datetime) -> Token | None:
    """The token of a secret, if it may be used at this moment; it is not told why it may not."""
    asked = digest(secret)
    row = session.scalar(select(TokenRow).where(TokenRow.hash == asked))
    if row is None or not hmac.compare_digest(row.hash, asked):
        return None
    token = token_of(row)
    return token if token.is_good(at) else None


def revoke_token(session: Session, name: str, *, by: str, at: datetime) -> Token:
    """Let a token end now; one that was revoked stays as it was. Writers must be locked.

    Raises UsageError when nobody signs it or there is no such token.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    row = session.scalar(select(TokenRow).where(TokenRow.name == name))
    if row is None:
        raise UsageError("token.unknown", name)
    if row.revoked_at is None:
        row.revoked_at = at
        row.revoked_event = append_event(session, _REVOKED, at=at, by=by.strip(), data={"token": name})
    return token_of(row)


def token_of(row: TokenRow) -> Token:
    """The token of a row."""
    return Token(
        name=row.name,
        scopes=tuple(row.scopes.split()),
        unit=row.unit,
        by=row.by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def find_token_breaks(session: Session) -> Iterator[str]:
    """Yield every token that is not what the events vouch for: put in, widened, prolonged or revived by hand."""
    made: set[int] = set()
    for row in session.scalars(select(TokenRow).order_by(TokenRow.id)):
        made.add(row.event_number)
        event = session.get(EventRow, row.event_number)
        if event is None or (event.kind, event.by) != (_MADE, row.by) or read_told(event.data) != _told(row):
            yield f"token {row.id}: not what event {row.event_number} recorded"
        ended = session.get(EventRow, row.revoked_event) if row.revoked_event is not None else None
        if (row.revoked_at is None) != (ended is None) or (ended is not None and not _ends(ended, row)):
            yield f"token {row.id}: not revoked as event {row.revoked_event} recorded"
    for kind, kept in ((_MADE, len(made)), (_REVOKED, _count_revoked(session))):
        told = session.scalar(select(func.count()).where(EventRow.kind == kind))
        if told != kept:
            yield f"{kind}: {told} events but {kept} tokens"


def _ends(event: EventRow, row: TokenRow) -> bool:
    assert row.revoked_at is not None
    at = utc(row.revoked_at).isoformat(timespec="microseconds")
    return (event.kind, event.at, read_told(event.data)) == (_REVOKED, at, {"token": row.name})


def _count_revoked(session: Session) -> int:
    return session.scalar(select(func.count(TokenRow.revoked_event))) or 0


def _told(row: TokenRow) -> dict[str, object]:
    """What the event tells of a token. Its secret has 256 random bits, so a hash over its hash tells nothing of it."""
    made, ends = (utc(moment).isoformat(timespec="microseconds") for moment in (row.made_at, row.expires_at))
    facts = {"token": row.name, "scopes": row.scopes.split(), "unit": row.unit, "made": made, "expires": ends}
    return {**facts, "sha256": digest(canonical([row.hash, *facts.values()]))}
