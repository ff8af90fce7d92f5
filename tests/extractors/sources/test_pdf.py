"""Pages of a PDF: a real text layer is taken as it is, a scan as the scanner made it, the rest is rendered."""

import hashlib
import io
import random
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pdfminer.arcfour import Arcfour
from PIL import ExifTags, Image

from extractors.sources.pdf import count_pdf_pages, load_pdf_page
from extractors.sources.text_layers import read_text_layer
from records import LetterError
from tests.drawing import LATIN_FONT, LETTER, encode, image_object, one_page_pdf, scan_pdf, stream, write_pdf
from tests.extractors.intake.test_formats import grainy
from tests.extractors.sources.test_pictures import corner, marked

PIXELS = 120_000_000
SIZE = (420, 595)  # as A4, so that it fills the page of 595 × 842 points without stretching

CHINESE_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[7 0 R]>>",
    (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 1000/FontDescriptor 8 0 R>>"
    ),
    (
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 880/StemV 80>>"
    ),
)


def show(text: str, *, left: int = 60, top: int = 780, size: int = 12) -> bytes:
    return b"BT /F %d Tf %d %d Td <%s> Tj ET " % (size, left, top, text.encode("utf-16-be").hex().encode())


def text_pdf(
    *lines: str, extra_content: bytes = b"", extra_resources: bytes = b"", objects: tuple = (), **keys
) -> bytes:
    """A page with a text layer; further `objects` start at number 9."""
    content = b"".join(show(line, top=780 - 24 * number) for number, line in enumerate(lines))
    return one_page_pdf(
        content + extra_content,
        resources=b"/Font<</F 6 0 R>>" + extra_resources,
        extra=[b"null", *CHINESE_FONT, *objects],
        **keys,
    )


def tagged(text: str, unicode_of: dict[int, int] | None) -> bytes:
    """A page whose glyphs mean what `unicode_of` says, or nothing when there is no such table."""
    table = b"".join(b"<%04x> <%04x>\n" % pair for pair in (unicode_of or {}).items())
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <0000><ffff> "
        b"endcodespacerange %d beginbfchar\n%s endbfchar endcmap end" % (len(unicode_of or {}), table)
    )
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Sub/Encoding/Identity-H/DescendantFonts[7 0 R]%s>>"
        % (b"/ToUnicode 9 0 R" if unicode_of is not None else b""),
        CHINESE_FONT[1].replace(b"(GB1)", b"(Identity)"),
        CHINESE_FONT[2],
        stream(cmap),
    )
    return one_page_pdf(show(text), resources=b"/Font<</F 6 0 R>>", extra=[b"null", *font])


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(body: bytes) -> Path:
        path = tmp_path / "scan"
        path.write_bytes(body)
        return path

    return write


def jpeg_of(page: Image.Image, **options) -> bytes:
    return encode(page, "JPEG", quality=90, **options)


def decoded(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg)))


def test_a_text_layer_is_taken_letter_by_letter_with_its_places(file):
    layer = read_text_layer(file(text_pdf("尊敬的市信访局领导：", "我是芗城区居民。")), 1)
    size, lines = layer.size, layer.lines
    assert layer.pictures == ()
    assert size == (595, 842)
    assert [text for text, _ in lines] == ["尊敬的市信访局领导：", "我是芗城区居民。"]
    left, top, right, bottom = lines[0][1]
    assert left == pytest.approx(60, abs=1)
    assert right == pytest.approx(60 + 10 * 12, abs=1)
    assert 842 - 780 - 14 < top < bottom < 842 - 780 + 5
    assert lines[1][1][1] - top == pytest.approx(24, abs=1)


def test_a_turned_page_gives_its_text_layer_upright(file):
    body = one_page_pdf(
        b"q 0 1 -1 0 595 0 cm " + show("尊敬的市信访局领导：", left=100, top=500) + b"Q",
        resources=b"/Font<</F 6 0 R>>",
        extra=[b"null", *CHINESE_FONT],
        page_keys=b"/Rotate 90",
    )
    layer = read_text_layer(file(body), 1)
    size, lines = layer.size, layer.lines
    assert size == (842, 595)
    assert [text for text, _ in lines] == ["尊敬的市信访局领导："]


def test_a_page_without_text_has_no_text_layer(file):
    assert read_text_layer(file(one_page_pdf(b"0 0 100 100 re f")), 1) is None


