"""Part letters into those to learn from and those to be asked about, and the former into folds.

By time where enough letters have a day, for a model in service meets letters younger than its own; else by a hash, so
that a letter stays on its side when more letters come. Letters of one group are never on both sides. Nothing depends on
the order of the letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.grouping import Groups, Places
from classifiers.ngrams.features import LEAST_LETTERS

LEAST_SPLIT = 200
"""With fewer letters there is no test part: a fifth of them would tell nothing, and be missed in learning."""
TESTED = 0.2
DATED = 0.8
"""Share of letters that must have a day, to part them by time."""
LARGEST_GROUP = 0.05
"""A group with a larger share of the letters stays in the training part: it would be half of the test."""
LEAST_OF_LABEL = 2 * LEAST_LETTERS
"""A label with as many letters has some on both sides."""
LEAST_TESTED_OF_LABEL = 2
MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Split:
    """The places of the letters to learn from (`train`) and to be asked about (`test`), ascending.

    `by` says how they were parted, `since` the day from which on letters were asked about. Without a test part
    (`by="none"`) all letters are learned from.
    """

    train: Places
    test: Places
    by: Literal["day", "hash", "none"]
    since: date | None = None


def split_letters(letters: Sequence[LabelledRow], topics: Places, groups: Groups) -> Split:
    """Part letters four to one; `topics` is the number of each letter's label, counted from 0 without gaps."""
    everything = np.arange(len(letters), dtype=np.intp)
    if len(letters) < LEAST_SPLIT:
        return Split(everything, everything[:0], "none")
    days = [row.day for row in letters if row.day is not None]
    by_day = len(days) >= DATED * len(letters) and len(set(days)) > 1
    order = _order_by_day(letters, groups) if by_day else np.argsort(groups.keys, kind="stable")
    sizes = np.bincount(groups.numbers, minlength=groups.count)
    tested = np.zeros(groups.count, dtype=np.bool_)
    small = sizes[order] <= max(1.0, LARGEST_GROUP * len(letters))
    if by_day:
        before = np.cumsum(np.where(small, sizes[order], 0)) - np.where(small, sizes[order], 0)
        tested[order[small & (before < TESTED * len(letters))]] = True
    else:
        tested[order[small & (groups.keys[order] < np.uint64(int(TESTED * 2**64)))]] = True
    _mend_labels(tested, order, topics, groups)
    test = np.flatnonzero(tested[groups.numbers])
    if len(np.unique(topics[test])) < 2:
        return Split(everything, everything[:0], "none")
    train = np.flatnonzero(~tested[groups.numbers])
    tested_days = (letters[place].day for place in test.tolist())
    since = min((day for day in tested_days if day), default=None) if by_day else None
    return Split(train, test, "day" if by_day else "hash", since)


def make_folds(topics: Places, groups: Places, keys: NDArray[np.uint64], count: int, *, seed: int) -> Places:
    """The fold of each letter, from 0 to `count` - 1: groups whole, each label spread as evenly as groups allow.

    `groups` numbers the group of each letter, `keys` orders the groups; another seed orders them otherwise.
    """
    folds = np.zeros(len(topics), dtype=np.intp)
    labels = int(topics.max()) + 1
    filled = np.zeros((count, labels), dtype=np.int64)
    present, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    mixed = (keys[present] ^ np.uint64(seed % 2**63)) * MIX
    several = np.flatnonzero(sizes > 1)
    shared = np.flatnonzero(sizes[inverse] > 1)
    shared = shared[np.argsort(inverse[shared], kind="stable")]
    members = dict(zip(several.tolist(), np.split(shared, np.cumsum(sizes[several])[:-1]), strict=False))
    total = np.bincount(topics, minlength=labels)
    for group in several[np.lexsort((mixed[several], -sizes[several]))].tolist():
        held = np.bincount(topics[members[group]], minlength=labels)
        share = ((filled + held) * held / total.clip(1)).sum(axis=1)
        fold = int(np.lexsort((filled.sum(axis=1), share))[0])
        filled[fold] += held
        folds[members[group]] = fold
    single = np.flatnonzero(sizes[inverse] == 1)
    single = single[np.argsort(mixed[inverse[single]], kind="stable")]
    for label in range(labels):
        places = single[topics[single] == label]
        levels = (filled[:, label][:, None] + np.arange(len(places))[None, :]).T.ravel()
        folds[places] = (np.argsort(levels, kind="stable") % count)[: len(places)]
    return folds


def _order_by_day(letters: Sequence[LabelledRow], groups: Groups) -> Places:
    """The groups from the latest on, by the day of their latest letter; those without a day last."""
    latest = np.zeros(groups.count, dtype=np.int64)
    days = np.array([row.day.toordinal() if row.day else 0 for row in letters], dtype=np.int64)
    np.maximum.at(latest, groups.numbers, days)
    return np.lexsort((groups.keys, -latest)).astype(np.intp)


def _mend_labels(tested: NDArray[np.bool_], order: Places, topics: Places, groups: Groups) -> None:
    """Move whole groups until every label with enough letters has some on both sides, as far as groups allow.

    Into the test part the groups that stand first in the order go first, out of it those that stand last.
    """
    labels = int(topics.max()) + 1
    total = np.bincount(topics, minlength=labels)
    test = np.bincount(topics[tested[groups.numbers]], minlength=labels)
    least = np.minimum(LEAST_TESTED_OF_LABEL, total // LEAST_OF_LABEL)
    for label in np.flatnonzero((test < least) | (total - test < LEAST_LETTERS)).tolist():
        having = order[np.isin(order, groups.numbers[topics == label])].tolist()
        for group in having:
            if test[label] >= least[label]:
                break
            held = np.bincount(topics[groups.numbers == group], minlength=labels)
            if not tested[group] and ((total - test - held)[held > 0] >= LEAST_LETTERS).all():
                tested[group] = True
                test = test + held
        for group in reversed(having):
            if total[label] - test[label] >= LEAST_LETTERS:
                break
            if tested[group]:
                tested[group] = False
                test = test - np.bincount(topics[groups.numbers == group], minlength=labels)
