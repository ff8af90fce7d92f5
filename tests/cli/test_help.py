"""The help teaches, in the office's language, and small commands start fast."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import COMMANDS
from tests.cli.conftest import Call, run_program

HEAVY = ("prefect", "sklearn", "cv2", "sqlalchemy", "numpy", "jieba", "skops")
NAMES = [command.__name__ for command, _ in COMMANDS]


@pytest.mark.parametrize("name", NAMES)
def test_each_command_explains_itself_with_an_example(laixin: Call, name: str) -> None:
    done = laixin(name, "--help")
    assert done.exit_code == 0
    assert "用法：" in done.stdout
    assert "例：" in done.stdout
    assert re.search(rf"laixin {name}\b", done.stdout.partition("例：")[2])


@pytest.mark.parametrize("name", ["", *NAMES])
def test_no_english_sentence_stands_in_the_chinese_help(laixin: Call, name: str) -> None:
    shown = laixin(*filter(None, [name]), "--help").stdout
    for english in ("Usage", "Options", "Commands", "Arguments", "Show this message", "default:", "required"):
        assert english not in shown


def test_no_chinese_stands_in_the_english_help() -> None:
    for name in ("", "run", "doctor", "train"):
        shown = run_program(*filter(None, [name]), "--help", LAIXIN_LANG="en").stdout.decode()
        assert "Usage: laixin" in shown
        assert not re.search(r"[\u4e00-\u9fff]", shown)


def test_without_a_command_it_shows_the_way(laixin: Call) -> None:
    done = laixin()
    assert done.exit_code == 0
    places = [done.stdout.index(f"laixin {name}") for name in ("run", "cases", "show", "review")]
    assert places == sorted(places)


def loaded_by(*args: str) -> set[str]:
    """The heavy packages that a call of the program loads."""
    code = (
        "import sys\nfrom cli.main import app\n"
        f"try: app({list(args)!r}, prog_name='laixin')\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    return set(eval(done.stderr.splitlines()[-1]))


def test_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help") == set()
    assert loaded_by("run", "--help") == set()


def test_the_balance_loads_the_ledger_alone(seeded: Path) -> None:
    assert loaded_by("balance", "--home", str(seeded)) <= {"sqlalchemy", "numpy"}


def test_reading_loads_no_classifier_and_no_prefect(tmp_path: Path) -> None:
    missing = str(tmp_path / "no.jpg")
    assert not loaded_by("read", "--json", missing) & {"prefect", "sklearn", "skops"}
