"""Each engine keeps the one protocol, and what is missing is told by its code before any letter is touched."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from extractors.engines import tesseract_engine
from extractors.engines.engine import RawLine, engine_names, open_engine
from extractors.engines.rapidocr_engine import cut_line
from extractors.pages.page_work import to_grey
from records import LetterError, SetupError
from tests.drawing import SHORT_LETTER, as_array, draw_page

LINE = SHORT_LETTER[1].strip()


@pytest.fixture(params=["rapidocr", pytest.param("tesseract", marks=pytest.mark.tesseract)])
def engine(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def page():
    return to_grey(as_array(draw_page(SHORT_LETTER)))


def quad(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def alike(read: str, meant: str) -> bool:
    return sum(sign in read for sign in meant) > 0.8 * len(meant)


def test_an_engine_finds_lines_and_reads_them(engine, page):
    lines = engine.find_lines(page)
    assert engine.version
    assert engine.name in ("rapidocr", "tesseract")
    assert all(bool(line.text) != engine.two_steps for line in lines)
    read = engine.read_lines(page, lines)
    assert [line.quad.tolist() for line in read] == [line.quad.tolist() for line in lines]
    assert all(0 <= line.confidence <= 1 for line in read)
    assert any(alike(line.text, LINE) for line in read)


def test_an_engine_reads_a_line_upright_surely_and_on_its_head_not(engine, page):
    line = max(engine.find_lines(page), key=lambda line: line.quad[1][0] - line.quad[0][0])
    line = RawLine(line.quad)
    (upright,), (flipped,) = engine.read_lines(page, [line]), engine.read_lines(page, [line], flipped=True)
    assert alike(upright.text, LINE)
    assert upright.confidence > flipped.confidence
    turned = np.ascontiguousarray(page[::-1, ::-1])
    away = RawLine(np.roll(np.float32([page.shape[1], page.shape[0]]) - line.quad, 2, axis=0))
    (again,) = engine.read_lines(turned, [away], flipped=True)
    assert alike(again.text, LINE)


def test_an_engine_given_no_lines_reads_none(engine, page):
    assert engine.read_lines(page, []) == ()


def test_an_engine_finds_nothing_on_an_empty_page(engine):
    assert engine.find_lines(np.full((1000, 800), 255, np.uint8)) == ()


def test_a_line_that_leans_is_cut_out_straight():
    page = np.full((300, 400), 255, np.uint8)
    corners = np.array([[50, 100], [350, 130], [347, 160], [47, 130]], np.float32)
    strip = cut_line(page, corners)
    assert strip.shape == (30, 301)


def test_a_line_that_runs_down_is_cut_out_lying():
    assert cut_line(np.full((300, 400), 255, np.uint8), quad(100, 20, 130, 220)).shape == (30, 200)


@pytest.mark.parametrize("place", [quad(10, 10, 10, 10), quad(-50, -50, -10, -20), quad(500, 500, 600, 520)])
def test_a_line_without_size_or_outside_the_page_does_not_stop_an_engine(engine, page, place):
    (read,) = engine.read_lines(page[:300, :400], [RawLine(place)])
    assert isinstance(read.text, str)


def test_an_engine_of_an_unknown_name_is_a_set_up_error_that_names_those_there_are():
    with pytest.raises(SetupError) as told:
        open_engine("crystal-ball")
    assert told.value.code == "setup.unknown-engine"
    assert told.value.remedy.startswith("crystal-ball; ")
    assert {"rapidocr", "tesseract"} <= set(engine_names())
    assert all(name in told.value.remedy for name in engine_names())


def test_rapidocr_missing_is_a_set_up_error(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(SetupError) as told:
        open_engine("rapidocr")
    assert told.value.code == "setup.no-engine"


def test_tesseract_missing_is_a_set_up_error(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SetupError) as told:
        open_engine("tesseract")
    assert (told.value.code, told.value.remedy) == ("setup.no-tesseract", "tesseract")


def test_tesseract_without_chinese_is_a_set_up_error(monkeypatch):
    monkeypatch.setattr(tesseract_engine.shutil, "which", lambda _: "/usr/bin/tesseract")
    monkeypatch.setattr(tesseract_engine.pytesseract, "get_languages", lambda config: ["eng", "osd"])
    with pytest.raises(SetupError) as told:
        open_engine("tesseract")
    assert (told.value.code, told.value.remedy) == ("setup.no-tesseract", "chi_sim")


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexec sleep 60\n"], ids=["fails", "hangs"])
def test_tesseract_that_fails_or_hangs_is_told(tmp_path: Path, monkeypatch, page, script):
    program = tmp_path / "tesseract"
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setattr(tesseract_engine.pytesseract.pytesseract, "tesseract_cmd", os.fspath(program))
    monkeypatch.setattr(tesseract_engine, "TIME_LIMIT_S", 1)
    engine = tesseract_engine.TesseractEngine.__new__(tesseract_engine.TesseractEngine)
    with pytest.raises(LetterError) as told:
        engine.find_lines(page)
    assert told.value.code == "page.engine-crashed"


KILLED = """
import sys
import numpy as np
from extractors.engines import tesseract_engine
tesseract_engine.pytesseract.pytesseract.tesseract_cmd = sys.argv[1]
engine = tesseract_engine.TesseractEngine.__new__(tesseract_engine.TesseractEngine)
engine.find_lines(np.full((900, 600), 255, np.uint8))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process can ask to die with its parent")
def test_tesseract_dies_with_a_reading_process_that_is_killed_and_nothing_is_left_of_the_page(tmp_path: Path):
    program, told, folder = tmp_path / "tesseract", tmp_path / "told", tmp_path / "folder"
    program.write_text(f"#!/bin/sh\necho $$ > {told}.part\nmv {told}.part {told}\nexec sleep 60\n")
    program.chmod(0o755)
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": os.fspath(folder)}
    with subprocess.Popen([sys.executable, "-c", KILLED, program], env=environment) as process:
        assert wait_until(told.exists)
        child = Path("/proc", told.read_text().strip())
        assert child.exists()
        process.kill()
    assert wait_until(lambda: not child.exists() or "\nState:\tZ" in (child / "status").read_text())
    assert list(folder.iterdir()) == []


def wait_until(condition, *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()
