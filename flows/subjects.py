"""What can be evaluated: a text model by itself, or all evidence together as it serves or would serve."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from classifiers.labelling.snapshots import NAMED_BY, SNAPSHOTS, read_snapshot
from classifiers.learning.annotations import hash_letter
from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow, TextRow
from classifiers.learning.material import Step
from classifiers.learning.model_files import FACTS, METRICS, WHOLE_HELD_OUT, load_model, read_held_out, read_json
from classifiers.learning.tasks import ANSWERS
from classifiers.learning.taught_letters import TaughtLetters, read_taught
from classifiers.learning.text_model import TextModel
from classifiers.registry.names import own_models, part_name
from classifiers.registry.service import read_service
from classifiers.registry.versions import find_snapshot
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.own_files import COMBINED, load_own
from classifiers.weighing.whole_answers import answer_whole
from flows.judging_models import MODELS, open_judging
from records import Settings, UsageError
from vocab import Vocabulary

IN_SERVICE = "in-service"
TRAINING = "training"
"""The folder beside the shipped models that names the letters which they learned from."""

Ask = Callable[[Iterable[LabelledRow]], Iterator[Answered]]


@dataclass(frozen=True, eq=False)
class Subject:
    """Something that answers a task, with what must be known to ask it fairly.

    `kept` are its answers to letters held out from it, `learned` the hashes of the letters that it learned from and
    `groups` their groups: like letters count as learned. So do `taught`, the letters behind shipped evidence, where
    that speaks too. `text` is the text model whose words explain answers.
    """

    id: str
    task: str
    threshold: float
    labels: tuple[str, ...]
    ask: Ask
    text: TextModel
    kept: Mapping[str, Answered] = field(default_factory=dict)
    learned: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    taught: TaughtLetters = field(default_factory=TaughtLetters)
    folder: Path | None = None

    def answer(
        self, rows: Sequence[LabelledRow], *, learned_too: bool = False, on_step: Step | None = None
    ) -> tuple[tuple[Answered, ...], tuple[str, ...]]:
        """Its answers to the rows that it did not learn from, in their order, and the ids of those left out.

        What it said of a letter when that was held out from it counts; to all others it answers now. `on_step` is told
        how many of these it answered (`judge`).
        """
        found: dict[str, Answered] = {}
        asked: list[LabelledRow] = []
        left_out: list[str] = []
        for row in rows:
            hashed = hash_letter(row.title, row.text)
            kept = self.kept.get(hashed)
            if kept is not None and not learned_too:
                found[row.id] = replace(kept, id=row.id, label=row.label, day=row.day)
            elif learned_too or not self._knows(row, hashed):
                asked.append(row)
            else:
                left_out.append(row.id)
        for number, answer in enumerate(self.ask(asked)):
            if on_step:
                on_step("judge", number, len(asked))
            found[answer.id] = answer
        return tuple(found[row.id] for row in rows if row.id in found), tuple(left_out)

    def _knows(self, row: LabelledRow, hashed: str) -> bool:
        if hashed in self.learned or (row.group and row.group in self.groups):
            return True
        return self.taught.holds(row.title, row.text)


def open_subject(name: str, task: str, settings: Settings, *, vocabulary: Vocabulary) -> Subject:
    """Open what a name means: `in-service`, an own model (`own-unit-3`), or a text model's folder.

    What is in service, and an own model that could be, answer by all evidence together; a folder by its text model
    alone.

    Raises:
        UsageError: `model.unknown` when there is nothing of that name, `model.other-task` for an own model of another
            task.
        SetupError: `setup.model` when the model cannot be used or is of another task.
    """
    if name == IN_SERVICE:
        return _open_in_service(task, settings, vocabulary)
    own = own_models(settings.home) / name
    if (part := part_name(name)) and own.is_dir():
        if part[0] != task:
            raise UsageError("model.other-task", name)
        if (own / COMBINED).is_file():
            return _open_own(own, task, settings, vocabulary)
        return open_text(own, task, settings, vocabulary=vocabulary)
    folder = Path(name)
    if not folder.is_dir():
        raise UsageError("model.unknown", name)
    return open_text(folder, task, settings, vocabulary=vocabulary)


def open_text(folder: Path, task: str, settings: Settings, *, vocabulary: Vocabulary) -> Subject:
    """A text model by itself.

    Raises:
        SetupError: `setup.model`.
    """
    text = load_model(folder, task=task, vocabulary=vocabulary)
    rows = find_learned(folder, task, settings)
    return Subject(
        id=text.id or folder.name,
        task=task,
        threshold=text.threshold,
        labels=text.labels,
        ask=lambda asked: ask_text(text, asked),
        text=text,
        kept={answer.id: answer for answer in read_held_out(folder)},
        learned=_hash(rows),
        groups=_groups(rows),
        taught=_read_shipped() if folder.resolve().is_relative_to(MODELS) else TaughtLetters(),
        folder=folder,
    )


def ask_text(text: TextModel, rows: Iterable[LabelledRow]) -> Iterator[Answered]:
    """What a text model alone says of some rows."""
    asked = list(rows)
    texts = (TextRow(row.id, row.title, row.text) for row in asked)
    for row, found in zip(asked, text.judge_many(texts), strict=True):
        yield Answered(row.id, row.label, found.label, found.score, row.day)


def find_learned(folder: Path, task: str, settings: Settings) -> list[LabelledRow]:
    """The rows of the snapshot that a model learned from; none when the home folder does not have it."""
    snapshot = find_snapshot(read_json(folder, FACTS)) or ""
    try:
        found = read_snapshot(settings.home / SNAPSHOTS / f"{task}-{snapshot[:NAMED_BY]}")
    except UsageError:
        return []
    return found.rows if (found.task, found.sha256) == (task, snapshot) else []


def _open_own(folder: Path, task: str, settings: Settings, vocabulary: Vocabulary) -> Subject:
    """An own model with all evidence, as it would serve."""
    judging = open_judging(settings, vocabulary)
    own = load_own(folder, task, vocabulary)
    judging = replace(judging, own={**judging.own, task: own})
    return _weigh_all(
        own.text.id or folder.name, task, judging, own.text, settings=settings, vocabulary=vocabulary, folder=folder
    )


def _open_in_service(task: str, settings: Settings, vocabulary: Vocabulary) -> Subject:
    judging = open_judging(settings, vocabulary)
    name = read_service(own_models(settings.home)).tasks.get(task)
    folder = own_models(settings.home) / name if name else None
    if folder is not None:
        text = judging.own[task].text
    else:
        text = judging.in_service if task == "topic" else judging.models[task]
    return _weigh_all(name or judging.id, task, judging, text, settings=settings, vocabulary=vocabulary, folder=folder)


def _weigh_all(
    id_: str,
    task: str,
    judging: JudgingModel,
    text: TextModel,
    *,
    settings: Settings,
    vocabulary: Vocabulary,
    folder: Path | None,
) -> Subject:
    rows = find_learned(folder, task, settings) if folder is not None else []
    kept = read_held_out(folder, WHOLE_HELD_OUT) if folder is not None else ()
    return Subject(
        id=id_,
        task=task,
        threshold=judging.thresholds[task].score,
        labels=ANSWERS[task](vocabulary),
        ask=lambda asked: answer_whole(asked, task, judging, vocabulary=vocabulary),
        text=text,
        kept={answer.id: answer for answer in kept},
        learned=_hash(rows),
        groups=_groups(rows),
        taught=_read_shipped(),
        folder=folder,
    )


def _read_shipped() -> TaughtLetters:
    return read_taught(MODELS / TRAINING)


def _hash(rows: Iterable[LabelledRow]) -> frozenset[str]:
    return frozenset(hash_letter(row.title, row.text) for row in rows)


def _groups(rows: Iterable[LabelledRow]) -> frozenset[str]:
    return frozenset(row.group for row in rows if row.group)


def read_curve(folder: Path) -> list[dict[str, float]]:
    """The learning curve that stands in a model's figures; none where it was not measured."""
    points = read_json(folder, METRICS).get("curve")
    return [point for point in points if isinstance(point, dict)] if isinstance(points, list) else []
