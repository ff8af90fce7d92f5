"""The balance: every file taken in is a case, a copy, in quarantine or in progress, and the chain agrees.

A stack or an archive that was split does not count: its letters do, one by one. Every page of a stack is in a letter,
a separator or blank.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.tables import ArrivalRow, CaseRow, EventRow
from records import Record, StackPages


class Balance(Record):
    """How many letters came, and what became of them; how many stacks and archives they came in."""

    taken_in: int
    cases: int
    duplicates: int
    quarantined: int
    in_progress: int
    balanced: bool
    stacks: int
    archives: int
    stack_pages: StackPages


def strike_balance(session: Session) -> Balance:
    """Count each side from its own source: what came by the events, cases by their table, the rest by arrivals."""
    events = session.execute(select(EventRow.kind, func.count().label("events")).group_by(EventRow.kind))
    told = {row.kind: row.events for row in events}
    taken_in = told.get("letter.taken-in", 0) - told.get("stack.split", 0)
    cases = session.scalar(select(func.count()).select_from(CaseRow).where(CaseRow.status != "split")) or 0
    counted = session.execute(select(ArrivalRow.outcome, func.count().label("files")).group_by(ArrivalRow.outcome))
    arrivals = {row.outcome: row.files for row in counted}
    split = arrivals.pop("split", 0)
    duplicates, held, open_ = (arrivals.get(outcome, 0) for outcome in ("duplicate", "quarantined", None))
    stacks, pages = _count_pages(session)
    return Balance(
        taken_in=taken_in,
        cases=cases,
        duplicates=duplicates,
        quarantined=held,
        in_progress=open_,
        balanced=taken_in == cases + duplicates + held + open_
        and taken_in == sum(arrivals.values())
        and split == told.get("stack.split", 0)
        and pages.scanned == pages.in_letters + pages.separators + pages.blank,
        stacks=stacks,
        archives=split - stacks,
        stack_pages=pages,
    )


def _count_pages(session: Session) -> tuple[int, StackPages]:
    """How many stacks were split, and their pages: the stacks' from their own rows, the letters' from theirs."""
    stacks = session.execute(
        select(
            func.count(ArrivalRow.scanned_pages).label("stacks"),
            func.coalesce(func.sum(ArrivalRow.scanned_pages), 0).label("scanned"),
            func.coalesce(func.sum(ArrivalRow.separator_pages), 0).label("separators"),
            func.coalesce(func.sum(ArrivalRow.blank_pages), 0).label("blank"),
        )
    ).one()
    pages = func.sum(ArrivalRow.last_page - ArrivalRow.first_page + 1)
    in_letters = session.scalar(select(func.coalesce(pages, 0)).where(ArrivalRow.first_page.is_not(None))) or 0
    counted = StackPages(
        scanned=stacks.scanned, in_letters=in_letters, separators=stacks.separators, blank=stacks.blank
    )
    return stacks.stacks, counted
