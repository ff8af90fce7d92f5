"""What the ledger offers of tokens and accesses; each method is one transaction."""

from collections.abc import Collection
from datetime import date, datetime

from ledger.access.accesses import append_access
from ledger.access.listing import (
    MessagePage,
    Page,
    count_cases,
    find_cases,
    list_cases,
    list_changes,
    list_due,
    list_messages,
)
from ledger.access.sight import Seen, Sight, see_case
from ledger.access.telling import ToldStep, append_told_step
from ledger.access.tokens import all_tokens, find_token, make_token, revoke_token
from ledger.life.clock_rows import DueClock, Place
from ledger.life.facts import find_unit
from ledger.rows.filters import RowFilters
from ledger.rows.searching import Hits
from ledger.transactions import Transactions
from records import Step, Token, UsageError
from vocab.procedure import load_procedure


class AccessBook(Transactions):
    """The part of the ledger of tokens and accesses."""

    def note_access(
        self,
        kind: str,
        scope: str,
        *,
        by: str,
        reason: str,
        at: datetime,
        cases: int,
        case_no: str | None = None,
    ) -> int:
        """Write down, before it is given, that somebody is given what is masked or withheld; the number of its event.

        `kind` is the way (api, export, …), `scope` what is given (full, restricted, …), `cases` how many cases it is
        about. Raises UsageError when nobody signs it or it has no reason.
        """
        with self._writing() as session:
            return append_access(session, kind, scope, by=by, reason=reason, at=at, cases=cases, case_no=case_no)

    def make_token(
        self,
        name: str,
        *,
        scopes: Collection[str],
        days: int,
        by: str,
        at: datetime,
        unit: str | None = None,
    ) -> tuple[Token, str]:
        """Make a token for `days` days, bound to the unit of a code or name, or to none; gives it and its secret.

        Raises UsageError when one of them cannot be.
        """
        code = None if unit is None else self._code_of(unit)
        with self._writing() as session:
            return make_token(session, name, scopes=scopes, days=days, by=by, at=at, unit=code)

    def _code_of(self, unit: str) -> str:
        try:
            return find_unit("unit", unit.strip(), self._vocabulary)
        except UsageError:
            raise UsageError("token.unit", unit) from None

    def tokens(self) -> list[Token]:
        """Every token ever made, the oldest first; no secrets."""
        with self._reading() as session:
            return all_tokens(session)

    def token_of(self, secret: str, *, at: datetime) -> Token | None:
        """The token of a secret, if it may be used now."""
        with self._reading() as session:
            return find_token(session, secret, at=at)

    def revoke_token(self, name: str, *, by: str, at: datetime) -> Token:
        """Let a token end now. Raises UsageError when there is none of this name or nobody signs it."""
        with self._writing() as session:
            return revoke_token(session, name, by=by, at=at)

    def see(self, case_no: str, sight: Sight) -> Seen:
        """One case as somebody may see it. Raises UsageError when there is none that he may see."""
        with self._reading() as session:
            return see_case(session, case_no, sight, vocabulary=self._vocabulary)

    def list_cases(self, filters: RowFilters, sight: Sight, *, below: int | None, limit: int) -> Page:
        """The next cases of a list below a place, the one registered last first."""
        with self._reading() as session:
            return list_cases(session, filters, sight, below=below, limit=limit, vocabulary=self._vocabulary)

    def list_changes(self, filters: RowFilters, sight: Sight, *, since: int, limit: int) -> Page:
        """The next cases of a list with an event after a number, in the order of their newest events."""
        with self._reading() as session:
            return list_changes(session, filters, sight, since=since, limit=limit, vocabulary=self._vocabulary)

    def find_cases(self, query: str, sight: Sight, *, below: int | None, limit: int) -> Hits:
        """The next cases whose open words hold those of a query. Raises UsageError for a query without words."""
        with self._reading() as session:
            return find_cases(session, query, sight, below=below, limit=limit, vocabulary=self._vocabulary)

    def count_cases(self, filters: RowFilters) -> tuple[int, int]:
        """How many cases a list holds, and how many of them are restricted."""
        with self._reading() as session:
            return count_cases(session, filters)

    def list_due(
        self, today: date, *, within: int, sight: Sight, after: Place | None, limit: int
    ) -> tuple[list[DueClock], Place | None]:
        """The next running clocks that end within some days or are overdue, and the place to go on from."""
        with self._reading() as session:
            return list_due(session, today, sight, within=within, after=after, limit=limit, vocabulary=self._vocabulary)

    def list_messages(self, since: int, sight: Sight, *, limit: int) -> MessagePage:
        """The next messages behind an event, each with its case as it is now."""
        with self._reading() as session:
            return list_messages(session, since, sight, limit=limit, vocabulary=self._vocabulary)

    def tell_step(self, told: ToldStep, *, token: Token, at: datetime, version: int | None = None) -> Step:
        """Write a step down that the bearer of a token tells, once for each of its keys.

        Raises UsageError when the step cannot be taken, or something happened since the case's `version`.
        """
        with self._writing() as session:
            return append_told_step(
                session,
                told,
                token=token,
                procedure=load_procedure(self._tables),
                vocabulary=self._vocabulary,
                at=at,
                version=version,
            )
