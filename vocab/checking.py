"""Check an office's tables: everything that is wrong or suspicious, and what they have otherwise than the shipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vocab.clock_tables import HOLIDAYS, read_clocks, read_days_off
from vocab.differences import Difference, compare
from vocab.exchange_tables import read_exchange
from vocab.loading import read_vocabulary
from vocab.problems import Place, Problem, Problems
from vocab.procedure import read_procedure
from vocab.sources import SHIPPED, TABLES, WORD_LISTS, find_sources, table_name
from vocab.suspicions import Yardstick, suspect
from vocab.tables import Unit
from vocab.vocabulary import Vocabulary


@dataclass(frozen=True)
class Report:
    """What a check found. `vocabulary` is what the tables make together; nothing where they are wrong."""

    problems: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    vocabulary: Vocabulary | None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What is wrong."""
        return tuple(problem for problem in self.problems if not problem.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is suspicious."""
        return tuple(problem for problem in self.problems if problem.warning)


def check_tables(
    folder: Path | None, *, more: Mapping[str, Path] | None = None, yardstick: Yardstick | None = None
) -> Report:
    """Check a folder of tables, or the shipped ones, with further files in the place of their namesakes.

    What is suspicious in shipped tables is told only when there are no others.
    """
    problems = Problems()
    sources = find_sources(folder, problems, more=more)
    for path in _strays(folder):
        problems.add(Place(path.name), "stray-file", warning=True, allowed=" ".join((*TABLES, *WORD_LISTS)))
    vocabulary = read_vocabulary(sources, problems)
    if vocabulary is not None:
        read_procedure(sources, problems, labels=vocabulary.labels)
        read_clocks(sources, problems)
        read_exchange(sources, problems)
        read_days_off(sources[HOLIDAYS], problems)
        suspect(vocabulary, sources, problems, yardstick=yardstick or Yardstick())
    own = any(not source.shipped for source in sources.values())
    found = [problem for problem in problems if not (own and problem.warning and problem.shipped)]
    found.sort(key=lambda problem: (problem.warning, problem.file, problem.row))
    differences = [one for source in sources.values() for one in compare(source)]
    return Report(tuple(found), tuple(differences), vocabulary)


def names_of(units: Mapping[str, Unit]) -> frozenset[str]:
    """Every name and alias of some units."""
    return frozenset(name for unit in units.values() for name in (unit.name, *unit.aliases))


def _strays(folder: Path | None) -> list[Path]:
    """Tables of an office's folder that are none of the program's, by their ending."""
    if folder is None or not folder.is_dir() or folder.resolve() == SHIPPED:
        return []
    kinds = {".csv", ".toml", ".xlsx"}
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in kinds and table_name(path) is None and not path.name.startswith((".", "~$"))
    ]
