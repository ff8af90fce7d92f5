"""Every kind of file is read page by page, from its content to its lines."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractors.intake.formats import tell_file
from extractors.pages.page_reader import read_page
from extractors.pages.page_readings import PageReading
from extractors.sources.page_sources import count_pages
from records import LetterError
from tests.drawing import LETTER, SHORT_LETTER, draw_page, encode, image_object
from tests.extractors.made_files import HEIC, TWO_HEIC, make_docx, make_mail, make_zip
from tests.extractors.pages.test_page_reader import Told, errors, plain
from tests.extractors.sources.test_pdf import jpeg_of, text_pdf
from tests.extractors.sources.test_pictures import marked

PAGE = draw_page(SHORT_LETTER, size=(992, 560), top=40)
PIXELS = 10**8


@pytest.fixture
def pages(tmp_path: Path):
    """Reads all pages of a file of these bytes."""

    def read(body: bytes, engine) -> list[PageReading]:
        path = tmp_path / "file"
        path.write_bytes(body)
        with path.open("rb") as stream:
            media_type = tell_file(stream)
        count = count_pages(path, media_type, max_pages=20, max_pixels=PIXELS)
        return [read_page(path, media_type, n, engine=engine, max_pixels=PIXELS) for n in range(1, count + 1)]

    return read


def text_of(reading: PageReading) -> str:
    return "".join((line.joint if at else "") + line.text for at, line in enumerate(reading.ordered.lines))


@pytest.mark.parametrize(
    "body",
    [HEIC, encode(PAGE, "WEBP"), encode(PAGE, "BMP"), encode(PAGE.convert("1"), "BMP"), encode(PAGE, "GIF")],
    ids=["heic", "webp", "bmp", "bmp of one bit", "gif"],
)
def test_a_picture_of_any_kind_is_read(pages, rapidocr, body):
    (reading,) = pages(body, rapidocr)
    assert errors(text_of(reading), "".join(SHORT_LETTER)) < 0.03
    assert (reading.page.source, reading.page.doubts, reading.page.attachment) == ("image", (), 0)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_is_read_and_the_others_are_told(pages, kind):
    moving = encode(PAGE, kind, save_all=True, append_images=[marked(size=PAGE.size)], duration=100)
    (reading,) = pages(moving, Told(plain(0)))
    assert reading.page.doubts[-1] == "page.frames-unread"


def test_the_pictures_of_a_heic_file_are_pages(pages):
    assert [reading.page.size for reading in pages(TWO_HEIC, Told())] == [(64, 64), (48, 48)]


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(LETTER).encode(),
        "\n".join(LETTER).encode("gb18030"),
        "".join(f"<p>{line}</p>" for line in LETTER).encode(),
        make_docx(*LETTER),
    ],
    ids=["utf-8", "gb 18030", "html", "docx"],
)
def test_typed_text_is_read_without_the_engine(pages, body):
    engine = Told()
    (reading,) = pages(body, engine)
    assert "".join(text_of(reading).split()) == "".join("".join(LETTER).split())
    assert engine.asked == []
    page = reading.page
    assert (page.source, page.engine, page.confidence, page.size, page.doubts) == (
        "document",
        "document",
        1.0,
        (0, 0),
        (),
    )


def test_a_mail_is_read_with_all_that_is_attached(pages, rapidocr):
    attached = [encode(PAGE, "PNG"), make_docx("另附一页"), b"MZ\x90\0\3" * 50, make_zip({"a.txt": "材料".encode()})]
    body, picture, document, program, packed = pages(make_mail("正文在此。", attachments=attached), rapidocr)
    assert text_of(body).endswith("正文在此。")
    assert errors(text_of(picture), "".join(SHORT_LETTER)) < 0.03
    assert (text_of(document), text_of(packed)) == ("另附一页", "材料")
    assert (program.page.doubts, program.ordered.lines) == (("page.attachment-unread",), ())
    assert [r.page.attachment for r in (body, picture, document, program, packed)] == [0, 1, 2, 3, 5]
    assert [r.page.number for r in (body, picture, document, program, packed)] == [1, 2, 3, 4, 5]


def test_an_attached_picture_that_breaks_off_while_it_is_decoded_stops_nothing(pages, monkeypatch):
    def refuse(*args: object) -> None:
        raise LetterError("intake.damaged")

    monkeypatch.setattr("extractors.sources.page_sources.load_picture", refuse)
    _, picture = pages(make_mail("正文", attachments=[encode(PAGE, "PNG")]), Told())
    assert (picture.page.attachment, picture.page.doubts) == (1, ("page.attachment-unread",))


def picture_in_text(picture, *, box: tuple[int, int, int, int] = (300, 170, 150, 400)) -> bytes:
    """A page of text with a picture on it: width, height, left and bottom in points."""
    place = b" q %d 0 0 %d %d %d cm /I Do Q " % box
    image = image_object(jpeg_of(picture), width=picture.width, height=picture.height)
    return text_pdf(
        "情况说明如下：", "见下方照片。", extra_content=place, extra_resources=b"/XObject<</I 9 0 R>>", objects=(image,)
    )


def test_writing_on_a_picture_beside_a_text_layer_is_read_where_it_stands(pages, rapidocr):
    (reading,) = pages(picture_in_text(PAGE), rapidocr)
    lines = [line.text for line in reading.ordered.lines]
    assert lines[:2] == ["情况说明如下：", "见下方照片。"]
    assert errors("".join(lines[2:]), "".join(SHORT_LETTER)) < 0.05
    engines = [line.engine for line in reading.ordered.lines]
    assert engines[:2] == ["text-layer"] * 2
    assert set(engines[2:]) == {"rapidocr"}
    for line in reading.ordered.lines[2:]:
        left, top, right, bottom = line.box
        assert 145 < left < right < 455
        assert 842 - 575 < top < bottom < 842 - 395
    assert (reading.page.source, reading.page.doubts) == ("text-layer", ())


def test_a_picture_that_lies_on_its_side_beside_a_text_layer_is_read(pages, rapidocr):
    turned = PAGE.rotate(-90, expand=True)
    (reading,) = pages(picture_in_text(turned, box=(170, 300, 150, 300)), rapidocr)
    words = "".join(line.text for line in reading.ordered.lines)
    assert "情况说明如下" in words
    assert "村口的路灯坏了两个月" in words


def test_a_photograph_beside_a_text_layer_is_for_a_person(pages):
    noise = np.random.default_rng(3).integers(0, 255, (200, 300, 3), np.uint8)
    (reading,) = pages(picture_in_text(Image.fromarray(noise)), Told(plain(0), upright=0.1))
    assert reading.page.doubts == ("page.picture-unread",)


def test_the_layers_words_over_a_picture_are_not_read_twice(pages, rapidocr):
    place = (
        b" q 400 0 0 200 50 640 cm /I Do Q "
        + b"BT /F 12 Tf 60 780 Td <%s> Tj ET" % "图上的字层".encode("utf-16-be").hex().encode()
    )
    image = image_object(jpeg_of(marked("RGB", (400, 200)).point(lambda _: 255)), width=400, height=200)
    body = text_pdf("", extra_content=place, extra_resources=b"/XObject<</I 9 0 R>>", objects=(image,))
    (reading,) = pages(body, rapidocr)
    assert [line.text for line in reading.ordered.lines] == ["图上的字层"]