def test_spaces_alone_are_no_text_layer(file):
    assert read_text_layer(file(text_pdf("　 　")), 1) is None


@pytest.mark.parametrize("share", [0.04, 0.07])
def test_a_text_layer_of_private_characters_is_no_text(file, share):
    codes = {code: ord(sign) for code, sign in enumerate(("".join(LETTER) * 2).replace("　", "")[:100], start=1)}
    codes |= {code: 0xE000 + code for code in range(1, 1 + round(100 * share))}
    layer = read_text_layer(file(tagged("".join(map(chr, codes)), codes)), 1)
    assert (layer is None) == (share > 0.05)


def test_glyphs_whose_meaning_the_file_does_not_tell_are_no_text(file):
    assert read_text_layer(file(tagged("一二三四五", None)), 1) is None


def test_text_over_a_scan_is_somebody_elses_reading_and_not_trusted(file):
    jpeg = jpeg_of(marked(size=SIZE))
    over = b"BT 3 Tr /F 12 Tf 60 700 Td (read by the scanner) Tj ET"
    path = file(scan_pdf(jpeg, width=SIZE[0], height=SIZE[1], over=over))
    assert read_text_layer(path, 1) is None
    picture, _ = load_pdf_page(path, 1, max_pixels=PIXELS)
    assert corner(picture) == "top left"


HANDWRITING = b"5 w 100 400 m 200 500 300 300 400 400 c S "
WHITE_SHEET = b"1 g 0 0 595 842 re f "


@pytest.mark.parametrize("in_form", [False, True], ids=["on the page", "in a form"])
def test_lines_painted_over_a_scan_are_on_its_picture(file, in_form):
    jpeg = jpeg_of(Image.new("RGB", SIZE, "white"))
    if in_form:
        form = stream(HANDWRITING, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]")
        body = one_page_pdf(
            b"q 595 0 0 842 0 0 cm /I Do Q /W Do",
            resources=b"/XObject<</I 5 0 R/W 6 0 R>>",
            extra=[image_object(jpeg, width=SIZE[0], height=SIZE[1]), form],
        )
    else:
        body = scan_pdf(jpeg, width=SIZE[0], height=SIZE[1], over=HANDWRITING)
    picture, dpi = load_pdf_page(file(body), 1, max_pixels=PIXELS)
    assert dpi == 300
    assert picture.min() < 50


@pytest.mark.parametrize(
    ("under", "over"), [(WHITE_SHEET, b""), (b"", b"100 100 200 200 re W n ")], ids=["a sheet beneath", "only a clip"]
)
def test_a_scan_with_nothing_painted_over_it_stays_as_the_scanner_made_it(file, under, over):
    jpeg = jpeg_of(marked(size=SIZE))
    body = one_page_pdf(
        under + b"q 595 0 0 842 0 0 cm /I Do Q " + over,
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(jpeg, width=SIZE[0], height=SIZE[1])],
    )
    picture, _ = load_pdf_page(file(body), 1, max_pixels=PIXELS)
    assert np.array_equal(picture, decoded(jpeg))


def test_text_over_a_scan_that_comes_in_strips_is_not_trusted_either(file):
    jpeg = jpeg_of(marked(size=(600, 80)))
    strips = b"".join(b"q 595 0 0 80 0 %d cm /I Do Q " % (80 * number) for number in range(9))
    image = image_object(jpeg, width=600, height=80)
    body = text_pdf("识别的文字", extra_content=strips, extra_resources=b"/XObject<</I 9 0 R>>", objects=(image,))
    assert read_text_layer(file(body), 1) is None


def test_a_seal_on_a_page_of_text_leaves_its_text_layer_trusted(file):
    image = image_object(jpeg_of(marked(size=(100, 100))), width=100, height=100)
    body = text_pdf(
        "加盖公章",
        extra_content=b"q 90 0 0 90 400 100 cm /I Do Q ",
        extra_resources=b"/XObject<</I 9 0 R>>",
        objects=(image,),
    )
    assert read_text_layer(file(body), 1) is not None


def test_the_jpeg_of_a_scan_is_used_as_the_scanner_made_it(file):
    jpeg = jpeg_of(grainy(*SIZE))
    picture, dpi = load_pdf_page(file(scan_pdf(jpeg, width=SIZE[0], height=SIZE[1])), 1, max_pixels=PIXELS)
    assert np.array_equal(picture, decoded(jpeg))
    assert dpi == round(420 / 595 * 72)


