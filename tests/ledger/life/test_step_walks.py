"""Properties: random walks along the table never bring a ledger into a state that contradicts itself."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import Ledger, open_ledger
from ledger.life.handling import SENT_STATUSES, summarise_steps
from ledger.life.moves import next_status, possible_steps
from ledger.life.standing import newest_move, present_round, standing_steps
from records import CaseRecord, Step, UsageError
from tests.ledger.life.walking import FACTS, WHO, confirm, day, facts_for
from vocab.procedure import FIRST, NO_STEPS, STATUSES, load_procedure

KINDS = sorted(kind for kind in load_procedure().steps if "campaign" not in kind)
NAMED_ANOTHER = ("case.unknown", "step.other-self", "step.not-final", "step.other-restricted", "step.other-merged")
NUMBERS = count()
REVIEWS = "apply-review decide-review deliver apply-re-review decide-re-review deliver"
WAYS = (
    f"forward accept start extend decide deliver {REVIEWS} close strike-off",
    "assign return keep", "merge", "refuse", "refuse-again", "pass-discipline", "pass-law",
)  # fmt: skip


def facts_with_reason(ledger: Ledger, kind: str) -> dict[str, str]:
    """What a step needs, with a reason wherever it may have one; nothing that may be left out names another case."""
    reason = {"reason": "有理由"} if "reason" in ledger.procedure.steps[kind].facts else {}
    return facts_for(ledger, kind, **reason)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger for all walks, each on a case of its own."""
    folder: Path = tmp_path_factory.mktemp("walks")
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", office="XF") as ledger:
        yield ledger


def check(record: CaseRecord) -> None:
    """What holds of every record, wherever a case stands."""
    standing = standing_steps(record.steps)
    last = newest_move(standing)
    assert record.status == (last.after if last else "confirmed")
    moves = [step for step in standing if step.moves]
    assert all(one.after == two.before for one, two in pairwise(moves)), "one leads to the next"
    assert [step.on for step in moves] == sorted(step.on for step in moves)
    handling = record.handling
    assert handling == summarise_steps(record.steps, record.deadlines)
    stood = moves[-1].before if record.status == "struck-off" else record.status
    assert (handling.struck_off_on is not None) == (record.status == "struck-off")
    assert (handling.closed_on is not None) == (stood == "closed")
    assert (handling.merged_into is not None) == (stood == "merged")
    assert handling.unit is not None or record.status not in SENT_STATUSES


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_random_steps_keep_the_ledger_consistent_and_refusals_leave_no_trace(
    walked: Ledger, data: st.DataObject
) -> None:
    case_no, on = confirm(walked, f"walk {next(NUMBERS)}"), day(0)
    for _ in range(data.draw(st.integers(2, 7))):
        possible = [step.kind for step in walked.possible_steps(case_no)]
        kind = data.draw(st.sampled_from(possible if data.draw(st.integers(0, 3)) else KINDS))
        on += timedelta(days=data.draw(st.integers(0, 3)))
        before, history = walked.case(case_no), len(walked.history(case_no))
        try:
            step = walked.take_step(case_no, kind, by=WHO, at=on, facts=facts_with_reason(walked, kind))
        except UsageError as refusal:
            assert kind not in possible or refusal.code in NAMED_ANOTHER  # noqa: PT017 (a step may pass as well)
            assert (walked.case(case_no), len(walked.history(case_no))) == (before, history)
            continue
        record = walked.case(case_no)
        assert (step.before, step.after, len(walked.history(case_no))) == (before.status, record.status, history + 1)
        check(record)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=30))
def test_random_walks_by_the_table_alone_are_consistent(choices: list[int]) -> None:
    procedure, steps, status = load_procedure(), [], "confirmed"
    for number, choice in enumerate(choices):
        standing = standing_steps(steps)
        possible = possible_steps(status, standing, procedure=procedure)
        rule = possible[choice % len(possible)]
        after = next_status(rule, status, standing, procedure=procedure)
        facts = {key: FACTS[key] for key in ("unit", "other", "ground") if key in rule.facts}
        steps.append(
            Step(
                case_no="x", kind=rule.kind, before=status, after=after, on=day(number).date(), by=WHO, at=day(number),
                facts=facts,
            )
        )  # fmt: skip
        status = after
        summary = summarise_steps(steps)
        last = newest_move(standing_steps(steps))
        assert status == (last.after if last else "confirmed")
        assert possible_steps(status, standing_steps(steps), procedure=procedure), "there is always a way on"
        assert (summary.struck_off_on is not None) == (status == "struck-off")
        here = present_round(standing_steps(steps))
        assert all(
            sum(step.kind == kind for step in here) <= 1 for kind in ("extend", "apply-review", "apply-re-review")
        )


def test_all_walks_together_leave_a_chain_that_holds(walked: Ledger) -> None:
    assert walked.verify_chain() == []


def test_every_status_is_reached_by_a_walk(walked: Ledger) -> None:
    seen = set()
    other = confirm(walked, "the other")
    for number, way in enumerate(WAYS):
        case_no = confirm(walked, f"way {number}")
        for days, kind in enumerate(way.split()):
            facts = facts_with_reason(walked, kind) | ({"other": other} if kind == "merge" else {})
            walked.take_step(case_no, kind, by=WHO, at=day(days), facts=facts)
            seen.add(walked.case(case_no).status)
    assert seen == STATUSES - FIRST - {NO_STEPS}
