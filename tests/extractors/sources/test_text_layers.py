"""What a PDF page says without its picture: nonsense is found out, forms and notes are seen, turned text is read."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from extractors.sources.page_sources import LayeredPage, PagePicture, open_page
from extractors.sources.pdf import render_page
from extractors.sources.text_layers import TextLayer, read_text_layer
from tests.drawing import LETTER, image_object, one_page_pdf, scan_pdf, write_pdf
from tests.extractors.sources.test_pdf import CHINESE_FONT, SIZE, jpeg_of, show, tagged, text_pdf
from tests.extractors.sources.test_pictures import corner, marked
from tests.extractors.sources.test_plausible import NONSENSE, TEXT

PIXELS = 10**8


@pytest.fixture
def layer(tmp_path: Path):
    """The text layer of a PDF's first page."""

    def read(body: bytes) -> TextLayer | None:
        (tmp_path / "a").write_bytes(body)
        return read_text_layer(tmp_path / "a", 1)

    return read


def mapped(meant: str) -> bytes:
    """A page whose glyphs, in their order, are said to mean these characters."""
    codes = {code: ord(sign) for code, sign in enumerate(meant[:120], start=1)}
    return tagged("".join(map(chr, codes)), codes)


def test_a_font_with_a_right_table_is_believed(layer):
    assert layer(mapped(TEXT)) is not None


@pytest.mark.parametrize("kind", NONSENSE)
def test_a_font_with_a_wrong_table_is_not(layer, kind):
    assert layer(mapped("".join(sign for sign in NONSENSE[kind] if sign.isprintable()))) is None


@pytest.mark.parametrize("matrix", [b"0 1 -1 0 400 100", b"0 -1 1 0 100 700", b"-1 0 0 -1 500 700"])
def test_text_that_lies_on_its_side_or_head_is_read_from_the_picture(layer, matrix):
    words = b"BT /F 12 Tf %s Tm <%s> Tj ET" % (matrix, TEXT[:30].encode("utf-16-be").hex().encode())
    assert layer(one_page_pdf(words, resources=b"/Font<</F 6 0 R>>", extra=[b"null", *CHINESE_FONT])) is None


@pytest.mark.parametrize(
    ("rotate", "matrix"),
    [(90, b"0 1 -1 0 400 100"), (180, b"-1 0 0 -1 500 700"), (270, b"0 -1 1 0 100 700")],
)
def test_text_that_the_pages_turn_sets_upright_is_taken(layer, rotate, matrix):
    words = b"BT /F 12 Tf %s Tm <%s> Tj ET" % (matrix, TEXT[:30].encode("utf-16-be").hex().encode())
    body = one_page_pdf(
        words, resources=b"/Font<</F 6 0 R>>", extra=[b"null", *CHINESE_FONT], page_keys=b"/Rotate %d" % rotate
    )
    found = layer(body)
    assert found is not None
    assert [text for text, _ in found.lines] == [TEXT[:30]]


def text_string(words: str) -> bytes:
    """A text string of a PDF (ISO 32000-1, 7.9.2.2)."""
    return b"<feff" + words.encode("utf-16-be").hex().encode() + b">"


def form(*fields: bytes, text: bool = True, page_keys: bytes = b"", content: bytes = b"") -> bytes:
    """A page with form fields or notes, each given as the keys of its dictionary."""
    first = 9
    numbers = b" ".join(b"%d 0 R" % (first + number) for number in range(len(fields)))
    content = content or (show("姓名：") if text else b"")
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DA(/Helv 12 Tf)>>>>" % numbers,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[%s]/Resources<</Font<</F 6 0 R>>>>%s>>"
        % (numbers, page_keys),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"null",
        *CHINESE_FONT,
        *(b"<</Type/Annot%s>>" % keys for keys in fields),
    )


def field(value: str, rect: str = "110 775 250 795", more: bytes = b"/FT/Tx") -> bytes:
    return b"/Subtype/Widget/Rect[%s]/T(a)/V%s%s" % (rect.encode(), text_string(value), more)


