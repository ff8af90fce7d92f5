"""Find letters that are nearly the same: a model must not be asked about a letter whose copy it learned from.

Of the runs of four characters in a letter's folded text those with the smallest hashes are kept (a bottom-k sketch:
Broder, 1997, On the resemblance and containment of documents). Two letters that share half of them are near copies;
numbers do not count, for folding makes each a 0.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from classifiers.likeness.shingles import Hashes, hash_characters

SKETCH = 16
"""Hashes kept of a letter: enough to tell half from a quarter, and a million letters take 130 MB."""
FEWEST_SHARED = 3
LONGEST = 5_000
"""Characters that are looked at: a copy is known by its beginning."""


def sketch_text(folded: str) -> Hashes:
    """What a folded text is known by: its smallest hashes, ascending; none for fewer than four characters."""
    hashes = np.unique(hash_characters(folded[:LONGEST]))
    return hashes[:SKETCH]


def find_near_copies(sketches: Sequence[Hashes]) -> NDArray[np.intp]:
    """Pairs of letters that share half of the smaller sketch, by their places: shape (pairs, 2).

    Of letters that share a hash each is held against the next one alone, in their order: of a hundred copies each is
    in a pair, and time and memory stay linear.
    """
    sizes = np.array([len(sketch) for sketch in sketches], dtype=np.intp)
    if not sizes.sum():
        return np.zeros((0, 2), dtype=np.intp)
    owners = np.repeat(np.arange(len(sketches), dtype=np.intp), sizes)
    hashes = np.concatenate(list(sketches))
    order = np.lexsort((owners, hashes))
    hashes, owners = hashes[order], owners[order]
    same = hashes[1:] == hashes[:-1]
    pairs, shared = np.unique(owners[:-1][same] * len(sketches) + owners[1:][same], return_counts=True)
    first, second = np.divmod(pairs, len(sketches))
    smaller = np.minimum(sizes[first], sizes[second])
    alike = shared >= np.maximum(np.minimum(FEWEST_SHARED, smaller), (smaller + 1) // 2)
    return np.column_stack([first[alike], second[alike]])


def join_pairs(letters: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """The number of each letter's group, letters being in one group when a chain of pairs leads from one to the other.

    Groups are numbered by their first letter.
    """
    links = sparse.csr_matrix(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(letters, letters)
    )
    _, numbers = connected_components(links, directed=False)
    firsts, places = np.unique(numbers, return_index=True)
    rank = np.empty(len(firsts), dtype=np.intp)
    rank[np.argsort(places, kind="stable")] = np.arange(len(firsts))
    found: NDArray[np.intp] = rank[numbers]
    return found
