"""The kinds of transactions that every method of the ledger is one of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.chain import lock_writers, settle_events, touched_cases
from ledger.closing import refuse_when_closed
from ledger.kept_texts import refuse_nul
from ledger.life.clock_rules import INFO, Clocks, open_clocks
from ledger.rows.refreshing import refresh_rows
from vocab import Vocabulary, load_vocabulary


class Transactions:
    """An opened database. To be closed after use, or used with `with`."""

    def __init__(
        self, engine: Engine, *, office: str, tables: Path | None = None, clocks: Clocks | None = None
    ) -> None:
        self._engine = engine
        self._office = office
        self._tables = tables
        self._clocks = clocks or open_clocks(tables)

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
        engine, info = dialects.reading_engine(self._engine), {INFO: self._clocks}
        with Session(engine, expire_on_commit=False, info=info) as session, session.begin():
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that writes, alone; the rows of the cases that it touches are made anew at its end."""
        engine, info = dialects.writing_engine(self._engine), {INFO: self._clocks}
        with Session(engine, info=info) as session, session.begin():
            event.listen(session, "before_flush", refuse_nul)
            lock_writers(session)
            refuse_when_closed(session)
            yield session
            settle_events(session)
            refresh_rows(session, touched_cases(session), vocabulary=self._vocabulary)

    @contextmanager
    def _delivering(self) -> Iterator[Session]:
        """A transaction that writes to deliveries alone, beside the writers of events; none of them waits for it.

        PostgreSQL locks the rows that it changes; in SQLite, which has one writer, it is kept short.
        """
        with Session(dialects.writing_engine(self._engine)) as session, session.begin():
            refuse_when_closed(session)
            yield session
