"""Every table of the ledger, told to SQLAlchemy."""

from ledger.access import tables as access
from ledger.campaigns import tables as campaigns
from ledger.life import tables as life
from ledger.outbox import tables as outbox
from ledger.rows import tables as rows
from ledger.tables import Base

METADATA = Base.metadata
ROOMS = (life, rows, outbox, campaigns, access)
"""The rooms that bring tables of their own."""
