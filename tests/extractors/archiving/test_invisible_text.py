"""The invisible text of an archive copy: all characters, in order, without spaces, each on its own ink."""

import itertools
import math
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from extractors.archiving.invisible_text import InvisibleFont, draw_lines
from extractors.intake.formats import PNG
from records import Letter, Page, Span
from tests.drawing import encode
from tests.extractors.archive_letters import SIZE, archive, as_file, copied, letter_of, line, lines_of, page_of

TEXTS = (
    "关于楼下烧烤店油烟扰民的反映",
    "我是芗城区南坑街道的居民，身份证号350602197803162119，电话13960077215。",
    "住𠮷祥里㐂巷䶮字号，姓名𬭊𫟹𤧛。",
    "ABC abc 0.5% [1] ①②Ⅳ ℃ ㎡ ￥20 “引号”《书名》——……·～",
    "〇一二三四五六七八九十〡〢",
    "é ü ñ Ж λ € ½ ☎ ✓ ■ □",
)
SLANTED = cv2.getPerspectiveTransform(
    np.array([[60, 40], [760, 90], [800, 1150], [20, 1100]], np.float32),
    np.array([[0, 0], [SIZE[0], 0], [SIZE[0], SIZE[1]], [0, SIZE[1]]], np.float32),
)
"""A sheet photographed from the side: its four corners, and those of the upright page."""


@pytest.fixture
def copy(tmp_path: Path):
    """The archive copy of a white page with lines on it."""

    def make(page: Page, lines) -> tuple[Letter, Path]:
        path = as_file(tmp_path / "scan", encode(Image.new("L", page.picture, 255), "PNG"))
        letter = letter_of(path, PNG, [page], lines)
        return letter, archive(letter, path)[0]

    return make


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_every_character_is_copied_line_by_line_without_spaces_between_han(copy, rotation: int) -> None:
    letter, path = copy(page_of(rotation=rotation), lines_of(*TEXTS))
    (rows,) = copied(path)
    assert rows == list(TEXTS)
    with pdfplumber.open(path) as pdf:
        told = "".join(char["text"] for char in pdf.pages[0].chars)
    assert told.replace("\n", "") == letter.text.replace("\n", "")


def test_a_page_photographed_from_the_side_is_copied_line_by_line(copy) -> None:
    page = page_of(to_upright=tuple(SLANTED.ravel()))
    texts = (
        "我叫方丽珠，在龙海区浮宫镇一家罐头厂做工，家住浮宫",
        "镇内楼村溪头社12号。厂里的中班晚上九点半下班，",
        "可是末班车八点就停了。",
    )
    _, path = copy(page, lines_of(*texts, size=24))
    assert copied(path) == [list(texts)]


def test_lines_side_by_side_stay_two_lines(copy) -> None:
    left, right = lines_of("反映人：林小川")[0], lines_of("2026年9月3日", left=420, top=104)[0]
    _, path = copy(page_of(), (left, right))
    assert copied(path) == [["反映人：林小川", "2026年9月3日"]]


def test_the_cells_of_a_row_are_parted_by_tabs(copy) -> None:
    cells = [
        line(text, (80 + 200 * n, 100, 140 + 200 * n, 130), joint="\t" if n else "\n")
        for n, text in enumerate("甲乙丙")
    ]
    _, path = copy(page_of(), cells)
    with pypdfium2.PdfDocument(path) as document:
        row = document[0].get_textpage().get_text_range()
    assert [cell.strip() for cell in row.split("\t")] == ["甲", "乙", "丙"]


def test_a_line_written_downwards_is_copied_as_one(copy) -> None:
    _, path = copy(page_of(), (line("恳请领导明察", (700, 100, 730, 280)), *lines_of("横写的一行")))
    assert copied(path)[0][-1] == "横写的一行"
    assert "".join(copied(path)[0]) == "恳请领导明察横写的一行"


