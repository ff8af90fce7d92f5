"""`laixin read` with the real engine: good files and bad ones, for programs and for people."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.reading import letter_row
from records import Letter, Line, Page, Scan
from tests.cli.conftest import run_program
from tests.drawing import SHORT_LETTER, draw_page, encode
from tests.ledger.letters import NOON

ODD = "two\nlines \u202e.png"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("读")
    page = encode(draw_page(SHORT_LETTER, size=(1000, 700), characters=28, top=60), "PNG")
    (folder / "信.png").write_bytes(page)
    (folder / ODD).write_bytes(page)
    (folder / "cut.png").write_bytes(page[:2000])
    (folder / "words.txt").write_bytes(b"MZ\x90\0\3")
    os.mkfifo(folder / "pipe.png")
    names = {
        "bad": "words.txt",
        "good": "信.png",
        "missing": "no.png",
        "pipe": "pipe.png",
        "cut": "cut.png",
        "odd": ODD,
    }
    return {key: folder / name for key, name in names.items()}


@pytest.fixture(scope="module")
def rows(files: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What `read --json` says of all of them; nothing else may be on standard output."""
    home = tmp_path_factory.mktemp("home") / "var"
    done = run_program("read", "--json", "--home", home, *files.values(), COLUMNS="40")
    assert done.returncode == 4
    assert not home.exists(), "nothing is stored"
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


def test_each_file_has_a_row_in_the_order_given(rows: list[dict[str, Any]], files: Mapping[str, Path]) -> None:
    assert [row["file"] for row in rows] == [str(path) for path in files.values()]


def test_a_letter_is_read_with_its_lines_and_confidences(rows: list[dict[str, Any]], files: Mapping[str, Path]) -> None:
    row = next(row for row in rows if row["file"] == str(files["good"]))
    assert list(row) == ["file", "text", "confidence", "pages", "doubts"]
    assert "村口的路灯坏了两个月" in row["text"]
    assert 0.9 < row["confidence"] <= 1
    (page,) = row["pages"]
    assert list(page) == ["number", "source", "rotation", "confidence", "lines"]
    assert (page["number"], page["source"], page["rotation"]) == (1, "image", 0)
    assert all(list(line) == ["text", "box", "confidence"] and len(line["box"]) == 4 for line in page["lines"])


def test_each_bad_file_has_its_code(rows: list[dict[str, Any]], files: Mapping[str, Path]) -> None:
    codes = {row["file"]: row["error"]["code"] for row in rows if "error" in row}
    assert codes == {
        str(files["bad"]): "intake.unsupported",
        str(files["missing"]): "file.missing",
        str(files["pipe"]): "file.not-regular",
        str(files["cut"]): "intake.cut-off",
    }
    assert all(row["error"]["message"] for row in rows if "error" in row)


def test_people_get_the_text_under_a_heading_that_does_nothing_to_the_terminal(files: Mapping[str, Path]) -> None:
    done = run_program("read", files["odd"])
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "two\\nlines \\u202e.png" in shown.splitlines()[0]
    assert "反映人：林小红" in shown
    assert "\x1b" not in shown


def test_the_confidence_of_a_letter_counts_long_lines_more() -> None:
    def line(text: str, confidence: float) -> Line:
        return Line(page=1, box=(0, 0, 1, 1), text=text, raw=text, confidence=confidence, engine="x")

    scan = Scan(sha256="0" * 64, name="x", media_type="image/png", size=1, received_at=NOON)
    pages = (
        Page(number=1, source="image", doubts=("page.blank",)),
        Page(number=2, source="image", doubts=("page.blank",)),
    )
    row = letter_row(Path("x"), Letter(scan=scan, pages=pages, lines=(line("一二三", 1.0), line("四", 0.6))))
    assert row["confidence"] == pytest.approx(0.9)
    assert row["doubts"] == ["page.blank"]
    assert [len(page["lines"]) for page in row["pages"]] == [2, 0]
    assert letter_row(Path("x"), Letter(scan=scan, pages=pages, lines=()))["confidence"] is None
