"""How a ledger's database stands, without opening the ledger and so without migrating it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, make_url, select, table, text
from sqlalchemy.orm import Session

from ledger.all_tables import METADATA
from ledger.closing import State, state_of
from ledger.migrating import current_revision
from ledger.migrations import HEAD


@dataclass(frozen=True)
class Standing:
    """Which database and of which version, the revision of its tables and the newest, its size, its rows by table."""

    dialect: str
    server: str
    revision: str | None
    newest: str
    state: State
    bytes: int
    rows: dict[str, int]


def look_at(engine: Engine) -> Standing:
    """Look at a database; one that is no ledger yet has no revision and no rows."""
    with engine.connect() as connection:
        revision = current_revision(connection)
        there = set(inspect(connection).get_table_names()) & set(METADATA.tables)
        return Standing(
            dialect=connection.dialect.name,
            server=_version(connection),
            revision=revision,
            newest=HEAD,
            state=state_of(Session(connection)) if revision else "open",
            bytes=_size(connection),
            rows={
                name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
                for name in sorted(there)
            },
        )


def _version(connection: Connection) -> str:
    query = "SHOW server_version" if connection.dialect.name == "postgresql" else "SELECT sqlite_version()"
    return str(connection.scalar(text(query))).split()[0]


def _size(connection: Connection) -> int:
    """Bytes on the disk."""
    if connection.dialect.name == "postgresql":
        return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    file = Path(make_url(connection.engine.url).database or "")
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
