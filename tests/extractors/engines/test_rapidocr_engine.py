"""The default engine looks where there is ink, closer where lines are small, and reads twice what it is unsure of."""

import numpy as np
import pytest

from extractors.engines import rapidocr_engine
from extractors.engines.ppocr_int8 import load_pages, prepare_models
from extractors.engines.ppocr_models import are_prepared, has_fast_products, prepared_path
from extractors.engines.rapidocr_engine import RapidOcrEngine
from extractors.pages.page_work import to_grey
from tests.drawing import LETTER, SHORT_LETTER, as_array, draw_page, encode


def page_of(lines, **how) -> np.ndarray:
    return to_grey(as_array(draw_page(lines, **how)))


def read(engine: RapidOcrEngine, page: np.ndarray) -> str:
    found = sorted(engine.read_lines(page, engine.find_lines(page)), key=lambda line: float(line.quad[0, 1]))
    return "".join(line.text for line in found)


def test_bare_paper_has_no_lines_and_is_not_looked_at(rapidocr, monkeypatch):
    monkeypatch.setattr(rapidocr, "_detector", None)
    assert rapidocr.find_lines(np.full((1754, 1240), 230, np.uint8)) == ()


def test_boxes_lie_on_the_ink_wherever_it_stands_on_the_page(rapidocr):
    page = np.full((1754, 1240), 255, np.uint8)
    text = page_of(["请派人到现场查看"], size=(600, 120), characters=12, top=40)
    for left, top in ((20, 30), (600, 1600), (600, 30)):
        there = page.copy()
        there[top : top + 120, left : left + 600] = text
        (line,) = rapidocr.find_lines(there)
        down, across = np.nonzero(there < 128)
        assert line.quad[:, 0].min() <= across.min() + 2
        assert line.quad[:, 0].max() >= across.max() - 2
        assert line.quad[:, 1].min() <= down.min() + 2
        assert line.quad[:, 1].max() >= down.max() - 2


def test_small_print_is_looked_at_more_closely(rapidocr):
    page = page_of([line * 2 for line in LETTER[3:6]] * 8, size=(2480, 3508), characters=100)
    assert len(rapidocr.find_lines(page)) == 24


def test_a_line_that_reads_badly_when_squeezed_is_read_wider(rapidocr, monkeypatch):
    page = page_of(SHORT_LETTER)
    (line, *_) = rapidocr.find_lines(page)
    widths = []
    whole = rapidocr_engine.as_line_input
    monkeypatch.setattr(rapidocr_engine, "as_line_input", lambda *given: widths.append(given[1]) or whole(*given))
    rapidocr.read_lines(page, [line])
    assert widths == [rapidocr_engine.NARROW]
    monkeypatch.setattr(rapidocr_engine, "GOOD_LINE", 1.1)
    rapidocr.read_lines(page, [line])
    assert widths[1:] == [rapidocr_engine.NARROW, rapidocr_engine.WIDE]


@pytest.mark.slow
@pytest.mark.skipif(not has_fast_products(), reason="8 bits gain nothing on this processor")
def test_models_prepared_from_a_few_pages_read_like_the_whole_ones(tmp_path, monkeypatch):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for number, lines in enumerate((LETTER, SHORT_LETTER)):
        (pictures / f"{number}.png").write_bytes(encode(draw_page(lines), "PNG"))
    (pictures / "a.txt").write_text("no picture")
    monkeypatch.setattr("extractors.engines.ppocr_models.sys.prefix", str(tmp_path))
    page = page_of(SHORT_LETTER)
    whole = RapidOcrEngine()
    assert not whole.version.endswith("int8")
    prepare_models(load_pages(pictures))
    assert are_prepared()
    prepared = RapidOcrEngine()
    assert prepared.version.endswith("int8")
    assert read(prepared, page) == read(whole, page)
    assert [path.name for path in prepared_path("PP-OCRv6_det_small.onnx").parent.iterdir() if path.is_dir()] == []
