"""Words that count are read a second time: agreement raises, disagreement shows both readings, no failure stops it."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from extractors.engines import tesseract_engine
from extractors.engines.engine import Grey, RawLine
from extractors.engines.second_reader import SecondReader, open_second_reader, read_again, same_value
from extractors.engines.tesseract_engine import TesseractEngine
from extractors.lines.line_order import order_lines
from extractors.pages.page_reader import read_picture
from extractors.pages.page_work import to_grey
from records import LetterError, Line
from tests.drawing import LETTER, as_array, draw_page

TEXTS = (
    "　　我叫林小川，身份证号码350622197903162119。",
    "联系电话：13960077215",
    "欠我工资54667.53元",
    "没有号码的一行文字",
)
UNSURE = 0.97


@pytest.fixture(scope="module")
def page() -> Grey:
    return to_grey(as_array(draw_page(TEXTS)))


@pytest.fixture(scope="module")
def read(page, rapidocr) -> tuple[tuple[Line, ...], tuple[np.ndarray, ...]]:
    """The page's lines as the first engine reads them, and their corners."""
    found = rapidocr.read_lines(page, rapidocr.find_lines(page))
    return order_lines(found, page=1, engine="rapidocr").lines, tuple(line.quad for line in found)


def doubtful(lines: Sequence[Line], right: str, misread: str = "", confidence: float = UNSURE) -> list[Line]:
    """The lines with the one that holds the right words read unsurely, and wrongly where told so."""
    told = {"confidence": confidence}
    return [
        line.model_copy(update={**told, "text": line.text.replace(right, misread or right)})
        if right in line.text
        else line
        for line in lines
    ]


def holding(lines: Sequence[Line], words: str) -> Line:
    return next(line for line in lines if words in line.text)


class Says:
    """Another engine that reads the same in every cut-out."""

    name, version = "says", "1"

    def __init__(self, text: str, confidence: float = 0.9) -> None:
        self._told = (text, confidence)
        self.asked = 0

    def read_strips(self, strips: Sequence[Grey]) -> tuple[tuple[str, float], ...]:
        self.asked += len(strips)
        return (self._told,) * len(strips)


class Fails(Says):
    def read_strips(self, strips: Sequence[Grey]) -> tuple[tuple[str, float], ...]:
        raise LetterError("page.engine-crashed", "fails")


class Silent:
    """A first engine that must not be asked."""

    name, version, two_steps, good_confidence = "silent", "1", True, 0.9

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        raise AssertionError

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        raise AssertionError


@pytest.mark.parametrize(
    ("right", "misread"),
    [("13960077215", "13960077275"), ("13960077215", "1396007721"), ("54667.53", "5466753"), ("林小川", "林小州")],
)
def test_a_misread_value_is_told_by_the_second_look_and_not_repaired(page, read, rapidocr, right, misread):
    lines, quads = read
    again = read_again(page, doubtful(lines, right, misread), quads, engine=rapidocr, second=SecondReader())
    line = holding(again.lines, misread)
    assert right in line.second
    assert line.text.replace(misread, right) == line.second
    assert line.confidence == UNSURE


def test_agreement_makes_a_line_surer(page, read, rapidocr):
    lines, quads = read
    again = read_again(page, doubtful(lines, "13960077215"), quads, engine=rapidocr, second=SecondReader())
    line = holding(again.lines, "13960077215")
    assert line.second == line.text
    assert UNSURE < line.confidence < 1


def test_what_is_certain_or_does_not_count_is_not_read_again(page, read):
    lines, quads = read
    sure = [line.model_copy(update={"confidence": 0.999}) for line in lines]
    plain = [line.model_copy(update={"confidence": 0.95}) for line in lines if "一行文字" in line.text]
    for asked in (sure, plain):
        assert read_again(page, asked, quads, engine=Silent(), second=SecondReader(lambda: Fails(""))).lines == tuple(
            asked
        )


def test_the_other_engine_is_asked_only_where_the_second_look_differs(page, read, rapidocr):
    lines, quads = read
    other = Says("")
    read_again(page, doubtful(lines, "13960077215"), quads, engine=rapidocr, second=SecondReader(lambda: other))
    assert other.asked == 0
    read_again(
        page, doubtful(lines, "13960077215", "13960077275"), quads, engine=rapidocr, second=SecondReader(lambda: other)
    )
    assert other.asked == 1


@pytest.mark.parametrize(
    ("other", "second"),
    [
        (Says("电话:13960077275"), "13960077275"),  # it reads as the first did: settled
        (Says("电话:13960077275", 0.5), "13960077215"),  # unsure of itself
        (Says("电话:1396007727]"), "13960077215"),  # no figure where figures stand
        (Says("申讯13960077275"), "13960077215"),  # it did not read the neighbours
        (Says("电话:13960077216"), "13960077216"),  # three readings: the other engine's is shown
        (Says(""), "13960077215"),
    ],
    ids=["settles", "unsure", "strange sign", "neighbours misread", "third reading", "nothing"],
)
def test_the_other_engine_counts_when_it_is_sure_and_reads_the_neighbours(page, read, rapidocr, other, second):
    lines, quads = read
    misread = doubtful(lines, "13960077215", "13960077275")
    again = read_again(page, misread, quads, engine=rapidocr, second=SecondReader(lambda: other))
    assert second in holding(again.lines, "13960077275").second


