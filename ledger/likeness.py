"""Like letters: found by their keys, compared, linked. Nothing is merged, and what was linked is never taken back.

Each key is looked up by itself and gives at most `MOST_OF_KEY` letters, the newest: a letter takes the same number of
steps whether a key is shared by a hundred letters or by a campaign of five thousand, and each step grows with the
logarithm of the ledger.
"""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.chain import append_event, canonical, seal_of_links, touch_case
from ledger.clusters import add_letter, find_letter, join_letters, load_letters, note_restriction
from ledger.counters import counter, set_counter
from ledger.in_hand import ARRIVAL, OPENED, READING, in_hand
from ledger.letter_facts import facts_of_body, facts_of_reading
from ledger.tables import ArrivalRow, CaseRow, CounterRow, LikenessKeyRow, LikenessRow, LinkRow, ReadingRow
from records import LetterFacts, Likeness, Signature

MOST_OF_KEY = 64
MOST_BY_SENDER, MOST_BY_TEXT = 6, 8
"""Letters that are compared: those that share the sender's keys, and those that share the text's."""
FEWEST_SHINGLES = 2
"""Keys of the text that a letter must share to be compared."""
SECRET_COUNTER = "likeness secret"  # noqa: S105 - a counter's name
"""The counter that remembers under which secret the keys were made."""

_KEYS = cast("Table", LikenessKeyRow.__table__)
Compare = Callable[[LetterFacts, LetterFacts], Likeness | None]


@dataclass(frozen=True)
class _Known:
    """A letter that may be alike: its case, when it came, and what tells likeness."""

    case: CaseRow
    received_at: datetime
    facts: LetterFacts


def link_letter(session: Session, case: CaseRow, signature: Signature, *, compare: Compare, at: datetime) -> None:
    """Find the letters that are like the one of a case, and link them with it.

    The current reading is linked once: again, it changes nothing. Writers must be locked. `compare` tells in what way
    two letters are alike.
    """
    session.flush()
    is_new = in_hand(session, OPENED, case.case_no) is not None
    row = add_letter(session, case.id, is_new=is_new)
    if row.reading_number == case.reading_number:
        return
    touch_case(session, case.case_no)  # from now on it is told whether it is a first letter
    row.reading_number = case.reading_number
    _note_secret(session, signature.secret_id)
    own = _load_own(session, case)
    likes = []
    for known in _load(session, find_candidates(session, case.id, signature)):
        likeness = compare(own.facts, known.facts)
        if likeness is not None:
            likes.append((known, likeness))
    _add_keys(session, case.id, signature, is_new=is_new)
    _append_links(session, own, likes, at=at)
    load_letters(session, [known.case.id for known, _ in likes])
    for known, likeness in likes:
        if _is_later(known, own) or find_letter(session, known.case.id) is None:
            touch_case(session, known.case.case_no)  # it may be a repeated letter now
        if likeness.same_matter:
            join_letters(session, case.id, add_letter(session, known.case.id).id)


def find_candidates(session: Session, letter: int, signature: Signature) -> list[int]:
    """The letters that share keys with a signature, first those with the sender's, the likest first; not itself.

    A key that many letters share counts for less.
    """
    by_text: dict[int, float] = {}
    shared: Counter[int] = Counter()
    keys = {*signature.shingles, *(key for _, key in signature.keys)}
    letters = dialects.newest_of_keys(session.connection(), keys, most=MOST_OF_KEY)
    for key in signature.shingles:
        found = letters.get(key, ())
        weight = 1 / (1 + len(found))
        for other in found:
            by_text[other] = by_text.get(other, 0) + weight
            shared[other] += 1
    by_sender = Counter(other for _, key in signature.keys for other in letters.get(key, ()))
    by_text.pop(letter, None)
    by_sender.pop(letter, None)
    enough = min(FEWEST_SHINGLES, len(signature.shingles))
    texts = [other for other in _likest(by_text) if shared[other] >= enough]
    return list(dict.fromkeys([*_likest(by_sender)[:MOST_BY_SENDER], *texts[:MOST_BY_TEXT]]))


def close_letter(session: Session, case: CaseRow, *, restricted: bool) -> None:
    """Note whether a case is restricted, so that nobody is shown a link to it who must not see it."""
    session.flush()
    row = find_letter(session, case.id)
    if row is not None and row.restricted != restricted:
        note_restriction(session, case.id, restricted=restricted)
        for case_no in _later_cases(session, case.case_no):
            touch_case(session, case_no)


def forget_keys(session: Session) -> None:
    """Forget all keys, for a new secret: every letter must be signed again. Links stay."""
    session.query(LikenessKeyRow).delete()
    session.query(LikenessRow).update({LikenessRow.reading_number: 0})
    counter = session.get(CounterRow, SECRET_COUNTER)
    if counter is not None:
        session.delete(counter)


