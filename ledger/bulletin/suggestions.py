"""Suggestions worth collecting (人民建议): how many there are, their numbers, and those that a person picked."""

import json
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.bulletin.places import county_of
from ledger.bulletin.scope import Scope
from ledger.rows.tables import LedgerRow
from records import FigureTable, PickedSuggestion, Suggestions, UsageError
from vocab import Vocabulary

PURPOSE = "suggestion"


def list_suggestions(
    session: Session, scope: Scope, tables: Sequence[FigureTable], *, picked: Sequence[str], vocabulary: Vocabulary
) -> Suggestions:
    """The suggestions of a scope. Where their number is kept back, so are the numbers of the cases.

    Topic and county of a picked one are told where many letters share them. Raises UsageError for a case picked that
    is none of the scope's suggestions: `bulletin.suggestion`.
    """
    purposes = {cell.code: cell.letters for table in tables if table.question == "purpose" for cell in table.cells}
    whole = all(table.whole for table in tables if table.question == "purpose")
    letters = purposes.get(PURPOSE, 0 if whole else None)
    rows = {
        row.case_no: row
        for row in session.scalars(
            select(LedgerRow).where(scope.open, LedgerRow.purpose == PURPOSE).order_by(LedgerRow.case_no)
        )
    }
    for case_no in picked:
        if case_no not in rows:
            raise UsageError("bulletin.suggestion", case_no)
    shown = {
        (table.question, cell.code)
        for table in tables
        for cell in table.cells
        if table.question in ("topic", "county") and cell.letters
    }

    def tell(row: LedgerRow) -> PickedSuggestion:
        county = county_of(row.place_code, row.territory, vocabulary)
        title = json.loads(row.body).get("title")
        return PickedSuggestion(
            case_no=row.case_no,
            title=title if isinstance(title, str) else None,
            topic=row.topic if ("topic", row.topic) in shown else None,
            county=county if ("county", county) in shown else None,
        )

    return Suggestions(
        letters=letters,
        case_nos=tuple(rows) if letters is not None else (),
        picked=tuple(tell(rows[case_no]) for case_no in dict.fromkeys(picked)),
    )
