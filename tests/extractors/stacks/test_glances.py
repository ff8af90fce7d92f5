"""A separator is found however badly it was scanned; a letter with a picture of one, or any other code, stays one."""

import cv2
import numpy as np
import pytest
import zxingcpp

from extractors.pages.barcodes import find_barcodes
from extractors.stacks.glances import glance_at, is_separator, shines_through
from tests.stacks import blank, full_separator, page

SHEET = np.asarray(full_separator(7).convert("L"), np.uint8)[::2, ::2]
"""A separator sheet at 150 dots an inch."""


def resized(picture, width, height=None):
    height = height or round(picture.shape[0] * width / picture.shape[1])
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def turned(degrees, paper=235):
    height, width = SHEET.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(SHEET, turn, (width, height), borderValue=paper)


def on_a_desk():
    desk = np.full((2000, 1600), 70, np.uint8)
    corners = np.array([(180, 150), (1430, 220), (1500, 1850), (120, 1780)], np.float32)
    flat = np.array([(0, 0), (SHEET.shape[1], 0), (SHEET.shape[1], SHEET.shape[0]), (0, SHEET.shape[0])], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    seen = cv2.warpPerspective(SHEET, warp, (1600, 2000), borderValue=0)
    return np.where(cv2.warpPerspective(np.full_like(SHEET, 255), warp, (1600, 2000)) > 0, seen, desk)


def folded():
    rows = np.ones(SHEET.shape[0])
    middle = SHEET.shape[0] // 2
    rows[middle - 25 : middle + 25] = 0.6
    return (SHEET * rows[:, None]).astype(np.uint8)


def printed_small(share):
    page = np.full_like(SHEET, 255)
    small = resized(SHEET, round(SHEET.shape[1] * share))
    page[200 : 200 + small.shape[0], 300 : 300 + small.shape[1]] = small
    return page


def noisy():
    return (SHEET * 0.8 + 25 + np.random.default_rng(1).normal(0, 22, SHEET.shape)).clip(0, 255).astype(np.uint8)


def without(top, bottom):
    sheet = SHEET.copy()
    sheet[top:bottom] = 255
    return sheet


def fax(*, stretched):
    """200 x 100 dots an inch in black and white, as ITU-T T.4 has it; not every program stretches it."""
    coarse = (resized(SHEET, 1728, 1145) > 140).astype(np.uint8) * np.uint8(255)
    return cv2.resize(coarse, (1728, 2290), interpolation=cv2.INTER_NEAREST) if stretched else coarse


SCANS = {
    "as printed": SHEET,
    "turned right": np.rot90(SHEET, 3),
    "upside down": np.rot90(SHEET, 2),
    "turned left": np.rot90(SHEET),
    "askew by 5 degrees": turned(5),
    "askew, the lid open": turned(-5, paper=60),
    "low contrast": (SHEET * 0.25 + 120).astype(np.uint8),
    "72 dots an inch": resized(SHEET, 595),
    "A5": resized(SHEET, 874),
    "fax": fax(stretched=True),
    "fax, not stretched": fax(stretched=False),
    "folded": folded(),
    "photographed": on_a_desk(),
    "printed at 40 %": printed_small(0.4),
    "noise": noisy(),
    "in colour": np.repeat(SHEET[:, :, None], 3, axis=2),
    "the QR code torn off": without(540, 1100),
    "the bars torn off": without(1140, 1320),
    "on an A3 page": np.hstack([SHEET, np.full_like(SHEET, 255)]),
}


@pytest.mark.parametrize("scan", SCANS)
def test_a_separator_is_found(scan):
    glance = glance_at(np.ascontiguousarray(SCANS[scan]), number=3)
    assert glance.separator is not None
    assert (glance.number, glance.separator.number, glance.suspect) == (3, 7, False)


def letter_page():
    return np.asarray(page(1).resize((1240, 1754)), np.uint8).copy()


def qr_code(text, side):
    code = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1), np.uint8)
    return cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)


def test_a_letter_with_a_picture_of_a_separator_stays_a_letter_and_is_told():
    letter = letter_page()
    small = resized(SHEET, 420)
    letter[1000 : 1000 + small.shape[0], 400:820] = small
    glance = glance_at(letter, number=1)
    assert (glance.separator, glance.suspect) == (None, True)


def test_a_page_with_nothing_but_a_tiny_separator_is_no_separator():
    glance = glance_at(printed_small(0.2), number=1)
    assert glance.separator is None


@pytest.mark.parametrize("text", ["https://weixin.qq.com/r/abc", "LAIXIN1;00000000000100010000"])
def test_other_qr_codes_never_make_a_separator(text):
    sheet = np.full((1754, 1240), 255, np.uint8)
    sheet[500:900, 400:800] = qr_code(text, 400)
    assert glance_at(sheet, number=1).separator is None


def test_a_forged_code_is_told():
    sheet = np.full((1754, 1240), 255, np.uint8)
    sheet[500:900, 400:800] = qr_code("LAIXIN1;00000000000100010000", 400)
    assert glance_at(sheet, number=1).suspect


def test_the_reader_knows_a_separator_by_its_codes_and_asks_nothing_of_other_pages():
    assert is_separator(SHEET, find_barcodes(SHEET))
    assert not is_separator(SHEET, ())


def test_paper_is_blank_with_noise_dust_and_punch_holes_and_is_not_with_a_pencil_line():
    dice = np.random.default_rng(2)
    paper = dice.normal(238, 4, (1754, 1240)).clip(0, 255).astype(np.uint8)
    cv2.circle(paper, (60, 800), 18, 90, -1)
    cv2.circle(paper, (700, 300), 2, 120, -1)
    assert glance_at(paper, number=1).blank
    for place in range(300, 900, 40):
        cv2.putText(paper, "A", (place, 700), cv2.FONT_HERSHEY_SIMPLEX, 1, 190, 2)
    glance = glance_at(paper, number=1)
    assert (glance.blank, glance.faint) == (False, True)


def test_a_page_with_writing_is_neither_blank_nor_faint():
    glance = glance_at(letter_page(), number=1)
    assert (glance.blank, glance.faint, glance.separator, glance.suspect) == (False, False, None, False)


@pytest.mark.parametrize("over", ["the long edge", "the short edge"])
def test_the_back_of_a_separator_on_thin_paper_is_known_by_what_shines_through(over):
    mirrored = SHEET[:, ::-1] if over == "the long edge" else SHEET[::-1]
    back = (255 - (255 - mirrored.astype(np.float32)) * 0.18).astype(np.uint8)
    front_glance, back_glance = glance_at(SHEET, number=1), glance_at(np.ascontiguousarray(back), number=2)
    assert back_glance.faint
    assert shines_through(front_glance, back_glance)
    assert not shines_through(glance_at(letter_page(), number=1), back_glance)


def test_a_strip_is_no_trouble():
    assert glance_at(np.full((8, 2000), 255, np.uint8), number=1).separator is None
    assert glance_at(np.asarray(blank((30, 40)), np.uint8), number=1).blank


def test_a_strangers_code_too_long_for_a_separator_does_no_harm():
    long = zxingcpp.create_barcode("LAIXIN1;" + "1" * 2900, zxingcpp.BarcodeFormat.QRCode, ec_level="L")
    picture = np.pad(np.asarray(long.to_image(scale=6), np.uint8), 40, constant_values=255)
    codes = find_barcodes(picture)
    assert codes, "the reader of a page finds it"
    assert not is_separator(picture, codes)
    assert glance_at(picture, number=1).separator is None
