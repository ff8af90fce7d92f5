"""Cut many letters into characters and words and keep them as numbers: 4 bytes a token instead of an object each."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classifiers.ngrams.counting import TokenRuns
from classifiers.ngrams.segmenting import Segmenter
from classifiers.ngrams.views import JOINT, PreparedLetter, View, prepare_letter

BATCH = 2_000
"""Letters that are cut at one time."""
MANY = 20_000
"""From so many letters on further processes help; starting them takes a second or two."""

_segmenter: Segmenter


class Row(Protocol):
    """A letter as it came: `LabelledRow`, `TextRow`."""

    @property
    def title(self) -> str:
        """As written."""

    @property
    def text(self) -> str:
        """As written."""


@dataclass(frozen=True, eq=False)
class CutLetters:
    """Letters as runs of tokens; a character's token is its code point, a word's is its place in `vocabulary`.

    Of each letter the title comes first, and `title_characters` and `title_words` say how much of it that is.
    """

    characters: TokenRuns
    words: TokenRuns
    title_characters: NDArray[np.int32]
    title_words: NDArray[np.int32]
    vocabulary: tuple[str, ...]

    def runs(self, view: View) -> TokenRuns:
        """The tokens that a view's n-grams are made of."""
        runs = self.characters if view.unit == "character" else self.words
        if view.part == "letter":
            return runs
        return runs.heads(self.title_characters if view.unit == "character" else self.title_words)

    def texts(self) -> Iterator[str]:
        """The folded title and text of each letter, one behind the other."""
        tokens, starts = self.characters.tokens, self.characters.starts.tolist()
        for begin, end, title in zip(starts[:-1], starts[1:], self.title_characters.tolist(), strict=True):
            letter = tokens[begin:end].tobytes().decode("utf-32-le", "surrogatepass")
            yield letter[:title] + letter[title + len(JOINT) :]


def cut_letters(
    rows: Sequence[Row],
    *,
    segmenter: Segmenter,
    processes: int | None = None,
    on_cut: Callable[[int], None] | None = None,
) -> CutLetters:
    """Fold letters and cut them into words, each once; `on_cut` is told how many are done.

    From MANY letters on as many processes help as there are cores, or `processes`; the result is the same.
    """
    parts = (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))
    if processes is None:
        processes = len(os.sched_getaffinity(0)) if len(rows) >= MANY else 1
    if processes == 1:
        return _join((_number(_prepare(part, segmenter)) for part in parts), on_cut)
    # A new process, not a fork: one made inside a program with threads may stand still for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_keep_segmenter, initargs=(segmenter,)) as pool:
        pairs = [[(row.title, row.text) for row in part] for part in parts]
        return _join(pool.map(_cut, pairs), on_cut)


def gather_letters(letters: Iterable[PreparedLetter]) -> CutLetters:
    """The same from letters that are cut already."""
    waiting = iter(letters)
    return _join(map(_number, iter(lambda: list(islice(waiting, BATCH)), [])))


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some letters with words numbered among themselves; lengths by letter."""

    characters: bytes
    words: NDArray[np.int32]
    lengths: NDArray[np.int32]
    vocabulary: list[str]


def _keep_segmenter(segmenter: Segmenter) -> None:
    global _segmenter  # noqa: PLW0603 (one for the life of the process)
    _segmenter = segmenter


def _cut(pairs: Sequence[tuple[str, str]]) -> _Batch:
    return _number([prepare_letter(title, text, segmenter=_segmenter) for title, text in pairs])


def _prepare(rows: Sequence[Row], segmenter: Segmenter) -> list[PreparedLetter]:
    return [prepare_letter(row.title, row.text, segmenter=segmenter) for row in rows]


def _number(letters: Sequence[PreparedLetter]) -> _Batch:
    numbers: dict[str, int] = {}
    words = [numbers.setdefault(word, len(numbers)) for letter in letters for word in letter.words]
    lengths = [
        (len(letter.characters), len(letter.words), len(letter.title), len(letter.title_words)) for letter in letters
    ]
    characters = "".join(letter.characters for letter in letters).encode("utf-32-le", "surrogatepass")
    return _Batch(characters, np.array(words, dtype=np.int32), np.array(lengths, dtype=np.int32), list(numbers))


def _join(batches: Iterable[_Batch], on_cut: Callable[[int], None] | None = None) -> CutLetters:
    numbers: dict[str, int] = {}
    characters, words, lengths, done = [], [], [np.zeros((0, 4), dtype=np.int32)], 0
    for batch in batches:
        known = np.array([numbers.setdefault(word, len(numbers)) for word in batch.vocabulary], dtype=np.int32)
        characters.append(batch.characters)
        words.append(known[batch.words])
        lengths.append(batch.lengths)
        done += len(batch.lengths)
        if on_cut:
            on_cut(done)
    every = np.concatenate(lengths)
    return CutLetters(
        TokenRuns(np.frombuffer(b"".join(characters), dtype="<i4"), _starts(every[:, 0])),
        TokenRuns(np.concatenate([np.zeros(0, dtype=np.int32), *words]), _starts(every[:, 1])),
        every[:, 2],
        every[:, 3],
        tuple(numbers),
    )


def _starts(lengths: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
