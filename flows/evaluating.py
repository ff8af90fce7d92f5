"""Evaluate a model on labelled letters, and write its report: `laixin evaluate`, and after each training."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifiers.labelling.answer_words import AnswerWords
from classifiers.labelling.snapshot_cards import name_answer
from classifiers.labelling.snapshots import read_snapshot
from classifiers.learning.data_rows import LabelledRow, read_labelled_rows
from classifiers.learning.material import Step
from classifiers.learning.tasks import ANSWERS
from classifiers.registry.names import own_models, part_name, task_of
from classifiers.registry.service import read_service
from classifiers.reporting.evaluations import Evaluation, LearningPoint, OtherModel
from classifiers.reporting.reports import Report, compose_report
from classifiers.reporting.writing import write_composed
from classifiers.weighing.own_files import COMBINED
from flows.masking import letter_mask
from flows.subjects import IN_SERVICE, Subject, find_learned, open_subject, read_curve
from records import Settings, SetupError, UsageError
from vocab import Vocabulary

REPORTS = "reports"
"""Where reports lie in a home folder: they quote letters, and so are never in a model's own folder."""
MOST_COMPARED = 2000
"""Letters that what is in service is asked about after a training: about 30 ms each."""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """A report that was written, and where."""

    report: Report
    page: Path


def evaluate_model(
    name: str,
    data: Path,
    settings: Settings,
    *,
    task: str,
    against: str | None = None,
    to: Path | None = None,
    learned_too: bool = False,
    vocabulary: Vocabulary,
) -> Evaluated:
    """Ask a model about labelled letters and write the report, by default in the home folder under the model's name.

    Letters that it, or what it is compared with, learned from are left out, unless `learned_too`.

    Raises:
        UsageError: `data.missing`, `data.row`, `snapshot.damaged`, `snapshot.task`, `model.unknown`; `data.learned`
            when no letter is left.
        SetupError: `setup.model`; `setup.report` when the report cannot be written.
    """
    rows = read_rows(data, task=task)
    subject = open_subject(name, task, settings, vocabulary=vocabulary)
    rows = find_answers(rows, subject, vocabulary)
    answers, left_out = subject.answer(rows, learned_too=learned_too)
    if not answers:
        raise UsageError("data.learned", subject.id)
    asked = {answer.id for answer in answers}
    rows = [row for row in rows if row.id in asked]
    other = open_subject(against, task, settings, vocabulary=vocabulary) if against else None
    evaluation = _describe(subject, rows, vocabulary, settings)
    evaluation = replace(
        evaluation,
        answers=answers,
        left_out=len(left_out),
        against=_compare(other, rows, learned_too=learned_too) if other else None,
        earlier=_find_earlier(other or subject, rows, settings, vocabulary) if other else evaluation.earlier,
    )
    return _write(evaluation, to or settings.home / REPORTS / _folder_name(subject.id), settings, vocabulary)


def report_own(settings: Settings, name: str, *, vocabulary: Vocabulary, on_step: Step | None = None) -> Path | None:
    """Write the report of an own model that was just trained; gives the page's path.

    Nothing when no letter was held out from the training. Raises as `evaluate_own` else.
    """
    try:
        return evaluate_own(settings, name, vocabulary=vocabulary, on_step=on_step).page
    except UsageError as error:
        if error.code != "data.learned":
            raise
        return None


def evaluate_own(
    settings: Settings, name: str, *, to: Path | None = None, vocabulary: Vocabulary, on_step: Step | None = None
) -> Evaluated:
    """Evaluate an own model on the letters held out from its training, and write the report.

    It is compared with what is in service on those of them that this did not learn from, or with the own model before
    it, against which drift is told too.

    Raises:
        UsageError: `model.unknown`, `data.learned` when no held-out letter is known.
        SetupError: `setup.model`; `setup.report` when the report cannot be written.
    """
    task = task_of(name)
    subject = open_subject(name, task, settings, vocabulary=vocabulary)
    assert subject.folder is not None
    rows = [row for row in find_learned(subject.folder, task, settings) if row.id in subject.kept]
    answers, _ = subject.answer(rows)
    if not answers:
        raise UsageError("data.learned", name)
    evaluation = replace(_describe(subject, rows, vocabulary, settings), answers=answers)
    serving = read_service(own_models(settings.home)).tasks.get(task)
    against = evaluation.earlier
    if serving != name and (subject.folder / COMBINED).is_file():
        service = open_subject(IN_SERVICE, task, settings, vocabulary=vocabulary)
        compared = _compare(service, rows[:MOST_COMPARED], learned_too=False, on_step=on_step)
        against = compared if compared.answers else against
    evaluation = replace(evaluation, against=against)
    return _write(evaluation, to or settings.home / REPORTS / name, settings, vocabulary)


