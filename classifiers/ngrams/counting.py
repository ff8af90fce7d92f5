"""Count the n-grams of many letters exactly, in bounded memory and without a Python object for each.

A letter is a run of tokens, characters or words, each a small number. An n-gram is one number too: its tokens'
numbers side by side in 64 bits, the first highest, so that n-grams of characters sort as their strings do. Counting
is then sorting. Of all n-grams no more than PART stand in memory at one time: they are parted by their number, and
the letters are gone through once for each part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Codes = NDArray[np.uint64]

CODE_BITS = 64
BATCH = 400_000
"""Tokens of a batch of letters."""
ENTRIES = 4_000_000
"""Entries of a sparse matrix that are worked on at one time."""
PART = 24_000_000
"""N-grams, told once for each place where they stand, that are sorted at one time: 8 bytes each, twice."""
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 by the golden ratio: multiplying by it spreads neighbouring numbers (Knuth, The Art of Computer Programming
3, 6.4)."""


@dataclass(frozen=True, eq=False)
class TokenRuns:
    """Tokens of letters one after the other: letter n has `tokens[starts[n]:starts[n + 1]]`."""

    tokens: NDArray[np.int32]
    starts: Ints

    @property
    def letters(self) -> int:
        """How many letters there are."""
        return len(self.starts) - 1

    def batches(self, size: int = BATCH) -> Iterator[tuple[int, "TokenRuns"]]:
        """Yield the letters in batches of about `size` tokens, each with the number of its first letter."""
        for first, last in cut_batches(self.starts, size):
            begin, end = self.starts[first], self.starts[last]
            yield first, TokenRuns(self.tokens[begin:end], self.starts[first : last + 1] - begin)

    def heads(self, lengths: NDArray[np.integer]) -> "TokenRuns":
        """The first tokens of each letter, as many as `lengths` says."""
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        places = np.arange(starts[-1]) + np.repeat(self.starts[:-1] - starts[:-1], lengths)
        return TokenRuns(self.tokens[places], starts)

    def renumber(self, numbers: NDArray[np.int32]) -> "TokenRuns":
        """The same letters with token t as `numbers[t]`."""
        return TokenRuns(numbers[self.tokens], self.starts)


class CodeTable:
    """Where each of some n-grams stands, by open addressing: some ten nanoseconds a look-up, a batch at a time."""

    def __init__(self, codes: Codes) -> None:
        """Lay the table for distinct n-grams, none of them 0."""
        self._shift = np.uint64(CODE_BITS - max(4, (2 * len(codes)).bit_length()))
        self._mask = (1 << (CODE_BITS - int(self._shift))) - 1
        self._places = np.full(self._mask + 1, -1, dtype=np.int32)
        self._codes = np.zeros(self._mask + 1, dtype=np.uint64)
        waiting, slots = np.arange(len(codes), dtype=np.int32), self._slots(codes)
        while len(waiting):
            free = self._places[slots] < 0
            self._places[slots[free]] = waiting[free]
            lost = self._places[slots] != waiting
            waiting, slots = waiting[lost], (slots[lost] + 1) & self._mask
        taken = self._places >= 0
        self._codes[taken] = codes[self._places[taken]]

    def find(self, codes: Codes) -> NDArray[np.int32]:
        """The place of each n-gram, -1 for one that is not in the table."""
        slots = self._slots(codes)
        places = self._places[slots]
        waiting = np.flatnonzero((self._codes[slots] != codes) & (places >= 0))
        slots = slots[waiting]
        while len(waiting):
            slots = (slots + 1) & self._mask
            places[waiting] = self._places[slots]
            on = (self._codes[slots] != codes[waiting]) & (places[waiting] >= 0)
            waiting, slots = waiting[on], slots[on]
        return places

    def _slots(self, codes: Codes) -> Ints:
        return ((codes * _SPREAD) >> self._shift).astype(np.int64)


def bits_for(tokens: int, longest: int) -> int:
    """How many bits a token takes where numbers from 1 to `tokens` are used.

    Raises:
        ValueError: an n-gram of so many tokens would not fit 64 bits.
    """
    bits = max(1, tokens.bit_length())
    if bits * longest > CODE_BITS:
        message = f"{longest} tokens of {bits} bits do not fit {CODE_BITS}"
        raise ValueError(message)
    return bits


