"""The store of the program: the ledger of cases, the originals, and what is exported of them."""

from ledger.arrivals import Arrival
from ledger.balance import Balance
from ledger.blind import BlindShare
from ledger.book import Ledger
from ledger.claims.claiming import LEASE
from ledger.claims.workers import this_worker
from ledger.exporting.export_files import Form
from ledger.exporting.whole_records import export_cases
from ledger.opening import open_ledger
from ledger.originals import Originals, Stored
from ledger.quarantine import Held
from ledger.restricted import withhold
from ledger.values import case_values

__all__ = [
    "LEASE",
    "Arrival",
    "Balance",
    "BlindShare",
    "Form",
    "Held",
    "Ledger",
    "Originals",
    "Stored",
    "case_values",
    "export_cases",
    "open_ledger",
    "this_worker",
    "withhold",
]
