"""Pages of a PDF in an archive copy: as they are where PDF/A allows it, with one text each, and nothing that acts."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from extractors.archiving.archive import Archived
from extractors.intake.formats import PDF
from extractors.sources.pdf import load_pdf_page
from records import Letter, Page
from tests.drawing import LATIN_FONT, encode, image_object, one_page_pdf, scan_pdf, stream, write_pdf
from tests.extractors.archive_letters import (
    PIXELS,
    SIZE,
    archive,
    as_file,
    copied,
    letter_of,
    lines_of,
    page_of,
    shown,
)
from tests.extractors.archiving.test_archive import assert_keeps_the_rules, close_to, noisy
from tests.sample_docs.expectations import FOLDER

TEXTS = ("情况反映", "村口的路灯坏了两个月，晚上老人出门很不安全。")
Archive = Callable[..., tuple[Path, Archived]]


@pytest.fixture
def make(tmp_path: Path) -> Archive:
    """The archive copy of a PDF of one page, read as a picture unless told otherwise."""

    def make(body: bytes, page: Page | None = None, texts=TEXTS) -> tuple[Path, Archived]:
        path = as_file(tmp_path / "scan", body)
        picture, dpi = load_pdf_page(path, 1, max_pixels=PIXELS)
        page = page or page_of(size=(picture.shape[1], picture.shape[0]), dpi=dpi)
        to, archived = archive(letter_of(path, PDF, [page], lines_of(*texts)), path)
        assert_keeps_the_rules(to)
        return to, archived

    return make


def jpeg() -> bytes:
    return encode(noisy(), "JPEG", quality=85)


def scanned(**given: object) -> bytes:
    return scan_pdf(jpeg(), width=SIZE[0], height=SIZE[1], **given)


KEPT = Archived((1,), (), (), ())
REDRAWN = Archived((), (1,), (), ())


def jpegs_in(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        return [thing.read_raw_bytes() for thing in streams if thing.get(Name.Filter) == Name.DCTDecode]


def test_a_scanned_page_is_taken_over_with_its_picture_byte_for_byte(make: Archive) -> None:
    path, archived = make(scanned())
    assert archived == KEPT
    assert jpegs_in(path) == [jpeg()]
    assert copied(path) == [list(TEXTS)]
    assert close_to(shown(path, width=SIZE[0]), noisy())


INVISIBLE = b"BT 3 Tr /F 12 Tf 60 780 Td (garbage of a scanner) Tj 0 -20 Td (more) ' ET"


def test_what_a_scanner_had_recognized_gives_way_to_what_was_read(make: Archive) -> None:
    path, archived = make(scanned(over=INVISIBLE))
    assert archived == KEPT
    assert jpegs_in(path) == [jpeg()]
    assert copied(path) == [list(TEXTS)]


def test_the_same_inside_a_form(make: Archive) -> None:
    form = stream(INVISIBLE, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 6 0 R>>>>")
    body = one_page_pdf(
        b"q 595 0 0 842 0 0 cm /I Do Q /T Do",
        resources=b"/XObject<</I 5 0 R/T 7 0 R>>",
        extra=[image_object(jpeg(), width=SIZE[0], height=SIZE[1]), LATIN_FONT, form],
    )
    path, archived = make(body)
    assert archived == KEPT
    assert copied(path) == [list(TEXTS)]


def test_a_scan_with_text_that_shows_is_drawn_so_that_its_text_is_there_once(make: Archive) -> None:
    path, archived = make(scanned(over=b"BT /F 12 Tf 60 780 Td (received 23 Nov) Tj ET"))
    assert archived == REDRAWN
    assert copied(path) == [list(TEXTS)]


def test_a_font_that_is_named_and_never_writes_does_not_matter(make: Archive) -> None:
    path, archived = make(scanned(over=b"BT /F 12 Tf 14 TL ET"))
    assert archived == KEPT
    with pikepdf.open(path) as pdf:
        assert list(pdf.pages[0].obj.Resources.Font.keys()) == ["/Laixin"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("keys", [b"", b"/CropBox[0 0 595 842]"])
def test_text_lies_on_the_ink_of_a_page_that_the_pdf_turns(make: Archive, rotate: int, keys: bytes) -> None:
    turned = encode(noisy().rotate(rotate, expand=True), "JPEG", quality=85)
    width, height = Image.open(io.BytesIO(turned)).size
    box = (595, 842) if rotate % 180 == 0 else (842, 595)
    body = one_page_pdf(
        b"q %d 0 0 %d 0 0 cm /I Do Q" % box,
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(turned, width=width, height=height)],
        box=box,
        page_keys=b"/Rotate %d" % rotate + (keys if rotate % 180 == 0 else b""),
    )
    path, archived = make(body)
    assert archived == KEPT
    assert close_to(shown(path, width=SIZE[0]), noisy())
    assert copied(path) == [list(TEXTS)]
    assert_first_line_at(path, *lines_of(*TEXTS)[0].box, of=SIZE)


def assert_first_line_at(
    path: Path, left: float, top: float, right: float, bottom: float, *, of: tuple[int, int]
) -> None:
    """That the first line's characters stand in a box given in pixels of the page as it is shown."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        page = pdf.pages[0]
        signs = page.chars[: len(TEXTS[0])]
        across, down = of[0] / float(page.width), of[1] / float(page.height)
        edge, head = float(page.bbox[0]), float(page.bbox[1])
        assert min(sign["x0"] - edge for sign in signs) * across == pytest.approx(left, abs=2)
        assert max(sign["x1"] - edge for sign in signs) * across == pytest.approx(right, abs=2)
        middle = np.mean([(sign["top"] + sign["bottom"]) / 2 for sign in signs]) - head
        assert middle * down == pytest.approx((top + bottom) / 2, abs=3)