def code_ngrams(runs: TokenRuns, *, longest: int, bits: int) -> Iterator[tuple[Codes, Ints]]:
    """Yield the n-grams of 1 to `longest` tokens, and the letter of each; none over a token 0."""
    owners = np.repeat(np.arange(runs.letters), np.diff(runs.starts))
    tokens = runs.tokens.astype(np.uint64)
    places = np.flatnonzero(tokens)
    codes = tokens[places] << np.uint64(bits * (longest - 1))
    yield codes, owners[places]
    ends = runs.starts[1:][owners]
    for length in range(2, longest + 1):
        last = places + (length - 1)
        fits = last < ends[places]
        places, last, codes = places[fits], last[fits], codes[fits]
        known = tokens[last] > 0
        places, last, codes = places[known], last[known], codes[known]
        codes = codes | (tokens[last] << np.uint64(bits * (longest - length)))
        yield codes, owners[places]


def split_codes(codes: Codes, *, longest: int, bits: int) -> NDArray[np.int32]:
    """The tokens of n-grams, 0 behind the last: shape (n-grams, longest)."""
    shifts = np.array([bits * (longest - length) for length in range(1, longest + 1)], dtype=np.uint64)
    return ((codes[:, None] >> shifts) & np.uint64((1 << bits) - 1)).astype(np.int32)


def join_codes(tokens: NDArray[np.int32], *, bits: int) -> Codes:
    """The n-grams of rows of tokens, the way back from `split_codes`."""
    longest = tokens.shape[1]
    codes = np.zeros(len(tokens), dtype=np.uint64)
    for column in range(longest):
        codes |= tokens[:, column].astype(np.uint64) << np.uint64(bits * (longest - 1 - column))
    return codes


def number_common_tokens(runs: TokenRuns, *, least: int) -> NDArray[np.int32]:
    """A new number from 1 for each token that stands `least` times, 0 for the others: no n-gram with one is common."""
    times = np.zeros(int(runs.tokens.max(initial=0)) + 1, dtype=np.int64)
    for _, batch in runs.batches():
        times += np.bincount(batch.tokens, minlength=len(times))
    numbers = np.zeros(len(times), dtype=np.int32)
    common = np.flatnonzero(times >= least)
    numbers[common] = np.arange(1, len(common) + 1)
    return numbers


def find_common_ngrams(runs: TokenRuns, *, longest: int, bits: int, least: int) -> tuple[Codes, int]:
    """The n-grams that stand at `least` places, in order, and how many places they have together."""
    parts = max(1, -(-len(runs.tokens) * longest // PART))
    common = [np.zeros(0, dtype=np.uint64)]
    places = 0
    for part in range(parts):
        met = [np.zeros(0, dtype=np.uint64)]
        for _, batch in runs.batches():
            for codes, _ in code_ngrams(batch, longest=longest, bits=bits):
                met.append(codes if parts == 1 else codes[_spread(codes) % np.uint64(parts) == part])
        every = np.concatenate(met)
        met.clear()
        every.sort()
        begins, times = measure_runs(every)
        kept = times >= least
        common.append(every[begins[kept]])
        places += int(times[kept].sum())
    return np.sort(np.concatenate(common)), places


def count_codes(
    runs: TokenRuns, table: CodeTable, *, columns: int, longest: int, bits: int, places: int
) -> sparse.csr_matrix:
    """How often each n-gram of the table stands in each letter: shape (letters, columns), columns of a row in order.

    `places` is at least how many there are; of the room for as many only what is filled is ever used. The counts are
    whole numbers of the smallest type that holds them.
    """
    indices = np.empty(places, dtype=np.int32)
    counts = np.empty(places, dtype=np.uint8)
    starts = np.zeros(runs.letters + 1, dtype=np.int64)
    filled = 0
    for first, batch in runs.batches():
        keys = _place_ngrams(batch, table, columns=columns, longest=longest, bits=bits)
        keys.sort()
        begins, times = measure_runs(keys)
        if times.max(initial=0) > np.iinfo(counts.dtype).max:
            counts = counts.astype(np.int32)
        rows, indices[filled : filled + len(begins)] = np.divmod(keys[begins], columns) if columns else (keys, keys)
        counts[filled : filled + len(begins)] = times
        starts[first + 1 : first + 1 + batch.letters] = np.bincount(rows, minlength=batch.letters)
        filled += len(begins)
    indptr = np.cumsum(starts)
    if filled <= np.iinfo(np.int32).max:
        indptr = indptr.astype(np.int32)
    return sparse.csr_matrix((counts[:filled], indices[:filled], indptr), shape=(runs.letters, columns), copy=False)


def count_known(runs: TokenRuns, table: CodeTable, *, columns: int, longest: int, bits: int) -> sparse.csr_matrix:
    """The same for few letters at once, as float32: what a model asks of new letters."""
    keys = _place_ngrams(runs, table, columns=columns, longest=longest, bits=bits)
    keys.sort()
    begins, times = measure_runs(keys)
    rows, indices = np.divmod(keys[begins], max(columns, 1))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=runs.letters))])
    parts = times.astype(np.float32), indices.astype(np.int32), indptr.astype(np.int32)
    return sparse.csr_matrix(parts, shape=(runs.letters, columns))


