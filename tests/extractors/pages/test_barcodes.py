"""Barcodes are found on a page and placed where they stand on the upright one; writing is none."""

import cv2
import numpy as np
import pytest
import zxingcpp

from extractors.pages.barcodes import find_barcodes, place_barcodes, read_codes, reduce_page
from extractors.pages.page_reader import read_picture
from extractors.pages.page_work import turn_matrix
from tests.extractors.fake_engines import FakeEngine
from tests.stacks import full_separator, page


def label(text: str, form: str, *, module: int = 4, height: int = 130):
    """A barcode on a white envelope at 300 dots an inch: modules of a third of a millimetre."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, form))
    bars = np.asarray(code.to_image(scale=module), np.uint8)
    envelope = np.full((1300, 2600), 245, np.uint8)
    bars = np.repeat(bars[bars.shape[0] // 3][None], height, axis=0)
    envelope[300 : 300 + height, 900 : 900 + bars.shape[1]] = bars
    return envelope


CODES = [("Code128", "XA12345678935"), ("Code39", "RR123456785CN"), ("EAN13", "6901234567892"), ("EAN8", "69012341")]


@pytest.mark.parametrize(("form", "text"), CODES)
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_printed_code_is_read_whichever_way_the_page_lies(form, text, turns):
    found = find_barcodes(np.ascontiguousarray(np.rot90(label(text, form), turns)))
    assert [(name, said) for name, said, _ in found] == [(form, text)]


def test_a_code_on_a_soft_noisy_scan_is_read():
    scan = cv2.GaussianBlur(label("XA12345678935", "Code128"), (0, 0), 1.2).astype(float) * 0.8
    scan += np.random.default_rng(3).normal(20, 10, scan.shape)
    ((_, text, _),) = find_barcodes(scan.clip(0, 255).astype(np.uint8))
    assert text == "XA12345678935"


def test_a_code_stands_where_it_is_on_the_upright_page():
    upright = label("XA12345678935", "Code128")
    (there,) = place_barcodes(find_barcodes(upright), np.eye(3))
    left, top, _, bottom = there.box
    assert 890 < left < 1000
    assert 290 < top < bottom < 440
    lying = np.ascontiguousarray(np.rot90(upright, -1))  # the scan lies turned clockwise by 90 degrees
    turn = turn_matrix(90, (lying.shape[1], lying.shape[0]))
    (back,) = place_barcodes(find_barcodes(lying), turn)
    assert back.box == pytest.approx(there.box, abs=60)


def test_writing_and_ruling_are_no_codes():
    ruled = np.full((1754, 1240), 255, np.uint8)
    ruled[:, 100:1100:8] = 0
    ruled[200:1500:40] = 0
    assert find_barcodes(ruled) == ()
    assert find_barcodes(np.asarray(page(1).resize((1240, 1754)), np.uint8)) == ()


def test_a_strip_and_a_thumbnail_are_no_trouble():
    assert find_barcodes(np.zeros((4, 4000), np.uint8)) == ()
    assert read_codes(np.zeros((10, 10), np.uint8)) == ()
    small, scale = reduce_page(np.zeros((3000, 2, 3), np.uint8))
    assert (small.shape, scale) == ((1500, 1), 0.5)


def test_the_reader_gives_a_page_its_codes():
    reading = read_picture(label("XA12345678935", "Code128"), number=1, dpi=300, engine=FakeEngine())
    assert [(code.format, code.text) for code in reading.page.barcodes] == [("Code128", "XA12345678935")]
    assert reading.page.kind != "separator"


def test_the_reader_reads_nothing_on_a_separator_and_says_what_it_is():
    sheet = np.asarray(full_separator(3).convert("L"), np.uint8)[::2, ::2]
    reading = read_picture(np.ascontiguousarray(sheet), number=2, dpi=150, engine=FakeEngine())
    assert (reading.page.kind, reading.page.doubts, reading.ordered.lines) == ("separator", ("page.separator",), ())
