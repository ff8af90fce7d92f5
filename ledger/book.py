"""The ledger itself: each method is one transaction, safe among threads and processes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.access.access_book import AccessBook
from ledger.access.accesses import find_access_breaks
from ledger.access.tokens import find_token_breaks
from ledger.arrivals import Arrival, all_scans, commit_arrival, mark_removed, pending_scans
from ledger.balance import Balance, strike_balance
from ledger.blind import BlindShare, blind_states, draw_blind
from ledger.blind_view import hide_machine, hide_proposal
from ledger.bulletin.bulletin_book import BulletinBook
from ledger.campaigns.campaign_book import CampaignBook
from ledger.campaigns.campaigns import find_campaign_breaks
from ledger.case_records import cases_after, current_reading, find_case, history_of, is_closed, records_of
from ledger.cases import register_reading
from ledger.chain import MACHINE, find_breaks
from ledger.claims.claim_book import ClaimBook
from ledger.exporting.export_book import ExportBook
from ledger.labels import find_label_breaks
from ledger.learning_book import LearningBook
from ledger.life.clock_book import ClockBook
from ledger.life.life_book import LifeBook
from ledger.life.notices import find_notice_breaks
from ledger.life.steps import find_step_breaks
from ledger.likeness import SECRET_COUNTER, Compare, close_letter, forget_keys, link_letter, unlinked_cases
from ledger.outbox.outbox_book import OutboxBook
from ledger.quarantine import Held, held_files, hold_scan, release_scans
from ledger.rejudging import cases_since, compare_reading, register_again
from ledger.restricted import withhold
from ledger.reviews import append_review
from ledger.rows.rebuilding import find_row_breaks
from ledger.rows.row_book import RowBook
from ledger.stacks import count_parents, register_split
from ledger.tables import CaseRow, CounterRow
from records import (
    CaseRecord,
    Event,
    Reading,
    Review,
    Scan,
    Signature,
    SourceId,
    StackPages,
)

_CASES_AT_ONCE = 50


class Ledger(
    LearningBook,
    LifeBook,
    ClockBook,
    RowBook,
    CampaignBook,
    OutboxBook,
    AccessBook,
    BulletinBook,
    ExportBook,
    ClaimBook,
):
    """The book of all letters. Made by `open_ledger`; to be closed after use, or used with `with`."""

    def take_in(self, scan: Scan, *, source: SourceId) -> Arrival:
        """Commit that a file came. Once this returns, and not before, its source may be removed.

        The same file, committed by a run that was killed before it removed the file, gives the arrival of
        then and adds nothing. A copy of a scan that is a case is a duplicate at once.
        """
        with self._writing() as session:
            return commit_arrival(session, scan, source=source)

    def source_removed(self, arrival_id: int) -> None:
        """Note that an arrival's file is gone from the inbox."""
        with self._writing() as session:
            mark_removed(session, arrival_id)

    def pending(self) -> list[Scan]:
        """The distinct scans without an outcome, the oldest first."""
        with self._reading() as session:
            return pending_scans(session)

    def scans(self) -> list[str]:
        """The SHA-256 of every scan ever taken in: each must have its original in the store."""
        with self._reading() as session:
            return all_scans(session)

    def record_case(
        self,
        reading: Reading,
        *,
        at: datetime,
        signature: Signature | None = None,
        compare: Compare | None = None,
        blind: BlindShare | None = None,
    ) -> str:
        """Keep a reading and give the number of its case; the same reading twice changes nothing.

        With a signature, and with what compares two letters, the case is linked with the letters that are like it in
        the same transaction: two letters that are recorded at once see each other, and a kill leaves none unlinked.
        In it too, a letter that passes alone may be drawn for the `blind` share.
        """
        with self._writing() as session:
            case_no = register_reading(session, reading, office=self._office, at=at)
            self._link(session, case_no, signature, compare, at=at)
            self._draw(session, case_no, blind, at=at)
            return case_no

    def case_numbers(self, *, since: date | None = None) -> list[str]:
        """The numbers of the cases whose letter came on a day of the office or later; split ones are left out."""
        with self._reading() as session:
            return cases_since(session, since)

    def compare_reading(self, case_no: str, reading: Reading) -> tuple[CaseRecord, CaseRecord]:
        """A case as it is, and as it would be with another reading: whole, whoever asks. Nothing is written."""
        with self._reading() as session:
            return compare_reading(session, reading, case_no, self._vocabulary)

    def rejudge(
        self,
        case_no: str,
        reading: Reading,
        *,
        at: datetime,
        signature: Signature,
        compare: Compare,
        blind: BlindShare | None = None,
    ) -> bool:
        """Lay a newer judgement of the same letter over a case, and link it; whether anything was written.

        What people decided stays. A case that passes alone only now, and of which nobody decided anything, may be drawn
        for the `blind` share. Raises UsageError when there is no such case or its letter was read anew meanwhile.
        """
        with self._writing() as session:
            if not register_again(session, reading, case_no, at=at):
                return False
            self._link(session, case_no, signature, compare, at=at)
            self._draw(session, case_no, blind, at=at)
            return True

    def _draw(self, session: Session, case_no: str, blind: BlindShare | None, *, at: datetime) -> None:
        case = find_case(session, case_no)
        if blind is None or not blind.takes(case.scan_sha256):
            return
        session.flush()
        (record,) = records_of(session, [case], vocabulary=self._vocabulary)
        draw_blind(session, case, record, blind, at=at)

    def link_letters(self, case_no: str, signature: Signature, *, compare: Compare, at: datetime) -> None:
        """Link a case that is in the ledger already with the letters that are like it, once for each reading."""
        with self._writing() as session:
            self._link(session, case_no, signature, compare, at=at)

    def unlinked(self) -> list[str]:
        """The cases that were not compared with the others as they are read now."""
        with self._reading() as session:
            return unlinked_cases(session)

    def secret_id(self) -> int | None:
        """Tells under which secret the letters were signed; none before the first."""
        with self._reading() as session:
            counter = session.get(CounterRow, SECRET_COUNTER)
            return counter.last if counter else None

    def forget_keys(self) -> None:
        """Forget all keys by which letters are found, for a new secret; links stay."""
        with self._writing() as session:
            forget_keys(session)

    @staticmethod
    def _link(
        session: Session, case_no: str, signature: Signature | None, compare: Compare | None, *, at: datetime
    ) -> None:
        case = find_case(session, case_no)
        if signature is not None and compare is not None:
            link_letter(session, case, signature, compare=compare, at=at)
        close_letter(session, case, restricted=is_closed(session, case))

    def split(
        self, sha256: str, parts: Sequence[Scan], *, pages: StackPages | None, at: datetime, by: str = MACHINE
    ) -> tuple[Scan, ...]:
        """Write down what a stack or an archive was split into; gives those of its letters that are in progress."""
        with self._writing() as session:
            open_parts = register_split(session, sha256, parts, pages=pages, by=by, at=at)
            case = session.scalar(select(CaseRow).where(CaseRow.scan_sha256 == sha256))
            if case is not None:
                close_letter(session, case, restricted=True)
            return open_parts

    def depth(self, scan: Scan) -> int:
        """How many archives and stacks a scan lies in, one inside the other."""
        with self._reading() as session:
            return count_parents(session, scan.sha256)

    def hold(self, sha256: str, *, code: str, detail: str, at: datetime) -> None:
        """Put the arrivals of a scan that have no outcome into quarantine."""
        with self._writing() as session:
            hold_scan(session, sha256, code=code, detail=detail, at=at)

    def quarantine(self) -> list[Held]:
        """Every file in quarantine."""
        with self._reading() as session:
            return held_files(session)

    def release(self, sha256s: Iterable[str] | None = None) -> int:
        """Give held scans (all, when none are named) back to be read again; returns how many scans."""
        with self._writing() as session:
            return release_scans(session, sha256s, at=datetime.now(UTC))

    def cases(self, *, restricted: bool = False) -> Iterator[CaseRecord]:
        """Every case in the order of registration; accusations whole only when `restricted` is true.

        Of a case that waits for a blind answer nobody sees what the machine judged.
        """
        last_id = 0
        while True:
            with self._reading() as session:
                rows = cases_after(session, last_id, at_most=_CASES_AT_ONCE)
                records = list(records_of(session, rows, vocabulary=self._vocabulary))
            if not rows:
                return
            last_id = rows[-1].id
            records = list(map(hide_machine, records))
            yield from records if restricted else map(withhold, records)

    def case(self, case_no: str, *, restricted: bool = False) -> CaseRecord:
        """One case, an accusation whole only when `restricted` is true. Raises UsageError when there is none."""
        with self._reading() as session:
            (record,) = records_of(session, [find_case(session, case_no)], vocabulary=self._vocabulary)
        record = hide_machine(record)
        return record if restricted else withhold(record)

    def reading(self, case_no: str) -> Reading:
        """The newest reading of a case, whole, whoever asks. Raises UsageError when there is none."""
        with self._reading() as session:
            return current_reading(session, find_case(session, case_no))

    def history(self, case_no: str, *, restricted: bool = False) -> list[Event]:
        """What happened to a case, the oldest first. Raises UsageError when there is none.

        That it was linked is told only where a link may be seen, or when `restricted` is true; what happened to a
        restricted case is told by its kind, day and clerk alone otherwise.
        """
        shown = self.case(case_no)
        with self._reading() as session:
            events = history_of(session, case_no)
        if restricted:
            return events
        events = [event for event in events if shown.links or event.kind != "letters.linked"]
        return [event.model_copy(update={"data": {}}) for event in events] if shown.restricted else events

    def review(
        self,
        case_no: str,
        field: str,
        value: str | list[str],
        *,
        by: str,
        note: str,
        at: datetime,
        confirm_parent: bool = False,
    ) -> Review:
        """Append a person's decision about a field, as `decide` does for several."""
        (review,) = self.decide(case_no, {field: value}, by=by, note=note, at=at, confirm_parent=confirm_parent)
        return review

    def decide(
        self,
        case_no: str,
        decisions: Mapping[str, str | list[str]],
        *,
        by: str,
        note: str,
        at: datetime,
        confirm_parent: bool = False,
    ) -> tuple[Review, ...]:
        """Append a person's decisions about fields, all or none; what is accused is decided first.

        `confirm_parent` says that the person chooses a unit above the one complained of, on purpose. What the machine
        proposed is left out of what is given back while the case waits for a blind answer. Raises UsageError when one
        of them cannot be taken.
        """
        vocabulary = self._vocabulary
        ordered = sorted(decisions.items(), key=lambda decision: decision[0] != "accused_units")
        with self._writing() as session:
            reviews = tuple(
                append_review(
                    session, case_no, field, value, by=by, note=note, at=at, vocabulary=vocabulary,
                    confirm_parent=confirm_parent,
                )
                for field, value in ordered
            )  # fmt: skip
            is_open = blind_states(session, [case_no]).get(case_no) == "open"
        return tuple(map(hide_proposal, reviews)) if is_open else reviews

    def balance(self) -> Balance:
        """What came, and what became of it."""
        with self._reading() as session:
            return strike_balance(session)

    def verify_chain(self) -> list[str]:
        """Every place where the events are not the chain that was written; empty when all is well."""
        with self._reading() as session:
            return [
                *find_breaks(session),
                *find_step_breaks(session),
                *find_row_breaks(session),
                *find_notice_breaks(session),
                *find_label_breaks(session),
                *find_access_breaks(session),
                *find_token_breaks(session),
                *find_campaign_breaks(session),
            ]
