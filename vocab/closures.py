"""Which units a letter that accuses must never reach: the accused closure (Regulation on Petition Work, art. 30)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from records import Candidate
from vocab.tables import Unit
from vocab.vocabulary import Vocabulary

PLACE, TOWNSHIP, ZONE, SUPERVISION = "place", "township", "zone", "supervision"
"""Kinds of units. The first three are kinds of local authority: one code stands for many bodies."""
NET_RULE = "accused.net"
"""The rule of a finding `accused_unit` that tells what a letter was kept away from, whether or not it accuses."""
LOCAL = frozenset({PLACE, ZONE})
COUNTY, CITY_END, DIVISION_DIGITS = "county", "00", 6
"""The level of a county. A division code of four digits and two zeros is a city's; any other lies below one."""
COUNTY_KINDS = frozenset(["party", "government", "supervision", "institution", "mass", TOWNSHIP])
"""Kinds whose bodies in the counties stand under a county or a zone, whatever the table's column `parent` says.

The table has one code for a city's bureau and those of its counties, so a letter against one may mean the other.
"""


@dataclass(frozen=True)
class Closure:
    """The units that an accusing letter keeps away from.

    `barred` are never answer, candidate or co-unit; `to_confirm` are those above them: a person may choose one,
    by name and on purpose. `organs` are the discipline organs left, which alone may be named while nobody knows
    whose unit would be named otherwise. `counties` is true when county governments are among the barred, `unclear`
    when the letter accuses and nobody has said or found whose unit it is.
    """

    barred: frozenset[str] = frozenset()
    to_confirm: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    counties: bool = False
    unclear: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether no unit was made out."""
        return not self.barred and not self.to_confirm

    def is_looser_than(self, before: "Closure") -> bool:
        """Whether a unit that was kept away from no longer is."""
        return not (self.barred | self.to_confirm) >= (before.barred | before.to_confirm)

    def sift(
        self, answer: str | None, runners_up: Iterable[Candidate], score: float = 0.0
    ) -> tuple[str | None, tuple[Candidate, ...], str | None]:
        """The answer, the runners-up and the doubt that are left of a proposal of units.

        An answer may hold several codes with spaces between (co-units). A barred code goes altogether; a unit above
        the accused is never in the answer and stays as a runner-up, so that a person may choose it.
        """
        runners = tuple(runners_up)
        codes = (answer or "").split()
        if not (self.barred | self.to_confirm).intersection(codes) and not self._hold_barred(runners):
            return answer, runners, None
        kept = [code for code in codes if code not in self.barred | self.to_confirm]
        above = [Candidate(answer=code, score=score) for code in codes if code in self.to_confirm - self.barred]
        unique: dict[str, Candidate] = {}
        for one in (*above, *(one for runner in runners for one in self._free(runner))):
            unique.setdefault(one.answer, one)
        ranked = tuple(sorted(unique.values(), key=lambda runner: -runner.score))
        doubt = "unit.accused" if self.barred & set(codes) else "unit.accused-parent" if above else None
        return " ".join(kept) or None, ranked, doubt

    def keep_to_organs(
        self, answer: str | None, runners_up: Iterable[Candidate]
    ) -> tuple[str | None, tuple[Candidate, ...]]:
        """The answer and the runners-up of a proposal of units with the discipline organs alone."""
        kept = [code for code in (answer or "").split() if code in self.organs]
        ranked = tuple(runner for runner in runners_up if self.organs.issuperset(runner.answer.split()))
        return " ".join(kept) or None, ranked

    def _hold_barred(self, runners: Iterable[Candidate]) -> bool:
        return any(code in self.barred for runner in runners for code in runner.answer.split())

    def _free(self, runner: Candidate) -> tuple[Candidate, ...]:
        codes = runner.answer.split()
        kept = [code for code in codes if code not in self.barred]
        if kept == codes:
            return (runner,)
        return (runner.model_copy(update={"answer": " ".join(kept)}),) if kept else ()


def accused_closure(codes: Iterable[str], *, vocabulary: Vocabulary, above: Iterable[str] = ()) -> Closure:
    """The closure of the units accused, by the tree and the successions of the vocabulary's units.

    Barred: the units, all below them, what those became and what they came from, with all below. To confirm: all
    above the barred, and what those became or came from. A code that the vocabulary does not know is barred as it
    is. `above` are units above accused bodies that have no code of their own (a village, a school): they are to be
    confirmed, with all above them. Loops in a table end the walk and change nothing.

    An accused township bars the code of all townships, for it stands for each of them. The county and the zone are
    above it, and above every bureau, for the bureau may be a county's. Above courts, procuratorates, police and
    justice is the committee that leads them. Above a city's discipline organs stands no unit of the table: what
    accuses them is left to a person, who sends it to the level above.
    """
    units = vocabulary.units
    tree = _tree(vocabulary)
    named = frozenset(codes)
    led = _walk(named, lambda code: tree.below.get(code, frozenset()) | tree.successors.get(code, frozenset()))
    # Whatever leads to a barred unit is barred too: a renamed unit's letters go to its successor.
    barred = _walk(led, lambda code: tree.below.get(code, frozenset()) | tree.predecessors.get(code, frozenset()))
    parents = frozenset(above)
    parents = parents.union(*(tree.above.get(code, frozenset()) for code in barred | parents))
    higher = _walk(parents, lambda code: tree.above.get(code, frozenset()) | tree.successors.get(code, frozenset()))
    higher = _walk(higher, lambda code: tree.predecessors.get(code, frozenset()))
    return Closure(
        barred=barred,
        to_confirm=higher - barred,
        organs=_kind(units, {SUPERVISION}) - barred - higher,
        counties=bool(barred & _kind(units, {PLACE})),
    )


def lies_in_county(answer: str) -> bool:
    """Whether an answer is the county level, or the division code of a county or of what lies in one."""
    is_city = len(answer) == DIVISION_DIGITS and answer.endswith(CITY_END)
    return answer == COUNTY or (answer.isdecimal() and not is_city)


def listed_codes(words: Iterable[str], name: str, *, vocabulary: Vocabulary) -> frozenset[str]:
    """The codes that a list of `CODE=words` has for what stands in the words."""
    pairs = [entry.partition("=") for entry in vocabulary.phrases.get(name, ())]
    return frozenset(code for word in words for code, _, listed in pairs if listed in word and code in vocabulary.units)


@dataclass(frozen=True)
class _Tree:
    below: Mapping[str, frozenset[str]]
    above: Mapping[str, frozenset[str]]
    successors: Mapping[str, frozenset[str]]
    predecessors: Mapping[str, frozenset[str]]


@lru_cache(maxsize=8)
def _tree(vocabulary: Vocabulary) -> _Tree:
    units = vocabulary.units
    below: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    successors: dict[str, set[str]] = {}
    predecessors: dict[str, set[str]] = {}
    for unit in units.values():
        over = (_kind(units, LOCAL) if unit.kind in COUNTY_KINDS else frozenset()) - {unit.code}
        if unit.code in vocabulary.phrases.get("political_legal_units", ()):
            over |= units.keys() & frozenset(vocabulary.phrases.get("over_political_legal_units", ()))
        above[unit.code] = set(over | {unit.parent or ""} & units.keys())
        for parent in above[unit.code]:
            # Of a county's bodies the townships alone have a code that is no city bureau's: they are barred with it.
            if parent == unit.parent or (unit.kind == TOWNSHIP and units[parent].kind in LOCAL):
                below.setdefault(parent, set()).add(unit.code)
        for old in unit.successor_of:
            for code in _codes_of(old, units) - {unit.code}:
                successors.setdefault(code, set()).add(unit.code)
                predecessors.setdefault(unit.code, set()).add(code)
    return _Tree(*(_freeze(relation) for relation in (below, above, successors, predecessors)))


def _codes_of(old: str, units: Mapping[str, Unit]) -> frozenset[str]:
    """The units that an entry of `successor_of` means: a code, or an old name that the table may not hold."""
    if old in units:
        return frozenset({old})
    return frozenset(unit.code for unit in units.values() if old == unit.name)


def _kind(units: Mapping[str, Unit], kinds: Collection[str]) -> frozenset[str]:
    return frozenset(unit.code for unit in units.values() if unit.kind in kinds)


def _freeze(relation: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {code: frozenset(others) for code, others in relation.items()}


def _walk(start: frozenset[str], step: Callable[[str], frozenset[str]]) -> frozenset[str]:
    """All that can be reached from the start."""
    found, todo = set(start), list(start)
    while todo:
        new = step(todo.pop()) - found
        found |= new
        todo.extend(new)
    return frozenset(found)
