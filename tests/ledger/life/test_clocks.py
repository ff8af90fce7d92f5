"""The clocks against a table worked out by hand from the law and the published days off: `clock_cases.csv`.

Its column `reasoning` says how each last day was found, `office` what is otherwise than in a petition office whose
cases go the petition's own way: `unit`, `no-roll`, `no-name`, `no-address`, `split`, `way=…`, `CLOCK=DAYS`.
"""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ledger.clock import office_date
from ledger.life.clock_rules import Counting, open_clocks
from ledger.life.clocks import ClockFacts, is_petition_way, run_clocks
from records import Deadline, SetupError, Step
from vocab.clock_tables import load_clocks
from vocab.procedure import BACK, load_steps

TABLE = Path(__file__).with_name("clock_cases.csv")
with TABLE.open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


def read_steps(text: str) -> list[Step]:
    """The steps of a case, written `kind day fact=value …`, each from the status that the one before led to."""
    kinds, statuses, steps = load_steps(), ["confirmed"], []
    for part in filter(None, text.split(";")):
        kind, on, *facts = part.split()
        before, to = statuses[-1], kinds[kind].after
        if to == BACK:
            statuses.pop()
        elif to:
            statuses.append(to)
        steps.append(
            Step(
                case_no="x", kind=kind, before=before, after=statuses[-1], on=date.fromisoformat(on), by="陈录入",
                at=datetime(2026, 1, 1, tzinfo=UTC), facts=dict(fact.split("=") for fact in facts),
            )
        )  # fmt: skip
    return steps


def run(received: str, office: str, steps: str) -> tuple[Deadline, ...]:
    """The clocks of a case of the table."""
    told = office.split()
    named = dict(word.split("=") for word in told if "=" in word)
    way = named.pop("way", "petition") or None
    kind = "unit" if "unit" in told else "petition-office"
    counting = Counting(kind, rolls="no-roll" not in told, local=tuple(named.items()))
    facts = ClockFacts(
        is_petition_way(way, matter_class="appeal", channel="administrative"),
        has_name="no-name" not in told,
        has_address="no-address" not in told,
        split="split" in told,
    )
    day = office_date(datetime.fromisoformat(received)) if "T" in received else date.fromisoformat(received)
    return run_clocks(day, facts, read_steps(steps), clocks=open_clocks(None, counting))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_clock_is_as_the_law_has_it(case: dict[str, str]) -> None:
    name, _, number = case["clock"].partition("#")
    found = [clock for clock in run(case["received"], case["office"], case["steps"]) if clock.name == name]
    if case["state"] == "none":
        assert len(found) == int(number or 1) - 1
        return
    clock = found[int(number or 1) - 1]
    if not number:
        assert len(found) == 1
    told = {
        "started": clock.started and clock.started.isoformat(), "due": clock.due.isoformat(), "state": clock.state,
        "done": clock.done.isoformat() if clock.done else "", "note": clock.note or "",
    }  # fmt: skip
    assert told == {key: case[key] for key in told}


def test_the_table_names_every_clock_and_every_state() -> None:
    assert {case["clock"].partition("#")[0] for case in CASES} == {rule.name for rule in load_clocks()}
    states = Counter(case["state"] for case in CASES)
    assert set(states) == {"running", "met", "late", "waived", "ended", "none"}
    assert all(case["reasoning"] for case in CASES)


def test_who_must_act_and_by_which_article_is_told() -> None:
    clocks = run("2026-11-02", "", "assign 2026-11-06 unit=HBJ due=2026-12-31;accept 2026-11-09 unit=HBJ")
    told = [(clock.name, clock.holder, clock.held_by, clock.basis, clock.length, clock.unit) for clock in clocks]
    assert told == [
        ("forward", "office", None, "22", 15, "calendar"),
        ("notify_unit", "unit", "HBJ", "23(3)", 15, "calendar"),
        ("object", "unit", "HBJ", "23(3)", 5, "working"),
        ("report", "unit", "HBJ", "22", None, "calendar"),
        ("decide", "unit", "HBJ", "34", 60, "calendar"),
    ]


@pytest.mark.parametrize(
    ("legal_way", "matter_class", "channel", "goes"),
    [
        ("petition", "accusation", "discipline", True),
        ("justice", "appeal", "administrative", False),
        (None, "appeal", "administrative", None),
        (None, None, None, None),
        (None, "suggestion", "administrative", False),
        (None, "appeal", "litigation", False),
    ],
)
def test_the_sixty_days_belong_to_the_petition_way(
    legal_way: str | None, matter_class: str | None, channel: str | None, goes: bool | None
) -> None:
    assert is_petition_way(legal_way, matter_class=matter_class, channel=channel) is goes


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("forward", "16"), ("forward", "11w"), ("object", "6"), ("object", "6w"), ("decide", "61"), ("nothing", "3"),
        ("forward", "0"), ("forward", "five"), ("forward", "-3"), ("forward", ""), ("extended", "10"), ("report", "3"),
    ],
)  # fmt: skip
def test_an_office_cannot_give_itself_more_time_than_the_law(name: str, days: str) -> None:
    with pytest.raises(SetupError, match=r"setup\.clock-days"):
        open_clocks(None, Counting(local=((name, days),)))


@pytest.mark.parametrize(
    ("name", "days"), [("forward", "15"), ("forward", "10w"), ("object", "5"), ("re_review", "20")]
)
def test_an_office_may_give_itself_as_much_or_less(name: str, days: str) -> None:
    assert set(open_clocks(None, Counting(local=((name, days),))).local) == {name}


def test_who_is_urged_or_rated_does_not_become_the_unit_that_has_the_case() -> None:
    said = "accept 2026-01-05 unit=JYJ;urge 2026-02-02 unit=MZJ due=2026-02-10;rate 2026-02-03 unit=GAJ;"
    clocks = run("2026-01-05", "", f"{said}extend 2026-02-04 days=30")
    held = {clock.name: clock.held_by for clock in clocks if clock.state == "running"}
    assert held == {"urged": "MZJ", "extended": "JYJ"}