def words(found: TextLayer | None) -> list[str]:
    assert found is not None
    return [text for text, _ in found.lines]


def test_what_was_typed_into_a_form_is_part_of_the_page_and_stands_in_its_field(layer):
    found = layer(form(field("林小红")))
    assert words(found) == ["姓名：", "林小红"]
    left, top, right, bottom = found.lines[1][1]
    assert 110 <= left < right <= 250
    assert 842 - 795 <= top < bottom <= 842 - 775


def test_a_field_of_several_lines_is_read_line_by_line(layer):
    found = layer(form(field("第一行\r第二行\n\n第三行", rect="50 100 500 400")))
    assert words(found)[1:] == ["第一行", "第二行", "第三行"]
    tops = [box[1] for _, box in found.lines[1:]]
    assert tops == sorted(tops)


def test_a_value_that_stands_with_the_fields_parent_is_found(layer):
    assert words(layer(form(b"/Subtype/Widget/Rect[110 775 250 795]/Parent<</FT/Tx/V%s>>" % text_string("陈阿明"))))[
        1:
    ] == ["陈阿明"]


TICKED = b"/Subtype/Widget/FT/Btn/Rect[110 775 120 785]/V/Yes/AS/Yes"


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        (TICKED, ["√"]),
        (TICKED.replace(b"/AS/Yes", b"/AS/Off"), []),
        (field("漳州市", more=b"/FT/Ch"), ["漳州市"]),
        (b"/Subtype/Widget/FT/Ch/Rect[110 775 250 795]/V[(a)(b)]", ["a b"]),
        (field("secret", more=b"/FT/Tx/Ff 8192"), []),
        (field("隐藏", more=b"/FT/Tx/F 2"), []),
        (b"/Subtype/FreeText/Rect[110 700 250 720]/Contents" + text_string("请速办"), ["请速办"]),
        (b"/Subtype/Text/Rect[110 700 130 720]/Contents" + text_string("已电话核实"), ["已电话核实"]),
        (b"/Subtype/Link/Rect[110 700 250 720]/Contents" + text_string("链接"), []),
        (b"/Subtype/FreeText/Rect[110 700]/Contents" + text_string("无处"), []),
        (b"/Subtype/FreeText/Contents(x)", []),
        (b"/Subtype/Widget/FT/Sig/Rect[110 700 250 720]/V<<>>", []),
    ],
    ids=[
        "ticked",
        "not ticked",
        "chosen",
        "several chosen",
        "password",
        "hidden",
        "free text",
        "note",
        "link",
        "no place",
        "nowhere",
        "signature",
    ],
)
def test_fields_and_notes_say_what_they_show(layer, keys, seen):
    assert words(layer(form(keys)))[1:] == seen


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_field_on_a_turned_page_stands_where_it_is_shown(layer, tmp_path, rotate):
    matrix = {0: b"1 0 0 1 60 780", 90: b"0 1 -1 0 560 100", 180: b"-1 0 0 -1 530 60", 270: b"0 -1 1 0 40 780"}[rotate]
    content = b"BT /F 12 Tf %s Tm <%s> Tj ET" % (matrix, "姓名：".encode("utf-16-be").hex().encode())
    body = form(field("林小红", rect="200 300 260 330"), page_keys=b"/Rotate %d" % rotate, content=content)
    found = layer(body)
    assert found is not None
    left, top, right, bottom = found.lines[1][1]
    middle = ((left + right) / 2, (top + bottom) / 2)
    shown = {0: (200, 512, 260, 542), 90: (300, 200, 330, 260), 180: (335, 300, 395, 330), 270: (512, 335, 542, 395)}[
        rotate
    ]
    assert shown[0] <= middle[0] <= shown[2]
    assert shown[1] <= middle[1] <= shown[3]


