"""The program called in this process, and as a process of its own; a home with a few cases."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

for _name in [name for name in os.environ if name.startswith("LAIXIN_")]:
    del os.environ[_name]  # what the developer's shell sets must not decide a test
os.environ.pop("COLUMNS", None)  # nor the width that pytest-xdist gives its workers

PROGRAM = Path(sys.executable).with_name("laixin")

Call = Callable[..., Result]
BY_RIGHT = ("--restricted", "--asked-by", "王晓梅", "--reason", "核对")
"""How the entitled ask for accusations."""


@pytest.fixture
def laixin() -> Call:
    """Call the program in this process: quick, but signals and pipes are not real."""
    from cli.main import app

    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


def run_program(*args: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Call the program as a process, its output in pipes."""
    return subprocess.run(
        [PROGRAM, *map(str, args)],
        capture_output=True,
        env={**os.environ, **environment},
        timeout=240,
        check=False,
    )


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """A home with an ordinary case (one doubt), an accusation, and a file in quarantine, each with its original."""
    from ledger import Originals, open_ledger
    from records import Finding, Span
    from tests.ledger.letters import LATER, make_reading, make_scan, make_source

    home = tmp_path / "seeded"
    originals = Originals(home / "originals")
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        for number, content in enumerate(("one", "two", "three"), start=1):
            scan = make_scan(content, name="\u202egnp.exe" if content == "three" else f"信 {number}.jpg")
            originals.put(io.BytesIO(content.encode()), max_bytes=100)
            ledger.take_in(scan, source=make_source(number))
            if content == "three":
                ledger.hold(scan.sha256, code="intake.unsupported", detail="", at=LATER)
            elif content == "two":
                reading = make_reading(scan, matter_class="accusation", channel="discipline")
                accused = Finding(field="accused_unit", value="JYJ", span=Span(start=0, end=1), rule="test")
                reading = reading.model_copy(update={"findings": (*reading.findings, accused)})
                ledger.record_case(reading, at=LATER)
            else:
                ledger.record_case(make_reading(scan, doubt="name.unsure", second="13800001284"), at=LATER)
    return home
