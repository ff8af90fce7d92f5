"""What the ledger offers of rows to be exported; each method reads a hundred cases a transaction."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sqlalchemy import select

from ledger.blind_view import hide_machine
from ledger.case_records import records_of
from ledger.exporting.flat import Row, flat_row
from ledger.restricted import withhold
from ledger.rows.filters import RowFilters, conditions
from ledger.rows.tables import LedgerRow
from ledger.tables import CaseRow
from ledger.transactions import Transactions

_CASES_AT_ONCE: Final = 100
_NO_FILTERS: Final = RowFilters()


class ExportBook(Transactions):
    """The part of the ledger of rows to be exported. Masked rows are `rows`, of `RowBook`."""

    def apart(self, filters: RowFilters = _NO_FILTERS) -> list[str]:
        """The numbers of the restricted cases that came on the days asked for; split stacks are none.

        Of the filters the days alone count: any other would tell of a restricted case.
        """
        days = RowFilters(received_from=filters.received_from, received_to=filters.received_to, restricted=True)
        wanted = select(LedgerRow.case_no).where(*conditions(days), LedgerRow.status != "split")
        with self._reading() as session:
            return list(session.scalars(wanted.order_by(LedgerRow.case_id)))

    def whole_rows(self, filters: RowFilters = _NO_FILTERS, *, restricted: bool = False) -> Iterator[Row]:
        """The unmasked flat row of every ordinary case that the filters let through, or of every restricted one.

        For those alone who may see them: who asks is to be written down before (`note_access`). Of restricted cases
        the days and the status alone can be asked for.
        """
        wanted = select(LedgerRow.case_id).where(
            *conditions(replace(filters, restricted=restricted)), LedgerRow.status != "split"
        )
        last = 0
        while True:
            with self._reading() as session:
                some = wanted.where(LedgerRow.case_id > last).order_by(LedgerRow.case_id).limit(_CASES_AT_ONCE)
                ids = list(session.scalars(some))
                cases = list(session.scalars(select(CaseRow).where(CaseRow.id.in_(ids)).order_by(CaseRow.id)))
                records = list(records_of(session, cases, vocabulary=self._vocabulary))
            if not ids:
                return
            last = ids[-1]
            for record in records:
                if record.restricted == restricted:
                    hidden = hide_machine(record)
                    shown = hidden if restricted else withhold(hidden)
                    yield flat_row(shown, masked=False, vocabulary=self._vocabulary)
