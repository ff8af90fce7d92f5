"""The models that judge: those that ship, and those of the office that are in service."""

from dataclasses import replace
from pathlib import Path

from classifiers.learning.model_files import load_model
from classifiers.registry.service import service_folders
from classifiers.weighing.judging_files import load_judging
from classifiers.weighing.judging_model import Budgets, JudgingModel
from classifiers.weighing.judging_tasks import TASKS
from classifiers.weighing.own_files import load_own
from records import Settings, SetupError
from vocab import Vocabulary

MODELS = Path(__file__).resolve().parent.parent / "models"


def newest_model(models: Path = MODELS, task: str = "topic") -> Path:
    """The folder of the newest shipped model of a task: `topic-2` comes after `topic-1`.

    Raises:
        SetupError: `setup.model` when there is none.
    """
    found = [folder for folder in models.glob(f"{task}-*") if folder.name.rpartition("-")[2].isdigit()]
    if not found:
        raise SetupError("setup.model", task)
    return max(found, key=lambda folder: int(folder.name.rpartition("-")[2]))


def find_text_model(settings: Settings, task: str) -> Path:
    """The folder of the text model that speaks for a task: the office's own in service, else what ships.

    Raises:
        SetupError: `setup.model` when there is none, `setup.in-service` when nobody can tell what is in service.
    """
    if task == "topic" and settings.topic_model:
        return settings.topic_model
    own = service_folders(settings).get(task)
    if own is not None:
        return own
    return newest_model() if task == "topic" else (settings.judging_model or newest_model(task="judging")) / task


def open_judging(settings: Settings, vocabulary: Vocabulary) -> JudgingModel:
    """The judging model with the topic model and the office's own models in service, and the budgets of the office.

    Raises:
        SetupError: `setup.model` when one of them cannot be used; `setup.in-service` when nobody can tell what is in
            service.
    """
    shipped = open_shipped(settings, vocabulary)
    own = {task: load_own(own_folder, task, vocabulary) for task, own_folder in service_folders(settings).items()}
    return replace(shipped, own=own)


def open_shipped(settings: Settings, vocabulary: Vocabulary) -> JudgingModel:
    """The same without the office's own models.

    Raises:
        SetupError: `setup.model` when one of them cannot be used.
    """
    topic_model = load_model(settings.topic_model or newest_model(), vocabulary=vocabulary)
    budgets = Budgets(
        topic=settings.budget_topic,
        topic2=settings.budget_second_topic,
        unit=settings.budget_unit,
        matter_class=settings.budget_class,
        purpose=settings.budget_class,
        urgency=settings.budget_urgency,
        accusation=settings.budget_accusation,
        litigation=settings.budget_litigation,
        confidence=settings.budget_confidence,
    )
    folder = settings.judging_model or newest_model(task="judging")
    shipped = load_judging(folder, in_service=topic_model, budgets=budgets, vocabulary=vocabulary)
    untaught = [task.name for task in TASKS if task.name not in shipped.combiners]
    if untaught:
        raise SetupError("setup.model", f"{folder.name}: it was not taught {', '.join(untaught)}")
    return shipped
