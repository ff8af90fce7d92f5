"""What the rows, words and postings of a ledger are, and what they would be if they were made from nothing."""

from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from ledger import Ledger
from ledger.case_records import records_of
from ledger.masking import personal_words
from ledger.rows.filters import marks_of_row
from ledger.rows.postings import FILTERS, WORDS, Index, _numbers
from ledger.rows.refreshing import _newest_events, row_values
from ledger.rows.tables import LedgerRow, SearchTextRow
from ledger.rows.words import CaseWords, marks_of_words, words_of
from ledger.tables import CaseRow

Kept = tuple[dict[str, Any], CaseWords, set[Any], set[Any]]


def kept_rows(ledger: Ledger) -> dict[str, Kept]:
    """Of each case the columns of its row, its words, and its marks in both indexes."""
    with ledger._reading() as session:
        filters, words = _postings(session, FILTERS), _postings(session, WORDS)
        texts = {row.case_id: row for row in session.scalars(select(SearchTextRow))}
        rows = list(session.scalars(select(LedgerRow)))
        columns = LedgerRow.__table__.columns.keys()
        assert set(filters) == set(texts) == {row.case_id for row in rows}
        return {
            row.case_no: (
                {column: getattr(row, column) for column in columns},
                CaseWords(texts[row.case_id].closed, texts[row.case_id].words, texts[row.case_id].personal),
                filters[row.case_id],
                words.get(row.case_id, set()),
            )
            for row in rows
        }


def fresh_rows(ledger: Ledger) -> dict[str, Kept]:
    """The same, made from the records of all cases."""
    made = {}
    with ledger._reading() as session:
        cases = list(session.scalars(select(CaseRow)))
        newest = _newest_events(session, [case.case_no for case in cases])
        for case, record in zip(cases, records_of(session, cases, vocabulary=ledger._vocabulary), strict=True):
            hidden = personal_words(record, ledger._vocabulary)
            values = row_values(case.id, record, newest[case.case_no], vocabulary=ledger._vocabulary, hidden=hidden)
            words = words_of(record, hidden)
            marks = (marks_of_row(LedgerRow(**values)), marks_of_words(words))
            filters, grams = (
                set(own) if session.connection().dialect.name == "sqlite" else set(_numbers(index, case.id >> 12, own))
                for index, own in zip((FILTERS, WORDS), marks, strict=True)
            )
            made[case.case_no] = (values, words, filters, grams)
    return made


def _postings(session: Session, index: Index) -> dict[int, set[Any]]:
    found: dict[int, set[Any]] = {}
    if session.connection().dialect.name != "sqlite":
        rows = session.execute(text(f"SELECT case_id, marks FROM {index.name}"))
        return {row.case_id: set(row.marks) for row in rows}
    session.execute(text(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {index.name}, instance)"))
    for row in session.execute(text("SELECT doc, term FROM temp.terms")):
        found.setdefault(row.doc, set()).add(row.term)
    session.execute(text("DROP TABLE temp.terms"))
    return found
