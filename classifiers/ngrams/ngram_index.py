"""Find the n-grams that a model knows in new letters."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.ngrams.counting import CodeTable, TokenRuns, bits_for, count_known, join_codes
from classifiers.ngrams.views import JOINT, PreparedLetter, View


class NgramIndex:
    """The n-grams of a view with the column of each."""

    def __init__(self, view: View, ngrams: Sequence[str]) -> None:
        """Number the tokens of the n-grams and lay the table."""
        self._view = view
        self._columns = len(ngrams)
        parts = ngrams if view.unit == "character" else [ngram.split(JOINT) for ngram in ngrams]
        alphabet = sorted(set(chain.from_iterable(parts)))
        self._tokens = {token: number for number, token in enumerate(alphabet, 1)}
        self._by_code_point = _number_code_points(alphabet) if view.unit == "character" else None
        self._bits = bits_for(len(alphabet), view.longest)
        rows = np.zeros((len(ngrams), view.longest), dtype=np.int32)
        for row, part in zip(rows, parts, strict=True):
            row[: len(part)] = [self._tokens[token] for token in part]
        self._table = CodeTable(join_codes(rows, bits=self._bits))

    def count(self, letters: Sequence[PreparedLetter]) -> sparse.csr_matrix:
        """How often each n-gram stands in each letter: shape (letters, n-grams), float32."""
        each = [letter.tokens(self._view) for letter in letters]
        starts = np.cumsum([0, *map(len, each)])
        runs = TokenRuns(self._number(each), starts)
        return count_known(runs, self._table, columns=self._columns, longest=self._view.longest, bits=self._bits)

    def _number(self, each: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        if self._by_code_point is None:
            known = self._tokens
            return np.array([known.get(token, 0) for token in chain.from_iterable(each)], dtype=np.int32)
        points = np.frombuffer("".join(map(str, each)).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        numbers: NDArray[np.int32] = self._by_code_point[np.minimum(points, len(self._by_code_point) - 1)]
        return numbers


def _number_code_points(alphabet: Sequence[str]) -> NDArray[np.int32]:
    """The number of each code point, 0 for those that no n-gram holds; the last stands for all that are higher."""
    points = np.array([ord(character) for character in alphabet], dtype=np.int64)
    numbers = np.zeros(int(points.max(initial=0)) + 2, dtype=np.int32)
    numbers[points] = np.arange(1, len(points) + 1)
    return numbers