def test_a_form_without_a_text_layer_is_rendered_with_what_was_typed(tmp_path):
    drawn = b"/Subtype/Widget/FT/Tx/T(a)/Rect[100 600 300 640]/V(HELLO)/DA(/Helv 24 Tf 0 g)"
    path = tmp_path / "a"
    path.write_bytes(form(drawn, text=False))
    source = open_page(path, "application/pdf", 1, max_pixels=PIXELS)
    assert isinstance(source, PagePicture)
    scale = source.dpi / 72
    seen = source.picture[
        round((842 - 640) * scale) : round((842 - 600) * scale), round(100 * scale) : round(300 * scale)
    ]
    assert (seen.mean(axis=2) < 100).mean() > 0.02


def test_a_scan_with_something_written_over_it_is_rendered_with_it(tmp_path):
    scan = scan_pdf(jpeg_of(marked(size=SIZE)), width=SIZE[0], height=SIZE[1])
    path = tmp_path / "a"
    path.write_bytes(scan)
    assert open_page(path, "application/pdf", 1, max_pixels=PIXELS).picture.shape[:2] == SIZE[::-1]
    document = pypdfium2.PdfDocument(scan)
    noted = scan.replace(
        b"/Contents 4 0 R", b"/Contents 4 0 R/Annots[<</Type/Annot/Subtype/FreeText/Rect[9 9 99 99]/Contents(x)>>]"
    )
    document.close()
    path.write_bytes(noted)
    picture = open_page(path, "application/pdf", 1, max_pixels=PIXELS).picture
    assert picture.shape[:2] == (3509, 2480)
    assert corner(picture) == "top left"


def test_handwriting_drawn_over_a_page_of_text_is_a_picture_to_read(layer):
    ink = b"/Subtype/Ink/Rect[100 200 400 300]/InkList[[100 200 400 300]]"
    found = layer(form(ink))
    assert found is not None
    (box,) = found.pictures
    assert box == pytest.approx((100, 542, 400, 642))


def test_strips_of_one_picture_are_one_region_and_pictures_apart_are_two(layer):
    image = image_object(jpeg_of(marked(size=(100, 100))), width=100, height=100)
    strips = b"".join(b"q 300 0 0 50 100 %d cm /I Do Q " % (100 + 50 * number) for number in range(4))
    apart = b"q 200 0 0 100 50 500 cm /I Do Q q 200 0 0 100 340 500 cm /I Do Q "
    options = {"extra_resources": b"/XObject<</I 9 0 R>>", "objects": (image,)}
    assert [len(layer(text_pdf("字", extra_content=drawn, **options)).pictures) for drawn in (strips, apart)] == [1, 2]


def test_the_words_of_the_layer_are_painted_over_in_the_picture(tmp_path):
    image = image_object(jpeg_of(marked(size=(400, 300)).point(lambda _: 200)), width=400, height=300)
    body = text_pdf(
        "图上的字",
        extra_content=b" q 400 0 0 300 50 520 cm /I Do Q " + show("图上的字"),
        extra_resources=b"/XObject<</I 9 0 R>>",
        objects=(image,),
    )
    path = tmp_path / "a"
    path.write_bytes(body)
    source = open_page(path, "application/pdf", 1, max_pixels=PIXELS)
    assert isinstance(source, LayeredPage)
    rendered, dpi = render_page(path, 1, max_pixels=PIXELS)
    assert rendered.min() < 60
    ((_, picture),) = source.pictures
    assert np.percentile(picture, 1) > 150
    assert source.dpi == dpi == 300


def test_an_ordinary_page_of_text_is_not_rendered(tmp_path, monkeypatch):
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a page was rendered")

    monkeypatch.setattr("extractors.sources.pdf.render_page", refuse)
    (tmp_path / "a").write_bytes(text_pdf(*LETTER))
    source = open_page(tmp_path / "a", "application/pdf", 1, max_pixels=PIXELS)
    assert isinstance(source, LayeredPage)
    assert source.pictures == ()
