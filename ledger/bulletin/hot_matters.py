"""Letters on one matter: clusters of like letters, to tell hot matters, and to count matters in place of letters."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ledger.bulletin.counting import PAIR
from ledger.bulletin.periods import Period
from ledger.bulletin.places import county_of, township_of
from ledger.bulletin.scope import OPEN, Scope
from ledger.bulletin.senders import sender_groups
from ledger.rows.tables import LedgerRow
from ledger.tables import LikenessRow
from vocab import Vocabulary

MOST_NAMED = 10
_AT_ONCE = 500


@dataclass(frozen=True)
class Cluster:
    """Letters of a scope on one matter: how many, of how many senders at least, their topic and place.

    Topic and place are those of most of its letters, as `topic/topic2` and `county/township`.
    """

    letters: int
    senders: int
    topic: str
    place: str


def find_clusters(session: Session, scope: Scope, *, least: int, vocabulary: Vocabulary) -> list[Cluster]:
    """The clusters of a scope with `least` letters of `least` senders, the largest first."""
    sender = {row.case_no: number for number, group in enumerate(sender_groups(session, scope)) for row in group}
    clusters: dict[int, list[LedgerRow]] = {}
    for row, first in clustered_rows(session, scope.open):
        clusters.setdefault(first, []).append(row)
    found = []
    for rows in clusters.values():
        senders = len({sender.get(row.case_no, row.case_no) for row in rows})
        if min(len(rows), senders) >= least:
            topic = _most(f"{row.topic or ''}{PAIR}{row.topic2 or ''}" for row in rows)
            place = _most(
                f"{county_of(row.place_code, row.territory, vocabulary)}{PAIR}{township_of(row.place_code, vocabulary)}"
                for row in rows
            )
            found.append(Cluster(len(rows), senders, topic, place))
    return sorted(found, key=lambda one: (-one.letters, -one.senders, one.topic, one.place))[:MOST_NAMED]


def count_matters(
    session: Session, period: Period, *, windows: int
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Matters by topic, in the period and in each window before it: letters of one cluster count once in a window.

    The keys are the topics of the first level and the pairs with the second.
    """
    starts = [period.window(number)[0] for number in range(windows + 1)]
    inside = LedgerRow.received_on.between(starts[-1], period.last)
    counts: Counter[tuple[str, int]] = Counter()

    def window(day: date) -> int:
        return (
            0
            if day >= period.first
            else (period.first - day).days // period.days + ((period.first - day).days % period.days > 0)
        )

    rows = session.execute(
        select(LedgerRow.received_on, LedgerRow.topic, LedgerRow.topic2, func.count())
        .where(OPEN, inside, LedgerRow.topic.is_not(None))
        .group_by(LedgerRow.received_on, LedgerRow.topic, LedgerRow.topic2)
    )
    for day, topic, topic2, number in rows:
        for key in _keys(topic, topic2):
            counts[key, window(day)] += number
    seen: set[tuple[str, int, int]] = set()
    for row, first in clustered_rows(session, OPEN & inside & LedgerRow.topic.is_not(None)):
        for key in _keys(row.topic, row.topic2):
            place = (key, window(row.received_on), first)
            if place in seen:
                counts[key, place[1]] -= 1
            seen.add(place)
    topics = sorted({topic for topic, _ in counts})
    now = {topic: counts[topic, 0] for topic in topics}
    return now, {topic: tuple(counts[topic, number] for number in range(1, windows + 1)) for topic in topics}


def first_day(session: Session) -> date | None:
    """The day on which the first letter of the ledger came."""
    return session.scalar(select(func.min(LedgerRow.received_on)).where(OPEN))


def clustered_rows(session: Session, where: ColumnElement[bool]) -> list[tuple[LedgerRow, int]]:
    """The rows that meet a condition and are in a cluster of several letters, each with the first of its cluster."""
    several = or_(LikenessRow.parent != LikenessRow.id, LikenessRow.size > 1)
    found = session.execute(
        select(LedgerRow, LikenessRow.parent)
        .join(LikenessRow, LikenessRow.id == LedgerRow.case_id)
        .where(where, several)
        .order_by(LedgerRow.case_id)
    ).all()
    parents = {row.case_id: parent for row, parent in found}
    _load_parents(session, parents)
    return [(row, _climb(parents, row.case_id)) for row, _ in found]


def _load_parents(session: Session, parents: dict[int, int]) -> None:
    """Add what is above the letters, as many times as the deepest is steps from its cluster's first."""
    wanted = sorted(set(parents.values()) - set(parents))
    while wanted:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows = session.execute(select(LikenessRow.id, LikenessRow.parent).where(LikenessRow.id.in_(some)))
            parents.update((letter, parent) for letter, parent in rows)
        wanted = sorted({parents[letter] for letter in wanted} - set(parents))


def _climb(parents: Mapping[int, int], letter: int) -> int:
    while parents[letter] != letter:
        letter = parents[letter]
    return letter


def _keys(topic: str | None, topic2: str | None) -> Sequence[str]:
    if topic is None:
        return ()
    return (topic, f"{topic}{PAIR}{topic2}") if topic2 else (topic,)


def _most(names: Iterable[str]) -> str:
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name))
