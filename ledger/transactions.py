"""The two kinds of transactions that every method of the ledger is one of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.chain import lock_writers
from vocab import Vocabulary, load_vocabulary


class Transactions:
    """An opened database. To be closed after use, or used with `with`."""

    def __init__(self, engine: Engine, *, office: str, tables: Path | None = None) -> None:
        self._engine = engine
        self._office = office
        self._tables = tables

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()

    @property
    def _vocabulary(self) -> Vocabulary:
        """The office's tables, by which the units that a letter accuses are kept away from it."""
        return load_vocabulary(self._tables)

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the database."""
        with Session(dialects.reading_engine(self._engine), expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that writes, alone."""
        with Session(dialects.writing_engine(self._engine)) as session, session.begin():
            lock_writers(session)
            yield session
