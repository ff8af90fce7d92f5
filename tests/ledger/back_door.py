"""A ledger's database opened past the program, on either database."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Row, create_engine

from ledger import dialects


class BackDoor:
    """One connection; each statement is a transaction of its own. Use it as a context manager."""

    def __init__(self, url: str) -> None:
        self._engine = dialects.make_engine(url) if url.startswith("postgresql") else create_engine(url)
        self._connection = self._engine.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._engine.dispose()

    def execute(self, statement: str) -> Sequence[Row[tuple[object, ...]]]:
        """Run a statement; its rows, if it gives any."""
        with self._connection.begin():
            result = self._connection.exec_driver_sql(statement)
            return result.all() if result.returns_rows else []

    def unlock(self) -> Self:
        """Do away with triggers and references: what somebody with the rights of the program could do."""
        if self._engine.dialect.name == "postgresql":
            self.execute("SET session_replication_role = replica")
        else:  # SQLite keeps no references unless it is told to
            for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.execute(f'DROP TRIGGER "{name}"')
        return self
