"""The rows of the vocabulary's tables: small frozen values, each field named as its column."""

from dataclasses import dataclass
from typing import Literal

from vocab.days import Dated

Channel = Literal["administrative", "discipline", "litigation"]
DivisionLevel = Literal["city", "county", "zone", "township"]
CodeKind = Literal["doubt", "letter-error", "setup-error", "refusal"]
Scope = Literal["anywhere", "title", "opening", "addressee", "closing"]
Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Topic(Dated):
    """A leaf of the topic tree; `level3` is empty where the tree has only two levels."""

    level1: str
    level2: str
    level3: str
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Unit(Dated):
    """An authority that letters are passed to, or a kind of local authority (SDZF, XZJD, GWH).

    `parent` is the unit it belongs to. `successor_of` are units whose tasks it took over: codes or names of rows that
    have ended, or names that no row has. `valid_from` and `valid_to` say when it was in being, where known.
    """

    code: str
    name: str
    kind: str
    duties: str
    aliases: tuple[str, ...]
    parent: str | None
    successor_of: tuple[str, ...]
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class TopicUnit(Dated):
    """Which unit leads a matter of a second-level topic, which may help, and on which channel it goes.

    In a vocabulary every unit named is one in being; the row as written may name one that has ended.
    """

    level1: str
    level2: str
    lead: str
    co_units: tuple[str, ...]
    channel: Channel
    note: str
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class Division(Dated):
    """An administrative division (GB/T 2260, GB/T 10114) or a zone.

    A zone has no code of its own; `covers` are the townships it looks after. `aliases` holds short names and, in a
    vocabulary, the names of the divisions it came from; `old_codes` are their codes.
    """

    code: str
    name: str
    level: DivisionLevel
    parent_code: str
    aliases: tuple[str, ...]
    old_codes: tuple[str, ...]
    covers: tuple[str, ...]
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def certain_code(self) -> str | None:
        """The code that is certain: its own, or that of the only township a zone covers."""
        if self.code:
            return self.code
        return self.covers[0] if len(self.covers) == 1 else None


@dataclass(frozen=True, slots=True)
class Term:
    """A word that jieba must keep whole, with its frequency and its tag."""

    word: str
    freq: int
    tag: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an enumeration's value or of a field; `code` is empty for the field itself."""

    question: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Code:
    """A doubt or an error: what people read and what they can do about it."""

    code: str
    kind: CodeKind
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str

    def text(self, lang: Lang = "zh") -> str:
        """The sentence in a language."""
        return self.zh if lang == "zh" else self.en

    def remedy(self, lang: Lang = "zh") -> str:
        """What to do, in a language."""
        return self.remedy_zh if lang == "zh" else self.remedy_en


@dataclass(frozen=True, slots=True)
class CueRule:
    """Words that speak for an answer.

    `words` are matched as they stand, `patterns` are regular expressions. A hit inside, or touching, one of
    the wordings of `unless` does not count. `scope` limits where a hit may stand; `topics` limits the rule to
    letters of those topics (level 1, or level 1/level 2). A hit after a negation does not count when `negatable`.
    """

    name: str
    answer: str
    weight: float
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    scope: Scope = "anywhere"
    topics: tuple[str, ...] = ()
    negatable: bool = True


@dataclass(frozen=True, slots=True)
class SecondTopicCues:
    """The words of one second-level topic: a `strong` one nearly decides alone, a `plain` one helps."""

    level1: str
    level2: str
    strong: tuple[str, ...]
    plain: tuple[str, ...]
