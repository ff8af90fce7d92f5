"""`laixin train` and `laixin classify` on a few made-up rows."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import run_program

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