def test_another_engine_that_fails_leaves_the_second_look(page, read, rapidocr):
    lines, quads = read
    misread = doubtful(lines, "13960077215", "13960077275")
    again = read_again(page, misread, quads, engine=rapidocr, second=SecondReader(lambda: Fails("")))
    assert again.failed
    assert "13960077215" in holding(again.lines, "13960077275").second


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("figures", "13960077215", "1396OO772l5", True),
        ("figures", "35062619530114784X", "35062619530114784×", True),
        ("figures", "31,400元", "31400元", True),
        ("figures", "54667.53", "5466753", False),
        ("figures", "96,800", "96.800", False),
        ("figures", "2021年1月28日", "2021年1月28曰", True),
        ("words", "谢杰芳", "谢傑芳", True),
        ("words", "罗秀涛", "罗秀清", False),
    ],
)
def test_two_readings_are_the_same_when_they_mean_the_same(kind, one, other, same):
    assert same_value(kind, one, other) is same


def test_the_page_says_that_the_other_engine_failed(rapidocr):
    page = to_grey(as_array(draw_page((*LETTER[:7], *TEXTS))))

    class Misreads:
        """The real engine, but for a figure of the telephone number that it takes for another on the whole page."""

        name, version, two_steps, good_confidence = "misreads", "1", True, 0.9

        def find_lines(self, grey: Grey) -> tuple[RawLine, ...]:
            return rapidocr.find_lines(grey)

        def read_lines(self, grey: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
            found = rapidocr.read_lines(grey, lines, flipped=flipped)
            if flipped or grey.shape != page.shape:
                return found
            return tuple(RawLine(one.quad, one.text.replace("0077215", "0077275"), UNSURE) for one in found)

    failing = read_picture(page, number=1, dpi=150, engine=Misreads(), second=SecondReader(lambda: Fails("")))
    assert "page.second-reader-failed" in failing.page.doubts
    line = holding(failing.ordered.lines, "13960077275")
    assert "13960077215" in line.second
    alone = read_picture(page, number=1, dpi=150, engine=Misreads(), second=SecondReader())
    assert "page.second-reader-failed" not in alone.page.doubts
    once = read_picture(page, number=1, dpi=150, engine=Misreads())
    assert all(line.second is None for line in once.ordered.lines)


def test_who_reads_a_second_time(rapidocr, monkeypatch):
    assert open_second_reader("off", rapidocr) is None
    whole = TesseractEngine.__new__(TesseractEngine)
    assert open_second_reader("auto", whole) is None, "Tesseract as the first engine has no second reader"
    monkeypatch.setenv("PATH", "")
    alone = open_second_reader("auto", rapidocr)
    assert alone is not None
    assert alone.other is None, "without Tesseract the first engine looks again"


@pytest.mark.tesseract
def test_tesseract_reads_cut_outs_in_one_call_and_leaves_no_file(tesseract, page, read, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(tmp_path))
    boxes = [line.box for line in read[0] if "13960077215" in line.text or "54667" in line.text]
    strips = [page[int(top) : int(bottom), int(left) : int(right)] for left, top, right, bottom in boxes]
    empty = np.full((40, 200), 255, np.uint8)
    told = tesseract.read_strips([*strips, empty])
    assert [any(words in text for text, _ in told) for words in ("13960077215", "54667.53")] == [True, True]
    assert len(told) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("script", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexec sleep 60\n"], ids=["fails", "hangs"])
def test_tesseract_that_fails_or_hangs_on_cut_outs_is_told_and_leaves_no_file(tmp_path: Path, monkeypatch, script):
    program, private = tmp_path / "tesseract", tmp_path / "private"
    program.write_text(script)
    program.chmod(0o755)
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(private))
    monkeypatch.setattr(tesseract_engine.pytesseract.pytesseract, "tesseract_cmd", os.fspath(program))
    monkeypatch.setattr(tesseract_engine, "STRIPS_TIME_LIMIT_S", 1)
    engine = TesseractEngine.__new__(TesseractEngine)
    with pytest.raises(LetterError):
        engine.read_strips([np.full((40, 200), 255, np.uint8)])
    assert list(private.iterdir()) == []


@pytest.mark.tesseract
def test_tesseract_needs_no_folder_for_what_it_reads(tesseract, page, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", os.fspath(tmp_path / "gone"))
    assert tesseract.find_lines(page)
    assert len(tesseract.read_strips([np.full((40, 200), 255, np.uint8)])) == 1
