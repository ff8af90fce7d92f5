"""What serves is switched whole or not at all, by one at a time, and every switch can be gone back on."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classifiers.registry.names import own_models
from classifiers.registry.service import (
    FILE,
    InService,
    read_service,
    service_folders,
    sign_service,
    switch_model,
)
from records import Settings, SetupError, UsageError

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def promote(models: Path, name: str, *, before: str | None = None, **more: object) -> InService:
    task = name.split("-")[1]
    return switch_model(models, task, name, kind="promote", before=before, by="王", at=AT, **more)


def back(models: Path, task: str, *, before: str) -> InService:
    after = read_service(models).earlier(task)[0]
    return switch_model(models, task, after, kind="rollback", before=before, by="王", at=AT)


def test_without_a_file_nothing_of_its_own_serves(tmp_path: Path) -> None:
    service = read_service(tmp_path / "nowhere")
    assert (service.serial, service.tasks, service.history) == (0, {}, ())
    assert service_folders(Settings(home=tmp_path)) == {}
    assert sign_service(tmp_path) is None


def test_a_promotion_is_written_down_with_who_when_and_why(tmp_path: Path) -> None:
    models = own_models(tmp_path)
    promote(models, "own-unit-3", note="十月标注", despite="样本少", refusals=("gate.too-few",))
    promote(models, "own-topic-1")
    written = json.loads((models / FILE).read_text())
    assert (written["format"], written["serial"]) == (1, 2)
    assert written["tasks"] == {"topic": "own-topic-1", "unit": "own-unit-3"}
    first = written["history"][0]
    assert first.pop("at").startswith("2026-11-23T04:00:00")
    assert first == {
        "serial": 1, "by": "王", "kind": "promote", "task": "unit", "before": None, "after": "own-unit-3",
        "note": "十月标注", "despite": "样本少", "refusals": ["gate.too-few"],
    }  # fmt: skip
    assert service_folders(Settings(home=tmp_path)) == {
        "topic": models / "own-topic-1",
        "unit": models / "own-unit-3",
    }


def test_rolling_back_twice_goes_back_twice_and_ends_at_what_ships(tmp_path: Path) -> None:
    promote(tmp_path, "own-unit-1")
    promote(tmp_path, "own-unit-2", before="own-unit-1")
    assert read_service(tmp_path).earlier("unit") == ("own-unit-1", None)
    assert back(tmp_path, "unit", before="own-unit-2").tasks == {"unit": "own-unit-1"}
    assert read_service(tmp_path).earlier("unit") == (None,)
    assert back(tmp_path, "unit", before="own-unit-1").tasks == {}
    assert read_service(tmp_path).earlier("unit") == ()
    assert [switch.kind for switch in read_service(tmp_path).history] == ["promote", "promote", "rollback", "rollback"]


def test_what_was_rolled_back_is_not_what_a_later_model_goes_back_to(tmp_path: Path) -> None:
    promote(tmp_path, "own-unit-1")
    promote(tmp_path, "own-unit-2", before="own-unit-1")
    back(tmp_path, "unit", before="own-unit-2")
    promote(tmp_path, "own-unit-3", before="own-unit-1")
    assert read_service(tmp_path).earlier("unit") == ("own-unit-1", None)


def test_a_switch_that_was_decided_on_another_state_is_refused(tmp_path: Path) -> None:
    promote(tmp_path, "own-unit-1")
    with pytest.raises(UsageError, match=r"model\.changed"):
        promote(tmp_path, "own-unit-2")
    with pytest.raises(UsageError, match=r"model\.serves"):
        promote(tmp_path, "own-unit-1", before="own-unit-1")
    assert read_service(tmp_path).serial == 1


def test_of_two_promotions_at_once_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    def work(number: int) -> str:
        try:
            promote(tmp_path, f"own-unit-{number}")
        except UsageError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(8) as threads:
        told = sorted(threads.map(work, range(1, 9)))
    assert told == ["done", *["model.changed"] * 7]
    service = read_service(tmp_path)
    assert (service.serial, len(service.history)) == (1, 1)


# Each process promotes and rolls back one task again and again; all write the same file.
WORK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from classifiers.registry.service import switch_model
models, task = Path(sys.argv[1]), sys.argv[2]
for _ in range(15):
    name = f"own-{task}-1"
    switch_model(models, task, name, kind="promote", before=None, by="a", at=datetime.now(UTC))
    switch_model(models, task, None, kind="rollback", before=name, by="a", at=datetime.now(UTC))
"""


