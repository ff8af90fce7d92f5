"""Prefect calls nobody, says little and keeps its state under the home folder."""

import json
import os
import subprocess
import sys

import pytest

from flows.prefect_environment import QUIET, prepare_prefect


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    """No setting of Prefect, before and after."""
    for name in [*QUIET, "PREFECT_HOME"]:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_its_home_is_under_ours_and_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepare_prefect(tmp_path.relative_to(tmp_path) / "var")
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "var" / "prefect")


def test_what_the_office_set_itself_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", "/elsewhere")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    prepare_prefect(tmp_path)
    assert os.environ["PREFECT_HOME"] == "/elsewhere"
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


ASK = """
import json, sys
from pathlib import Path
from flows.prefect_environment import prepare_prefect
prepare_prefect(Path(sys.argv[1]))
from prefect.settings import get_current_settings
now = get_current_settings()
print(json.dumps({
    "analytics": now.server.analytics_enabled,
    "home": str(now.home),
    "persist": now.results.persist_by_default,
    "to_api": now.logging.to_api.enabled,
    "level": now.logging.level,
    "startup": now.server.ephemeral.startup_timeout_seconds,
    "recorder": now.server.services.task_run_recorder.batch_size,
    "persister": now.server.services.event_persister.batch_size,
}))
"""


def test_prefect_itself_understands_every_setting(tmp_path):
    told = subprocess.run([sys.executable, "-c", ASK, tmp_path], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == {
        "analytics": False,
        "home": str(tmp_path / "prefect"),
        "persist": False,
        "to_api": False,
        "level": "ERROR",
        "startup": 180,
        "recorder": 100,
        "persister": 200,
    }
