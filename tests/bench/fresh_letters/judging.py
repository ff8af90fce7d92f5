"""Compare what the finders found in a letter with what it states, field by field."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from opencc import OpenCC

from extractors.fields.findings import find_all
from records import Letter
from tests.bench.fresh_letters.letters import FreshLetter
from vocab import Vocabulary

FIELDS = (
    "id_no", "phone", "other_phone", "letter_date", "date", "amount", "name", "place_code", "place", "address",
    "address_code", "demand", "title", "addressee", "sex", "age", "birth_date", "employer", "area", "signatory_count",
    "concerned_count", "accused", "accused_post", "accused_unit", "paper_no", "earlier_step",
)  # fmt: skip
NO_EXTRA = frozenset(
    {
        "place", "address", "address_code", "employer", "birth_date", "demand", "accused", "accused_post",
        "accused_unit", "earlier_step",
    }
)  # fmt: skip
"""Fields in which a letter may rightly yield more than its truth lists: what else is found does not count as wrong."""
COMPOSED = frozenset({"title"})
"""Fields that are composed where the letter states none."""
RECEIVED = date(2026, 11, 20)
OVERLAP = 0.5
"""Share of an expected demand's characters that must stand in one found demand, in one run."""


@dataclass(frozen=True)
class Miss:
    """An expected value that was not found, or a found one that nobody stated (`expected` is empty then)."""

    field: str
    letter: str
    expected: str
    found: tuple[str, ...]
    words: str


@dataclass
class Tally:
    """How many values of a field were expected, found exactly, and found though not stated."""

    expected: int = 0
    right: int = 0
    extra: int = 0
    misses: list[Miss] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share found exactly."""
        return self.right / self.expected if self.expected else 1.0


def plain(value: str) -> str:
    """A quoted value as it is compared: widths folded, no white space, one form for each bracket."""
    folded = "".join(unicodedata.normalize("NFKC", value).split())
    return folded.translate(str.maketrans("〔【[", "(((")).translate(str.maketrans("〕】]", ")))"))


_simple = OpenCC("t2s").convert


def overlaps(expected: str, found: str) -> bool:
    """Whether a found demand speaks of the expected one."""
    one, other = plain(expected), plain(found)
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return match.size >= OVERLAP * len(one)


def is_same(name: str, expected: str, found: str) -> bool:
    """Whether a found value is the expected one, by the field's own measure."""
    if name == "demand":
        return overlaps(expected, found)
    if name in ("amount", "area", "age", "signatory_count", "concerned_count"):
        return abs(float(expected) - float(found)) < (0.5 if name == "area" else 0.001)
    if name == "paper_no":
        return _simple(plain(expected)) == _simple(plain(found))
    if name == "accused_post":
        return plain(found).endswith(plain(expected))
    if name == "place":
        return plain(expected) in plain(found) or plain(found) in plain(expected)
    return plain(expected) == plain(found)


def find_values(letter: Letter, *, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The values found, by field, each once."""
    values: dict[str, list[str]] = defaultdict(list)
    for finding in find_all(letter, vocabulary=vocabulary, received=RECEIVED):
        if finding.value is not None and finding.value not in values[finding.field]:
            values[finding.field].append(finding.value)
    return values


def judge(fresh: FreshLetter, found: dict[str, list[str]], tallies: dict[str, Tally], *, text: str) -> None:
    """Count one letter's values into the tallies."""
    for name in FIELDS:
        tally = tallies.setdefault(name, Tally())
        expected, got = fresh.fields.get(name, ()), found.get(name, [])
        for value in expected:
            right = any(is_same(name, value, other) for other in got)
            tally.expected += 1
            tally.right += right
            if not right:
                tally.misses.append(Miss(name, fresh.seed, value, tuple(got), text))
        if name not in NO_EXTRA and (expected or name not in COMPOSED):
            for other in got:
                if not any(is_same(name, value, other) for value in expected):
                    tally.extra += 1
                    tally.misses.append(Miss(name, fresh.seed, "", (other,), text))


def list_misses(tally: Tally, *, most: int = 400) -> Iterable[str]:
    """The misses of a field as Markdown."""
    for miss in tally.misses[:most]:
        found = " | ".join(miss.found) or "(nothing)"
        yield f"\n### letter {miss.letter}: expected {miss.expected or '(nothing)'}, found {found}\n\n{_excerpt(miss)}"


def _excerpt(miss: Miss) -> str:
    wanted = miss.expected or (miss.found[0] if miss.found else "")
    lines = [line for line in miss.words.split("\n") if wanted and wanted[:6] in line]
    return "\n".join(lines) if lines else miss.words