def test_processes_that_switch_at_once_lose_no_switch(tmp_path: Path) -> None:
    tasks = ("unit", "topic")
    command = [sys.executable, "-c", WORK, str(tmp_path)]
    running = [subprocess.Popen([*command, task], cwd=ROOT) for task in tasks]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    service = read_service(tmp_path)
    assert (service.serial, service.tasks) == (60, {})
    assert [switch.serial for switch in service.history] == list(range(1, 61))


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from classifiers.registry.service import switch_model
Path.replace = lambda *names: os._exit(9)
switch_model(Path(sys.argv[1]), "unit", "own-unit-2", kind="promote", before="own-unit-1", by="a",
             at=datetime.now(UTC))
"""


def test_killed_between_writing_and_renaming_the_old_state_stands_and_the_next_switch_works(tmp_path: Path) -> None:
    promote(tmp_path, "own-unit-1")
    before = (tmp_path / FILE).read_bytes()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert (tmp_path / FILE).read_bytes() == before
    assert len(list(tmp_path.glob(".in-service*"))) == 1, "what was begun lies hidden"
    assert promote(tmp_path, "own-unit-3", before="own-unit-1").tasks == {"unit": "own-unit-3"}
    assert list(tmp_path.glob(".in-service*")) == []


def test_every_switch_is_seen_from_outside(tmp_path: Path) -> None:
    seen = [sign_service(tmp_path)]
    promote(tmp_path, "own-unit-1")
    seen.append(sign_service(tmp_path))
    back(tmp_path, "unit", before="own-unit-1")
    seen.append(sign_service(tmp_path))
    assert len(set(seen)) == 3
    assert sign_service(tmp_path) == seen[-1]


def broken(**changes: object) -> str:
    switch = {
        "serial": 1, "at": "2026-11-23T04:00:00Z", "by": "a", "kind": "promote", "task": "unit", "before": None,
        "after": "own-unit-1", "note": "",
    }  # fmt: skip
    whole = {"format": 1, "serial": 1, "tasks": {"unit": "own-unit-1"}, "history": [switch]}
    return json.dumps(whole | changes)


BROKEN = {
    "no JSON": "{",
    "no object": "[]",
    "another format": broken(format=2),
    "a further key": broken(more=1),
    "a serial that is not the last switch's": broken(serial=4),
    "a task that no switch led to": broken(tasks={"unit": "own-unit-2"}),
    "a task without its switch": broken(history=[], serial=0),
    "a path for a name": broken(tasks={"unit": "../own-unit-1"}),
    "no moment": broken(history=[{"serial": 1}]),
}


def test_the_form_that_the_broken_ones_are_made_of_is_whole(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(broken())
    assert read_service(tmp_path).tasks == {"unit": "own-unit-1"}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_this_program_did_not_write_is_told_and_not_guessed_at(tmp_path: Path, kind: str) -> None:
    (tmp_path / FILE).write_text(BROKEN[kind])
    with pytest.raises(SetupError, match=r"setup\.in-service"):
        read_service(tmp_path)
    with pytest.raises(SetupError):
        promote(tmp_path, "own-topic-1")
    assert (tmp_path / FILE).read_text() == BROKEN[kind]


def test_an_own_model_of_another_task_is_never_put_in_service(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"setup\.in-service"):
        switch_model(tmp_path, "unit", "own-topic-1", kind="promote", before=None, by="a", at=AT)
    with pytest.raises(UsageError, match=r"task\.unknown"):
        switch_model(tmp_path, "urgency", "own-urgency-1", kind="promote", before=None, by="a", at=AT)
    assert not (tmp_path / FILE).exists()
