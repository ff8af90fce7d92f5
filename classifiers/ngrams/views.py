"""The views of a letter that the text models learn from, and a letter made ready for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from classifiers.ngrams.folding import fold_text
from classifiers.ngrams.segmenting import Segmenter

JOINT = " "
"""Between the characters of title and text, and between the words of an n-gram."""
BREAK = "|"
"""Between the words of title and text."""


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a letter."""

    name: str
    part: Literal["letter", "title"]
    unit: Literal["character", "word"]
    longest: int
    share: float


VIEWS = (
    View("letter-characters", "letter", "character", longest=3, share=1.0),
    View("letter-words", "letter", "word", longest=2, share=1.0),
    View("title-characters", "title", "character", longest=3, share=0.3),
    View("title-words", "title", "word", longest=1, share=0.3),
)


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter folded and cut into words."""

    title: str
    text: str
    title_words: tuple[str, ...]
    text_words: tuple[str, ...]

    @property
    def characters(self) -> str:
        """Title and text, of which the title comes first."""
        return f"{self.title}{JOINT}{self.text}"

    @property
    def words(self) -> tuple[str, ...]:
        """The words of title and text."""
        return (*self.title_words, BREAK, *self.text_words)

    def tokens(self, view: View) -> Sequence[str]:
        """What the view's n-grams are made of: characters or words."""
        if view.unit == "character":
            return self.title if view.part == "title" else self.characters
        return self.title_words if view.part == "title" else self.words


def prepare_letter(title: str, text: str, *, segmenter: Segmenter) -> PreparedLetter:
    """Fold title and text and cut them into words."""
    return prepare_folded(fold_text(title), fold_text(text), segmenter=segmenter)


def prepare_folded(title: str, text: str, *, segmenter: Segmenter) -> PreparedLetter:
    """Cut a folded title and a folded text into words."""
    return PreparedLetter(title, text, tuple(segmenter.segment(title)), tuple(segmenter.segment(text)))
