"""Stacks and archives: a file whose letters became arrivals of their own. The file itself is kept and never counted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger.arrivals import commit_part, is_split, note_copy, scan_of, settle_arrival
from ledger.chain import MACHINE, append_event
from ledger.tables import ArrivalRow, CaseRow
from records import Scan, StackPages, UsageError


def register_split(
    session: Session, sha256: str, parts: Sequence[Scan], *, pages: StackPages | None, by: str = MACHINE, at: datetime
) -> tuple[Scan, ...]:
    """Write down what a stack or an archive was split into; gives those of its letters that are in progress.

    Its first arrival becomes the stack, further ones copies of it; every letter becomes an arrival. A stack that is
    split already changes nothing. `pages` counts what became of its pages; an archive has none.

    A case becomes one that was split, and stays.

    Raises:
        UsageError: `case.no-arrival` when the scan never arrived.
    """
    if not is_split(session, sha256):
        case = session.scalar(select(CaseRow).where(CaseRow.scan_sha256 == sha256))
        first, *copies = _arrivals_to_split(session, sha256, is_case=case is not None)
        settle_arrival(first, "split")
        if pages is not None:
            first.scanned_pages, first.separator_pages, first.blank_pages = pages.scanned, pages.separators, pages.blank
        if case is not None:
            case.status = "split"
        append_event(
            session,
            "stack.split",
            at=at,
            by=by,
            case_no=case.case_no if case else None,
            scan_sha256=sha256,
            data={
                "arrival": first.id,
                "parts": [{"sha256": part.sha256, "pages": part.pages} for part in parts],
                "pages": pages.model_dump() if pages else None,
            },
        )
        for copy in copies:
            settle_arrival(copy, "duplicate")
            note_copy(session, copy, case_no=None, at=at)
        for part in parts:
            commit_part(session, part, at=at)
    return tuple(scan_of(row) for row in _open_parts(session, sha256))


def _arrivals_to_split(session: Session, sha256: str, *, is_case: bool) -> list[ArrivalRow]:
    wanted = (
        ArrivalRow.outcome == "case"
        if is_case
        else or_(ArrivalRow.outcome.is_(None), ArrivalRow.outcome == "quarantined")
    )
    rows = list(session.scalars(select(ArrivalRow).where(ArrivalRow.sha256 == sha256, wanted).order_by(ArrivalRow.id)))
    if not rows:
        raise UsageError("case.no-arrival", sha256)
    return rows


def _open_parts(session: Session, sha256: str) -> list[ArrivalRow]:
    """The letters of a stack that have no outcome yet, each scan once."""
    rows = session.scalars(
        select(ArrivalRow)
        .where(ArrivalRow.parent_sha256 == sha256, ArrivalRow.outcome.is_(None))
        .order_by(ArrivalRow.part)
    )
    return list({row.sha256: row for row in reversed(list(rows))}.values())[::-1]


def count_parents(session: Session, sha256: str | None) -> int:
    """How many archives and stacks a file lies in, one inside the other; an archive may hold itself."""
    depth = 0
    seen: set[str] = set()
    while sha256 is not None and sha256 not in seen:
        seen.add(sha256)
        sha256 = session.scalar(
            select(ArrivalRow.parent_sha256)
            .where(ArrivalRow.sha256 == sha256, ArrivalRow.parent_sha256.is_not(None))
            .limit(1)
        )
        depth += sha256 is not None
    return depth


def parts_of(session: Session, sha256s: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each split scan the numbers of the cases that its letters became, in their order."""
    if not sha256s:
        return {}
    rows = session.execute(
        select(ArrivalRow.parent_sha256, CaseRow.case_no)
        .join(CaseRow, CaseRow.scan_sha256 == ArrivalRow.sha256)
        .where(ArrivalRow.parent_sha256.in_(sha256s))
        .order_by(ArrivalRow.part)
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        numbers = found.setdefault(row.parent_sha256, [])
        if row.case_no not in numbers:
            numbers.append(row.case_no)
    return {sha256: tuple(numbers) for sha256, numbers in found.items()}
