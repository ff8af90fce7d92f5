"""Letters of one sender, so that ten letters of one person do not pass for ten persons."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.bulletin.scope import Scope
from ledger.rows.tables import LedgerRow
from ledger.tables import LinkRow

SAME_SENDER = ("same-letter", "same-person")


def sender_groups(session: Session, scope: Scope) -> list[tuple[LedgerRow, ...]]:
    """The open letters of a scope that share a sender with others of it, a group a sender, as far as links tell.

    The newest link of two letters counts.
    """
    one, other = aliased(LedgerRow), aliased(LedgerRow)
    inside = select(LedgerRow.case_no).where(scope.open)
    found = session.execute(
        select(LinkRow.case_no, LinkRow.other_no, LinkRow.body)
        .join(one, one.case_no == LinkRow.case_no)
        .join(other, other.case_no == LinkRow.other_no)
        .where(LinkRow.case_no.in_(inside), LinkRow.other_no.in_(inside))
        .order_by(LinkRow.id)
    )
    pairs = _pairs((case_no, other_no, body) for case_no, other_no, body in found)
    firsts: dict[str, str] = {}
    for case_no, other_no in pairs:
        _join(firsts, case_no, other_no)
    rows = {row.case_no: row for row in session.scalars(select(LedgerRow).where(LedgerRow.case_no.in_(firsts)))}
    groups: dict[str, list[LedgerRow]] = {}
    for case_no in sorted(firsts):
        groups.setdefault(_first(firsts, case_no), []).append(rows[case_no])
    return [tuple(group) for group in groups.values()]


def _pairs(links: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    kinds: dict[tuple[str, str], str] = {}
    for case_no, other_no, body in links:
        kinds[min(case_no, other_no), max(case_no, other_no)] = json.loads(body)["kind"]
    return [pair for pair, kind in kinds.items() if kind in SAME_SENDER]


def _first(firsts: Mapping[str, str], case_no: str) -> str:
    while firsts[case_no] != case_no:
        case_no = firsts[case_no]
    return case_no


def _join(firsts: dict[str, str], one: str, other: str) -> None:
    for case_no in (one, other):
        firsts.setdefault(case_no, case_no)
    first, second = sorted((_first(firsts, one), _first(firsts, other)))
    firsts[second] = first