@pytest.mark.parametrize(
    ("rotate", "where"),
    [(0, "top left"), (90, "top right"), (180, "bottom right"), (270, "bottom left"), (-90, "bottom left")],
)
def test_the_turn_of_the_page_is_honoured_for_its_jpeg_and_when_rendered(file, rotate, where):
    jpeg = jpeg_of(marked("L", SIZE))
    body = scan_pdf(jpeg, width=SIZE[0], height=SIZE[1], page_keys=b"/Rotate %d" % rotate).replace(
        b"/DeviceRGB", b"/DeviceGray"
    )
    path = file(body)
    picture, _ = load_pdf_page(path, 1, max_pixels=PIXELS)
    assert picture.ndim == 2
    assert corner(picture) == where
    assert picture.shape == (SIZE if rotate % 180 else SIZE[::-1])
    rendered = file(body.replace(b" Do Q ", b" Do Q 0 0 1 1 re f "))
    picture, dpi = load_pdf_page(rendered, 1, max_pixels=PIXELS)
    assert corner(picture) == where
    assert dpi in (51, 300)


def test_the_exif_turn_inside_a_pdf_does_not_count(file):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 3
    jpeg = jpeg_of(marked(size=SIZE), exif=exif)
    picture, _ = load_pdf_page(file(scan_pdf(jpeg, width=SIZE[0], height=SIZE[1])), 1, max_pixels=PIXELS)
    assert corner(picture) == "top left"


