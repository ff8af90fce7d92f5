"""Label Studio: tasks with predictions for it, and the annotations that people made there.

The formats are those that its documentation describes (Label Studio task format, pre-annotations, JSON and JSON-MIN
exports). A task of the program has one control of type Choices, named like the task, over the text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from classifiers.labelling.answer_words import AnswerWords
from classifiers.labelling.bad_rows import BadRow, Place
from classifiers.labelling.label_files import LabelFile, sort_rows
from classifiers.labelling.table_rows import MOST_BYTES, TableRow
from classifiers.learning.annotations import hash_letter
from classifiers.learning.tasks import ANSWERS
from records import UsageError
from vocab import Lang, Vocabulary

TEXT = "text"
"""Name of the text in the labelling configuration: what choices are said of."""
MOST_BUTTONS = 12
"""More answers than this are offered in a list that one can search."""


_MARKS_OF_MIN = frozenset({"annotation_id", "annotator", "created_at", "updated_at", "lead_time"})
"""Keys that JSON-MIN gives each item; an object with none of them came from somewhere else."""


class _Item(BaseModel):
    """What is read of Label Studio's objects: the keys that matter, all others passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Choices(_Item):
    """What was chosen."""

    choices: tuple[str, ...] = ()


class Result(_Item):
    """One region of an annotation or a prediction."""

    from_name: str
    to_name: str = TEXT
    type: str = "choices"
    value: Choices = Choices()


class Annotation(_Item):
    """What one person did with a task; `completed_by` is a number, or an object with the person's address and name."""

    id: int | str | None = None
    completed_by: int | str | dict[str, Any] | None = None
    result: tuple[dict[str, Any], ...] = ()
    was_cancelled: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Prediction(_Item):
    """What a model says of a task; `score` is the probability that it is right."""

    model_version: str
    score: float = Field(ge=0, le=1)
    result: tuple[Result, ...]


class StudioTask(_Item):
    """A task: the letter in `data`, what models say of it, and what people did with it."""

    id: int | str | None = None
    data: dict[str, Any]
    annotations: tuple[Annotation, ...] = ()
    predictions: tuple[Prediction, ...] = ()


def make_task(
    title: str, text: str, *, reference: str = "", day: date | None = None, predictions: Iterable[Prediction] = ()
) -> StudioTask:
    """A task for Label Studio; the hash of the letter goes with it, so that a changed text is seen on its way back."""
    data = {"title": title, "text": text, "text_sha256": hash_letter(title, text), "reference": reference}
    data |= {"day": day.isoformat()} if day else {}
    return StudioTask(data=data, predictions=tuple(predictions))


def predict(task: str, answer: str, *, score: float, model_version: str) -> Prediction:
    """A prediction of one answer."""
    choice = Result(from_name=task, value=Choices(choices=(answer,)))
    return Prediction(model_version=model_version, score=round(score, 4), result=(choice,))


def write_tasks(tasks: Iterable[StudioTask]) -> Iterator[str]:
    """The lines of the JSON file that Label Studio imports, a task a line."""
    before = "["
    for task in tasks:
        yield before + "\n" + task.model_dump_json(include={"data", "predictions"})
        before = ","
    yield ("[" if before == "[" else "") + "\n]\n"


def write_config(task: str, vocabulary: Vocabulary, *, lang: Lang = "zh") -> str:
    """The labelling configuration of a task: the letter, and one choice among the answers of the office's tables."""
    answers = ANSWERS[task](vocabulary)
    view = ET.Element("View")
    ET.SubElement(view, "Header", value="$title")
    ET.SubElement(view, "Text", name=TEXT, value="$text")
    looks = {"layout": "select"} if len(answers) > MOST_BUTTONS else {"showInline": "true"}
    control = {"name": task, "toName": TEXT, "choice": "single", "required": "true"}
    choices = ET.SubElement(view, "Choices", control | looks)
    for answer in answers:
        # What is exported is the alias: the code, so that a name may change meanwhile.
        name = vocabulary.label(task, answer, lang)
        ET.SubElement(choices, "Choice", {"value": name} | ({"alias": answer} if name != answer else {}))
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def read_studio_file(
    path: Path,
    task: str,
    *,
    vocabulary: Vocabulary,
    now: datetime,
    by: str = "",
    people: Mapping[str, str] | None = None,
) -> LabelFile:
    """Read what Label Studio exported, as JSON or JSON-MIN, for one task.

    Each annotation is one person's label. Skipped ones and tasks that nobody did are counted, and no label. `people`
    gives the names of annotators whom Label Studio tells by number or address; the others are called by those.

    Raises:
        UsageError: `data.missing`, `labels.too-large` or `labels.studio` when the file as a whole cannot be taken.
    """
    items = enumerate(_read_items(path), 1)
    rows = (row for number, item in items for row in _rows_of(item, Place(path.name, "", number), task, people or {}))
    return sort_rows(rows, AnswerWords(task, vocabulary), task, source="label-studio", now=now, by=by)


