"""Letters that are alike: what is kept to find them, how two of them agree, and the link between their cases.

Linked letters are shown, never merged.
"""

from typing import Literal

from pydantic import Field

from records.base import Record, Text
from records.letter import Span

LinkKind = Literal["same-letter", "same-person", "same-matter"]
LinkKey = Literal["id_no", "phone", "name-place", "paper_no"]


class Passage(Record):
    """Words that two letters share: where they stand in the one and in the other."""

    own: Span
    other: Span


class Signature(Record):
    """What finds a letter again among a million, without a word of it.

    `shingles` are hashes of some of the text's runs of four characters, the same ones in every copy of the text, and of
    the places and firms it names;
    `keys` are keyed hashes of the sender's numbers, of name and place, and of the numbers of earlier papers. All are
    below 2⁴⁷.
    """

    shingles: tuple[int, ...] = ()
    keys: tuple[tuple[LinkKey, int], ...] = ()
    secret_id: int = Field(default=0, description="tells under which secret the keys were made; below 2³¹")


class LetterFacts(Record):
    """Of a reading what tells whether two letters are alike."""

    text: Text
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    id_nos: tuple[str, ...] = ()
    place_codes: tuple[str, ...] = ()
    paper_nos: tuple[str, ...] = ()
    topic: str | None = Field(default=None, description="the best answer, whether or not it was sure")


class Likeness(Record):
    """How two letters agree; `own` in the passages is the first one's."""

    kind: LinkKind
    score: float = Field(ge=0, le=1)
    same_matter: bool
    keys: tuple[LinkKey, ...] = ()
    passages: tuple[Passage, ...] = ()


class Link(Record):
    """A letter like another: the other's case, in what way, how sure, and what agrees.

    `same-letter` is the same text sent again or to several offices, `same-person` the same sender on the same or
    another matter, `same-matter` the same matter by another hand. `keys` are the kinds of keys that agree; `score` is
    the share of agreeing text, or 1 where a key alone decides.
    """

    case_no: str
    kind: LinkKind
    score: float = Field(ge=0, le=1)
    same_matter: bool = Field(default=False, description="both letters are on one matter")
    earlier: bool = Field(default=False, description="the other letter came earlier")
    restricted: bool = Field(default=False, description="the other case is restricted; such a link is withheld")
    keys: tuple[LinkKey, ...] = ()
    passages: tuple[Passage, ...] = ()
