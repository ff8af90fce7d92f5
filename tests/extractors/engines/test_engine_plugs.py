"""An engine that a package brings is one of the engines: found, listed, tried by the contract, read with."""

import contextlib
import hashlib
import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from cli.main import app
from extractors.engines.contract_page import PAGE_LINES, draw_contract_page
from extractors.engines.engine import RawLine, engine_names, find_plug, open_engine, open_no_engine
from extractors.engines.engine_contract import PROMISES, broken_promises, try_promises
from extractors.engines.engine_figures import measure_engine, tell_licence
from extractors.intake.formats import PNG
from extractors.letters import read_letter
from extractors.reading_pool import ReadingPool
from flows.office import engine_version
from records import Scan, Settings, SetupError
from tests.drawing import encode

GUIDE = Path(__file__).parents[3] / "docs" / "engines.md"


def install(folder: Path, *, module: str, body: str, name: str, entry: str, version: str = "1.0") -> None:
    """What pip leaves of a package: its module and its metadata."""
    (folder / f"{module}.py").write_text(body)
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nLicense-Expression: MIT\n"
    )
    (info / "entry_points.txt").write_text(f"[laixin.engines]\n{entry}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def rows(site: Path) -> str:
    """The engine of docs/engines.md, as it stands there."""
    guide = GUIDE.read_text("utf-8")
    body = next(block for block in re.findall(r"```python\n(.*?)```", guide, re.DOTALL) if "class RowsEngine" in block)
    project = tomllib.loads(re.search(r"```toml\n(.*?)```", guide, re.DOTALL)[1])["project"]
    ((name, place),) = project["entry-points"]["laixin.engines"].items()
    install(site, module=place.split(":")[0], body=body, name=project["name"], entry=f"{name} = {place}")
    return name


def test_the_engine_of_the_guide_is_found_and_told_with_its_package(rows):
    assert {"rapidocr", "tesseract", "rows"} <= set(engine_names())
    assert find_plug(rows).dist.name == "laixin-rows"
    assert engine_version(rows) == "rows 1.0"
    assert tell_licence(rows) == "MIT"


def test_the_engine_of_the_guide_keeps_the_contract(rows):
    assert broken_promises(rows) == {}


def test_a_letter_is_read_with_the_engine_of_the_guide_in_a_reading_process(rows, tmp_path):
    body = encode(Image.fromarray(draw_contract_page()), "PNG")
    path = tmp_path / "letter.png"
    path.write_bytes(body)
    digest = hashlib.sha256(body).hexdigest()
    scan = Scan(sha256=digest, name="a", media_type=PNG, size=len(body), received_at=datetime.now(UTC))
    with ReadingPool(Settings(engine=rows, workers=1)) as pool:
        letter = read_letter(scan, path, pool=pool, max_bytes=10**8)
    assert letter.pages[0].engine == "rows"
    assert "小区的自来水时断时续" in letter.text
    assert letter.text.startswith(PAGE_LINES[0])


def test_the_list_names_the_engine_of_the_guide_and_the_one_chosen(rows, monkeypatch, tmp_path):
    monkeypatch.setenv("LAIXIN_ENGINE", rows)
    told = CliRunner().invoke(app, ["engines", "--json", "--home", str(tmp_path)])
    assert told.exit_code == 0
    listed = {row["name"]: row for row in map(json.loads, told.stdout.splitlines())}
    assert listed["rows"]["package"] == "laixin-rows 1.0"
    assert listed["rows"]["licence"] == "MIT"
    assert [name for name, row in listed.items() if row["chosen"]] == ["rows"]


def test_figures_are_taken_of_a_page_read_in_a_process_of_its_own(rows):
    figures = measure_engine(rows)
    assert figures.page_s > 0
    assert figures.load_s > 0
    assert 50 < figures.memory_mb < 4000


def test_an_engine_that_cannot_be_loaded_is_told_and_hides_no_other(site, tmp_path):
    install(site, module="broken", body="raise ImportError('x')", name="broken", entry="broken = broken:Engine")
    with pytest.raises(SetupError) as told:
        open_engine("broken")
    assert (told.value.code, told.value.remedy) == ("setup.no-engine", "broken: ImportError")
    with pytest.raises(SetupError) as told:
        measure_engine("broken")
    assert told.value.code == "setup.no-engine"
    listed = CliRunner().invoke(app, ["engines", "--json", "--home", str(tmp_path)])
    assert {json.loads(row)["name"] for row in listed.stdout.splitlines()} >= {"broken", "rapidocr"}


def test_nothing_from_outside_takes_the_place_of_the_program_s_own_engine(site):
    install(site, module="false_friend", body="", name="friend", entry="rapidocr = false_friend:Engine")
    assert find_plug("rapidocr").dist.name == "laixin"


def test_a_pool_with_an_engine_that_is_not_there_says_which_there_are():
    with ReadingPool(Settings(engine="crystal-ball", workers=1)) as pool, pytest.raises(SetupError) as told:
        pool.check_engine()
    assert told.value.code == "setup.unknown-engine"
    assert "rapidocr" in told.value.remedy


class Careless:
    """An engine that breaks every promise."""

    name = "careless"
    version = ""
    two_steps = True
    good_confidence = 2.0
    calls = 0

    def find_lines(self, page):
        import socket

        print("an engine's chatter")  # noqa: T201
        self.calls += 1
        if page.flags.writeable:
            page[0, 0] = 0
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 9), timeout=0.01)
        quad = np.array([[9, 9], [9 + self.calls, 9], [-500, 40], [9, 40]], np.float64)
        return (RawLine(quad, "too early", 3.0),)

    def read_lines(self, page, lines, *, flipped=False):
        return tuple(RawLine(line.quad, f"{self.calls}", 0.5) for line in lines[:1]) or (None,)


def test_the_contract_tells_each_promise_that_is_broken():
    told = dict(try_promises("careless", Careless()))
    assert len(told) == len(PROMISES)
    kept = {promise for promise, broken in told.items() if not broken}
    # It writes only where it may and gives back one line for one line.
    assert kept <= {"leaves the page alone", "bears odd lines"}


def test_where_nothing_is_read_no_engine_is_opened():
    with pytest.raises(SetupError, match=r"setup\.no-engine"):
        open_no_engine("rapidocr")
