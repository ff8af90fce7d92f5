"""Clusters of letters on one matter: each letter names the one it was joined to, up to the first, which counts them.

Joining two clusters changes two rows, whatever their size; the smaller hangs below the larger, so that no letter is
more steps from its first than the logarithm of the cluster's size (Tarjan, 1975).
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.tables import LikenessRow


def add_letter(session: Session, letter: int) -> LikenessRow:
    """The row of a letter; made, a cluster of its own, when there is none."""
    row = session.get(LikenessRow, letter)
    if row is None:
        row = LikenessRow(id=letter, parent=letter, size=1, restricted_size=0, restricted=False, reading_number=0)
        session.add(row)
        session.flush()
    return row


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
    row = session.get_one(LikenessRow, letter)
    if row.restricted == restricted:
        return
    row.restricted = restricted
    _first_of(session, letter).restricted_size += 1 if restricted else -1
    session.flush()


def cluster_sizes(session: Session, letters: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each letter that was compared with others, how many letters its cluster has, and how many restricted ones.

    As many queries as the deepest letter is steps from its cluster's first.
    """
    rows: dict[int, LikenessRow] = {}
    wanted = set(letters)
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
    row = session.get_one(LikenessRow, letter)
    while row.parent != row.id:
        row = session.get_one(LikenessRow, row.parent)
    return row