def is_studio_file(path: Path) -> bool:
    """Whether a file is one of Label Studio's, by its name: a JSON file that is no JSON Lines."""
    return path.suffix.lower() == ".json"


def _read_items(path: Path) -> list[Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError("labels.too-large", path.name)
        content = path.read_bytes()
    except OSError:
        raise UsageError("data.missing", path.name) from None
    try:
        items = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UsageError("labels.studio", path.name) from None
    if not isinstance(items, list):
        raise UsageError("labels.studio", path.name)
    return items


def _rows_of(item: object, place: Place, task: str, people: Mapping[str, str]) -> Iterator[TableRow | BadRow | None]:
    """A row for each label of a task of Label Studio; nothing in place of one that was skipped or not done."""
    if not isinstance(item, dict):
        yield BadRow(place, "label-row.json")
        return
    if "data" not in item:
        if task not in item and not _MARKS_OF_MIN & item.keys():
            yield BadRow(place, "label-row.studio")
            return
        yield _row_of_min(item, place, task, people)
        return
    try:
        done = StudioTask.model_validate({**item, "predictions": ()})
    except ValidationError:
        yield BadRow(place, "label-row.studio")
        return
    if not done.annotations:
        yield None
    for annotation in done.annotations:
        if annotation.was_cancelled:
            yield None
            continue
        choices = _choices_of(annotation.result, task)
        person = _name_person(annotation.completed_by, people)
        yield _make_row(done.data, place, choices, person, annotation.updated_at or annotation.created_at)


def _row_of_min(
    item: Mapping[str, Any], place: Place, task: str, people: Mapping[str, str]
) -> TableRow | BadRow | None:
    """JSON-MIN: the keys of `data` beside the choice, which stands under the control's name."""
    said = item.get(task)
    if said is None:
        return None
    choices = said.get("choices") if isinstance(said, dict) else said
    listed = choices if isinstance(choices, list) else [choices]
    try:
        at = Annotation.model_validate({"updated_at": item.get("updated_at"), "created_at": item.get("created_at")})
    except ValidationError:
        return BadRow(place, "label-row.at", "at")
    person = _name_person(item.get("annotator"), people)
    return _make_row(item, place, listed, person, at.updated_at or at.created_at)


def _make_row(
    data: Mapping[str, Any], place: Place, choices: Sequence[object], person: str, at: datetime | None
) -> TableRow | BadRow:
    title, text = data.get("title") or "", data.get("text") or ""
    told = data.get("text_sha256")
    if told and isinstance(title, str) and isinstance(text, str) and hash_letter(title, text) != told:
        return BadRow(place, "label-row.changed", "text")
    if len(choices) > 1:
        return BadRow(place, "label-row.several-answers", "label")
    label = choices[0] if choices else ""
    cells: dict[str, Any] = {
        "title": title,
        "text": text,
        "label": label,
        "by": person,
        "at": at,
        "id": data.get("reference") or "",
        "day": data.get("day") or "",
    }
    return TableRow(place, {column: cell for column, cell in cells.items() if cell not in ("", None)})


def _choices_of(results: Sequence[Mapping[str, Any]], task: str) -> list[str]:
    """What was chosen in the control of the task; where none has its name, in the only one that there is."""
    found: dict[str, list[str]] = {}
    for result in results:
        try:
            one = Result.model_validate(result)
        except ValidationError:
            continue
        if one.type == "choices":
            found.setdefault(one.from_name, []).extend(one.value.choices)
    if task in found:
        return found[task]
    return next(iter(found.values())) if len(found) == 1 else []


def _name_person(told: object, people: Mapping[str, str]) -> str:
    """The person's name: as the office gave it for the number or the address, else as Label Studio tells it."""
    if isinstance(told, dict):
        name = " ".join(str(told[key]) for key in ("first_name", "last_name") if told.get(key))
        keys = [str(told[key]) for key in ("id", "email", "username") if told.get(key)]
        return next((people[key] for key in keys if key in people), name or (keys[-1] if keys else ""))
    if told is None or isinstance(told, bool):
        return ""
    return people.get(str(told), f"label-studio/{told}")