def test_text_lies_on_the_ink_of_a_page_that_does_not_start_at_nothing(make: Archive) -> None:
    body = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[100 200 695 1042]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        stream(b"q 595 0 0 842 100 200 cm /I Do Q"),
        image_object(jpeg(), width=SIZE[0], height=SIZE[1]),
    )
    path, archived = make(body)
    assert archived == KEPT
    assert_first_line_at(path, *lines_of(*TEXTS)[0].box, of=SIZE)


@pytest.mark.parametrize(
    "content",
    [
        b"q 595 0 0 842 0 0 cm /I Do 3 0 0 3 100 100 cm q",
        b"q 595 0 0 842 0 0 cm /I Do Q Q 3 0 0 3 100 100 cm",
        b"595 0 0 842 0 0 cm /I Do",
    ],
)
def test_text_is_not_moved_by_what_a_page_leaves_behind(make: Archive, content: bytes) -> None:
    body = one_page_pdf(
        content,
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(jpeg(), width=SIZE[0], height=SIZE[1])],
    )
    path, _ = make(body)
    assert_first_line_at(path, *lines_of(*TEXTS)[0].box, of=SIZE)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_scan_that_lies_turned_in_its_pdf_is_shown_upright(make: Archive, rotation: int) -> None:
    turned = encode(noisy().rotate(-rotation, expand=True), "JPEG", quality=85)
    width, height = Image.open(io.BytesIO(turned)).size
    box = (595, 842) if rotation == 180 else (842, 595)
    body = one_page_pdf(
        b"q %d 0 0 %d 0 0 cm /I Do Q" % box,
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(turned, width=width, height=height)],
        box=box,
    )
    path, archived = make(body, page_of(rotation=rotation))
    assert archived == KEPT
    assert close_to(shown(path, width=SIZE[0]), noisy())
    assert copied(path) == [list(TEXTS)]


def sample(name: str, *pages: Page) -> tuple[Letter, Path]:
    path = FOLDER / name
    return letter_of(path, PDF, pages, ()), path


def test_a_page_with_a_text_layer_keeps_it_and_gets_no_other(tmp_path: Path) -> None:
    page = page_of(source="text-layer", size=(595, 842), picture=(0, 0), dpi=72, engine="text-layer")
    letter, path = sample("canal-text.pdf", page)
    letter = letter.model_copy(
        update={"lines": tuple(line.model_copy(update={"engine": "text-layer"}) for line in lines_of(*TEXTS))}
    )
    to, archived = archive(letter, path, tmp_path / "copy.pdf")
    assert archived == KEPT
    assert_keeps_the_rules(to)
    assert copied(to) == copied(path)
    assert np.array_equal(shown(to), shown(path))


def test_what_was_read_on_a_picture_beside_a_text_layer_is_laid_over_it(tmp_path: Path) -> None:
    page = page_of(source="text-layer", size=(595, 842), picture=(0, 0), dpi=72, engine="text-layer")
    letter, path = sample("canal-text.pdf", page)
    to, _ = archive(
        letter.model_copy(update={"lines": lines_of("印章里的字", size=12, left=80, top=700)}),
        path,
        tmp_path / "copy.pdf",
    )
    assert_keeps_the_rules(to)
    rows = copied(to)[0]
    assert [row for row in rows if row not in copied(path)[0]] == ["印章里的字"]


