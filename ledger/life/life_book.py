"""What the ledger offers for the life of a case; each method is one transaction."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from ledger.blind_view import hide_machine
from ledger.case_records import find_case, records_of
from ledger.life.moves import possible_steps
from ledger.life.standing import standing_steps
from ledger.life.steps import steps_of
from ledger.life.taking import Asked, append_step
from ledger.restricted import withhold
from ledger.transactions import Transactions
from records import Step, UsageError
from vocab.procedure import Procedure, StepKind, load_procedure


class LifeBook(Transactions):
    """The part of the ledger that keeps the life of a case."""

    @property
    def procedure(self) -> Procedure:
        """The office's table of steps. Raises TableError when it is wrong."""
        return load_procedure(self._tables)

    def take_step(
        self,
        case_no: str,
        kind: str,
        *,
        by: str,
        at: datetime,
        on: date | None = None,
        facts: Mapping[str, str] | None = None,
        key: str | None = None,
        confirm_parent: bool = False,
    ) -> Step:
        """Write down what was done with a case, on a day of the office (default: that of `at`).

        A step with a `key` that was told before is given back as it was written then. `confirm_parent` says that the
        person chooses a unit above the one complained of, on purpose. Raises UsageError when the step cannot be taken.
        """
        asked = Asked(case_no, kind, by=by, at=at, on=on, facts=facts, key=key, confirm_parent=confirm_parent)
        with self._writing() as session:
            return append_step(session, asked, procedure=self.procedure, vocabulary=self._vocabulary)

    def take_steps(self, several: Iterable[Asked], *, all_or_none: bool = False) -> list[Step | UsageError]:
        """Write down several steps in the order given; gives for each the step, or why it cannot be taken.

        The others are kept unless `all_or_none`: then one that cannot be taken takes all back.
        """
        return self._take(several, keep=lambda told: not (all_or_none and any(map(_is_refusal, told))))

    def try_steps(self, several: Iterable[Asked]) -> list[Step | UsageError]:
        """What `take_steps` would give; nothing is written."""
        return self._take(several, keep=lambda _: False)

    def _take(
        self, several: Iterable[Asked], *, keep: Callable[[list[Step | UsageError]], bool]
    ) -> list[Step | UsageError]:
        told: list[Step | UsageError] = []
        try:
            with self._writing() as session:
                for asked in several:
                    try:
                        told.append(append_step(session, asked, procedure=self.procedure, vocabulary=self._vocabulary))
                    except UsageError as refusal:  # nothing of it was written
                        told.append(refusal)
                if not keep(told):
                    raise _TakenBack  # noqa: TRY301 - it ends the transaction
        except _TakenBack:
            pass
        return told

    def steps(self, case_no: str, *, restricted: bool = False) -> tuple[Step, ...]:
        """What was done with a case, the oldest first; of an accusation nothing, unless `restricted` is true.

        Raises UsageError when there is no such case.
        """
        with self._reading() as session:
            (record,) = records_of(session, [find_case(session, case_no)], vocabulary=self._vocabulary)
        record = hide_machine(record)
        return (record if restricted else withhold(record)).steps

    def possible_steps(self, case_no: str) -> list[StepKind]:
        """The steps that would change a case's status as it stands now. Raises UsageError when there is none."""
        with self._reading() as session:
            case = find_case(session, case_no)
            standing = standing_steps(steps_of(session, [case_no]).get(case_no, ()))
            return possible_steps(case.status, standing, procedure=self.procedure)


def _is_refusal(told: Step | UsageError) -> bool:
    return isinstance(told, UsageError)


class _TakenBack(Exception):  # noqa: N818 - no error: it ends a transaction
    """Nothing of it is kept."""
