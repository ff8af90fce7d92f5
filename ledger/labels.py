"""Imported labels: appended, each with the letter that it is of; one event vouches for all of an import."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.chain import append_event, canonical, digest
from ledger.clock import utc
from ledger.tables import CaseRow, EventRow, LabelledTextRow, LabelRow, LikenessRow, ReviewRow
from records import Label, LabelledLetter

KIND: Final = "labels.imported"
_AT_ONCE = 500
_Said = defaultdict[tuple[str, str, str], list[tuple[datetime, str]]]
"""What each person said of a letter for a task, and when."""


@dataclass(frozen=True)
class Imported:
    """What an import added; `known` labels were there already and changed nothing."""

    labels: int
    texts: int
    known: int


def add_labels(session: Session, letters: Iterable[LabelledLetter], *, by: str, at: datetime) -> Imported:
    """Append labels with their letters. One that repeats what its person last said of the letter is not written again.

    The event holds counts and a hash, no word of a letter and no answer. `by` is who imports them. Writers must be
    locked.
    """
    added: list[LabelRow] = []
    texts = known = 0
    for some in _in_pieces(letters):
        ids = [letter.id for letter in some]
        have = set(session.scalars(select(LabelledTextRow.sha256).where(LabelledTextRow.sha256.in_(ids))))
        said = _all_said(session, ids)
        for letter in some:
            fresh = [label for label in letter.labels if _is_new(label, said)]
            known += len(letter.labels) - len(fresh)
            if fresh and letter.id not in have:
                have.add(letter.id)
                texts += 1
                session.add(LabelledTextRow(sha256=letter.id, title=letter.title, text=letter.text))
            added += [_row_of(letter, label) for label in fresh]
    if added:
        facts = {"labels": len(added), "texts": texts, "sha256": seal_of_labels(added)}
        event = append_event(session, KIND, at=at, by=by, data=facts)
        for row in added:
            row.event_number = event
        session.add_all(added)
        session.flush()
    return Imported(len(added), texts, known)


def labelled_letters(session: Session, task: str | None = None) -> Iterator[LabelledLetter]:
    """The letters that labels were imported for, by their hashes, with all their labels (for one task)."""
    wanted = LabelRow.id.is_not(None) if task is None else LabelRow.task == task
    pairs = select(LabelledTextRow, LabelRow).join(LabelRow, LabelRow.text_sha256 == LabelledTextRow.sha256)
    rows = session.execute(
        pairs.where(wanted).order_by(LabelledTextRow.sha256, LabelRow.id).execution_options(yield_per=_AT_ONCE)
    )
    text: LabelledTextRow | None = None
    labels: list[LabelRow] = []
    for one, label in rows:
        if text is not None and one.sha256 != text.sha256:
            yield _letter_of(text, labels)
            labels = []
        text = one
        labels.append(label)
    if text is not None:
        yield _letter_of(text, labels)


def cases_reviewed(session: Session, fields: Collection[str]) -> list[CaseRow]:
    """The cases of which a person decided one of these fields, in the order of registration; split ones left out."""
    decided = select(ReviewRow.case_no).where(ReviewRow.field.in_(fields))
    wanted = select(CaseRow).where(CaseRow.case_no.in_(decided), CaseRow.status != "split").order_by(CaseRow.id)
    return list(session.scalars(wanted))


def cases_to_guard(session: Session) -> list[CaseRow]:
    """The cases that are restricted and those of which nobody noted whether they are; split ones left out."""
    noted = select(CaseRow).outerjoin(LikenessRow, LikenessRow.id == CaseRow.id).where(CaseRow.status != "split")
    unknown = LikenessRow.id.is_(None)
    return list(session.scalars(noted.where(unknown | LikenessRow.restricted.is_(True)).order_by(CaseRow.id)))


def seal_of_labels(rows: Iterable[LabelRow]) -> str:
    """The hash by which an event vouches for the labels of an import without telling what they say."""
    return digest(
        canonical(
            [
                [
                    row.salt, row.text_sha256, row.task, row.answer, row.by,
                    utc(row.at).isoformat(timespec="microseconds"), row.source, row.reference,
                    row.day.isoformat() if row.day else None, row.group,
                ]
                for row in rows
            ]
        )
    )  # fmt: skip


def find_label_breaks(session: Session) -> Iterator[str]:
    """Yield what does not add up between the imported labels, their letters, and the events that vouch for them."""
    events = select(EventRow).where(EventRow.kind == KIND).order_by(EventRow.number)
    numbers = []
    for event in session.scalars(events):
        numbers.append(event.number)
        of_event = select(LabelRow).where(LabelRow.event_number == event.number).order_by(LabelRow.id)
        rows = list(session.scalars(of_event))
        if f'"sha256":"{seal_of_labels(rows)}"' not in event.data:
            yield f"labels: not what event {event.number} recorded"
    strays = session.scalar(select(func.count()).select_from(LabelRow).where(LabelRow.event_number.not_in(numbers)))
    if strays:
        yield f"{KIND}: {strays} labels without an event"
    for text in session.scalars(select(LabelledTextRow).execution_options(yield_per=_AT_ONCE)):
        if sha256(f"{text.title}\n{text.text}".encode()).hexdigest() != text.sha256:
            yield f"labelled text {text.sha256}: not what its hash says"


def _is_new(label: Label, said: _Said) -> bool:
    """Whether a label says something new; what it says is remembered for those that follow."""
    history = said[label.text_sha256, label.task, label.by]
    before = [answer for at, answer in sorted(history, key=itemgetter(0)) if at <= label.at]
    if (label.at, label.answer) in history or before[-1:] == [label.answer]:
        return False
    history.append((label.at, label.answer))
    return True


def _all_said(session: Session, ids: Sequence[str]) -> _Said:
    said: _Said = defaultdict(list)
    for row in session.scalars(select(LabelRow).where(LabelRow.text_sha256.in_(ids)).order_by(LabelRow.id)):
        said[row.text_sha256, row.task, row.by].append((row.at, row.answer))
    return said


def _row_of(letter: LabelledLetter, label: Label) -> LabelRow:
    return LabelRow(
        text_sha256=letter.id,
        task=label.task,
        answer=label.answer,
        by=label.by,
        at=label.at,
        source=label.source,
        reference=label.reference,
        day=letter.day,
        group=letter.group,
        salt=secrets.token_hex(16),
    )


def _letter_of(text: LabelledTextRow, labels: Sequence[LabelRow]) -> LabelledLetter:
    """A letter with its labels; its day is the earliest that an import told, its group the first."""
    return LabelledLetter(
        id=text.sha256,
        title=text.title,
        text=text.text,
        day=min((row.day for row in labels if row.day), default=None),
        group=next((row.group for row in labels if row.group), ""),
        labels=tuple(
            Label.model_validate(
                {
                    "text_sha256": row.text_sha256,
                    "task": row.task,
                    "answer": row.answer,
                    "by": row.by,
                    "at": row.at,
                    "source": row.source,
                    "reference": row.reference,
                }
            )
            for row in labels
        ),
    )


def _in_pieces(letters: Iterable[LabelledLetter]) -> Iterator[list[LabelledLetter]]:
    several = iter(letters)
    while piece := list(islice(several, _AT_ONCE)):
        yield piece
