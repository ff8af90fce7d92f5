"""Hold a model that an office trained against what serves now, let it serve, and go back."""

from dataclasses import dataclass
from datetime import datetime

from classifiers.learning.material import Step
from classifiers.learning.model_files import WHOLE_HELD_OUT, read_held_out
from classifiers.registry.folder_checks import check_own
from classifiers.registry.gate import GateComparison, compare_in_service, judge_figures
from classifiers.registry.names import check_task, own_models, task_of
from classifiers.registry.refusals import Refusal
from classifiers.registry.service import InService, read_service, switch_model
from flows.subjects import IN_SERVICE, find_learned, open_subject
from records import Settings, SetupError, UsageError
from vocab import Vocabulary


@dataclass(frozen=True)
class Weighed:
    """A candidate, what serves its task now (nothing of the office's own: what ships), and what the gate says.

    `learned` counts held-out letters that are left out of the comparison because what serves now, or evidence that
    ships and speaks in it, learned from them.
    """

    name: str
    task: str
    serving: str | None
    refusals: tuple[Refusal, ...]
    comparison: GateComparison | None = None
    learned: int = 0


def weigh_candidate(settings: Settings, name: str, vocabulary: Vocabulary, *, on_step: Step | None = None) -> Weighed:
    """Check the folder of an own model and compare its held-out answers with those of what serves now.

    What serves now answers the same letters: where it learned from them, by the answers that were kept when they were
    held out from it, else by judging them now.

    Raises:
        UsageError: `model.unknown` when there is no such model, `model.serves` when it serves already.
        SetupError: when what serves now cannot be opened.
    """
    task, models = task_of(name), own_models(settings.home)
    folder = models / name
    if not folder.is_dir():
        raise UsageError("model.unknown", name)
    serving = read_service(models).tasks.get(task)
    if serving == name:
        raise UsageError("model.serves", name)
    refusals = check_own(folder, task, vocabulary=vocabulary, home=settings.home)
    if refusals:
        return Weighed(name, task, serving, refusals)
    try:
        candidate = read_held_out(folder, WHOLE_HELD_OUT)
    except SetupError as error:
        return Weighed(name, task, serving, (Refusal("gate.unreadable", error.remedy),))
    wanted = {answer.id for answer in candidate}
    rows = [row for row in find_learned(folder, task, settings) if row.id in wanted]
    if not rows:
        return Weighed(name, task, serving, (Refusal("gate.not-compared", name),))
    service = open_subject(IN_SERVICE, task, settings, vocabulary=vocabulary)
    old, learned = service.answer(rows, on_step=on_step)
    comparison = compare_in_service(candidate, old)
    return Weighed(name, task, serving, judge_figures(comparison), comparison, len(learned))


def promote_model(
    settings: Settings, weighed: Weighed, *, by: str, at: datetime, note: str = "", despite: str = ""
) -> InService:
    """Let a candidate serve that the gate saw.

    Raises:
        UsageError: `model.refused` when the gate refused it and no reason is given, or when no reason helps;
            `model.changed` when something else serves by now.
    """
    final = [refusal.code for refusal in weighed.refusals if refusal.is_final]
    if weighed.refusals and (final or not despite.strip()):
        raise UsageError("model.refused", weighed.name)
    return switch_model(
        own_models(settings.home),
        weighed.task,
        weighed.name,
        kind="promote",
        before=weighed.serving,
        by=by,
        at=at,
        note=note,
        despite=despite.strip() if weighed.refusals else "",
        refusals=tuple(dict.fromkeys(refusal.code for refusal in weighed.refusals)),
    )


@dataclass(frozen=True)
class WayBack:
    """What served before for a task (nothing: what ships), and what served later than that and cannot any more."""

    task: str
    serving: str
    back_to: str | None
    broken: tuple[tuple[str, Refusal], ...]


def find_way_back(settings: Settings, task: str, vocabulary: Vocabulary) -> WayBack:
    """What a task goes back to: the last model that served before and still can; at the end what ships.

    That words are cut otherwise than when it learned does not bar a model here: it served, and judged well enough.

    Raises:
        UsageError: `task.unknown`; `model.no-earlier` when what ships serves already.
    """
    check_task(task)
    models = own_models(settings.home)
    service = read_service(models)
    serving = service.tasks.get(task)
    if serving is None:
        raise UsageError("model.no-earlier", task)
    broken: list[tuple[str, Refusal]] = []
    for name in service.earlier(task):
        if name is None:
            break
        refusals = check_own(models / name, task, vocabulary=vocabulary, home=settings.home)
        refusal = next((one for one in refusals if one.code != "gate.terms"), None)
        if refusal is None:
            return WayBack(task, serving, name, tuple(broken))
        broken.append((name, refusal))
    return WayBack(task, serving, None, tuple(broken))


def roll_back(settings: Settings, way: WayBack, *, by: str, at: datetime, note: str = "") -> InService:
    """Let what served before serve again.

    Raises:
        UsageError: `model.changed` when something else serves by now.
    """
    return switch_model(
        own_models(settings.home), way.task, way.back_to, kind="rollback", before=way.serving, by=by, at=at, note=note
    )
