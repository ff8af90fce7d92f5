"""What the bearer of a token may see of cases: which ones, and how much of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ledger.access.holdings import confirmed_by_sending, holding_units
from ledger.access.tables import HoldingRow
from ledger.access.tokens import FULL, RESTRICTED
from ledger.blind_view import hide_machine
from ledger.case_records import current_reading, earlier_readings, find_case, records_of, reviews_of
from ledger.chain import BESIDE
from ledger.guarding import close_case, confirmed_units
from ledger.masking import mask_record
from ledger.restricted import withhold
from ledger.tables import CaseRow, EventRow
from ledger.values import case_values, overlay_reviews
from records import CaseRecord, Token, UsageError
from vocab import Vocabulary

Extent = Literal["masked", "full", "closed"]
"""How much of a case is shown: masked, whole, or no more than that it is there."""


@dataclass(frozen=True)
class Sight:
    """What somebody may see: every case or those with one unit, restricted ones, values unmasked."""

    unit: str | None = None
    restricted: bool = False
    full: bool = False

    @classmethod
    def of(cls, token: Token, *, full: bool = False) -> "Sight":
        """The sight that a token gives; unmasked values only when they are asked for."""
        return cls(unit=token.unit, restricted=RESTRICTED in token.scopes, full=full and FULL in token.scopes)


@dataclass(frozen=True)
class Seen:
    """A case as somebody may see it, with the number of the newest event that changed it."""

    record: CaseRecord
    version: int
    extent: Extent

    @property
    def is_opened(self) -> bool:
        """Whether it is a restricted case that is shown all the same."""
        return self.record.restricted and self.extent != "closed"


def see_case(session: Session, case_no: str, sight: Sight, *, vocabulary: Vocabulary) -> Seen:
    """One case. Raises UsageError `case.unknown` when there is none or it is none of the unit's."""
    seen = next(see_cases(session, [find_case(session, case_no)], sight, vocabulary=vocabulary), None)
    if seen is None:
        raise UsageError("case.unknown", case_no)
    return seen


def see_cases(session: Session, cases: Sequence[CaseRow], sight: Sight, *, vocabulary: Vocabulary) -> Iterator[Seen]:
    """Those of some cases that may be seen, in the order given, as they may be seen.

    A unit sees the letters that are with it, and never one that accuses it (Regulation, art. 30), whoever sent it
    there and when.
    """
    versions = _versions(session, [case.case_no for case in cases])
    for case, whole in zip(cases, records_of(session, cases, vocabulary=vocabulary), strict=True):
        if sight.unit is not None and not _is_with(session, case, whole, sight.unit, vocabulary):
            continue
        record, extent = _show(hide_machine(whole), sight, vocabulary)
        yield Seen(record=record, version=versions.get(case.case_no, 0), extent=extent)


def visible_numbers(
    session: Session, case_nos: Sequence[str], sight: Sight, *, vocabulary: Vocabulary
) -> frozenset[str]:
    """Which of some case numbers may be known: all of them, or those of the unit."""
    if sight.unit is None:
        return frozenset(case_nos)
    cases = list(session.scalars(held_by(sight.unit).where(CaseRow.case_no.in_(case_nos))))
    records = records_of(session, cases, vocabulary=vocabulary)
    return frozenset(
        case.case_no
        for case, record in zip(cases, records, strict=True)
        if _is_with(session, case, record, sight.unit, vocabulary)
    )


def held_by(unit: str) -> Select[CaseRow]:
    """The cases that are with a unit by the rows of holdings; whether it may see each is asked besides."""
    return select(CaseRow).join(HoldingRow, HoldingRow.case_id == CaseRow.id).where(HoldingRow.unit == unit)


def _show(record: CaseRecord, sight: Sight, vocabulary: Vocabulary) -> tuple[CaseRecord, Extent]:
    if record.restricted and not sight.restricted:
        return mask_record(withhold(record), vocabulary=vocabulary), "closed"
    shown = record if record.restricted or sight.restricted else withhold(record)
    return (shown, "full") if sight.full else (mask_record(shown, vocabulary=vocabulary), "masked")


def _versions(session: Session, case_nos: Sequence[str]) -> dict[str, int]:
    newest = (
        select(EventRow.case_no, func.max(EventRow.number))
        .where(EventRow.case_no.in_(case_nos), EventRow.kind.not_in(BESIDE))
        .group_by(EventRow.case_no)
    )
    return {case_no: number for case_no, number in session.execute(newest) if case_no is not None}


def _is_with(session: Session, case: CaseRow, record: CaseRecord, unit: str, vocabulary: Vocabulary) -> bool:
    if unit not in holding_units(record.steps, vocabulary):
        return False
    return not _keeps_away(session, case, unit, vocabulary, on_purpose=confirmed_by_sending(record.steps))


def _keeps_away(session: Session, case: CaseRow, unit: str, vocabulary: Vocabulary, *, on_purpose: bool) -> bool:
    """Whether a case must not be seen by a unit, by what is known today of whom it accuses.

    `on_purpose`: whoever sent it confirmed that it goes to a unit above the one complained of.
    """
    readings = [current_reading(session, case), *earlier_readings(session, [case]).get(case.case_no, [])]
    reviews = reviews_of(session, [case.case_no]).get(case.case_no, [])
    values = overlay_reviews(case_values(readings[0]), reviews)
    closure = close_case(readings, values, reviews, vocabulary=vocabulary)
    above = closure.to_confirm.difference(*confirmed_units(reviews).values())
    if on_purpose:
        above = frozenset()
    return unit in closure.barred | above or (closure.unclear and unit not in closure.organs)
