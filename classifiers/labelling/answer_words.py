"""From an answer as people write it to the answer that the office's tables know."""

from collections.abc import Mapping
from difflib import get_close_matches

from classifiers.learning.tasks import ANSWERS, PAIR_MARK, join_pair, part_pair
from vocab import Vocabulary

_WIDE_MARKS = str.maketrans({"／": PAIR_MARK, "\\": PAIR_MARK, ">": PAIR_MARK, "＞": PAIR_MARK, "—": PAIR_MARK})


class AnswerWords:
    """The answers of one task, found by code or by name, whatever the case and the white space."""

    def __init__(self, task: str, vocabulary: Vocabulary) -> None:
        self._task = task
        self._vocabulary = vocabulary
        self.allowed = ANSWERS[task](vocabulary)
        self._words = _words(task, self.allowed, vocabulary)

    def find(self, given: str) -> str | None:
        """The answer of these words, none when the tables have no such answer. A unit may be named by an old name."""
        plain = _plain(given)
        found = self._words.get(plain)
        if found is None and self._task == "unit":
            return self._find_old_unit(plain)
        return found

    def find_close(self, given: str) -> str:
        """The name that is spelled most like these words; empty when none is."""
        names = {word: answer for word, answer in self._words.items() if word}
        close = get_close_matches(_plain(given)[:40], names, n=1)
        return close[0] if close else ""

    def _find_old_unit(self, plain: str) -> str | None:
        for unit in self._vocabulary.units.values():
            if plain in map(_plain, (unit.code, unit.name, *unit.aliases, *unit.successor_of)):
                return self._vocabulary.current_unit(unit.code).code
        return None


def _words(task: str, allowed: tuple[str, ...], vocabulary: Vocabulary) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for answer in allowed:
        names = [answer, vocabulary.label(task, answer, "zh"), vocabulary.label(task, answer, "en")]
        if task == "unit":
            names += vocabulary.units[answer].aliases
        for name in names:
            found.setdefault(_plain(name), answer)
    if task == "topic2":
        # a second level that stands below one first level alone needs no first level beside it
        seconds = [part_pair(answer)[1] for answer in allowed]
        for answer, second in zip(allowed, seconds, strict=True):
            if seconds.count(second) == 1:
                found.setdefault(_plain(second), join_pair(part_pair(answer)))
    return found


def _plain(given: str) -> str:
    return "".join(given.translate(_WIDE_MARKS).split()).casefold()
