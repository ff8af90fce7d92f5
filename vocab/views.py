"""The vocabulary as it stands on a day: rows in force, and every unit and division that has ended led on."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from vocab.days import Dated, first_day, last_day
from vocab.division_tables import come_after
from vocab.successions import Successions
from vocab.tables import CueRule, Division, Topic, TopicUnit, Unit
from vocab.vocabulary import Vocabulary
from vocab.word_lists import UNIT_PHRASES, UNIT_QUESTIONS


@dataclass(frozen=True, eq=False)
class Timeline:
    """All rows of the dated tables, and the vocabulary as it stands at their end.

    `raw` is the vocabulary as written: nothing left out, nothing led on. Between two days on which something changes
    the vocabulary is one and the same value, so that what was made ready for it (patterns, dictionaries) serves every
    letter of that time.
    """

    topics: Sequence[Topic]
    topic_units: Sequence[TopicUnit]
    divisions: Sequence[Division]
    raw: Vocabulary
    end: Vocabulary | None = None

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days on which something begins, or is over for the first time."""
        return tuple(sorted(set(_turns([*self.topics, *self.topic_units, *self.divisions, *self.raw.units.values()]))))

    @cached_property
    def _views(self) -> dict[int, Vocabulary]:
        return {} if self.end is None else {len(self.turns): self.end}

    def on(self, day: date) -> Vocabulary:
        """The vocabulary of a day."""
        index = bisect_right(self.turns, day)
        if index not in self._views:
            view = settle(self, day)
            object.__setattr__(view, "timeline", self)
            self._views[index] = view
        return self._views[index]


def _turns(rows: Iterable[Dated]) -> Iterable[date]:
    for row in rows:
        if row.valid_from:
            yield first_day(row.valid_from)
        if row.valid_to and last_day(row.valid_to) < date.max:
            yield last_day(row.valid_to) + timedelta(days=1)


def settle(timeline: Timeline, day: date | None) -> Vocabulary:
    """Put together what is in force on a day; without one, at the end of the tables."""
    given = timeline.raw
    units = given.units
    chain = Successions(units)
    topics = tuple(topic for topic in timeline.topics if topic.in_force(day))
    pairs = {(topic.level1, topic.level2) for topic in topics}
    rows = [row for row in timeline.topic_units if row.in_force(day) and (row.level1, row.level2) in pairs]
    leads = _leads(rows)
    return replace(
        given,
        day=day,
        topics=topics,
        topic_units={(row.level1, row.level2): _settle_row(row, chain, leads, day) for row in rows},
        divisions=settle_divisions(timeline.divisions, day),
        cues=_settle_cues(given.cues, chain, leads, units, day),
        second_topics={pair: words for pair, words in given.second_topics.items() if pair in pairs},
        phrases=_settle_phrases(given.phrases, chain, day),
    )


def _leads(rows: Iterable[TopicUnit]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.level1, set()).add(row.lead)
    return {level1: frozenset(leads) for level1, leads in found.items()}


def order_by_topic(codes: Sequence[str], leads: Iterable[str]) -> tuple[str, ...]:
    """The successors of a unit, those first that lead other matters of the same top-level topic."""
    known = frozenset(leads)
    return tuple(sorted(codes, key=lambda code: code not in known))


def _settle_row(row: TopicUnit, chain: Successions, leads: Mapping[str, frozenset[str]], day: date | None) -> TopicUnit:
    """The row with units in being: the first successor of its lead leads, the others help."""
    lead, *others = order_by_topic(chain.current(row.lead, day), leads[row.level1])
    helpers = [code for old in row.co_units for code in chain.current(old, day)]
    co_units = tuple(code for code in dict.fromkeys((*others, *helpers)) if code != lead)
    return row if (lead, co_units) == (row.lead, row.co_units) else replace(row, lead=lead, co_units=co_units)


def _settle_cues(
    cues: Mapping[str, tuple[CueRule, ...]],
    chain: Successions,
    leads: Mapping[str, frozenset[str]],
    units: Mapping[str, Unit],
    day: date | None,
) -> Mapping[str, tuple[CueRule, ...]]:
    def led_on(rule: CueRule) -> CueRule:
        if rule.answer not in units or units[rule.answer].in_force(day):
            return rule
        known = {code for topic in rule.topics for code in leads.get(topic.split("/", 1)[0], ())}
        answer = order_by_topic(chain.current(rule.answer, day), known)[0]
        return rule if answer == rule.answer else replace(rule, answer=answer)

    return {
        question: tuple(map(led_on, rules)) if question in UNIT_QUESTIONS else rules for question, rules in cues.items()
    }


def _settle_phrases(
    phrases: Mapping[str, tuple[str, ...]], chain: Successions, day: date | None
) -> Mapping[str, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys(new for code in words for new in (code, *chain.current(code, day))))
        if name in UNIT_PHRASES
        else words
        for name, words in phrases.items()
    }


def settle_divisions(divisions: Sequence[Division], day: date | None) -> tuple[Division, ...]:
    """The divisions in force, each with the names and codes of those it came from among its own.

    A name that a division of today bears in the same county stays with it.
    """
    today = {key: row for row in divisions if row.in_force(day) for key in [row.code or row.name]}
    taken = {(row.parent_code, name) for row in today.values() for name in (row.name, *row.aliases)}
    for old in divisions:
        if not old.is_over(day):
            continue
        for new in come_after(old, divisions):
            key = new.code or new.name
            if key not in today:
                continue
            names = [name for name in (old.name, *old.aliases) if (old.parent_code, name) not in taken]
            row = today[key]
            today[key] = replace(
                row,
                aliases=tuple(dict.fromkeys((*row.aliases, *names))),
                old_codes=tuple(dict.fromkeys((*row.old_codes, *old.old_codes, old.code))),
            )
    return tuple(today.values())