def read_rows(data: Path, *, task: str) -> list[LabelledRow]:
    """The rows of a file or a snapshot; an id that stands twice is told apart by a number."""
    if data.is_dir():
        snapshot = read_snapshot(data)
        if snapshot.task != task:
            raise UsageError("snapshot.task", snapshot.task)
        rows = snapshot.rows
    else:
        rows = list(read_labelled_rows(data))
    seen: Counter[str] = Counter()
    told: list[LabelledRow] = []
    for row in rows:
        seen[row.id] += 1
        told.append(row if seen[row.id] == 1 else replace(row, id=f"{row.id}#{seen[row.id]}"))
    return told


def find_answers(rows: Sequence[LabelledRow], subject: Subject, vocabulary: Vocabulary) -> list[LabelledRow]:
    """The rows with codes where people wrote the names of answers (住建局); labels of another field stay."""
    allowed = frozenset(ANSWERS[subject.task](vocabulary)) if subject.task in ANSWERS else frozenset()
    if not allowed.issuperset(subject.labels):
        return list(rows)
    words = AnswerWords(subject.task, vocabulary)
    return [row if row.label in allowed else replace(row, label=words.find(row.label) or row.label) for row in rows]


def _describe(subject: Subject, rows: Sequence[LabelledRow], vocabulary: Vocabulary, settings: Settings) -> Evaluation:
    """All that a report needs but the answers."""
    labels = sorted({*subject.labels, *(row.label for row in rows)})
    lang = settings.lang
    return Evaluation(
        task=subject.task,
        task_name=vocabulary.label(subject.task, "", lang),
        model_id=subject.id,
        answers=(),
        threshold=subject.threshold,
        labels=subject.labels,
        names={label: name_answer(subject.task, label, vocabulary, lang) for label in labels},
        texts={row.id: row for row in rows},
        learning_curve=_read_points(subject),
        model=subject.text,
        earlier=_find_earlier(subject, rows, settings, vocabulary),
    )


def _read_points(subject: Subject) -> tuple[LearningPoint, ...]:
    points = read_curve(subject.folder) if subject.folder is not None else []
    try:
        return tuple(LearningPoint(int(p["letters"]), float(p["macro_f1"]), float(p["accuracy"])) for p in points)
    except (KeyError, TypeError, ValueError):
        return ()


def _compare(
    other: Subject, rows: Sequence[LabelledRow], *, learned_too: bool, on_step: Step | None = None
) -> OtherModel:
    answers, _ = other.answer(rows, learned_too=learned_too, on_step=on_step)
    return OtherModel(other.id, answers, other.threshold)


def _find_earlier(
    subject: Subject, rows: Sequence[LabelledRow], settings: Settings, vocabulary: Vocabulary
) -> OtherModel | None:
    """The own model of the task before this one, with what it says of the letters that it did not learn from."""
    number = (part_name(subject.folder.name) or ("", 0))[1] if subject.folder is not None else 0
    models = own_models(settings.home)
    for before in range(number - 1, 0, -1):
        folder = models / f"own-{subject.task}-{before}"
        if not folder.is_dir():
            continue
        try:
            found = open_subject(folder.name, subject.task, settings, vocabulary=vocabulary)
        except SetupError:
            continue
        answers, _ = found.answer(rows[:MOST_COMPARED])
        return OtherModel(folder.name, answers, found.threshold, tuple(found.kept.values()), found.text)
    return None


def _folder_name(id_: str) -> str:
    """A model's id as the name of a folder of its own: a sealed model may call itself `..`."""
    kept = "".join(char if char.isalnum() or char in "-_." else "-" for char in id_.partition("@")[0])
    return kept.lstrip(".") or "model"


def _write(evaluation: Evaluation, folder: Path, settings: Settings, vocabulary: Vocabulary) -> Evaluated:
    report = compose_report(evaluation, mask=letter_mask(vocabulary))
    try:
        return Evaluated(report, write_composed(folder, report, lang=settings.lang))
    except OSError as error:
        raise SetupError("setup.report", str(error.strerror)) from None
