"""`laixin bulletin`: the options name one period, the files are there, what is wrong is told."""

import json
from pathlib import Path

import pytest

from ledger import open_ledger
from tests.cli.conftest import Call
from tests.ledger.bulletin.drawn import WEEK, draw_rows, fill

BY = ("--by", "王晓梅")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", office="XF") as ledger:
        fill(ledger, draw_rows(40, first=WEEK, days=5))
    return folder


def test_the_files_of_a_week_are_named(laixin: Call, home: Path, tmp_path: Path) -> None:
    call = ("bulletin", "--week", "2026-W47", "--form", "html", "--to", tmp_path / "out", *BY, "--home", home)
    result = laixin(*call, "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert [Path(path).name for path in told["files"]] == ["figures.json", "通报-2026-W47.html"]
    assert json.loads(Path(told["files"][0]).read_text())["letters"] == 40
    assert "2026-W47" in laixin(*call).stdout


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--week", "2026-W47", "--month", "2026-11"),
        ("--from", "2026-11-01"),
        ("--until", "2026-11-01"),
        ("--week", "2026-W60"),
        ("--month", "202611"),
        ("--from", "2026-11-03", "--until", "2026-11-01"),
        ("--week", "2999-W01"),
        ("--campaign", "NONE"),
        ("--week", "2026-W47", "--form", "odt"),
        ("--week", "2026-W47", "--suggestion", "2026-XF-99999"),
        ("--week", "2026-W47", "--by", " "),
    ],
)
def test_what_names_no_bulletin_is_refused_with_a_sentence(
    laixin: Call, home: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    result = laixin("bulletin", *BY, *options, "--to", tmp_path / "out", "--home", home)
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
