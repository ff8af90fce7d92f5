"""The inbox flow: one flow run a batch, one task run a letter.

Prefect shows what runs, tries again what may pass, and keeps the history. It is never the source of truth:
claims, progress and cases are in the ledger. Letters are begun before a flow run exists (`flows/bench.py`), so
none waits for Prefect's server; a task waits for the work that is already under way.

Parameters, names and artifacts hold hashes, codes and counts alone: Prefect stores them.
"""

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import Task, flow, task
from prefect.artifacts import acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State, TaskRun
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from flows.bench import bench_of
from flows.office import Outcome, may_pass
from records import LetterError, Settings

RETRIES = 3
BACK_OFF_S = 2
TASK_THREADS = 8
RECORDED_S = 6
RECORDED_STEP_S = 0.2
PLAIN_NAME = re.compile(r"[0-9._-]{1,40}")


def label_batch(batch: str) -> str:
    """A batch's name for Prefect: dates and numbers as they are, others by hash: a folder may bear a person's name."""
    if not batch:
        return "inbox"
    return batch if PLAIN_NAME.fullmatch(batch) else "batch-" + hashlib.sha256(batch.encode()).hexdigest()[:8]


class FlowFailedError(Exception):
    """A flow run did not complete; the argument is the name of its state."""


class LetterFailedError(Exception):
    """A letter failed: the kind of error alone, for Prefect prints and stores what errors say."""

    def __init__(self, error: BaseException) -> None:
        """Keep the kind of the error, and whether it may pass."""
        super().__init__(error.code if isinstance(error, LetterError) else type(error).__name__)
        self.passing = may_pass(error)


def _retry(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    error = state.result(raise_on_failure=False)
    return isinstance(error, LetterFailedError) and error.passing


@task(
    name="letter",
    task_run_name="letter {sha256}",
    retries=RETRIES,
    retry_delay_seconds=exponential_backoff(backoff_factor=BACK_OFF_S),
    retry_condition_fn=_retry,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def letter(home: str, sha256: str) -> Outcome | None:
    """One letter, from its stored scan to a case or to quarantine.

    None when it was given back before it was begun, or when another process reads it.

    Raises:
        LetterFailedError: when it stays in progress.
    """
    try:
        # The letters of a stack are named as they were dropped: none of that goes to Prefect.
        outcome = bench_of(Path(home)).outcome(sha256)
        return None if outcome is None else replace(outcome, parts=())
    except CancelledError:
        return None
    except Exception as error:  # noqa: BLE001 (its kind is told, its text is not)
        raise LetterFailedError(error) from None


@flow(
    name="inbox",
    flow_run_name="{batch}",
    task_runner=ThreadPoolTaskRunner(max_workers=TASK_THREADS),  # type: ignore[arg-type]  # its own generic is open
    persist_result=False,
)
async def inbox(home: str, batch: str, letters: list[str]) -> dict[str, int]:
    """Read the letters of one batch; how many became what.

    `batch` is the label of `label_batch`, `letters` are the scans' hashes.
    """
    futures = [letter.submit(home, sha256) for sha256 in letters]
    # In a thread of its own: waiting here would stop the loop that Prefect's client runs on.
    outcomes = await asyncio.to_thread(lambda: [future.result(raise_on_failure=False) for future in futures])
    table = _count_outcomes(outcomes)
    await acreate_table_artifact(table, key="batch", description=batch)
    return {row["result"]: row["letters"] for row in table if not row["code"]}


async def run_batch(home: Path, batch: str, letters: list[str]) -> None:
    """One flow run for the letters of a batch, and the wait until Prefect's server has written their task runs.

    The server records task runs a moment after they end; a temporary one would be stopped before it has.

    Raises:
        FlowFailedError: when the flow run itself failed; the letters go on without it.
    """
    state = await inbox(str(home), label_batch(batch), letters, return_state=True)
    if not state.is_completed():
        raise FlowFailedError(state.name)
    flow_run = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    async with get_client() as client:
        for _ in range(round(RECORDED_S / RECORDED_STEP_S)):
            runs = await client.read_task_runs(flow_run_filter=flow_run, limit=1, offset=len(letters) - 1)
            if runs and all(run.state is not None and run.state.is_final() for run in runs):
                return
            await asyncio.sleep(RECORDED_STEP_S)


def _count_outcomes(outcomes: Iterable[Outcome | BaseException | None]) -> list[dict[str, Any]]:
    counts: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        if isinstance(outcome, Outcome):
            counts[outcome.result, outcome.code or ""] += 1
            counts.update(("doubt", code) for code in outcome.doubts)
        else:
            counts["given back" if outcome is None else "failed", ""] += 1
    return [{"result": result, "code": code, "letters": number} for (result, code), number in sorted(counts.items())]


@flow(name="inbox-sweep", flow_run_name="sweep", persist_result=False)
async def sweep(home: str | None = None) -> dict[str, int]:
    """Take in and read all that lies in the inbox: the entry point of the deployment in `prefect.yaml`.

    Without `home` the settings of the worker say where it is.
    """
    from flows.runs import run_inbox

    told = await asyncio.to_thread(run_inbox, Settings(home=Path(home)) if home else Settings())
    stacks = sum(outcome.result == "split" for outcome in told.outcomes)
    letters = len(told.outcomes) - stacks
    return {"letters": letters, "stacks": stacks, "duplicates": told.duplicates, "failed": len(told.failed)}
