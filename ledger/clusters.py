"""Clusters of letters on one matter: each letter names the one it was joined to, up to the first, which counts them.

Joining two clusters changes two rows, whatever their size; the smaller hangs below the larger, so that no letter is
more steps from its first than the logarithm of the cluster's size (Tarjan, 1975).
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.in_hand import LETTER, in_hand, keep_in_hand
from ledger.tables import LikenessRow


def add_letter(session: Session, letter: int, *, is_new: bool = False) -> LikenessRow:
    """The row of a letter; made, a cluster of its own, when there is none. A new letter has none."""
    row = None if is_new else find_letter(session, letter)
    if row is None:
        row = LikenessRow(id=letter, parent=letter, size=1, restricted_size=0, restricted=False, reading_number=0)
        session.add(row)
        keep_in_hand(session, LETTER, letter, row)
    return row


def find_letter(session: Session, letter: int) -> LikenessRow | None:
    """The row of a letter, if it was ever compared with others."""
    row: LikenessRow | None = in_hand(session, LETTER, letter) or session.get(LikenessRow, letter)
    if row is not None:
        keep_in_hand(session, LETTER, letter, row)
    return row


def load_letters(session: Session, letters: Sequence[int]) -> None:
    """Take the rows of letters in hand, and those up to the firsts of their clusters."""
    wanted = {letter for letter in letters if in_hand(session, LETTER, letter) is None}
    while wanted:
        rows = list(session.scalars(select(LikenessRow).where(LikenessRow.id.in_(sorted(wanted)))))
        for row in rows:
            keep_in_hand(session, LETTER, row.id, row)
        wanted = {row.parent for row in rows if in_hand(session, LETTER, row.parent) is None}


def join_letters(session: Session, one: int, other: int) -> None:
    """Make one cluster of the clusters of two letters."""
    larger, smaller = sorted((_first_of(session, one), _first_of(session, other)), key=lambda row: (-row.size, row.id))
    if larger.id == smaller.id:
        return
    smaller.parent = larger.id
    larger.size += smaller.size
    larger.restricted_size += smaller.restricted_size
    session.flush()


def note_restriction(session: Session, letter: int, *, restricted: bool) -> None:
    """Note that a letter is restricted, or no longer, in its row and in its cluster's count."""
    row = _row_of(session, letter)
    if row.restricted == restricted:
        return
    row.restricted = restricted
    _first_of(session, letter).restricted_size += 1 if restricted else -1
    session.flush()


def cluster_sizes(session: Session, letters: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each letter that was compared with others, how many letters its cluster has, and how many restricted ones.

    As many queries as the deepest letter is steps from its cluster's first.
    """
    known = {letter: in_hand(session, LETTER, letter) for letter in letters}
    rows: dict[int, LikenessRow] = {letter: row for letter, row in known.items() if row is not None}
    wanted = {*letters, *(row.parent for row in rows.values())} - rows.keys()
    while wanted:
        found = session.scalars(select(LikenessRow).where(LikenessRow.id.in_(wanted)))
        new = {row.id: row for row in found}
        rows |= new
        wanted = {row.parent for row in new.values()} - set(rows)
    firsts = {letter: _climb(rows, letter) for letter in letters if letter in rows}
    return {letter: (first.size, first.restricted_size) for letter, first in firsts.items()}


def _climb(rows: dict[int, LikenessRow], letter: int) -> LikenessRow:
    row = rows[letter]
    while row.parent != row.id:
        row = rows[row.parent]
    return row


def _first_of(session: Session, letter: int) -> LikenessRow:
    row = _row_of(session, letter)
    while row.parent != row.id:
        row = _row_of(session, row.parent)
    return row


def _row_of(session: Session, letter: int) -> LikenessRow:
    row = find_letter(session, letter)
    if row is None:
        raise LookupError(letter)
    return row