def shares_covered(letter: Letter, path: Path) -> list[float]:
    """For each character how much of its place on the ink (by `Letter.boxes`) its box in the PDF covers."""
    (page,) = letter.pages
    back = np.linalg.inv(np.array(page.to_upright).reshape(3, 3))
    with pypdfium2.PdfDocument(path) as document:
        sheet, text = document[0], document[0].get_textpage()
        width, height = sheet.get_mediabox()[2:]
        told = [text.get_text_range(n, 1) for n in range(text.count_chars())]
        boxes = [text.get_charbox(n, loose=True) for n, sign in enumerate(told) if not sign.isspace()]
    shares = []
    places = [at for at, sign in enumerate(letter.text) if sign != "\n"]
    assert len(boxes) == len(places)
    for at, (x0, y0, x1, y1) in zip(places, boxes, strict=True):
        ((left, top, right, bottom),) = (place.box for place in letter.boxes(Span(start=at, end=at + 1)))
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ back.T
        corners = corners[:, :2] / corners[:, 2:] * [width / page.picture[0], height / page.picture[1]]
        corners[:, 1] = height - corners[:, 1]
        here = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        common, _ = cv2.intersectConvexConvex(corners.astype(np.float32), here)
        shares.append(common / cv2.contourArea(corners.astype(np.float32)))
    return shares


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_each_character_covers_its_own_ink(copy, rotation: int) -> None:
    letter, path = copy(page_of(rotation=rotation), lines_of(*TEXTS[:2]))
    assert min(shares_covered(letter, path)) > 0.7


def test_each_character_covers_its_own_ink_in_a_photograph(copy) -> None:
    page = page_of(to_upright=tuple(SLANTED.ravel()))
    letter, path = copy(
        page, lines_of("我叫方丽珠，在龙海区浮宫镇一家罐头厂做工，家住浮宫", "镇内楼村溪头社12号。", size=24)
    )
    assert min(shares_covered(letter, path)) > 0.5


def test_a_place_that_is_none_of_its_own_is_told_from_it(copy) -> None:
    """The measure itself: a text laid one character aside covers half of what it should at most."""
    letter, path = copy(page_of(), lines_of(TEXTS[0]))
    aside = letter.model_copy(
        update={
            "lines": tuple(
                moved.model_copy(update={"box": (moved.box[0] + 20, moved.box[1], moved.box[2] + 20, moved.box[3])})
                for moved in letter.lines
            )
        }
    )
    assert max(shares_covered(aside, path)) < 0.1


def test_nothing_of_the_text_is_seen(copy) -> None:
    _, path = copy(page_of(), lines_of(*TEXTS))
    with pypdfium2.PdfDocument(path) as document:
        assert (document[0].render(scale=2).to_numpy() == 255).all()


def test_the_font_holds_a_way_to_unicode_and_a_width_for_each_character() -> None:
    font = InvisibleFont(["林a", "𠮷"])
    with pikepdf.Pdf.new() as pdf:
        made = font.embed(pdf)
        (descendant,) = made.DescendantFonts
        first, widths = descendant.W
        assert (first, list(widths)) == (1, [0, 0, 500, 1000, 1000])  # tab, line feed, a, 林, 𠮷
        assert b"<0005> <d842dfb7>" in made.ToUnicode.read_bytes()
        assert len(descendant.CIDToGIDMap.read_bytes()) == 2 * 6
    assert font.encode("a林") == b"<00030004>"


def test_a_line_without_surface_is_left_out_and_harms_no_other() -> None:
    font = InvisibleFont(["林小川"])
    nowhere = line("林小川", (10.0, 10.0, 10.0, 10.0))
    assert draw_lines([nowhere], font, np.eye(3)) == b""
    there = draw_lines([nowhere, *lines_of("林小川")], font, np.eye(3))
    assert there.count(b"Tj") == 1


def test_numbers_are_written_without_exponents(copy) -> None:
    font = InvisibleFont(["林"])
    tilted = np.array([[1, 1e-7, 0], [1e-7, -1, 1000], [0, 0, 1]])
    content = draw_lines(lines_of("林"), font, tilted)
    numbers = [part for part in content.replace(b"\n", b" ").split(b" ") if part[:1] in b"-0123456789" and part]
    assert all(math.isfinite(float(number)) and b"e" not in number for number in numbers)
    assert len(list(itertools.chain(numbers))) >= 8