def test_a_text_layer_in_a_font_that_is_not_there_is_drawn(make: Archive) -> None:
    body = one_page_pdf(
        b"BT /F 24 Tf 60 780 Td (Notice) Tj ET", resources=b"/Font<</F 6 0 R>>", extra=[b"null", LATIN_FONT]
    )
    page = page_of(source="text-layer", size=(595, 842), picture=(0, 0), dpi=72, engine="text-layer")
    path, archived = make(body, page, texts=("Notice",))
    assert archived == REDRAWN
    assert copied(path) == [["Notice"]]


@pytest.mark.parametrize(
    "keys",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/AA<</WC<</S/Launch/F(sh)>>>>",
        b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>",
        b"/AcroForm<</Fields[]/XFA(x)>>",
        b"/Outlines<</Type/Outlines>>/PageMode/UseOutlines",
    ],
)
def test_what_acts_or_hides_in_a_pdf_does_not_come_along(make: Archive, keys: bytes) -> None:
    body = scanned().replace(b"/Type/Catalog", b"/Type/Catalog" + keys)
    with pikepdf.open(io.BytesIO(body)) as pdf:  # the table of its objects is put right
        repaired = io.BytesIO()
        pdf.save(repaired)
    path, archived = make(repaired.getvalue())
    assert archived == KEPT
    with pikepdf.open(path) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents"}


def test_what_a_form_shows_is_kept_and_the_form_is_not(make: Archive) -> None:
    look = stream(b"1 0 0 rg 0 0 200 100 re f", b"/Type/XObject/Subtype/Form/BBox[0 0 200 100]")
    field = b"<</Type/Annot/Subtype/Widget/FT/Btn/T(f)/Rect[200 400 400 500]/F 4/AP<</N 8 0 R>>>>"
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 100 100]/A<</S/URI/URI(http://example.org)>>>>"
    body = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[6 0 R 7 0 R]"
            b"/Resources<</XObject<</I 5 0 R>>>>>>"
        ),
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        image_object(jpeg(), width=SIZE[0], height=SIZE[1]),
        field,
        link,
        look,
    )
    path, archived = make(body)
    assert archived == KEPT
    red = shown(path)[842 - 450, 300]
    assert red[0] > 240
    assert red[1] < 10


def test_a_file_that_nobody_may_change_is_archived_without_its_lock(make: Archive) -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(scanned())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="", R=4))
    path, archived = make(locked.getvalue())
    assert archived == KEPT
    assert jpegs_in(path) == [jpeg()]


def test_colours_of_print_are_drawn(make: Archive) -> None:
    body = one_page_pdf(
        b"q 595 0 0 842 0 0 cm /I Do Q",
        resources=b"/XObject<</I 5 0 R>>",
        extra=[image_object(encode(noisy("CMYK"), "JPEG"), width=SIZE[0], height=SIZE[1], space=b"/DeviceCMYK")],
    )
    _, archived = make(body)
    assert archived == REDRAWN


def test_pages_that_share_their_resources_have_their_own_text(tmp_path: Path) -> None:
    body = write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 595 842]/Resources 6 0 R>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R>>",
        stream(b"q 595 0 0 842 0 0 cm /I Do Q"),
        b"<</XObject<</I 7 0 R>>>>",
        image_object(jpeg(), width=SIZE[0], height=SIZE[1]),
    )
    path = as_file(tmp_path / "scan", body)
    lines = (*lines_of("第一页"), *lines_of("第二页", page=2))
    to, archived = archive(letter_of(path, PDF, [page_of(1), page_of(2)], lines), path)
    assert archived.kept == (1, 2)
    assert_keeps_the_rules(to)
    assert copied(to) == [["第一页"], ["第二页"]]
    assert jpegs_in(to) == [jpeg()]


def test_one_page_that_must_be_drawn_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for body in (scanned(), scanned(over=b"q /G gs Q")):
            with pikepdf.open(io.BytesIO(body)) as part:
                pdf.pages.extend(part.pages)
        pdf.pages[1].obj.Resources.ExtGState = Dictionary(G=Dictionary(TR=Name.Identity, BM=Name.Odd))
        pdf.save(whole)
    path = as_file(tmp_path / "scan", whole)
    to, archived = archive(letter_of(path, PDF, [page_of(1), page_of(2)], lines_of(*TEXTS)), path)
    assert (archived.kept, archived.redrawn) == ((1,), (2,))
    assert_keeps_the_rules(to)
    assert jpegs_in(to)[0] == jpeg()
