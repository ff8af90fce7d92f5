"""The balance: every file taken in is a case, a copy, in quarantine or in progress, and the chain agrees."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.tables import ArrivalRow, CaseRow, EventRow
from records import Record


class Balance(Record):
    """How many files came, and what became of them."""

    taken_in: int
    cases: int
    duplicates: int
    quarantined: int
    in_progress: int
    balanced: bool


def strike_balance(session: Session) -> Balance:
    """Count each side from its own source: what came by the events, cases by their table, the rest by arrivals."""
    taken_in = session.scalar(select(func.count()).where(EventRow.kind == "letter.taken-in")) or 0
    cases = session.scalar(select(func.count()).select_from(CaseRow)) or 0
    counted = session.execute(select(ArrivalRow.outcome, func.count().label("files")).group_by(ArrivalRow.outcome))
    arrivals = {row.outcome: row.files for row in counted}
    duplicates, held, open_ = (arrivals.get(outcome, 0) for outcome in ("duplicate", "quarantined", None))
    return Balance(
        taken_in=taken_in,
        cases=cases,
        duplicates=duplicates,
        quarantined=held,
        in_progress=open_,
        balanced=taken_in == cases + duplicates + held + open_ and taken_in == sum(arrivals.values()),
    )
