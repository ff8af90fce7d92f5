"""Label Studio: what is written for it, and what people did there."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from classifiers.labelling.label_files import LabelFile
from classifiers.labelling.label_studio import make_task, predict, read_studio_file, write_config, write_tasks
from classifiers.learning.annotations import hash_letter
from classifiers.learning.tasks import ANSWERS, LEARNED_TASKS
from records import UsageError
from vocab import load_vocabulary

WORDS = load_vocabulary()
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DATA = {"title": "路灯", "text": "小区路灯坏了", "reference": "2026-XF-00001"}


def chose(*choices: str, name: str = "topic") -> list[dict[str, Any]]:
    return [
        {
            "id": "x1",
            "from_name": name,
            "to_name": "text",
            "type": "choices",
            "origin": "manual",
            "value": {"choices": choices},
        }
    ]


def annotated(*choices: str, by: object = 3, **more: Any) -> dict[str, Any]:
    return {"id": 9, "completed_by": by, "result": chose(*choices), "was_cancelled": False,
            "created_at": "2026-11-20T01:02:03.456Z", "updated_at": "2026-11-21T01:02:03.456Z", **more}  # fmt: skip


def item(*annotations: dict[str, Any], data: dict[str, Any] = DATA) -> dict[str, Any]:
    return {"id": 1, "project": 5, "data": data, "annotations": list(annotations), "predictions": []}


def read(folder: Path, *items: object, task: str = "topic", people: dict[str, str] | None = None) -> LabelFile:
    path = folder / "project-5.json"
    path.write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
    return read_studio_file(path, task, vocabulary=WORDS, now=NOW, people=people)


def faults(found: LabelFile) -> list[tuple[int, str]]:
    return [(bad.place.row, bad.code.removeprefix("label-row.")) for bad in found.bad]


def test_each_annotation_is_one_persons_label(tmp_path: Path) -> None:
    other = annotated("交通运输", by={"id": 4, "email": "li@office.example", "first_name": "主任", "last_name": ""})
    found = read(tmp_path, item(annotated("城乡建设"), other), people={"3": "陈录入"})
    (letter,) = found.letters
    assert (letter.title, letter.text, letter.id) == ("路灯", "小区路灯坏了", hash_letter("路灯", "小区路灯坏了"))
    assert [(label.by, label.answer) for label in letter.labels] == [("陈录入", "城乡建设"), ("主任", "交通运输")]
    assert {label.source for label in letter.labels} == {"label-studio"}
    assert {label.reference for label in letter.labels} == {"2026-XF-00001"}
    assert letter.labels[0].at == datetime(2026, 11, 21, 1, 2, 3, 456000, tzinfo=UTC)
    assert (found.bad, found.rows, found.passed) == ((), 2, 0)


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (3, "label-studio/3"),
        ({"id": 3, "email": "chen@office.example"}, "chen@office.example"),
        ({"id": 3, "email": "chen@office.example", "first_name": "录入", "last_name": "陈"}, "录入 陈"),
        ("chen@office.example", "label-studio/chen@office.example"),
    ],
)
def test_an_annotator_without_a_name_is_called_as_label_studio_tells(tmp_path: Path, by: object, name: str) -> None:
    assert read(tmp_path, item(annotated("城乡建设", by=by))).letters[0].labels[0].by == name


def test_an_address_may_be_given_a_name_too(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        item(annotated("城乡建设", by={"id": 3, "email": "chen@office.example"})),
        people={"chen@office.example": "陈录入"},
    )
    assert found.letters[0].labels[0].by == "陈录入"


def test_skipped_annotations_and_tasks_that_nobody_did_are_no_labels(tmp_path: Path) -> None:
    skipped = annotated("城乡建设", was_cancelled=True)
    found = read(tmp_path, item(skipped), item(data={"title": "", "text": "另一封"}))
    assert (found.letters, found.bad, found.rows, found.passed) == ((), (), 0, 2)


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ("text", "json"),
        (item(annotated()), "no-answer"),
        (item(annotated("城乡建设", "交通运输")), "several-answers"),
        (item(annotated("没有的类")), "unknown-answer"),
        (item(annotated("城乡建设", by=None)), "nobody"),
        (item(annotated("城乡建设"), data={"title": "路灯"}), "no-text"),
        (item(annotated("城乡建设"), data={"text": ["路灯"]}), "kind"),
        (item(annotated("城乡建设"), data={**DATA, "text_sha256": "0" * 64}), "changed"),
        (item(annotated("城乡建设", updated_at="gestern")), "studio"),
        (item(annotated("城乡建设", updated_at="2099-01-01T00:00:00Z")), "future"),
        ({"data": "x", "annotations": []}, "studio"),
        ({"text": "小区路灯坏了", "label": "城乡建设"}, "studio"),
        ({"data": DATA, "annotations": [{"result": "x"}]}, "studio"),
    ],
)
def test_a_bad_item_is_told_and_the_others_are_taken(tmp_path: Path, broken: object, fault: str) -> None:
    found = read(tmp_path, broken, item(annotated("教育文体"), data={"text": "学校食堂"}))
    assert faults(found) == [(1, fault)]
    assert [letter.text for letter in found.letters] == ["学校食堂"]


def test_the_control_of_the_task_is_read_among_others(tmp_path: Path) -> None:
    both = annotated()
    both["result"] = [
        *chose("JYJ", name="unit"),
        *chose("教育文体", name="topic"),
        {"type": "textarea", "from_name": "n"},
    ]
    assert read(tmp_path, item(both)).letters[0].labels[0].answer == "教育文体"
    assert read(tmp_path, item(both), task="unit").letters[0].labels[0].answer == "JYJ"


def test_the_only_control_is_read_whatever_its_name(tmp_path: Path) -> None:
    other = annotated()
    other["result"] = chose("教育文体", name="choice")
    assert read(tmp_path, item(other)).letters[0].labels[0].answer == "教育文体"


def test_json_min(tmp_path: Path) -> None:
    rows = [
        {**DATA, "id": 1, "topic": "城乡建设", "annotator": 3, "annotation_id": 7, "created_at": "2026-11-20T01:02:03Z",
         "updated_at": "2026-11-20T01:02:03Z", "lead_time": 3.1},
        {"text": "公交车不来", "id": 2, "topic": {"choices": ["交通运输"]}, "annotator": 4},
        {"text": "没有标", "id": 3, "annotator": 4},
        {"text": "两个", "id": 4, "topic": {"choices": ["交通运输", "城乡建设"]}, "annotator": 4},
    ]  # fmt: skip
    found = read(tmp_path, *rows, people={"3": "陈录入"})
    assert [(letter.text, letter.labels[0].answer, letter.labels[0].by) for letter in found.letters] == [
        ("小区路灯坏了", "城乡建设", "陈录入"),
        ("公交车不来", "交通运输", "label-studio/4"),
    ]
    assert faults(found) == [(4, "several-answers")]
    assert found.passed == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[", b"\xff", b"[" * 100_000, b'"x"'])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"labels\.studio"):
        read_studio_file(path, "topic", vocabulary=WORDS, now=NOW)


def test_a_task_holds_the_letter_and_what_the_model_says() -> None:
    said = predict("topic", "城乡建设", score=0.91234567, model_version="topic-2")
    (task,) = json.loads("".join(write_tasks([make_task("路灯", "小区\u2028路灯", reference="1", predictions=[said])])))
    assert task["data"]["text"] == "小区\u2028路灯"
    assert task["data"]["text_sha256"] == hash_letter("路灯", "小区\u2028路灯")
    assert task["predictions"] == [
        {
            "model_version": "topic-2",
            "score": 0.9123,
            "result": [
                {"from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["城乡建设"]}}
            ],
        }
    ]
    assert set(task) == {"data", "predictions"}


def test_no_task_is_an_empty_list() -> None:
    assert json.loads("".join(write_tasks([]))) == []


def test_a_prediction_is_never_taken_for_a_label(tmp_path: Path) -> None:
    said = predict("topic", "城乡建设", score=0.9, model_version="topic-2")
    tasks = json.loads("".join(write_tasks([make_task("路灯", "坏了", predictions=[said])])))
    assert read(tmp_path, *tasks).letters == ()


@pytest.mark.parametrize("task", LEARNED_TASKS)
def test_the_configuration_offers_every_answer_and_what_comes_back_is_understood(tmp_path: Path, task: str) -> None:
    view = ET.fromstring(write_config(task, WORDS))
    (choices,) = view.iter("Choices")
    assert (choices.get("name"), choices.get("toName"), choices.get("choice")) == (task, "text", "single")
    assert {text.get("name") for text in view.iter("Text")} == {"text"}
    given = [choice.get("alias") or choice.get("value") for choice in choices]
    assert given == list(ANSWERS[task](WORDS))
    assert len({choice.get("value") for choice in choices}) == len(given)
    annotation = annotated()
    annotation["result"] = chose(str(given[0]), name=task)
    assert read(tmp_path, item(annotation), task=task).letters[0].labels[0].answer == given[0]
