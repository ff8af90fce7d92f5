"""Learn again what people labelled since: a snapshot of each task, and a new own model where it is another one.

`retrain_tasks` is the work itself, `flows.retrain` shows it in Prefect. No new model serves by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from classifiers.labelling.snapshots import Snapshot
from classifiers.learning.material import Step
from classifiers.registry.names import own_models
from flows.evaluating import report_own
from flows.labels import take_snapshot
from flows.office import open_home_ledger
from flows.own_training import learned_from, train_own
from records import Settings, UsageError
from vocab import Vocabulary, load_vocabulary

BY = "retrain"
"""Who made a model that nobody asked for by hand."""
TOO_FEW = frozenset({"snapshot.empty", "data.too-few"})

Result = Literal["trained", "unchanged", "too-few"]


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of a task: the new model, or the one that learned from these very labels already.

    `letters` is how many labelled letters there are.
    """

    task: str
    result: Result
    model: str = ""
    letters: int = 0
    accuracy: float | None = None
    macro_f1: float | None = None
    report: Path | None = None


def retrain_tasks(
    settings: Settings, tasks: Sequence[str], *, by: str = BY, on_step: Step | None = None
) -> Iterator[Retrained]:
    """Train each task whose labels changed since its newest own model was made; yield what came of each.

    Accusations are not learned from: they stay in the ledger that guards them.

    Raises:
        UsageError: `task.unknown`.
        SetupError: when tables, models or the home folder cannot be used.
    """
    vocabulary = load_vocabulary(settings.vocab)
    for task in tasks:
        try:
            with open_home_ledger(settings) as ledger:
                snapshot = take_snapshot(ledger, settings.home, task, vocabulary=vocabulary)
            yield _retrain(settings, snapshot, vocabulary=vocabulary, by=by, on_step=on_step)
        except UsageError as error:
            if error.code not in TOO_FEW:
                raise
            yield Retrained(task, "too-few")


def _retrain(
    settings: Settings, snapshot: Snapshot, *, vocabulary: Vocabulary, by: str, on_step: Step | None
) -> Retrained:
    letters = int(snapshot.card["letters"])
    if known := learned_from(snapshot, own_models(settings.home)):
        return Retrained(snapshot.task, "unchanged", known.name, letters)
    made = train_own(settings, snapshot, by=by, vocabulary=vocabulary, on_step=on_step)
    figures = made.trained.report
    report = report_own(settings, made.name, vocabulary=vocabulary, on_step=on_step)
    return Retrained(snapshot.task, "trained", made.name, letters, figures.accuracy, figures.macro_f1, report)
