"""What this program's engine misreads, counted, and noisy copies of a text drawn from those counts."""

import csv
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from tests.measuring import plain

COLUMNS = ("kind", "written", "read", "count")
"""`written` is empty for a character that was read where none stands, `read` for one that was lost."""


@dataclass(frozen=True)
class Misreadings:
    """How often what was read as what. Characters and counts, no words."""

    counts: Counter[tuple[str, str]]

    @cached_property
    def _substitutes(self) -> dict[str, tuple[list[str], list[int]]]:
        found: dict[str, tuple[list[str], list[int]]] = {}
        for (written, read), count in sorted(self.counts.items()):
            if written and read:
                others, counts = found.setdefault(written, ([], []))
                others.append(read)
                counts.append(count)
        return found

    @cached_property
    def _ways(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        ways = Counter[str]()
        for (written, read), count in self.counts.items():
            ways["substitute" if written and read else "lose" if written else "insert"] += count
        return tuple(sorted(ways)), tuple(ways[way] for way in sorted(ways))

    @cached_property
    def _strange(self) -> tuple[list[str], list[int]]:
        """What is read where something else stands: for characters that the table does not know."""
        told = Counter[str]()
        for (_, read), count in self.counts.items():
            if read:
                told[read] += count
        return sorted(told), [told[read] for read in sorted(told)]

    def misread(self, text: str, *, rate: float, seed: object) -> str:
        """A copy of a text in which about `rate` of the characters are misread; the same seed gives the same copy."""
        chance = random.Random(f"{seed}")
        return "".join(self._misread_one(character, rate, chance) for character in text)

    def _misread_one(self, character: str, rate: float, chance: random.Random) -> str:
        if character.isspace() or chance.random() >= rate:
            return character
        ways, shares = self._ways
        way = chance.choices(ways, shares)[0]
        if way == "lose":
            return ""
        strange, strange_counts = self._strange
        if way == "insert":
            return character + chance.choices(strange, strange_counts)[0]
        others, counts = self._substitutes.get(character, (strange, strange_counts))
        return chance.choices(others, counts)[0]


def count_misreadings(pairs: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """What was read as what, over pairs of a written and a read text; white space and forms of marks do not count."""
    counts: Counter[tuple[str, str]] = Counter()
    for written, read in pairs:
        truth, said = plain(written), plain(read)
        for edit in Levenshtein.editops(truth, said):
            before = truth[edit.src_pos] if edit.tag != "insert" else ""
            after = said[edit.dest_pos] if edit.tag != "delete" else ""
            counts[before, after] += 1
    return counts


def write_table(path: Path, counts: Mapping[str, Counter[tuple[str, str]]]) -> None:
    """The counts of each kind of page."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for kind, told in counts.items():
            order = sorted(told, key=lambda pair: (-told[pair], pair))
            writer.writerows((kind, *pair, told[pair]) for pair in order)