def test_a_jpeg_that_the_page_stretches_is_rendered(file):
    jpeg = jpeg_of(marked(size=(SIZE[0], SIZE[1] // 2)))
    picture, dpi = load_pdf_page(file(scan_pdf(jpeg, width=SIZE[0], height=SIZE[1] // 2)), 1, max_pixels=PIXELS)
    assert dpi == 300
    assert picture.shape[0] / picture.shape[1] == pytest.approx(842 / 595, abs=0.01)


def test_a_jpeg_that_the_page_draws_turned_is_rendered_turned(file):
    jpeg = jpeg_of(marked(size=SIZE[::-1]))
    body = scan_pdf(jpeg, width=SIZE[1], height=SIZE[0]).replace(b"595 0 0 842 0 0 cm", b"0 842 -595 0 595 0 cm")
    picture, dpi = load_pdf_page(file(body), 1, max_pixels=PIXELS)
    assert dpi == 300
    assert corner(picture) == "bottom left"


def test_a_jpeg_in_print_colours_is_left_to_the_renderer(file):
    jpeg = jpeg_of(marked("CMYK", SIZE))
    body = scan_pdf(jpeg, width=SIZE[0], height=SIZE[1]).replace(b"/DeviceRGB", b"/DeviceCMYK")
    assert load_pdf_page(file(body), 1, max_pixels=PIXELS)[1] == 300


@pytest.mark.parametrize(
    "keys", [b"/Decode[1 0 1 0 1 0]", b"/SMask 6 0 R", b"/ImageMask true"], ids=["inverted", "masked", "stencil"]
)
def test_a_jpeg_that_the_page_changes_is_rendered(file, keys):
    jpeg = jpeg_of(marked(size=SIZE))
    body = one_page_pdf(
        b"q 595 0 0 842 0 0 cm /I Do Q ",
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(jpeg, width=SIZE[0], height=SIZE[1], keys=keys), LATIN_FONT],
    )
    assert load_pdf_page(file(body), 1, max_pixels=PIXELS)[1] == 300


def test_a_picture_that_is_no_jpeg_is_rendered(file):
    pixels = zlib.compress(np.asarray(marked("L", SIZE)).tobytes())
    image = stream(
        pixels,
        b"/Type/XObject/Subtype/Image/Width 420/Height 595/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode",
    )
    body = one_page_pdf(b"q 595 0 0 842 0 0 cm /I Do Q ", resources=b"/XObject<</I 5 0 R>>", extra=[image])
    picture, dpi = load_pdf_page(file(body), 1, max_pixels=PIXELS)
    assert dpi == 300
    assert picture.shape[:2] == (3509, 2480)
    assert corner(picture) == "top left"


def test_a_small_picture_on_a_page_is_not_the_page(file):
    jpeg = jpeg_of(marked(size=SIZE))
    body = scan_pdf(jpeg, width=SIZE[0], height=SIZE[1]).replace(b"595 0 0 842 0 0 cm", b"59 0 0 84 0 0 cm")
    picture, dpi = load_pdf_page(file(body), 1, max_pixels=PIXELS)
    assert dpi == 300
    assert picture.shape[:2] == (3509, 2480)


def test_a_large_page_is_rendered_as_fine_as_the_limit_allows(file):
    path = file(one_page_pdf(b"0 0 100 100 re f", box=(5950, 8420)))
    picture, dpi = load_pdf_page(path, 1, max_pixels=100_000_000)
    assert 100 < dpi < 300
    assert picture.shape[0] * picture.shape[1] < 100_000_000 * 1.001


def test_a_page_too_large_to_render_readably_is_refused(file):
    path = file(one_page_pdf(b"0 0 100 100 re f", box=(14400, 14400)))
    with pytest.raises(LetterError) as told:
        load_pdf_page(path, 1, max_pixels=100_000_000)
    assert told.value.code == "intake.too-many-pixels"


def test_a_jpeg_larger_than_allowed_is_refused_whatever_the_pdf_says_of_it(file):
    body = scan_pdf(jpeg_of(marked(size=(1680, 2380))), width=4, height=6)
    with pytest.raises(LetterError) as told:
        load_pdf_page(file(body), 1, max_pixels=1_000_000)
    assert told.value.code == "intake.too-many-pixels"


def test_a_pdf_of_text_and_scan_is_told_apart_page_by_page(file):
    jpeg = jpeg_of(marked(size=SIZE))
    shared = b"/MediaBox[0 0 595 842]/Resources<</Font<</F 6 0 R>>/XObject<</I 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R" + shared + b">>"
    path = file(
        write_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
            page % 9,
            page % 10,
            image_object(jpeg, width=SIZE[0], height=SIZE[1]),
            *CHINESE_FONT,
            stream(show("第一页是文字")),
            stream(b"q 595 0 0 842 0 0 cm /I Do Q "),
        )
    )
    assert count_pdf_pages(path, max_pages=2) == 2
    first = read_text_layer(path, 1)
    assert first is not None
    assert first.lines[0][0] == "第一页是文字"
    assert read_text_layer(path, 2) is None
    assert np.array_equal(load_pdf_page(path, 2, max_pixels=PIXELS)[0], decoded(jpeg))


PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def encrypted_scan(user: bytes, jpeg: bytes) -> bytes:
    """A scan under the standard security handler with a user password (ISO 32000-1, 7.6.3; RC4, 40 bits)."""
    name = b"0123456789abcdef"
    word = (user + PADDING)[:32]
    owner = Arcfour(hashlib.md5(word).digest()[:5]).encrypt(word)
    allowed = -60
    seed = word + owner + (allowed & 0xFFFFFFFF).to_bytes(4, "little") + name
    key = hashlib.md5(seed).digest()[:5]

    def cipher(number: int, body: bytes) -> bytes:
        return Arcfour(hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]).encrypt(body)

    said = b"/Type/XObject/Subtype/Image/Width 420/Height 595/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    lock = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>" % (
        owner.hex().encode(),
        Arcfour(key).encrypt(PADDING).hex().encode(),
        allowed,
    )
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        stream(cipher(4, b"q 595 0 0 842 0 0 cm /I Do Q ")),
        stream(cipher(5, jpeg), said),
        lock,
        trailer=b"/Encrypt 6 0 R/ID[<%s><%s>]" % (name.hex().encode(), name.hex().encode()),
    )


def test_a_pdf_with_a_password_is_told(file):
    with pytest.raises(LetterError) as told:
        count_pdf_pages(file(encrypted_scan(b"secret", jpeg_of(marked(size=SIZE)))), max_pages=9)
    assert told.value.code == "intake.encrypted"


def test_a_pdf_that_anybody_may_read_and_nobody_may_change_is_read(file):
    jpeg = jpeg_of(marked(size=SIZE))
    path = file(encrypted_scan(b"", jpeg))
    assert pypdfium2.PdfDocument(path).get_page_size(0) == (595, 842)
    assert count_pdf_pages(path, max_pages=9) == 1
    picture, _ = load_pdf_page(path, 1, max_pixels=PIXELS)
    assert np.array_equal(picture, decoded(jpeg))


LOOP = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LOOP, "intake.no-pages"),
        (write_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"), "intake.no-pages"),
        (write_pdf(b"<</Type/Catalog>>"), "intake.no-pages"),
        (b"%PDF-1.4 nothing", "intake.damaged"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages", "intake."),
    ],
    ids=["circle", "no pages", "no page tree", "nothing", "cut off"],
)
def test_a_pdf_without_a_page_is_refused_soon(file, body, code):
    began = time.monotonic()
    with pytest.raises(LetterError) as told:
        count_pdf_pages(file(body), max_pages=9)
    assert told.value.code.startswith(code)
    assert time.monotonic() - began < 20


def test_too_many_pages_are_refused(file):
    body = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 5>>" % b"".join(b"%d 0 R " % number for number in range(3, 8)),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 5,
    )
    assert count_pdf_pages(file(body), max_pages=5) == 5
    with pytest.raises(LetterError) as told:
        count_pdf_pages(file(body), max_pages=4)
    assert told.value.code == "intake.too-many-pages"


