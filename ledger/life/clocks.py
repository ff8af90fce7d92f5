"""The clocks of a case: worked out from the day of receipt and the steps, the same on whatever day one looks.

Regulation on Petition Work (2022), articles 22, 23 and 34 to 36; the days as the Civil Code counts them, art. 201, 203.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ledger.life.clock_rules import Clocks
from ledger.life.standing import standing_steps
from records import CaseValues, Deadline, Step
from vocab.clock_tables import RECEIPT, ClockRule, CountedDays


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What a clock needs to know of a case beside its steps.

    `petition_way` says whether the matter goes the way of article 31 no. 6; none where nobody has said so yet.
    """

    petition_way: bool | None = None
    has_name: bool = True
    has_address: bool = True
    split: bool = False

    @classmethod
    def of(cls, values: CaseValues, *, split: bool) -> "ClockFacts":
        """What the current values tell."""
        way = is_petition_way(values.legal_way, matter_class=values.matter_class, channel=values.channel)
        return cls(way, has_name=bool(values.names), has_address=bool(values.address), split=split)


@dataclass(frozen=True, slots=True)
class _Clock:
    """A clock that was started; `plain` is its last day before holidays moved it, `notes` what is to be known of it."""

    rule: ClockRule
    started: date
    counted_from: date
    length: int | None
    unit: CountedDays
    due: date
    plain: date
    held_by: str | None
    notes: frozenset[str] = frozenset()
    done: date | None = None
    stopped: bool = False


def is_petition_way(legal_way: str | None, *, matter_class: str | None, channel: str | None) -> bool | None:
    """Whether a matter goes the way of article 31 no. 6; none for an appeal of which nobody has said yet."""
    if legal_way is not None:
        return legal_way == "petition"
    return None if matter_class in (None, "appeal") and channel in (None, "administrative") else False


_NOTES = ("clock.no-calendar", "clock.way-open", "clock.over-limit", "clock.hearing", "clock.extended", "clock.local")
"""The notes, the one to be known first at the front: a clock tells one."""


def run_clocks(received: date, facts: ClockFacts, steps: Sequence[Step], *, clocks: Clocks) -> tuple[Deadline, ...]:
    """Every clock that the receipt and the steps started, in that order, each as it stands after the last step.

    A clock is `met` when what it waits for was done by its last day and `late` when later; it is `ended` when a step
    left nothing to wait for in time, and `waived` when the law asks for nothing. A step that was taken back counts
    for nothing.
    """
    rules = tuple(rule for rule in clocks.rules if not rule.petition_way_only or facts.petition_way is not False)
    run: list[_Clock] = []
    for rule in rules:
        if rule.starts_by(RECEIPT):
            run = _begin(run, rule, None, received, held_by=None, clocks=clocks)
    unit: str | None = None
    for step in standing_steps(steps):
        run = [_after(clock, step, clocks) for clock in run]
        named = step.facts.get("unit") or unit
        unit = named if step.moves else unit  # who is urged or rated does not have the case therefore
        for rule in rules:
            if rule.starts_by(step.kind, step.before):
                holder = named if rule.holder == "unit" else None
                run = _begin(run, rule, step, step.on, held_by=holder, clocks=clocks)
    return tuple(_tell(clock, facts) for clock in run)


def _begin(
    run: list[_Clock], rule: ClockRule, step: Step | None, on: date, *, held_by: str | None, clocks: Clocks
) -> list[_Clock]:
    """The clocks with a new one. One of the same name that runs goes on when the same unit has it; else it ends."""
    new = _make(run, rule, step, on, held_by=held_by, clocks=clocks)
    if new is None:
        return run
    open_ones = [clock for clock in run if clock.rule.name == rule.name and clock.done is None]
    if rule.last_day_fact is None and any(clock.held_by == held_by for clock in open_ones):
        return run
    return [*(replace(clock, done=on, stopped=True) if clock in open_ones else clock for clock in run), new]