def unlinked_cases(session: Session) -> list[str]:
    """The cases whose current reading was not compared with the others, in the order of registration."""
    rows = (
        select(CaseRow.case_no)
        .outerjoin(LikenessRow, LikenessRow.id == CaseRow.id)
        .where(LikenessRow.id.is_(None) | (LikenessRow.reading_number != CaseRow.reading_number))
    )
    return list(session.scalars(rows.order_by(CaseRow.id)))


def _likest(counts: Mapping[int, float]) -> list[int]:
    """The newest of those that count the same go first."""
    return sorted(counts, key=lambda letter: (-counts[letter], -letter))


def _load(session: Session, letters: Iterable[int]) -> list[_Known]:
    wanted = list(letters)
    if not wanted:
        return []
    rows = session.execute(
        select(CaseRow, ReadingRow.body, ArrivalRow.received_at)
        .join(ReadingRow, (ReadingRow.case_no == CaseRow.case_no) & (ReadingRow.number == CaseRow.reading_number))
        .join(ArrivalRow, (ArrivalRow.sha256 == CaseRow.scan_sha256) & ArrivalRow.outcome.in_(("case", "split")))
        .where(CaseRow.id.in_(wanted))
    )
    known = {case.id: _Known(case, received_at, facts_of_body(body)) for case, body, received_at in rows}
    return [known[letter] for letter in wanted if letter in known]


def _load_own(session: Session, case: CaseRow) -> _Known:
    reading, arrival = (in_hand(session, kind, key) for kind, key in (
        (READING, (case.case_no, case.reading_number)), (ARRIVAL, case.case_no)
    ))  # fmt: skip
    if reading is None or arrival is None:
        (own,) = _load(session, [case.id])
        return own
    return _Known(case, arrival.received_at, facts_of_reading(reading))


def _add_keys(session: Session, letter: int, signature: Signature, *, is_new: bool) -> None:
    keys = set(signature.shingles) | {key for _, key in signature.keys}
    there = select(LikenessKeyRow.key).where(LikenessKeyRow.letter == letter, LikenessKeyRow.key.in_(keys))
    rows = [{"key": key, "letter": letter} for key in sorted(keys if is_new else keys - set(session.scalars(there)))]
    if rows:
        session.execute(insert(_KEYS), rows)


def _append_links(session: Session, own: _Known, likes: Sequence[tuple[_Known, Likeness]], *, at: datetime) -> None:
    case_no, salt = own.case.case_no, secrets.token_hex(16)
    if not likes:
        return
    known_links = _bodies_of(session, case_no, [known.case.case_no for known, _ in likes])
    rows = []
    for known, likeness in likes:
        body = canonical(likeness.model_dump(mode="json"))
        if known_links.get(known.case.case_no) != body:
            earlier = not _is_later(known, own)
            rows.append(
                LinkRow(case_no=case_no, other_no=known.case.case_no, other_earlier=earlier, body=body, salt=salt)
            )
    if not rows:
        return
    facts = {"sha256": seal_of_links(rows)}
    sha256 = own.case.scan_sha256
    number = append_event(session, "letters.linked", at=at, case_no=case_no, scan_sha256=sha256, data=facts)
    for row in rows:
        row.event_number = number
        session.add(row)
        session.flush()  # in this order, which the seal follows


def _is_later(one: _Known, other: _Known) -> bool:
    """Whether a letter came after another one; of two that came at once the one registered later did."""
    return (one.received_at, one.case.id) > (other.received_at, other.case.id)


def _bodies_of(session: Session, case_no: str, others: Sequence[str]) -> dict[str, str]:
    """What the newest link of a case with each of the others says; such that the case itself brought."""
    rows = select(LinkRow).where(LinkRow.case_no == case_no, LinkRow.other_no.in_(others)).order_by(LinkRow.id)
    return {row.other_no: row.body for row in session.scalars(rows)}


def _later_cases(session: Session, case_no: str) -> list[str]:
    """The cases linked with one whose letters came after it: they may be repeated letters because of it."""
    found = session.scalars(select(LinkRow.other_no).where(LinkRow.case_no == case_no, ~LinkRow.other_earlier))
    finding = session.scalars(select(LinkRow.case_no).where(LinkRow.other_no == case_no, LinkRow.other_earlier))
    return sorted({*found, *finding})


def _note_secret(session: Session, secret_id: int) -> None:
    if counter(session, SECRET_COUNTER) is None:
        set_counter(session, SECRET_COUNTER, secret_id)


def read_likeness(body: str) -> Likeness:
    """The likeness that a link's body holds."""
    return Likeness.model_validate(json.loads(body))
