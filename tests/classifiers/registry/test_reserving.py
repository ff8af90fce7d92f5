"""A model that is being trained gets a number of its own, and its name only when it is whole."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.registry.reserving import read_made, reserve_version
from classifiers.registry.service import switch_model
from records import UsageError

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def make(models: Path, task: str = "unit") -> str:
    with reserve_version(models, task, by="陈", at=AT) as draft:
        (draft.folder / "model.json").write_text("{}")
    return draft.name


def names(models: Path) -> set[str]:
    return {path.name for path in models.iterdir() if path.is_dir()}


def test_numbers_count_up_for_each_task_by_itself(tmp_path: Path) -> None:
    made = [make(tmp_path), make(tmp_path), make(tmp_path, "topic"), make(tmp_path)]
    assert made == ["own-unit-1", "own-unit-2", "own-topic-1", "own-unit-3"]
    assert names(tmp_path) == set(made)
    assert (tmp_path / "own-unit-3" / "model.json").read_text() == "{}"
    assert {(one.by, one.at) for one in read_made(tmp_path).values()} == {("陈", AT)}


def test_two_trainings_at_once_get_two_numbers_and_neither_is_seen_before_it_is_whole(tmp_path: Path) -> None:
    with (
        reserve_version(tmp_path, "unit", by="a", at=AT) as first,
        reserve_version(tmp_path, "unit", by="b", at=AT) as b,
    ):
        assert (first.name, b.name) == ("own-unit-1", "own-unit-2")
        assert {path.name for path in tmp_path.glob("[!.]*") if path.is_dir()} == set()
        assert first.folder.is_dir(), "the second one did not clear the first one away"
    assert names(tmp_path) == {"own-unit-1", "own-unit-2"}


def test_a_training_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), reserve_version(tmp_path, "unit", by="a", at=AT):
        raise ZeroDivisionError
    assert names(tmp_path) == set()
    assert read_made(tmp_path) == {}
    assert make(tmp_path) == "own-unit-1"


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from classifiers.registry.reserving import reserve_version
with reserve_version(Path(sys.argv[1]), "unit", by="a", at=datetime.now(UTC)) as draft:
    (draft.folder / "model.json").write_text("half")
    Path.rename = lambda *names: os._exit(9)
"""


def test_killed_before_the_renaming_no_model_appears_and_the_next_training_clears_up(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert names(tmp_path) == {".own-unit-1"}
    assert make(tmp_path) == "own-unit-2", "its number was noted already and is not given again"
    assert names(tmp_path) == {"own-unit-2"}


def test_what_a_full_disk_left_of_a_line_costs_no_other_line(tmp_path: Path) -> None:
    make(tmp_path)
    with (tmp_path / "made.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"name": "own-unit-2", "at": "20')
    make(tmp_path)
    assert make(tmp_path) == "own-unit-3"
    assert set(read_made(tmp_path)) == {"own-unit-1", "own-unit-2", "own-unit-3"}


def test_the_number_of_a_model_that_is_gone_is_not_given_again(tmp_path: Path) -> None:
    make(tmp_path)
    switch_model(tmp_path, "unit", "own-unit-7", kind="promote", before=None, by="a", at=AT)
    (tmp_path / "own-unit-1" / "model.json").unlink()
    (tmp_path / "own-unit-1").rmdir()
    assert make(tmp_path) == "own-unit-8"


def test_a_task_that_is_not_learned_has_no_models(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"task\.unknown"), reserve_version(tmp_path, "../x", by="a", at=AT):
        pass
    assert list(tmp_path.iterdir()) == []
