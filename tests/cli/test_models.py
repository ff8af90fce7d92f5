"""`laixin models`, `promote`, `rollback` as a person calls them, and what `doctor` says of own models."""

import json
from pathlib import Path

import pytest

import flows.subjects
from classifiers.registry.names import own_models
from cli import checks
from records import Settings
from tests.cli.conftest import Call
from tests.flows.test_promoting import answer_once, open_with_own, spoil
from tests.own_models import FIRST, copy_home


@pytest.fixture
def home(tmp_path: Path, judging, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(flows.subjects, "open_judging", open_with_own(judging))
    monkeypatch.setattr(flows.subjects, "answer_whole", answer_once)
    return copy_home(tmp_path / "home")


def listed(laixin: Call, home: Path) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(laixin("models", "--json", "--home", home).stdout)["models"]}


def test_a_model_is_promoted_listed_with_who_and_rolled_back(laixin: Call, home: Path) -> None:
    assert (listed(laixin, home)[FIRST]["in_service"], listed(laixin, home)[FIRST]["letters"]) == (False, 150)
    done = laixin("promote", FIRST, "--by", "王晓梅", "--home", home)
    assert done.exit_code == 0
    assert "民政" in done.stdout, "class by class"
    assert "已上岗" in done.stdout
    row = listed(laixin, home)[FIRST]
    assert (row["in_service"], row["by"], row["fault"]) == (True, "王晓梅", None)
    assert "王晓梅" in laixin("models", "--home", home).stdout
    assert "已换回随程序的模型" in laixin("rollback", "--task", "topic", "--home", home).stdout
    assert listed(laixin, home)[FIRST]["in_service"] is False
    assert laixin("rollback", "--task", "topic", "--home", home).exit_code != 0


def test_a_refusal_names_class_figures_and_what_to_do_and_ends_with_1(laixin: Call, home: Path) -> None:
    spoil(own_models(home) / FIRST, keep=40)
    refused = laixin("promote", FIRST, "--home", home)
    assert refused.exit_code == 1
    assert "民政: F1" in refused.stdout
    assert "--despite" in refused.stdout
    assert laixin("promote", FIRST, "--despite", "专人看", "--home", home).exit_code == 0


def test_a_changed_file_is_refused_listed_and_told_by_the_doctor(laixin: Call, home: Path, monkeypatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"own_models": checks.CHECKS["own_models"]})
    ask = lambda: checks.check_own_models(Settings(home=home))  # noqa: E731 (asked four times)
    assert ask().state == "ok"
    laixin("promote", FIRST, "--home", home)
    assert (ask().state, ask().found) == ("ok", FIRST)
    (own_models(home) / FIRST / "card.md").write_text("x")
    assert ask().state == "missing"
    assert "rollback --task topic" in ask().todo
    laixin("rollback", "--task", "topic", "--home", home)
    assert ask().state == "warning"
    refused = laixin("promote", FIRST, "--despite", "急用", "--home", home)
    assert refused.exit_code == 1
    assert "不能用 --despite" in refused.stdout
    assert listed(laixin, home)[FIRST]["fault"]["code"] == "gate.checksum"
