"""What can be learned from labelled letters, and which answers the office's tables allow."""

from collections.abc import Callable, Mapping

from vocab import Vocabulary

PAIR_MARK = "/"
"""Between the first and the second level where an answer is a pair of both."""
CLASSES = ("appeal", "suggestion", "accusation", "other")
"""Classes of a matter (Regulation on Petition Work (2022), art. 29 to 31); `other` for letters of thanks."""
PURPOSES = ("redress", "relief", "accusation", "suggestion", "other")
"""Purposes (目的): 申诉, 求决, 揭发控告, 意见建议, 其他."""


def join_pair(pair: tuple[str, str]) -> str:
    """A first and a second level as one answer."""
    return PAIR_MARK.join(pair)


def part_pair(answer: str) -> tuple[str, str]:
    """The first and the second level of such an answer."""
    level1, _, level2 = answer.partition(PAIR_MARK)
    return level1, level2


def list_pairs(vocabulary: Vocabulary) -> tuple[str, ...]:
    """All pairs of first and second level that have a unit."""
    return tuple(map(join_pair, vocabulary.topic_units))


def list_units(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The codes of all units in being."""
    return tuple(vocabulary.units_in_being)


ANSWERS: Mapping[str, Callable[[Vocabulary], tuple[str, ...]]] = {
    "topic": lambda vocabulary: tuple(vocabulary.level1),
    "topic2": list_pairs,
    "matter_class": lambda _: CLASSES,
    "purpose": lambda _: PURPOSES,
    "unit": list_units,
}
"""The answers of each learned task: `topic2` is a pair with a `/` between, `unit` a code, the others as in a case."""

LEARNED_TASKS = tuple(ANSWERS)
