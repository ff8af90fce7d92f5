"""The flow `retrain`: new models from what people labelled since, by hand or on a schedule. It promotes none.

Parameters, names and artifacts hold tasks, model names and counts alone: Prefect stores them.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import acreate_table_artifact

from classifiers.learning.material import Step
from classifiers.learning.tasks import LEARNED_TASKS
from flows.retraining import Retrained, retrain_tasks
from records import Settings

_steps: dict[str, Step] = {}
_done: dict[str, list[Retrained]] = {}


class RetrainFailedError(Exception):
    """A task could not be retrained: the code or the kind of the error alone, for Prefect keeps what errors say."""

    def __init__(self, error: Exception) -> None:
        """Keep what it was for those who run the flow here."""
        super().__init__(str(getattr(error, "code", "")) or type(error).__name__)
        self.error = error


@flow(name="retrain", flow_run_name="retrain", persist_result=False)
async def retrain(home: str | None = None, tasks: list[str] | None = None) -> dict[str, str]:
    """Retrain tasks, all by default; what came of each by task.

    Without `home` the settings of the worker say where it is.
    """
    settings = Settings(home=Path(home)) if home else Settings()
    key = str(settings.home)
    done = _done.get(key, [])
    try:
        await asyncio.to_thread(_work, settings, tasks or list(LEARNED_TASKS), _steps.get(key), done)
    except Exception as error:  # noqa: BLE001 (its kind is told, its text is not)
        raise RetrainFailedError(error) from None
    await acreate_table_artifact([_row(one) for one in done], key="retrain", description="retrain")
    return {one.task: one.result for one in done}


def run_retrain(
    settings: Settings, tasks: list[str], *, on_step: Step, on_no_prefect: Callable[[str], None]
) -> list[Retrained]:
    """Run the flow here and wait for it. Where Prefect does not start, the tasks are trained without it.

    Raises:
        LaixinError: whatever a training raises.
    """
    key = str(settings.home)
    done = _done.setdefault(key, [])
    _steps[key] = on_step
    try:
        asyncio.run(retrain(key, tasks))
    except RetrainFailedError as failed:
        raise failed.error from None
    except Exception as error:  # noqa: BLE001 (Prefect shows and schedules; without it an office can learn all the same)
        on_no_prefect(type(error).__name__)
        known = {one.task for one in done}
        _work(settings, [task for task in tasks if task not in known], on_step, done)
    finally:
        _steps.pop(key, None)
        _done.pop(key, None)
    return done


def _work(settings: Settings, tasks: list[str], on_step: Step | None, done: list[Retrained]) -> None:
    done.extend(retrain_tasks(settings, tasks, on_step=on_step))


def _row(one: Retrained) -> dict[str, Any]:
    return {
        "task": one.task,
        "result": one.result,
        "model": one.model,
        "letters": one.letters,
        "macro_f1": None if one.macro_f1 is None else round(one.macro_f1, 4),
    }
