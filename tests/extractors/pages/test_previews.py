"""A page to look at: upright and flat, and what must be covered is covered."""

from datetime import UTC, datetime

import cv2
import numpy as np
import pytest

from extractors.letters import assemble_letter
from extractors.pages.page_reader import read_picture
from extractors.pages.previews import COVER, SIDE, _widen, draw_preview, find_covers
from records import Finding, Letter, LetterError, Line, Page, Reading, Scan, Span, Stamp
from tests.drawing import as_array, draw_page
from tests.extractors.odd_pages import NUMBER, card_copy

SCAN = Scan(sha256="0" * 64, name="a", media_type="image/png", size=1, received_at=datetime(2026, 11, 23, tzinfo=UTC))
STAMP = Stamp(code="1", vocab="1", models=(), engine="1")
LIMIT = 10**8


def read(picture, engine, *, dpi=150):
    return assemble_letter(SCAN, [read_picture(picture, number=1, dpi=dpi, engine=engine)])


def reading_of(letter, *findings):
    return Reading(letter=letter, findings=findings, judgements=(), stamp=STAMP)


def drawn(picture, page, covers, folder):
    (folder / "a").write_bytes(cv2.imencode(".png", picture if picture.ndim == 2 else picture[:, :, ::-1])[1].tobytes())
    body = draw_preview(folder / "a", "image/png", page, covers, LIMIT)
    return cv2.imdecode(np.frombuffer(body, np.uint8), cv2.IMREAD_GRAYSCALE)


def words_on(picture, engine):
    return "".join(line.text for line in read_picture(picture, number=1, dpi=150, engine=engine).ordered.lines)


def test_the_number_on_a_letter_is_covered_and_the_rest_is_not(rapidocr, tmp_path):
    picture = as_array(draw_page(["尊敬的市信访局领导：", f"我的身份证号是{NUMBER}。", "村口的路灯坏了两个月。"]))
    letter = read(picture, rapidocr)
    start = letter.text.index(NUMBER)
    found = Finding(field="id_no", value=NUMBER, span=Span(start=start, end=start + 18), rule="id.labelled")
    preview = drawn(picture, letter.pages[0], find_covers(reading_of(letter, found), 1), tmp_path)
    seen = words_on(preview, rapidocr)
    assert "村口的路灯坏了两个月" in seen
    assert not any(NUMBER[at : at + 4] in seen for at in range(15))


def test_on_a_copied_card_number_address_and_portrait_are_covered(rapidocr, tmp_path):
    picture = card_copy()
    letter = read(picture, rapidocr)
    assert letter.pages[0].kind == "id-card"
    preview = drawn(picture, letter.pages[0], find_covers(reading_of(letter), 1), tmp_path)
    seen = words_on(preview, rapidocr)
    assert "陈月英" in seen
    assert not any(word in seen for word in ("芗城区", "浯沧", NUMBER[:6], NUMBER[-6:]))
    portrait = preview[150 + 9 * 8 : 150 + 35 * 8, 150 + 61 * 8 : 150 + 79 * 8]
    assert (portrait == COVER).all()


def test_a_card_whose_parts_cannot_be_told_is_covered_whole(rapidocr, tmp_path):
    letter = read(card_copy(), rapidocr)
    without = letter.model_copy(update={"lines": tuple(line for line in letter.lines if "姓名" not in line.text)})
    preview = drawn(card_copy(), letter.pages[0], find_covers(reading_of(without), 1), tmp_path)
    assert (preview == COVER).all()


@pytest.mark.parametrize("turn", [90, 180])
def test_a_page_that_was_scanned_askew_is_shown_upright_and_its_covers_lie_right(rapidocr, tmp_path, turn):
    picture = np.ascontiguousarray(np.rot90(card_copy(), -turn // 90))
    letter = read(picture, rapidocr)
    assert letter.pages[0].rotation == turn
    upright = drawn(picture, letter.pages[0], (), tmp_path)
    assert upright.shape == card_copy().shape[:2]
    preview = drawn(picture, letter.pages[0], find_covers(reading_of(letter), 1), tmp_path)
    assert NUMBER not in words_on(preview, rapidocr)
    assert "陈月英" in words_on(preview, rapidocr)


def test_a_large_page_is_reduced_and_its_thin_strokes_stay(tmp_path):
    page = read_picture(np.full((800, 600, 3), 250, np.uint8), number=1, dpi=0, engine=None).page  # type: ignore[arg-type]
    large = np.full((6400, 4800, 3), 250, np.uint8)
    large[3000:3008] = 20
    page = page.model_copy(update={"size": (4800, 6400)})
    preview = drawn(large, page, (), tmp_path)
    assert preview.shape == (SIDE, 1200)
    assert preview.min() < 40


@pytest.mark.parametrize("words", ["3506221979031621", "350622 19790316 211X", "35062219790316211"])
def test_figures_that_may_be_an_identity_number_are_covered_where_nothing_was_found(words):
    boxes = ((10, 10, 400, 40), (10, 50, 400, 80))
    lines = tuple(
        Line(page=1, box=box, text=text, raw=text, confidence=0.9, engine="e")
        for box, text in zip(boxes, (words, "13960077215"), strict=True)
    )
    page = Page(number=1, source="image", kind="photo", size=(420, 600))
    letter = Letter(scan=SCAN, pages=(page,), lines=lines)
    (cover,) = find_covers(reading_of(letter), 1)
    assert (cover[0] < 10, cover[2] > 400, cover[3] < 50) == (True, True, True)


def test_a_long_strip_has_a_preview(tmp_path):
    strip = np.full((20_000, 2), 250, np.uint8)
    page = Page(number=1, source="image", size=(2, 20_000))
    assert drawn(strip, page, (), tmp_path).shape[0] == SIDE


def test_text_that_never_was_on_paper_has_no_preview(tmp_path):
    (tmp_path / "a").write_text("尊敬的领导：\n您好。\n", encoding="utf-8")
    page = read_picture(np.full((80, 60), 250, np.uint8), number=1, dpi=0, engine=None).page  # type: ignore[arg-type]
    with pytest.raises(LetterError, match=r"preview\.no-picture"):
        draw_preview(tmp_path / "a", "text/plain", page.model_copy(update={"source": "document"}), (), LIMIT)


def test_a_cover_reaches_half_a_character_beyond_the_place_that_was_reckoned():
    left, top, right, bottom = _widen((100.0, 50.0, 300.0, 80.0))
    assert left <= 85
    assert right >= 315
    assert top < 50
    assert bottom > 80
