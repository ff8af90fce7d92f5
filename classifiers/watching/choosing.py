"""Which letters to label next: those that teach most, or that measure best, for the labour of one look."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal, get_args

from classifiers.learning.answers import Answered
from classifiers.reporting.intervals import measure_share

Way = Literal["unsure", "clusters", "classes", "blind"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)
MIXED: Final[tuple[tuple[Way, int], ...]] = (("classes", 4), ("blind", 4), ("unsure", 2))
"""Without a way named: a quarter by classes, a quarter blind, half unsure. What one cannot fill goes to the unsure."""
LEAST_CLUSTER: Final = 2


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A letter without a label for the task, as the machine sees it.

    `answer` is the best answer, empty when there is none; `score` is its score and `margin` how far the second best
    lies below. `cluster` is shared by like letters; `cluster_labelled` says that one of them has a label.
    """

    case_no: str
    answer: str
    score: float
    margin: float
    cluster: int | None = None
    cluster_labelled: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What held-out letters tell of an answer: how often it was said, and how often that was right."""

    said: int = 0
    right: int = 0

    @property
    def width(self) -> float:
        """The width of the interval around its precision."""
        return measure_share(self.right, self.said).width


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter to be labelled, and the way in which it was chosen."""

    letter: Unlabelled
    way: Way


def count_known(held_out: Iterable[Answered]) -> dict[str, Known]:
    """What held-out letters tell of each answer that was said of them or that they have."""
    said, right = defaultdict[str, int](int), defaultdict[str, int](int)
    for letter in held_out:
        said[letter.said] += 1
        right[letter.said] += letter.is_right
        said[letter.label] += 0
    return {answer: Known(said[answer], right[answer]) for answer in said}


def choose_letters(
    letters: Iterable[Unlabelled], way: Way | None, *, count: int, known: Mapping[str, Known], seed: int
) -> list[Choice]:
    """So many letters in one way, or in the mixture of all when none is named; fewer when there are not so many."""
    left = sorted(letters, key=lambda letter: _shuffle(letter, seed))
    ways: Mapping[Way, Callable[[Sequence[Unlabelled], int], list[Unlabelled]]] = {
        "unsure": choose_unsure,
        "clusters": choose_clusters,
        "classes": lambda some, at_most: choose_classes(some, at_most, known),
        "blind": lambda some, at_most: list(some[:at_most]),
    }
    if way is not None:
        return [Choice(letter, way) for letter in ways[way](left, count)]
    chosen: list[Choice] = []
    for one, part in (*MIXED, ("unsure", 1)):
        wanted = min(count - len(chosen), max(1, count // part))
        taken = ways[one](left, wanted) if wanted > 0 else []
        chosen += [Choice(letter, one) for letter in taken]
        gone = {letter.case_no for letter in taken}
        left = [letter for letter in left if letter.case_no not in gone]
    return chosen


def choose_unsure(letters: Sequence[Unlabelled], count: int) -> list[Unlabelled]:
    """The letters whose best two answers lie closest, in turn over the best answers, so that not all are alike.

    Margin sampling (Scheffer and others, 2001). Of like letters one is taken, as long as there are others.
    """
    by_answer = defaultdict[str, list[Unlabelled]](list)
    for letter in sorted(letters, key=lambda letter: letter.margin):
        by_answer[letter.answer].append(letter)
    queues = sorted(by_answer.values(), key=lambda queue: queue[0].margin)
    return _spread(_in_turn(queues), count)


def choose_clusters(letters: Sequence[Unlabelled], count: int) -> list[Unlabelled]:
    """One letter of each cluster in which none has a label, the largest first: a label there speaks for many."""
    clusters = defaultdict[int, list[Unlabelled]](list)
    for letter in letters:
        if letter.cluster is not None and not letter.cluster_labelled:
            clusters[letter.cluster].append(letter)
    ranked = sorted((some for some in clusters.values() if len(some) >= LEAST_CLUSTER), key=len, reverse=True)
    return [some[0] for some in ranked[:count]]


def choose_classes(letters: Sequence[Unlabelled], count: int, known: Mapping[str, Known]) -> list[Unlabelled]:
    """Letters that the machine puts into the classes of which least is known, drawn evenly within each class.

    Each next letter goes to the class whose interval is the widest, counting that it shrinks with the root of the
    letters that it rests on.
    """
    queues = defaultdict[str, list[Unlabelled]](list)
    for letter in letters:
        if letter.answer:
            queues[letter.answer].append(letter)
    taken = dict.fromkeys(queues, 0)

    def width(answer: str) -> float:
        facts = known.get(answer, Known())
        rests_on = max(1, facts.said)
        return facts.width * sqrt(rests_on / (rests_on + taken[answer]))

    chosen: list[Unlabelled] = []
    while len(chosen) < count and (open_ := [answer for answer, queue in queues.items() if taken[answer] < len(queue)]):
        widest = max(open_, key=lambda answer: (width(answer), answer))
        chosen.append(queues[widest][taken[widest]])
        taken[widest] += 1
    return chosen


def _in_turn(queues: Iterable[Sequence[Unlabelled]]) -> list[Unlabelled]:
    """The first of each queue, then the second of each, and so on."""
    found = [(place, number, letter) for number, queue in enumerate(queues) for place, letter in enumerate(queue)]
    return [letter for _, _, letter in sorted(found, key=lambda item: item[:2])]


def _spread(letters: Sequence[Unlabelled], count: int) -> list[Unlabelled]:
    """The first letters, those of a cluster that is represented already only after all others."""
    seen: set[int] = set()
    first: list[Unlabelled] = []
    later: list[Unlabelled] = []
    for letter in letters:
        known = letter.cluster is not None and (letter.cluster in seen or letter.cluster_labelled)
        (later if known else first).append(letter)
        if letter.cluster is not None:
            seen.add(letter.cluster)
    return [*first, *later][:count]


def _shuffle(letter: Unlabelled, seed: int) -> str:
    """A place in a random order that the seed alone decides, whatever other letters there are."""
    return hashlib.sha256(f"{seed} {letter.case_no}".encode()).hexdigest()
