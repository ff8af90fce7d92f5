"""What learning asks of the ledger, and writes into it: labels, the blind share, samples, alarms."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from ledger.blind import blind_letters
from ledger.case_records import records_of
from ledger.labels import Imported, add_labels, cases_reviewed, cases_to_guard, labelled_letters
from ledger.tables import CaseRow
from ledger.transactions import Transactions
from ledger.watched import cluster_firsts, note_alarm, note_sample, sampled_cases, watched_letters
from records import BlindLetter, CaseRecord, LabelledLetter, WatchedLetter

_CASES_AT_ONCE = 50


class LearningBook(Transactions):
    """The part of the ledger that learning uses; each method is one transaction."""

    def blind_letters(self) -> list[BlindLetter]:
        """Every letter drawn for the blind share, in the order of the answers, the open ones last."""
        with self._reading() as session:
            return blind_letters(session)

    def watched(self, *, since: datetime) -> list[WatchedLetter]:
        """What is watched of the letters registered since then; nothing of their words or senders."""
        with self._reading() as session:
            return list(watched_letters(session, since=since))

    def note_alarm(self, cause: str, period: str, figures: Mapping[str, float | int | str], *, at: datetime) -> bool:
        """Chain an alarm as an event, once for each cause and period; whether it is a new one."""
        with self._writing() as session:
            return note_alarm(session, cause, period, figures, at=at)

    def note_sample(self, case_nos: Sequence[str], *, task: str, way: str, seed: int, at: datetime) -> None:
        """Note which cases were drawn to be labelled, so that none is drawn twice."""
        with self._writing() as session:
            note_sample(session, case_nos, task=task, way=way, seed=seed, at=at)

    def sampled(self, task: str) -> set[str]:
        """The cases that were ever drawn to be labelled for a task."""
        with self._reading() as session:
            return sampled_cases(session, task)

    def clusters(self) -> dict[str, int]:
        """For each case that was compared with others, a number that all letters on its matter share."""
        with self._reading() as session:
            return cluster_firsts(session)

    def reviewed(self, fields: Collection[str]) -> Iterator[CaseRecord]:
        """Every case of which a person decided one of these fields, accusations whole; see `cases` for others."""
        with self._reading() as session:
            rows = cases_reviewed(session, fields)
        return self._records(rows)

    def restricted(self) -> Iterator[CaseRecord]:
        """Every restricted case, whole: to keep its words out of what leaves the ledger."""
        with self._reading() as session:
            rows = cases_to_guard(session)
        return (record for record in self._records(rows) if record.restricted)

    def _records(self, rows: Sequence[CaseRow]) -> Iterator[CaseRecord]:
        for first in range(0, len(rows), _CASES_AT_ONCE):
            with self._reading() as session:
                records = list(records_of(session, rows[first : first + _CASES_AT_ONCE], vocabulary=self._vocabulary))
            yield from records

    def import_labels(self, letters: Iterable[LabelledLetter], *, by: str, at: datetime) -> Imported:
        """Append labels that people gave outside the desk, with the letters that they are of; all or none."""
        with self._writing() as session:
            return add_labels(session, letters, by=by, at=at)

    def labelled(self, task: str | None = None) -> list[LabelledLetter]:
        """The letters that labels were imported for, with all their labels, or with those for one task."""
        with self._reading() as session:
            return list(labelled_letters(session, task))