def _make(
    run: list[_Clock], rule: ClockRule, step: Step | None, on: date, *, held_by: str | None, clocks: Clocks
) -> _Clock | None:
    """A new clock; none when the step does not say how long, or when the one that it follows never ran."""
    told = step.facts if step else {}
    if rule.last_day_fact is not None:
        last = _day(told.get(rule.last_day_fact))
        return _Clock(rule, on, on, None, rule.unit, last, last, held_by) if last else None
    length, notes = rule.length, frozenset[str]()
    if length is None:
        return None
    if rule.length_fact is not None:
        asked = _number(told.get(rule.length_fact))  # none that can be read gives no day more
        notes = frozenset({"clock.over-limit"}) if asked > length else notes
        length = min(length, asked)
    counted_from = on
    if rule.after is not None:
        before = next((clock for clock in reversed(run) if clock.rule.name == rule.after), None)
        if before is None:
            return None
        counted_from = before.plain
    elif rule.petition_way_only:
        notes |= {"clock.way-open"}
    made = _Clock(rule, on, counted_from, length, rule.unit, on, on, held_by, notes)
    return _count(made, clocks)


def _count(clock: _Clock, clocks: Clocks, *, not_counted: int = 0) -> _Clock:
    """The clock with its last day: the law's, or the office's own where that is earlier."""
    if clock.length is None:
        return clock
    length, unit = clock.length, clock.unit
    end = clocks.calendar.count(clock.counted_from, length + not_counted, unit=unit, rolls=clocks.rolls)
    notes = clock.notes
    own = clocks.local.get(clock.rule.name)
    if own is not None:
        sooner = clocks.calendar.count(clock.counted_from, own[0] + not_counted, unit=own[1], rolls=clocks.rolls)
        if sooner.last < end.last:
            end, notes = sooner, notes | {"clock.local"}
            length, unit = own
    if not end.known:
        notes |= {"clock.no-calendar"}
    return replace(clock, length=length, unit=unit, due=end.last, plain=end.plain, notes=notes)


def _after(clock: _Clock, step: Step, clocks: Clocks) -> _Clock:
    """The clock after a step."""
    rule = clock.rule
    if clock.done is not None or step.kind not in (*rule.ends, *rule.stops):
        return clock
    if step.kind in rule.ends:
        hearing = _number(step.facts.get(rule.not_counted or ""))
        # A hearing cannot have taken more days than there were.
        hearing = min(hearing, max((step.on - clock.started).days, 0))
        if hearing:
            law = replace(clock, length=rule.length, unit=rule.unit, notes=clock.notes - {"clock.local"})
            clock = _count(replace(law, notes=law.notes | {"clock.hearing"}), clocks, not_counted=hearing)
        return replace(clock, done=step.on)
    notes = clock.notes | {"clock.extended"} if step.kind == "extend" else clock.notes
    return replace(clock, done=step.on, stopped=True, notes=notes)


def _tell(clock: _Clock, facts: ClockFacts) -> Deadline:
    rule, done = clock.rule, clock.done
    state = "running"
    if done is not None:
        in_time = done <= clock.due or (clock.stopped and rule.holder == "petitioner")
        state = ("ended" if clock.stopped else "met") if in_time else "late"
    hidden = frozenset() if facts.petition_way is None else frozenset({"clock.way-open"})
    note = next((code for code in _NOTES if code in clock.notes - hidden), None)
    missing = {"name": not facts.has_name, "address": not facts.has_address}
    lacks = next((what for what in rule.waived if missing[what]), None)
    if facts.split and state == "running":
        state, note = "ended", "clock.split"
    elif lacks and state in ("running", "late"):
        state, note = "waived", f"clock.no-{lacks}"
    return Deadline.model_validate(
        {
            "name": rule.name,
            "due": clock.due,
            "basis": rule.article,
            "started": clock.counted_from,
            "length": clock.length,
            "unit": clock.unit,
            "holder": rule.holder,
            "held_by": clock.held_by,
            "state": state,
            "done": done,
            "note": note,
        }
    )


def _number(text: str | None) -> int:
    """A number of days as a clerk wrote it; 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < len("10000") else 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
