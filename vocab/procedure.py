"""The office's procedure as data: which step leads from which status to which, what it needs, what facts may be."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

from records import Status
from vocab.loading import load_vocabulary
from vocab.problems import Problems
from vocab.sources import SHIPPED, RawRow, Source, find_sources, read_rows
from vocab.tables import Label

FactType = Literal["text", "words", "date", "number", "code", "codes", "unit", "units", "case", "campaign"]
BACK: Final = "back"
"""In the place of a status: the one before the newest step that stands and changed it, which is taken back."""
UNDOING: Final = frozenset({"withdraw", "restore"})
"""The steps that take another back: a slip of the pen, a strike-off. No other leads `back`."""
FIRST: Final = frozenset({"to-review", "proposed", "confirmed"})
"""Statuses that need no step: readings and reviews lead to them."""
NO_STEPS: Final = "split"
"""The status in which no step is taken: the letter's parts are cases of their own."""
STATUSES: Final = frozenset(get_args(Status))
STEPS, FACTS = "steps.csv", "step_facts.csv"
STEP_NAMES, FACT_NAMES = "step", "fact"
"""The questions of `labels.csv` that name the kinds of steps and the facts; a fact's own key names its answers."""
_OR: Final = "|"


@dataclass(frozen=True)
class StepKind:
    """A kind of step. Without statuses `before` it may be taken at any time, and changes no status without `after`.

    `after` may be `BACK`. A need `a|b` is met by either. Since the case was last reopened, one of `follows` must have
    been taken and none of `unless`.
    """

    kind: str
    before: tuple[str, ...]
    after: str | None
    needs: tuple[str, ...]
    may: tuple[str, ...]
    article: str
    follows: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that it may hold, those that it needs first."""
        return (*(key for need in self.needs for key in need.split(_OR)), *self.may)

    def missing(self, held: Collection[str]) -> tuple[str, ...]:
        """The needs that the facts held do not meet."""
        return tuple(need for need in self.needs if not set(need.split(_OR)) & set(held))


@dataclass(frozen=True)
class FactKind:
    """What a fact may be. Of `words` the answers are proposals; a number lies within `least` and `most`."""

    key: str
    type: FactType
    answers: tuple[str, ...] = ()
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Procedure:
    """The kinds of steps and of their facts, by name and in the order of the tables."""

    steps: Mapping[str, StepKind]
    facts: Mapping[str, FactKind]

    def possible(self, status: str) -> tuple[StepKind, ...]:
        """The steps that a status allows and that change it."""
        return tuple(step for step in self.steps.values() if step.after and status in step.before)


def load_procedure(folder: Path | None = None) -> Procedure:
    """Give the checked procedure, the office's tables in place of the shipped ones; read once a process.

    Raises `TableError`, a `SetupError` `vocab.invalid`, with everything that is wrong.
    """
    return _load(folder.absolute() if folder is not None else None)


def load_steps(folder: Path | None = None) -> Mapping[str, StepKind]:
    """The kinds of steps by their name."""
    return load_procedure(folder).steps


@cache
def _load(folder: Path | None) -> Procedure:
    problems = Problems()
    labels = load_vocabulary(folder).labels
    procedure = read_procedure(find_sources(folder, problems), problems, labels=labels)
    problems.stop_if_any()
    return procedure


def read_procedure(
    sources: Mapping[str, Source], problems: Problems, *, labels: Mapping[tuple[str, str], Label]
) -> Procedure:
    """Read both tables and note everything that is wrong in `problems`.

    Neither is part of the vocabulary's hash: what a letter is understood by does not change with the procedure.
    """
    facts = dict(_read_facts(sources[FACTS], problems, labels))
    steps: dict[str, StepKind] = {}
    rows: dict[str, int] = {}
    source = sources[STEPS]
    for row in read_rows(source, problems):
        step = _step_of(row)
        if step.kind in steps:
            problems.add(source.place(row.number, "kind"), "twice", value=step.kind, first=rows[step.kind])
            continue
        steps[step.kind], rows[step.kind] = step, row.number
        _check_step(step, row, source, problems, facts=facts, labels=labels)
    _check_together(steps, rows, source, problems)
    _check_needs(steps, rows, source, problems)
    return Procedure(steps, facts)


def _step_of(row: RawRow) -> StepKind:
    cells = row.cells
    many = {column: tuple(cells[column].replace("；", ";").replace(";", " ").split()) for column in cells}
    return StepKind(
        kind=cells["kind"].strip(),
        before=many["from"],
        after=cells["to"].strip() or None,
        needs=many["needs"],
        may=many["may"],
        article=cells["article"].strip(),
        follows=many["after"],
        unless=many["unless"],
    )


def _check_step(
    step: StepKind,
    row: RawRow,
    source: Source,
    problems: Problems,
    *,
    facts: Mapping[str, FactKind],
    labels: Mapping[tuple[str, str], Label],
) -> None:
    """What is wrong with a row by itself."""
    for column, kind, value in (*_wrong_names(step, labels), *_wrong_statuses(step), *_wrong_facts(step, facts)):
        problems.add(source.place(row.number, column), kind, value=value, column=column)


def _wrong_names(step: StepKind, labels: Mapping[tuple[str, str], Label]) -> Iterator[tuple[str, str, str]]:
    if not step.kind:
        yield "kind", "empty", ""
    elif (STEP_NAMES, step.kind) not in labels:
        yield "kind", "no-label", f"{STEP_NAMES},{step.kind}"
    for status in STATUSES.intersection((*step.before, step.after)):
        if ("status", status) not in labels:
            yield "from", "no-label", f"status,{status}"


def _wrong_statuses(step: StepKind) -> Iterator[tuple[str, str, str]]:
    for status in step.before:
        if status not in STATUSES - {NO_STEPS}:
            yield "from", "unknown-status", status
    leads_to = {BACK} if step.kind in UNDOING else STATUSES - FIRST - {NO_STEPS} | {"confirmed"}
    if step.after is not None and step.after not in leads_to:
        yield "to", "unknown-status", step.after
    if bool(step.before) != bool(step.after):
        yield "from" if step.after else "to", "step-half", step.kind


def _wrong_facts(step: StepKind, facts: Mapping[str, FactKind]) -> Iterator[tuple[str, str, str]]:
    for key in step.facts:
        if key not in facts:
            yield "may" if key in step.may else "needs", "unknown-fact", key


def _check_together(steps: Mapping[str, StepKind], rows: Mapping[str, int], source: Source, problems: Problems) -> None:
    """Steps that name others, and statuses that nothing leads to."""
    reached = reachable(steps.values())
    for step in steps.values():
        for column, named in (("after", step.follows), ("unless", step.unless)):
            for kind in set(named) - steps.keys():
                problems.add(source.place(rows[step.kind], column), "unknown-step", value=kind)
        for status in (STATUSES - {NO_STEPS} - reached).intersection(step.before):
            problems.add(source.place(rows[step.kind], "from"), "unreached-status", value=status)


def _check_needs(steps: Mapping[str, StepKind], rows: Mapping[str, int], source: Source, problems: Problems) -> None:
    """An office may ask for more than the Regulation, and than an approval, but not for less."""
    if source.shipped:
        return
    for row in read_rows(Source(STEPS, SHIPPED / STEPS, shipped=True), Problems()):
        shipped = _step_of(row)
        own = steps.get(shipped.kind)
        if own is None or not (shipped.article or "approver" in shipped.needs):
            continue
        for need in set(shipped.needs) - set(own.needs):
            place, article = source.place(rows[own.kind], "needs"), shipped.article or "–"
            problems.add(place, "need-dropped", value=need, step=own.kind, article=article)


def reachable(steps: Iterable[StepKind]) -> frozenset[str]:
    """The statuses that steps can lead to from those that need none."""
    found, known = set(FIRST), list(steps)
    while new := {step.after for step in known if step.after and found & set(step.before)} - found - {BACK}:
        found |= {status for status in new if status}
    return frozenset(found)


def _read_facts(
    source: Source, problems: Problems, labels: Mapping[tuple[str, str], Label]
) -> Iterator[tuple[str, FactKind]]:
    """The facts of a table; what an office's table does not hold is added from the shipped one."""
    rows = [(row, source) for row in read_rows(source, problems)]
    if not source.shipped:
        held = {row.cells["key"].strip() for row, _ in rows}
        shipped = Source(FACTS, SHIPPED / FACTS, shipped=True)
        rows += [(row, shipped) for row in read_rows(shipped, Problems()) if row.cells["key"] not in held]
    first: dict[str, int] = {}
    for row, origin in rows:
        key = row.cells["key"].strip()
        if key in first:
            problems.add(origin.place(row.number, "key"), "twice", value=key, first=first[key])
            continue
        first[key] = row.number
        fact = _fact_of(key, row, origin, problems)
        if fact is not None:
            _check_names(fact, row, origin, problems, labels)
            yield key, fact


