"""A page is turned upright by evidence, read, and says what is doubtful about it."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from extractors.engines.engine import Grey, OcrEngine, RawLine
from extractors.intake.formats import JPEG, PDF, PNG, TIFF
from extractors.pages.page_reader import read_page, read_picture
from extractors.pages.page_readings import PageReading
from extractors.sources.page_sources import count_pages
from tests.drawing import LETTER, SHORT_LETTER, as_array, draw_page, encode, font, scan_pdf
from tests.extractors.lines.test_line_order import box
from tests.extractors.pages.test_page_work import photograph, ruled, sealed, through
from tests.extractors.sources.test_pdf import jpeg_of, tagged, text_pdf

BLANK = np.full((800, 600), 250, np.uint8)
PAPER = BLANK.copy()
"""Paper with pale smudges: too much to be passed over as blank, too little for ink."""
PAPER[40:64, [*range(40, 52), *range(300, 312), *range(540, 552)]] = 222
WRITTEN = BLANK.copy()
WRITTEN[100:700:40, 60:540] = 10


class Told:
    """An engine that finds and reads what it was told, and remembers what it was asked."""

    name, version, good_confidence = "told", "1", 0.9

    def __init__(self, *lines: RawLine, upright: float = 0.98, flipped: float = 0.2, two_steps: bool = True) -> None:
        self.two_steps = two_steps
        self._lines = lines
        self._upright, self._flipped = upright, flipped
        self.asked: list[tuple[str, int]] = []

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        self.asked.append(("find", len(self._lines)))
        return self._lines

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        self.asked.append(("flipped" if flipped else "read", len(lines)))
        sure = self._flipped if flipped else self._upright
        text = "读出来的字占满一行"
        return tuple(RawLine(line.quad, line.text or text, min(sure, line.confidence or 1.0)) for line in lines)


def plain(number: int, confidence: float = 0.0, text: str = "") -> RawLine:
    quad = box("一二三四五六七八九十", row=number).quad
    return RawLine(quad, text, confidence)


def doubts(picture: np.ndarray, engine: OcrEngine) -> tuple[str, ...]:
    return read_picture(picture, number=1, dpi=300, engine=engine).page.doubts


def test_a_page_that_reads_well_has_no_doubt_and_is_read_once():
    engine = Told(plain(0), plain(1), plain(2), plain(3), plain(4), plain(5))
    reading = read_picture(PAPER, number=7, dpi=300, engine=engine)
    assert (reading.page.number, reading.page.rotation, reading.page.doubts) == (7, 0, ())
    assert reading.page.confidence == 0.98
    assert [count for what, count in engine.asked if what == "find"] == [6]
    assert sum(count for what, count in engine.asked if what == "read") == 6
    assert not any(count for what, count in engine.asked if what == "flipped")


def test_a_page_on_its_head_is_turned_when_it_reads_better_so():
    engine = Told(plain(0), plain(1), plain(2), plain(3), plain(4), upright=0.4, flipped=0.97)
    reading = read_picture(PAPER, number=1, dpi=300, engine=engine)
    assert reading.page.rotation == 180
    assert len(reading.ordered.lines) == 1  # one tells; the others are read by the fake as badly as before, and dropped
    first = reading.ordered.lines[0].box
    assert first[0] == pytest.approx(600 - 120 - 300)
    x, y = through(np.array(reading.page.to_upright).reshape(3, 3), (120 + 300, 150 + 32))
    assert (x, y) == pytest.approx((first[0], first[1]))


def test_a_page_that_reads_badly_both_ways_stays_as_it_lies():
    engine = Told(plain(0), plain(1), upright=0.6, flipped=0.6)
    reading = read_picture(PAPER, number=1, dpi=300, engine=engine)
    assert reading.page.rotation == 0
    assert reading.page.doubts == ("page.low-confidence",)


def test_an_engine_of_one_step_finds_the_lines_of_a_flipped_page_anew():
    engine = Told(plain(0, text="字"), upright=0.4, flipped=0.97, two_steps=False)
    read_picture(PAPER, number=1, dpi=300, engine=engine)
    assert [what for what, _ in engine.asked] == ["find", "read", "flipped", "find", "read"]


def tall(number: int) -> RawLine:
    quad = np.array([[0, 0], [30, 0], [30, 400], [0, 400]], np.float32) + np.array([60 + 50 * number, 50], np.float32)
    return RawLine(quad)


def test_lines_that_run_down_the_page_turn_it_and_both_ways_are_tried():
    engine = Told(tall(0), tall(1), tall(2))
    reading = read_picture(PAPER, number=1, dpi=300, engine=engine)
    assert reading.page.rotation == 90
    assert reading.page.size == (800, 600)
    assert engine.asked.count(("flipped", 1)) == 3


def test_a_blank_page_is_no_doubt_and_no_work_for_the_engine():
    engine = Told(plain(0))
    page = read_picture(BLANK, number=1, dpi=300, engine=engine).page
    assert (page.kind, page.doubts, page.size, page.picture) == ("blank", (), (600, 800), (600, 800))
    assert not engine.asked


def test_pale_traces_are_a_doubt_and_ink_without_text_is_unread():
    assert doubts(PAPER, Told()) == ("page.blank",)
    assert doubts(WRITTEN, Told()) == ("page.unread",)


def test_lines_that_read_as_nothing_are_no_text():
    assert doubts(WRITTEN, Told(plain(0), upright=0.1)) == ("page.unread",)
    assert read_picture(WRITTEN, number=1, dpi=0, engine=Told()).page.confidence is None


class Stubborn(Told):
    """Reads no better on a second look."""

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        return super().find_lines(page) if page.shape == PAPER.shape else ()

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        return super().read_lines(page, lines, flipped=flipped) if page.shape == PAPER.shape else ()


def test_a_line_that_could_not_be_read_is_told_and_dropped():
    engine = Stubborn(*[plain(number) for number in range(8)], plain(8, confidence=0.3, text="看不清楚"))
    paper = Image.fromarray(PAPER)
    for row, line in enumerate(LETTER[2:6] + LETTER[1:6]):
        ImageDraw.Draw(paper).text((120, 148 + 57 * row), line.strip()[:9], font=font(30), fill=10)
    reading = read_picture(np.asarray(paper), number=1, dpi=300, engine=engine)
    assert reading.page.doubts == ("page.ink-unread",)
    (place,) = reading.page.unread
    assert place == pytest.approx((120, 606, 390, 638), abs=12)
    assert len(reading.ordered.lines) == 8


def test_characters_too_small_are_told():
    small = [RawLine(plain(number).quad * np.float32([1, 0.3])) for number in range(6)]
    assert doubts(PAPER, Told(*small)) == ("page.low-resolution",)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (12, 12), (30, 30)])
def test_a_speck_or_a_strip_is_a_page_without_text(shape):
    page = read_picture(np.full(shape, 250, np.uint8), number=1, dpi=0, engine=Told()).page
    assert page.doubts == ("page.blank",)


def test_a_sheet_on_a_desk_is_flattened_and_its_matrix_leads_from_the_photograph_to_the_page():
    picture = photograph([(220, 180), (1380, 240), (1440, 1850), (160, 1780)])
    page = read_picture(picture, number=1, dpi=0, engine=Told(plain(0))).page
    matrix = np.array(page.to_upright).reshape(3, 3)
    assert through(matrix, (220, 180)) == pytest.approx((0, 0), abs=20)
    assert through(matrix, (1440, 1850)) == pytest.approx(page.size, abs=20)


def test_a_text_layer_is_read_without_the_engine(tmp_path):
    (tmp_path / "a").write_bytes(text_pdf("尊敬的市信访局领导：", "我是芗城区居民。"))
    engine = Told()
    reading = read_page(tmp_path / "a", PDF, 1, engine=engine, max_pixels=10**8)
    assert engine.asked == []
    assert (reading.page.source, reading.page.size, reading.page.confidence) == ("text-layer", (595, 842), 1.0)
    assert [line.text for line in reading.ordered.lines] == ["尊敬的市信访局领导：", "我是芗城区居民。"]
    assert {line.engine for line in reading.ordered.lines} == {"text-layer"}


def test_a_text_layer_of_invisible_signs_alone_is_not_an_empty_letter(tmp_path):
    (tmp_path / "a").write_bytes(tagged("".join(map(chr, range(1, 9))), dict.fromkeys(range(1, 9), 0x200B)))
    engine = Told(plain(0))
    reading = read_page(tmp_path / "a", PDF, 1, engine=engine, max_pixels=10**8)
    assert (reading.page.source, reading.page.kind) == ("image", "blank")
    assert engine.asked == []


def test_pages_are_counted_for_every_kind(tmp_path):
    page = Image.fromarray(PAPER)
    bodies = {
        JPEG: (encode(page, "JPEG"), 1),
        PNG: (encode(page, "PNG"), 1),
        TIFF: (encode(page, "TIFF", save_all=True, append_images=[page]), 2),
        PDF: (text_pdf("字"), 1),
    }
    for media_type, (body, count) in bodies.items():
        (tmp_path / "a").write_bytes(body)
        assert count_pages(tmp_path / "a", media_type, max_pages=3, max_pixels=10**6) == count


def errors(read: str, meant: str) -> float:
    """The share of wrong characters (edit distance over length), spaces and breaks aside."""
    read, meant = "".join(read.split()), "".join(meant.split())
    row = list(range(len(meant) + 1))
    for at, have in enumerate(read, start=1):
        last, row[0] = row[0], at
        for to, want in enumerate(meant, start=1):
            last, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, last + (have != want))
    return row[-1] / len(meant)


def text_of(reading: PageReading) -> str:
    return "".join(line.text for line in reading.ordered.lines)


def turned(lines: Sequence[str], turn: int) -> np.ndarray:
    """A page as the scanner saw it that got the sheet turned clockwise."""
    return np.ascontiguousarray(np.rot90(as_array(draw_page(lines)), -turn // 90))


@pytest.mark.parametrize("lines", [LETTER, SHORT_LETTER], ids=["letter", "five lines"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_rapidocr_reads_a_page_however_it_was_laid_on_the_glass(rapidocr, lines, turn):
    picture = turned(lines, turn)
    reading = read_picture(picture, number=1, dpi=150, engine=rapidocr)
    assert reading.page.rotation == turn
    assert errors(text_of(reading), "".join(lines)) < 0.03
    # The way back to the ink: the title's box leads to dark pixels of the scan as it came.
    left, top, right, bottom = reading.ordered.lines[0].box
    back = np.linalg.inv(np.array(reading.page.to_upright).reshape(3, 3))
    corners = [through(back, corner) for corner in ((left, top), (right, bottom))]
    (x0, y0), (x1, y1) = np.sort(np.array(corners).round().astype(int), axis=0)
    assert (picture[y0:y1, x0:x1].mean(axis=2) < 100).mean() > 0.05


def test_rapidocr_reads_letter_paper_with_a_seal(rapidocr):
    page = draw_page(LETTER, paper=ruled())
    page.paste(sealed(), mask=sealed().convert("L").point(lambda value: 255 * (value < 250)))
    reading = read_picture(as_array(page), number=1, dpi=150, engine=rapidocr)
    assert errors(text_of(reading), "".join(LETTER)) < 0.05


def test_rapidocr_finds_nothing_on_blank_paper(rapidocr):
    noise = np.random.default_rng(7).normal(248, 2, (1754, 1240)).clip(0, 255).astype(np.uint8)
    page = read_picture(noise, number=1, dpi=150, engine=rapidocr).page
    assert (page.kind, page.doubts) == ("blank", ())


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (20, 3000), (33, 33)])
def test_rapidocr_takes_specks_and_strips(rapidocr, shape):
    assert read_picture(np.full(shape, 250, np.uint8), number=1, dpi=0, engine=rapidocr).ordered.lines == ()


def test_rapidocr_doubts_a_page_that_is_a_blur(rapidocr):
    page = draw_page(LETTER).filter(ImageFilter.GaussianBlur(7))
    told = doubts(as_array(page), rapidocr)
    assert {"page.low-confidence", "page.ink-unread", "page.unread"} & set(told)


@pytest.mark.tesseract
@pytest.mark.parametrize("turn", [0, 180])
def test_tesseract_reads_a_page_upright_and_on_its_head(tesseract, turn):
    reading = read_picture(turned(LETTER, turn), number=1, dpi=150, engine=tesseract)
    assert reading.page.rotation == turn
    assert errors(text_of(reading), "".join(LETTER)) < 0.2


@pytest.mark.tesseract
def test_tesseract_reads_a_page_that_lies_sideways(tesseract):
    reading = read_picture(turned(LETTER, 270), number=1, dpi=150, engine=tesseract)
    assert reading.page.rotation == 270
    assert errors(text_of(reading), "".join(LETTER)) < 0.2


def test_a_scan_in_a_pdf_is_read_with_the_real_engine(rapidocr, tmp_path):
    page = draw_page(SHORT_LETTER)
    (tmp_path / "a").write_bytes(scan_pdf(jpeg_of(page), width=page.width, height=page.height, page_keys=b"/Rotate 0"))
    reading = read_page(tmp_path / "a", PDF, 1, engine=rapidocr, max_pixels=10**8)
    assert (reading.page.source, reading.page.dpi) == ("image", 150)
    assert errors(text_of(reading), "".join(SHORT_LETTER)) < 0.03
