"""`laixin evaluate` on a model of a few made-up rows, with labels of another field."""

import json
from pathlib import Path

import pytest

from tests.classifiers import topic_data
from tests.classifiers.topic_data import own_letters
from tests.cli.conftest import Call

FIELDS = {
    "sport": "球队赢了比赛，教练很高兴，球迷欢呼",
    "finance": "股票下跌，银行加息，投资者担心",
    "weather": "明天有雨，气温下降，注意带伞",
}


def write_rows(path: Path, start: int, count: int, **more: str) -> Path:
    rows = [
        {
            "id": f"{label}-{n}",
            "title": "",
            "text": f"{words}。第{n}条，{'今明后昨'[n % 4]}日消息。",
            "label": label,
            **more,
        }
        for label, words in FIELDS.items()
        for n in range(start, start + count)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    from classifiers.learning.training_data import train_file

    folder = tmp_path_factory.mktemp("model")
    train_file(write_rows(folder / "train.jsonl", 0, 30), folder / "news-1")
    return folder / "news-1"


def test_any_field_is_evaluated_and_its_report_written(laixin: Call, model: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "asked.jsonl", 100, 12)
    given = ("--task", "topic", "--model", model, "--data", data, "--home", tmp_path / "home")
    done = laixin("evaluate", *given)
    assert done.exit_code == 0, done.output
    assert "36" in done.stdout
    folder = tmp_path / "home" / "reports" / "news-1"
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "report.json"]
    value = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert {row["label"] for row in value["classes"]} == set(FIELDS)
    assert value["figures"]["accuracy"]["value"] > 0.9
    assert value["learning_curve"] == [] or value["learning_curve"][0]["letters"] > 0
    printed = laixin("evaluate", *given, "--json", "--to", tmp_path / "there")
    assert json.loads(printed.stdout)["figures"] == value["figures"]
    assert (tmp_path / "there" / "report.html").is_file()


def test_a_model_is_compared_with_itself_as_the_same(laixin: Call, model: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "asked.jsonl", 100, 12)
    given = ("--task", "topic", "--model", model, "--data", data, "--against", model, "--home", tmp_path)
    done = laixin("evaluate", *given, "--json")
    assert done.exit_code == 0, done.output
    comparison = json.loads(done.stdout)["comparison"]
    assert (comparison["only_new"], comparison["only_old"], comparison["p_value"]) == (0, 0, 1.0)


def test_labels_that_the_model_never_met_are_wrong_and_not_a_fault(laixin: Call, model: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "asked.jsonl", 100, 4, label="art")
    done = laixin("evaluate", "--task", "topic", "--model", model, "--data", data, "--home", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["figures"]["accuracy"]["value"] == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("--model", "own-unit-9", "--data", "{data}"), 2),
        (("--model", "{model}", "--data", "{data}"), 2),  # no task is named
        (("--task", "topic", "--model", "{model}"), 2),  # no letters are given
        (("--task", "nothing", "--model", "{model}", "--data", "{data}"), 2),
        (("--task", "topic", "--model", "{model}", "--data", "{data}.none"), 2),
        (("--task", "unit", "--model", "{model}", "--data", "{data}"), 3),  # it is of another task
    ],
)
def test_what_is_called_wrongly_is_told_in_a_sentence(laixin: Call, model, tmp_path, given, code) -> None:
    data = write_rows(tmp_path / "asked.jsonl", 100, 2)
    filled = [part.format(model=model, data=data) for part in given]
    done = laixin("evaluate", *filled, "--home", tmp_path)
    assert done.exit_code == code
    assert "出错：" in done.stderr
    assert "程序内部错误" not in done.stderr
    assert "球队" not in done.stderr


def test_what_was_held_out_in_training_counts_and_what_was_learned_flatters(laixin: Call, tmp_path: Path) -> None:
    from classifiers.learning.training_data import train_file
    from flows.own_training import open_data
    from vocab import load_vocabulary

    vocabulary = load_vocabulary()
    letters = own_letters()
    learned = topic_data.write_rows(tmp_path / "learned.jsonl", letters[::2])
    snapshot = open_data(learned, tmp_path, "topic", vocabulary=vocabulary)
    train_file(snapshot.folder, tmp_path / "models" / "own-topic-1", vocabulary=vocabulary)
    both = topic_data.write_rows(tmp_path / "both.jsonl", letters)
    given = ("--task", "topic", "--model", "own-topic-1", "--data", both, "--home", tmp_path, "--json")
    some = json.loads(laixin("evaluate", *given).stdout)
    every = json.loads(laixin("evaluate", *given, "--all").stdout)
    assert every["figures"]["letters"] == len(letters)
    assert every["left_out"] == 0
    assert some["figures"]["letters"] + some["left_out"] == len(letters)
    assert some["figures"]["accuracy"]["value"] < every["figures"]["accuracy"]["value"]
    alone = laixin("evaluate", "--model", "own-topic-1", "--home", tmp_path)
    assert alone.exit_code == 0, alone.output
    assert (tmp_path / "reports" / "own-topic-1" / "report.html").is_file()