def _fact_of(key: str, row: RawRow, source: Source, problems: Problems) -> FactKind | None:
    """The fact of a row; none when its type or its range is wrong."""
    kind, answers = row.cells["type"].strip(), tuple(row.cells["answers"].replace("；", ";").replace(";", " ").split())
    if kind not in get_args(FactType):
        allowed = " ".join(get_args(FactType))
        problems.add(source.place(row.number, "type"), "not-allowed", value=kind, column="type", allowed=allowed)
        return None
    if kind != "number":
        return FactKind(key, kind, answers)  # type: ignore[arg-type] # it is one of them
    least, _, most = "".join(answers).partition("-")
    if not (least.isdecimal() and most.isdecimal() and int(least) <= int(most)):
        problems.add(source.place(row.number, "answers"), "number-range", value=" ".join(answers))
        return None
    return FactKind(key, "number", least=int(least), most=int(most))


def _check_names(
    fact: FactKind, row: RawRow, source: Source, problems: Problems, labels: Mapping[tuple[str, str], Label]
) -> None:
    if (FACT_NAMES, fact.key) not in labels:
        problems.add(source.place(row.number, "key"), "no-label", value=f"{FACT_NAMES},{fact.key}", column="key")
    place = source.place(row.number, "answers")
    if fact.type in ("code", "codes") and not fact.answers:
        problems.add(place, "empty", value="", column="answers")
    for answer in fact.answers:
        if (fact.key, answer) not in labels:
            problems.add(place, "no-label", value=f"{fact.key},{answer}", column="answers")
