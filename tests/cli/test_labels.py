"""`laixin labels`: import with a report of bad rows, counts, disagreements, snapshots, exchange with Label Studio."""

import csv
import json
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from classifiers.weighing.judging_model import JudgingModel
from flows.judging_models import open_judging
from ledger import open_ledger
from records import Settings
from tests.cli.conftest import BY_RIGHT, Call
from tests.ledger.letters import LATER
from vocab import load_vocabulary

ROWS = """标题,正文,标签,日期,填写人
路灯,小区路灯坏了三个月没有人修,城乡建设,2026-01-03,陈录入
食堂,学校食堂的饭菜不卫生,教育文体,2026-02-03,陈录入
公交,公交车总是不准时,交通运输,2026-02-30,陈录入
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "标注.csv"
    path.write_text(ROWS, encoding="utf-8-sig")
    return path


@pytest.fixture(scope="module")
def judging() -> JudgingModel:
    """The shipped model, loaded once."""
    return open_judging(Settings(), load_vocabulary())


@pytest.fixture
def loaded(judging: JudgingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.judging_models.open_judging", lambda *_: judging)


def as_json(output: str) -> Any:
    return json.loads(output.splitlines()[-1])


def test_good_rows_are_imported_and_bad_ones_told(laixin: Call, table: Path, tmp_path: Path) -> None:
    report = tmp_path / "bad.csv"
    called = laixin("labels", "import", table, "--task", "topic", "--home", tmp_path / "home", "--bad-to", report)
    assert called.exit_code == 1
    assert "导入标注 2 条，新来信 2 封" in called.output
    assert "日期不对" in called.output
    with report.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["文件"], row["行"], row["列"], row["代码"]) == ("标注.csv", "4", "日期", "label-row.day")
    assert "公交" not in report.read_text()


def test_the_same_file_again_adds_nothing(laixin: Call, table: Path, tmp_path: Path) -> None:
    args = ("labels", "import", table, "--task", "topic", "--home", tmp_path / "home", "--json")
    first, second = as_json(laixin(*args).output), as_json(laixin(*args).output)
    assert (first["labels"], first["texts"], first["known"], first["bad"]) == (2, 2, 0, 1)
    assert (second["labels"], second["texts"], second["known"], second["bad"]) == (0, 0, 2, 1)
    assert first["bad_rows"][0]["row"] == 4


def test_strict_imports_nothing_when_a_row_is_bad(laixin: Call, table: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    called = laixin("labels", "import", table, "--task", "topic", "--home", home, "--strict")
    assert called.exit_code == 1
    assert "一条也没有导入" in called.output
    assert not home.exists()


def test_good_rows_alone_end_with_zero(laixin: Call, table: Path, tmp_path: Path) -> None:
    table.write_text("\n".join(ROWS.splitlines()[:3]), encoding="utf-8")
    assert laixin("labels", "import", table, "--task", "topic", "--home", tmp_path / "home", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("import", "{table}", "--task", "urgency"), "没有这个可学习的任务"),
        (("import", "{table}", "--task", "topic", "--annotator", "3"), "--annotator"),
        (("import", "none.csv", "--task", "topic"), "打不开"),
        (("snapshot", "--task", "nothing"), "没有这个可学习的任务"),
        (("export", "--task", "topic"), "没有说明写到哪里"),
    ],
)
def test_a_wrong_call_is_told(laixin: Call, table: Path, tmp_path: Path, args: tuple[str, ...], told: str) -> None:
    filled = [part.format(table=table) for part in args]
    called = laixin("labels", *filled, "--home", tmp_path / "home")
    assert called.exit_code == 2
    assert told in called.output


def test_an_empty_home_has_no_labels_and_is_not_made(laixin: Call, tmp_path: Path) -> None:
    for command in (("list",), ("disagreements",), ("snapshot", "--task", "topic")):
        assert laixin("labels", *command, "--home", tmp_path / "none").exit_code == 2
    assert not (tmp_path / "none").exists()


@pytest.fixture
def labelled(laixin: Call, table: Path, seeded: Path) -> Path:
    """A home with a reviewed case, a reviewed accusation, and two imported letters, one of them in dispute."""
    laixin("labels", "import", table, "--task", "topic", "--home", seeded)
    other = table.with_name("other.csv")
    other.write_text("标题,正文,标签\n路灯,小区路灯坏了三个月没有人修,交通运输\n", encoding="utf-8")
    laixin("labels", "import", other, "--task", "topic", "--by", "李主任", "--home", seeded)
    with open_ledger(f"sqlite:///{seeded / 'ledger.sqlite'}", office="XF") as ledger:
        for case_no in ("2026-XF-00001", "2026-XF-00002"):
            ledger.decide(case_no, {"topic": "环境保护"}, by="王审核", note="", at=LATER + timedelta(hours=1))
    return seeded


def test_labels_are_counted_by_task(laixin: Call, labelled: Path) -> None:
    rows = [json.loads(line) for line in laixin("labels", "list", "--home", labelled, "--json").output.splitlines()]
    assert [row["task"] for row in rows] == ["topic", "topic2", "matter_class", "purpose", "unit"]
    topic = rows[0]
    assert topic["labels"] == {"教育文体": 1, "环境保护": 1}
    assert topic["months"] == {"2026-02": 1, "2026-11": 1}
    assert topic["sources"] == {"file": 1, "review": 1}
    assert (topic["disagreements"], topic["left_out"], topic["withheld"]) == (1, 1, 1)
    assert "内容分类 (topic)" in laixin("labels", "list", "--home", labelled).output


def test_labels_of_a_task_are_counted_by_answer_source_and_month(laixin: Call, labelled: Path) -> None:
    output = laixin("labels", "list", "--task", "topic", "--home", labelled).output
    for told in ("教育文体", "环境保护", "人工审核", "文件导入", "2026-11", "意见不一 1 封，其中没有定论 1 封"):
        assert told in output
    assert "检举控告件 1 封没有计入" in output
    assert "检举控告件" not in laixin("labels", "list", "--task", "topic", *BY_RIGHT, "--home", labelled).output


def test_disagreements_are_shown_with_who_said_what(laixin: Call, labelled: Path) -> None:
    output = laixin("labels", "disagreements", "--home", labelled).output
    for told in ("陈录入", "城乡建设", "李主任", "交通运输", "未定"):
        assert told in output
    assert "路灯" not in output
    (row,) = [
        json.loads(line) for line in laixin("labels", "disagreements", "--home", labelled, "--json").output.splitlines()
    ]
    assert (row["task"], row["answer"]) == ("topic", None)
    assert {(one["by"], one["answer"]) for one in row["said"]} == {("陈录入", "城乡建设"), ("李主任", "交通运输")}


def test_where_nobody_disagrees_that_is_said(laixin: Call, seeded: Path) -> None:
    assert "没有意见不一的来信" in laixin("labels", "disagreements", "--home", seeded).output


def test_a_snapshot_is_written_once(laixin: Call, labelled: Path) -> None:
    args = ("labels", "snapshot", "--task", "topic", "--home", labelled, "--json")
    first, second = as_json(laixin(*args).output), as_json(laixin(*args).output)
    assert first == second
    assert (first["letters"], first["left_out"], first["withheld"]) == (2, 1, 1)
    assert (Path(first["folder"]) / "letters.jsonl").exists()
    assert (
        "laixin train --task topic --data" in laixin("labels", "snapshot", "--task", "topic", "--home", labelled).output
    )


def test_a_task_without_labels_has_no_snapshot(laixin: Call, labelled: Path) -> None:
    called = laixin("labels", "snapshot", "--task", "unit", "--home", labelled)
    assert called.exit_code == 2
    assert "还没有可用的标注" in called.output


def test_the_page_of_label_studio_is_written_without_a_ledger(laixin: Call, tmp_path: Path) -> None:
    to = tmp_path / "page.xml"
    assert laixin("labels", "export", "--task", "purpose", "--config", to, "--home", tmp_path / "none").exit_code == 0
    assert '<Choice value="求决" alias="relief" />' in to.read_text()


@pytest.mark.usefixtures("loaded")
def test_tasks_go_to_label_studio_and_come_back_as_labels(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    to = tmp_path / "tasks.json"
    called = laixin("labels", "export", "--task", "topic", "--to", to, "--home", seeded)
    assert called.exit_code == 0
    assert stat.S_IMODE(to.stat().st_mode) == 0o600
    (task,) = json.loads(to.read_text())
    assert task["data"]["reference"] == "2026-XF-00001"
    (prediction,) = task["predictions"]
    said = prediction["result"][0]
    assert 0 < prediction["score"] <= 1
    done = {**task, "annotations": [{"completed_by": 3, "result": [said], "updated_at": "2026-11-23T08:00:00Z"}]}
    to.write_text(json.dumps([done]))
    args = ("labels", "import", to, "--task", "topic", "--home", seeded)
    assert laixin(*args, "--annotator", "3=李主任").exit_code == 0
    count = ("labels", "list", "--task", "topic", "--home", seeded, "--json")
    row = as_json(laixin(*count).output)
    assert (row["sources"], row["withheld"]) == ({}, 1), "the accusation of this home has the same words"
    row = as_json(laixin(*count, *BY_RIGHT).output)
    assert row["sources"] == {"label-studio": 1}
    assert row["labels"] == {said["value"]["choices"][0]: 1}


@pytest.mark.usefixtures("loaded")
def test_an_export_that_fails_leaves_no_file(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    to = tmp_path / "tasks.json"
    called = laixin("labels", "export", "--task", "topic", "--to", to, "--case", "2026-XF-99999", "--home", seeded)
    assert called.exit_code == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("tasks")] == []


@pytest.mark.usefixtures("loaded")
def test_accusations_and_reviewed_cases_are_not_exported(laixin: Call, labelled: Path, tmp_path: Path) -> None:
    def count(*options: object) -> int:
        to = tmp_path / "tasks.json"
        laixin("labels", "export", "--task", "topic", "--to", to, "--home", labelled, *options)
        return len(json.loads(to.read_text()))

    assert count() == 0
    assert count("--case", "2026-XF-00001") == 1
    assert count("--case", "2026-XF-00002") == 0
    assert count("--case", "2026-XF-00002", *BY_RIGHT) == 1
