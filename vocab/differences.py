"""What an office's table has otherwise than the shipped one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from vocab.problems import Problems
from vocab.sources import FILLED_UP, SHIPPED, TABLES, Source, read_list, read_rows

KEYS: Mapping[str, tuple[str, ...]] = {
    "topics.csv": ("level1", "level2", "level3"),
    "units.csv": ("code",),
    "topic_units.csv": ("level1", "level2", "valid_from"),
    "divisions.csv": ("code", "name"),
    "surnames.csv": ("surname",),
    "terms.csv": ("word",),
    "labels.csv": ("question", "code"),
    "codes.csv": ("code",),
    "steps.csv": ("kind",),
    "step_facts.csv": ("key",),
    "clocks.csv": ("name",),
    "holidays.csv": ("day",),
    "exchange.csv": ("field",),
    "exchange_codes.csv": ("list", "ours"),
}
Change = Literal["added", "removed", "changed"]
_Entries = Mapping[tuple[str, ...], tuple[int, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row or a rule that the shipped table lacks (added), alone has (removed), or has otherwise (changed).

    `row` is its row in the office's file, 0 for a removed one; `columns` are those that were changed.
    """

    file: str
    change: Change
    row: int
    key: str
    columns: tuple[str, ...] = ()


def compare(source: Source) -> Iterator[Difference]:
    """Tell what an office's file has otherwise than the shipped one; rows in another order are no difference."""
    if source.shipped:
        return
    own, shipped = _entries(source), _entries(Source(source.name, SHIPPED / source.name, shipped=True))
    for key, (row, cells) in own.items():
        told = "/".join(filter(None, key))
        if key not in shipped:
            yield Difference(source.file, "added", row, told)
            continue
        before = shipped[key][1]
        changed = tuple(column for column in {**before, **cells} if cells.get(column) != before.get(column))
        if changed:
            yield Difference(source.file, "changed", row, told, changed)
    for key in shipped:
        if key not in own and not _is_filled_up(source.name, key, own):
            yield Difference(source.file, "removed", 0, "/".join(filter(None, key)))


def _is_filled_up(name: str, key: tuple[str, ...], own: _Entries) -> bool:
    """Whether what the office's file lacks is taken from the shipped one and so not removed."""
    return name in FILLED_UP and (name != "cues.toml" or key[0] not in {question for question, *_ in own})


def _entries(source: Source) -> _Entries:
    ignored = Problems()
    if source.name in TABLES:
        keys = KEYS[source.name]
        return {
            tuple(row.cells[key].strip() for key in keys): (row.number, row.cells) for row in read_rows(source, ignored)
        }
    lists, _ = read_list(source, ignored)
    if source.name == "phrases.toml":
        return {(key,): (0, {"words": words}) for key, words in lists.items()}
    return {
        (one, two): (0, rule if isinstance(rule, Mapping) else {"": rule})
        for one, rules in lists.items()
        if isinstance(rules, Mapping)
        for two, rule in rules.items()
    }
