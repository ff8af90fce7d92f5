"""What a transaction has in hand: what it read or made and need not ask the database for again.

A transaction that writes is alone, and one that reads sees one moment: what it knows stays so until it ends.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from sqlalchemy.orm import Session

CASE, ARRIVAL, LETTER, READING = "case", "arrival", "letter", "reading"
"""Kinds: the row of a case and of its arrival by the case's number; the row of its likeness to others by its number
among them; a reading by the case's number and its own."""
OPENED = "kinds of events"
"""Kind: the kinds of events of a case that the transaction itself opened, by the case's number."""
_KEPT = "in hand"


def keep_in_hand(session: Session, kind: str, key: Hashable, value: object) -> None:
    """Keep something until the transaction ends; a row kept is changed by whoever changes it."""
    session.info.setdefault(_KEPT, {})[kind, key] = value


def in_hand(session: Session, kind: str, key: Hashable) -> Any:  # noqa: ANN401 - of each kind something else
    """What is kept under a key, or none."""
    return session.info.get(_KEPT, {}).get((kind, key))


def may_have(session: Session, case_nos: Iterable[str], kind: str) -> list[str]:
    """Those of the cases that may have an event of a kind; one opened in this transaction has what it got in it."""
    opened = {case_no: in_hand(session, OPENED, case_no) for case_no in case_nos}
    return [case_no for case_no, kinds in opened.items() if kinds is None or kind in kinds]
