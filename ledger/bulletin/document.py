"""A bulletin as paragraphs, tables and pictures: what every form of it is made from."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
Chart = Literal["topics", "units", "map"]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; of a row that is indented the first cell belongs below the row before. Numbers stand to the right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    indented: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset({0})
    """Columns that hold words, which stand to the left."""


@dataclass(frozen=True)
class Picture:
    """A chart: which one, its caption, and what it shows in words for who cannot see it."""

    chart: Chart
    caption: str
    alt: str


Block = Paragraph | Table | Picture


@dataclass(frozen=True)
class Section:
    """A section with its heading, numbered already."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole bulletin."""

    lang: Lang
    title: str
    subtitle: str
    sections: tuple[Section, ...]

    @property
    def charts(self) -> tuple[Picture, ...]:
        """Its pictures in order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Picture))