def test_memory_that_runs_out_is_not_called_damage(file, monkeypatch):
    def run_out(*args: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("extractors.sources.pdf.pdfplumber.open", run_out)
    with pytest.raises(MemoryError):
        count_pdf_pages(file(LOOP), max_pages=9)


def test_no_error_tells_what_the_file_says(file):
    with pytest.raises(LetterError) as told:
        count_pdf_pages(file("%PDF-1.4 /Root 陈阿明".encode()), max_pages=9)
    assert "陈" not in str(told.value)


@pytest.mark.parametrize("kind", ["scan", "text"])
def test_a_spoiled_pdf_gives_a_page_or_a_letter_error_and_nothing_else(file, kind):
    whole = scan_pdf(jpeg_of(marked(size=(42, 59))), width=42, height=59) if kind == "scan" else text_pdf("一行字")
    dice = random.Random(kind)
    told, read = set(), 0
    for _ in range(60):
        body = bytearray(whole)
        for _ in range(dice.choice((1, 3, 20))):
            body[dice.randrange(len(body))] = dice.randrange(256)
        path = file(bytes(body))
        try:
            for number in range(1, count_pdf_pages(path, max_pages=9) + 1):
                read_text_layer(path, number)
                load_pdf_page(path, number, max_pixels=10**6)
                read += 1
        except LetterError as error:
            told.add(error.code)
    assert read
    assert told
    assert all(code.startswith("intake.") for code in told)


@pytest.mark.parametrize(("side", "unread"), [(30, False), (250, True)])
def test_pictures_beside_a_text_layer_are_told_from_a_small_share_on(file, side, unread):
    jpeg = jpeg_of(marked(size=SIZE))
    path = file(
        write_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 9 0 R/MediaBox[0 0 595 842]"
            b"/Resources<</Font<</F 6 0 R>>/XObject<</I 5 0 R>>>>>>",
            b"<<>>",
            image_object(jpeg, width=SIZE[0], height=SIZE[1]),
            *CHINESE_FONT,
            stream(show("这一页是文字") + b" q %d 0 0 %d 40 40 cm /I Do Q " % (side, side)),
        )
    )
    layer = read_text_layer(path, 1)
    assert layer is not None
    assert bool(layer.pictures) is unread


def broken_tree(kids: bytes) -> bytes:
    """A PDF whose tree names these pages; object 5 is one without a type."""
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>"] * 2 + [b"<</Parent 2 0 R/MediaBox[0 0 300 300]>>"]
    return write_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 3>>" % kids, *pages)


@pytest.mark.parametrize("kids", [b"3 0 R 4 0 R 3 0 R", b"3 0 R 5 0 R 4 0 R"])
def test_a_pdf_whose_pages_cannot_be_told_for_sure_is_refused_and_no_page_passed_over(tmp_path, kids):
    path = tmp_path / "tree.pdf"
    path.write_bytes(broken_tree(kids))
    with pytest.raises(LetterError, match=r"intake\.damaged"):
        count_pdf_pages(path, max_pages=9)
    path.write_bytes(broken_tree(b"3 0 R 4 0 R"))
    assert count_pdf_pages(path, max_pages=9) == 2, "a wrong count in the tree says nothing"
