"""`laixin train` and `laixin classify` on a few made-up rows."""

import json
from pathlib import Path

import pytest

import flows.own_training
from classifiers.labelling.snapshots import Snapshot
from flows.own_training import OwnTraining, train_own
from records import Settings
from tests.classifiers.topic_data import own_letters
from tests.cli.conftest import Call, run_program
from tests.own_models import sign_files

TOPICS = {
    "环境保护": "河水发臭，工厂半夜排放废水",
    "交通运输": "公交车末班太早，请延长公交线路",
    "教育": "学校食堂饭菜太贵，老师收补课费",
}


def write_rows(path: Path, *, labelled: bool) -> Path:
    rows = [
        {"id": f"{label}-{number}", "title": f"反映{text[:6]}", "text": f"{text}，第{number}次反映。"}
        | ({"label": label} if labelled else {})
        for label, text in TOPICS.items()
        for number in range(20)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_model_is_trained_and_tells_topics(tmp_path: Path) -> None:
    data, model = write_rows(tmp_path / "train.jsonl", labelled=True), tmp_path / "topic-1"
    trained = run_program("train", "--task", "topic", "--data", data, "--out", model)
    assert trained.returncode == 0, trained.stderr.decode()
    assert trained.stdout == b""
    assert str(model) in trained.stderr.decode()
    asked = write_rows(tmp_path / "ask.jsonl", labelled=False)
    done = run_program("classify", "--task", "topic", "--model", model, "--data", asked)
    assert done.returncode == 0, done.stderr.decode()
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(rows) == 60
    assert all({"id", "label", "score", "runners_up"} <= set(row) and 0 <= row["score"] <= 1 for row in rows)
    right = sum(row["label"] == row["id"].partition("-")[0] for row in rows)
    assert right > 54


def test_a_row_that_is_no_json_is_told_by_its_number_and_not_by_its_words(tmp_path: Path) -> None:
    data = tmp_path / "broken.jsonl"
    data.write_text('{"id": "1", "title": "", "text": "甲", "label": "教育"}\n举报人林小川\n', encoding="utf-8")
    done = run_program("train", "--task", "topic", "--data", data, "--out", tmp_path / "model")
    assert done.returncode == 2
    assert "林小川" not in done.stderr.decode()


@pytest.mark.slow
def test_labels_of_another_field_become_an_own_model_that_classifies(tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "train.jsonl"
    rows = [{"title": row.title, "text": row.text, "label": "AB"[n % 2]} for n, row in enumerate(own_letters()[:60])]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    trained = run_program("train", "--task", "unit", "--data", data, "--home", home, "--seed", 3, LAIXIN_LANG="en")
    told = trained.stderr.decode()
    assert trained.returncode == 0, told
    assert trained.stdout == b""
    assert "the labels are not the office's answers" in told
    assert "worth little" in told
    model = home / "models" / "own-unit-1"
    assert f"laixin classify --task unit --model {model}" in told
    report = home / "reports" / "own-unit-1" / "report.html"
    assert f"The report: {report}" in told.replace("\n", "")
    assert "own-unit-1" in report.read_text(encoding="utf-8")
    done = run_program("classify", "--task", "unit", "--model", model, "--data", write_rows(data, labelled=False))
    assert len(done.stdout.splitlines()) == 60
    (snapshot,) = (home / "learning" / "snapshots").iterdir()
    again = run_program("train", "--task", "unit", "--data", snapshot, "--out", tmp_path / "again", "--seed", 3)
    assert again.returncode == 0
    for name in ("weights.skops", "model.json", "metrics.json", "held-out.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (model / name).read_bytes()


def test_a_model_with_no_letter_held_out_is_kept_without_a_report_and_that_is_told(
    laixin: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train_one(settings: Settings, snapshot: Snapshot, **given: object) -> OwnTraining:
        made = train_own(settings, snapshot, **given)  # type: ignore[arg-type] # as it was called
        (made.folder / "held-out.csv").write_text("id,label,said,score,day\n", encoding="utf-8")
        sign_files(made.folder)
        return made

    monkeypatch.setattr(flows.own_training, "train_own", train_one)
    data, home = tmp_path / "train.jsonl", tmp_path / "home"
    rows = [{"title": row.title, "text": row.text, "label": "AB"[n % 2]} for n, row in enumerate(own_letters()[:30])]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = laixin("train", "--task", "unit", "--data", data, "--home", home)
    assert done.exit_code == 0, done.output
    assert "没有写报告" in done.stderr
    assert (home / "models" / "own-unit-1" / "model.json").is_file()
    assert not (home / "reports").exists()


@pytest.mark.parametrize("task", ["topics", "urgency"])
def test_what_is_no_task_is_told_before_anything_is_read(laixin: Call, tmp_path: Path, task: str) -> None:
    for call in (
        ("train", "--task", task),
        ("classify", "--task", task, "--data", tmp_path),
        ("retrain", "--task", task),
    ):
        result = laixin(*call, "--home", tmp_path)
        assert result.exit_code == 2
        assert "matter_class" in result.stderr
    assert [*tmp_path.iterdir()] == []


def test_without_labels_nothing_is_trained(laixin: Call, seeded: Path) -> None:
    result = laixin("train", "--task", "unit", "--home", seeded)
    assert result.exit_code == 2
    assert not (seeded / "models").exists()
