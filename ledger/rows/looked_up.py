"""What of a row other cases decide: looked up when rows are given out, many at a time.

A new letter is linked with those that are like it, and a campaign makes one cluster of thousands: kept in the rows,
each new letter would change the rows of all the others.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from ledger.links import MOST_SHOWN
from ledger.rows.tables import LedgerRow
from ledger.tables import CaseRow, LikenessRow, LinkRow

LOOKED_UP: Final = frozenset({"links", "cluster_size"})
"""The keys of a flat row that are not kept."""
_COLUMNS = (
    LedgerRow.case_id, LedgerRow.case_no, LedgerRow.event_number, LedgerRow.restricted, LedgerRow.shows_links,
    LedgerRow.body,
)  # fmt: skip
SELECT_KEPT = select(*_COLUMNS)
"""A query for rows as they are kept, to be narrowed and ordered."""
Kept = Row[int, str, int, bool, bool, str]

_LIKENESS = select(LikenessRow.id, LikenessRow.parent, LikenessRow.size, LikenessRow.restricted_size).where(
    LikenessRow.id.in_(bindparam("ids", expanding=True))
)
_OF_CASE = select(LinkRow.case_no, LinkRow.other_no, LinkRow.id, LinkRow.body).where(
    LinkRow.case_no.in_(bindparam("numbers", expanding=True))
)
_OF_OTHER = select(LinkRow.other_no, LinkRow.case_no, LinkRow.id, LinkRow.body).where(
    LinkRow.other_no.in_(bindparam("numbers", expanding=True))
)
_CLOSED = (
    select(CaseRow.case_no)
    .join(LikenessRow, LikenessRow.id == CaseRow.id)
    .where(CaseRow.case_no.in_(bindparam("numbers", expanding=True)), LikenessRow.restricted)
)


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A row as it is given out: `body` is the JSON of the whole flat row, masked, on one line."""

    case_id: int
    case_no: str
    event_number: int
    restricted: bool
    body: str


def complete_rows(session: Session, kept: Sequence[Kept]) -> list[FlatRow]:
    """The rows with their links and the sizes of their clusters; a fixed number of queries for all of them."""
    sizes = _open_sizes(session, [row.case_id for row in kept if not row.restricted])
    links = _open_links(session, [row.case_no for row in kept if row.shows_links])
    return [
        FlatRow(row.case_id, row.case_no, row.event_number, row.restricted, _complete(row, links, sizes))
        for row in kept
    ]


def _complete(row: Kept, links: Mapping[str, Sequence[str]], sizes: Mapping[int, int]) -> str:
    body: str = row.body
    if row.restricted:
        return body
    shown = json.dumps(links[row.case_no], separators=(",", ":")) if row.case_no in links else "[]"
    return f'{body[:-1]},"links":{shown},"cluster_size":{sizes.get(row.case_id, 1)}}}'


def _open_sizes(session: Session, case_ids: Sequence[int]) -> dict[int, int]:
    """How many letters that are not restricted each case's cluster has."""
    known: dict[int, tuple[int, int]] = {}
    wanted = set(case_ids)
    while wanted:
        rows = session.execute(_LIKENESS, {"ids": sorted(wanted)}).all() if wanted else []
        found = {row.id: (row.parent, row.size - row.restricted_size) for row in rows}
        known |= found
        wanted = {parent for parent, _ in found.values()} - known.keys()
    sizes = {}
    for case_id in case_ids:
        if case_id in known:
            at = case_id
            while known[at][0] != at:
                at = known[at][0]
            sizes[case_id] = known[at][1]
    return sizes


def _open_links(session: Session, case_nos: Sequence[str]) -> dict[str, list[str]]:
    """The cases that each case is linked with and that are not restricted, the likest first, as `links_of` has them."""
    given = {"numbers": case_nos}
    rows = [*session.execute(_OF_CASE, given), *session.execute(_OF_OTHER, given)] if case_nos else []
    if not rows:
        return {}
    newest: dict[str, dict[str, str]] = {}
    for own, other, _, body in sorted(rows, key=lambda row: row[2]):
        newest.setdefault(own, {})[other] = body
    closed = set(session.scalars(_CLOSED, {"numbers": sorted({row[1] for row in rows})}))
    return {own: _order(links, closed) for own, links in newest.items()}


def _order(links: Mapping[str, str], closed: set[str]) -> list[str]:
    ranked = []
    for other, body in links.items():
        likeness = json.loads(body)
        ranked.append((not likeness["same_matter"], -likeness["score"], other))
    shown = [other for _, _, other in sorted(ranked)[:MOST_SHOWN]]
    return [other for other in shown if other not in closed]