def measure_runs(ordered: NDArray[np.generic]) -> tuple[Ints, Ints]:
    """Where each run of equal values begins, and how long it is."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return begins, np.diff(begins, append=len(ordered))


def count_letters_of(counts: sparse.csr_matrix) -> Ints:
    """In how many letters each column stands."""
    letters = np.zeros(counts.shape[1], dtype=np.int64)
    for begin in range(0, len(counts.indices), ENTRIES):
        letters += np.bincount(counts.indices[begin : begin + ENTRIES], minlength=len(letters))
    return letters


def count_repeats_of(counts: sparse.csr_matrix, letters: NDArray[np.intp], writers: NDArray[np.intp]) -> Ints:
    """For each column how many of some letters have it whose writer has another letter with it before them.

    `letters` are rows of the counts, `writers` has the writer of each of them.
    """
    order = np.argsort(writers, kind="stable")
    _, lengths = measure_runs(writers[order])
    several = lengths > 1
    shared = counts[letters[order[np.repeat(several, lengths)]]]
    starts = shared.indptr[np.concatenate([[0], np.cumsum(lengths[several])])]
    repeats = np.zeros(counts.shape[1], dtype=np.int64)
    for first, last in cut_batches(starts, ENTRIES):
        columns = shared.indices[starts[first] : starts[last]]
        owners = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
        once = np.unique(owners * counts.shape[1] + columns) % counts.shape[1]
        repeats += np.bincount(columns, minlength=len(repeats)) - np.bincount(once, minlength=len(repeats))
    return repeats


def keep_columns(counts: sparse.csr_matrix, kept: Ints) -> sparse.csr_matrix:
    """Some columns alone, in their order."""
    numbers = np.full(counts.shape[1], -1, dtype=np.int32)
    numbers[kept] = np.arange(len(kept), dtype=np.int32)
    indices, data = np.empty_like(counts.indices), np.empty_like(counts.data)
    indptr = np.zeros_like(counts.indptr)
    filled = 0
    for first, last in cut_batches(counts.indptr, ENTRIES):
        begin, end = counts.indptr[first], counts.indptr[last]
        renumbered = numbers[counts.indices[begin:end]]
        stay = renumbered >= 0
        ends = np.cumsum(stay)
        count = int(ends[-1]) if len(ends) else 0
        indices[filled : filled + count] = renumbered[stay]
        data[filled : filled + count] = counts.data[begin:end][stay]
        before = np.concatenate([[0], ends])[counts.indptr[first + 1 : last + 1] - begin]
        indptr[first + 1 : last + 1] = filled + before
        filled += count
    return sparse.csr_matrix((data[:filled], indices[:filled], indptr), shape=(counts.shape[0], len(kept)), copy=False)


def cut_batches(starts: NDArray[np.integer], size: int) -> Iterator[tuple[int, int]]:
    """Yield the first row and the one behind the last of batches of about `size` entries.

    Row n has the entries from `starts[n]` up to `starts[n + 1]`; one that is longer is a batch by itself.
    """
    first, rows = 0, len(starts) - 1
    while first < rows:
        last = int(np.searchsorted(starts, starts[first] + size, side="right")) - 1
        last = min(max(last, first + 1), rows)
        yield first, last
        first = last


def _place_ngrams(runs: TokenRuns, table: CodeTable, *, columns: int, longest: int, bits: int) -> Ints:
    """The number of each cell (letter, column) at which an n-gram of the table stands, once for each time."""
    found = []
    for codes, letters in code_ngrams(runs, longest=longest, bits=bits):
        places = table.find(codes)
        known = places >= 0
        found.append(letters[known] * columns + places[known])
    return np.concatenate(found)


def _spread(codes: Codes) -> Codes:
    return (codes * _SPREAD) >> np.uint64(40)
