"""Archive copies: PDF/A-2b, the scan's own data untouched, upright, the same bytes each time, no person named."""

import io
import re
import zlib
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Name, pdfa
from PIL import ExifTags, Image, ImageCms, ImageOps

from extractors.intake.formats import BMP, GIF, JPEG, MAIL, PNG, TEXT, TIFF, WEBP
from records import LetterError
from tests.drawing import SHORT_LETTER, draw_page, encode
from tests.extractors.archive_letters import (
    CASE_NO,
    DPI,
    SIZE,
    archive,
    as_file,
    copied,
    letter_of,
    lines_of,
    page_of,
    shown,
)

TEXTS = ("情况反映", "村口的路灯坏了两个月，晚上老人出门很不安全。", "反映人：林小川")


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A page with writing, ruling in red and a grey corner, so that turns, mirrors and colours show."""
    page = draw_page(SHORT_LETTER, size=size)
    page.paste((200, 30, 30), (60, 90, size[0] - 60, 94))
    page.paste((90, 120, 150), (0, 0, 90, 60))
    return page.convert(mode)


def noisy(mode: str = "RGB") -> Image.Image:
    grain = np.random.default_rng(5).integers(-6, 7, (SIZE[1], SIZE[0], 3))
    return Image.fromarray((np.asarray(drawn(), np.int16) + grain).clip(0, 255).astype(np.uint8)).convert(mode)


@dataclass(frozen=True)
class Picture:
    """The picture of a page as it is stored: its data, how they are packed, its colours, and their profile's bytes."""

    data: bytes
    packed: str
    colours: str
    profile: bytes = b""


def picture_in(path: Path, number: int = 1) -> Picture:
    with pikepdf.open(path) as pdf:
        picture = pdf.pages[number - 1].obj.Resources.XObject["/Scan"]
        space, packed = picture.ColorSpace, str(picture.Filter)
        if isinstance(picture.Filter, pikepdf.Array):
            packed = " ".join(map(str, picture.Filter))
        if isinstance(space, pikepdf.Array):
            profile = space[1].read_bytes() if space[0] == Name.ICCBased else b""
            return Picture(picture.read_raw_bytes(), packed, str(space[0]), profile)
        return Picture(picture.read_raw_bytes(), packed, str(space))


def close_to(page: np.ndarray, image: Image.Image, *, within: float = 4) -> bool:
    """Whether a page shows an image, whatever the rounding of edges."""
    want = np.asarray(image.convert("RGB").resize((page.shape[1], page.shape[0])), np.int16)
    return float(np.abs(page.astype(np.int16) - want).mean()) < within


def assert_keeps_the_rules(path: Path) -> None:
    """PDF/A-2b as far as it can be told here: the library's allow-list, and what is asked of every file by hand."""
    assert pdfa.validate_written(path, "2b").summary() == "PDF/A-2b: pass"
    body = path.read_bytes()
    assert re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}", body)  # 6.1.2
    with pikepdf.open(path) as pdf:
        assert not pdf.is_encrypted  # 6.1.3
        assert len(pdf.trailer.ID) == 2
        (intent,) = pdf.Root.OutputIntents  # 6.2.3
        assert intent.S == Name.GTS_PDFA1
        assert (
            ImageCms.ImageCmsProfile(io.BytesIO(intent.DestOutputProfile.read_bytes())).profile.xcolor_space == "RGB "
        )
        assert {"/AcroForm", "/OpenAction", "/AA", "/Names", "/EmbeddedFiles"} & set(pdf.Root.keys()) == set()
        packet = pdf.Root.Metadata.read_bytes()
        assert Name.Filter not in pdf.Root.Metadata  # archives read it without a PDF library
        assert b"<pdfaid:part>2</pdfaid:part>" in packet  # 6.6.4
        assert b"<pdfaid:conformance>B</pdfaid:conformance>" in packet
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                assert "/LZWDecode" not in str(thing.get(Name.Filter, ""))  # 6.1.7.2
                assert Name.F not in thing
            if isinstance(thing, pikepdf.Dictionary) and thing.get(Name.Type) == Name.FontDescriptor:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(thing.keys())  # 6.2.11.4
        for page in pdf.pages:
            assert {"/Annots", "/AA"} & set(page.obj.keys()) == set()


@pytest.fixture
def make(tmp_path: Path):
    """The archive copy of a scan of one page."""

    def make(body: bytes, media_type: str, *, texts=TEXTS, **given) -> Path:
        path = as_file(tmp_path / "scan", body)
        to, archived = archive(letter_of(path, media_type, [page_of(**given)], lines_of(*texts)), path)
        assert (archived.kept, archived.redrawn) == ((1,), ())
        assert_keeps_the_rules(to)
        return to

    return make


def test_the_jpeg_of_a_scanner_is_in_the_copy_byte_for_byte(make) -> None:
    body = encode(noisy(), "JPEG", quality=80, dpi=(DPI, DPI))
    path = make(body, JPEG)
    picture = picture_in(path)
    assert picture.packed == "/DCTDecode"
    assert picture.data == body
    assert copied(path) == [list(TEXTS)]
    assert close_to(shown(path, width=SIZE[0]), Image.open(io.BytesIO(body)))


def test_the_copy_is_hardly_larger_than_the_scan(make) -> None:
    body = encode(noisy(), "JPEG", quality=80)
    assert make(body, JPEG).stat().st_size < len(body) + 9_000


def test_a_page_has_the_size_of_the_paper(make) -> None:
    with pikepdf.open(make(encode(drawn(), "JPEG", dpi=(DPI, DPI)), JPEG)) as pdf:
        assert [float(side) for side in pdf.pages[0].MediaBox] == pytest.approx(
            [0, 0, 840 * 72 / DPI, 1188 * 72 / DPI], abs=0.01
        )


@pytest.mark.parametrize("dpi", [0, 72])
def test_a_page_whose_resolution_nobody_knows_is_as_long_as_a4(make, dpi: int) -> None:
    with pikepdf.open(make(encode(drawn(), "JPEG"), JPEG, dpi=dpi)) as pdf:
        assert float(pdf.pages[0].MediaBox[3]) == pytest.approx(842)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_a_png_keeps_its_own_data(make, mode: str) -> None:
    body = encode(drawn(mode), "PNG")
    picture = picture_in(make(body, PNG))
    assert zlib.decompress(picture.data) == zlib.decompress(joined_data(body))


def joined_data(png: bytes) -> bytes:
    """The data of a PNG's IDAT chunks."""
    data, at = b"", 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return data


def test_a_fax_keeps_its_own_data(make) -> None:
    body = encode(drawn("1"), "TIFF", compression="group4", dpi=(DPI, DPI), strip_size=SIZE[0] * SIZE[1])
    with Image.open(io.BytesIO(body)) as tiff:
        (start,), (length,) = tiff.tag_v2[273], tiff.tag_v2[279]
    path = make(body, TIFF)
    picture = picture_in(path)
    assert picture.data == body[start : start + length]
    assert close_to(shown(path, width=SIZE[0]), drawn("1"))


def test_a_fax_of_few_rows_is_shown_at_its_true_height(make) -> None:
    low = drawn("1").resize((SIZE[0], SIZE[1] // 2))
    path = make(encode(low, "TIFF", compression="group4", dpi=(204, 102)), TIFF, dpi=204)
    page = shown(path)
    assert page.shape[0] / page.shape[1] == pytest.approx(SIZE[1] / SIZE[0], abs=0.01)


ODD = {
    "16 bits a grey": (
        Image.fromarray(np.linspace(0, 65535, SIZE[0] * SIZE[1]).reshape(SIZE[::-1]).astype(np.uint16)),
        "PNG",
        PNG,
    ),
    "transparent": (drawn("RGBA"), "PNG", PNG),
    "grey and transparent": (drawn("LA"), "PNG", PNG),
    "interlaced palette": (drawn("P"), "PNG", PNG),
    "print colours": (drawn("CMYK"), "JPEG", JPEG),
    "print colours in strips": (drawn("CMYK"), "TIFF", TIFF),
    "many strips": (drawn("RGB"), "TIFF", TIFF),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_pictures_look_as_they_did(make, kind: str) -> None:
    image, form, media_type = ODD[kind]
    path = make(encode(image, form), media_type)
    wanted = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)) if image.mode == "I;16" else image
    assert close_to(shown(path, width=SIZE[0]), wanted)
    assert copied(path) == [list(TEXTS)]


def test_a_colour_profile_is_kept(make) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = picture_in(make(encode(drawn(), "JPEG", icc_profile=profile), JPEG))
    assert (picture.colours, picture.profile) == ("/ICCBased", profile)


def test_a_colour_profile_that_is_none_does_not_get_into_the_copy(make) -> None:
    path = make(encode(drawn(), "JPEG", icc_profile=b"no profile" * 20), JPEG)
    assert close_to(shown(path, width=SIZE[0]), drawn())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_lies_as_its_exif_says_with_its_data_untouched(make, orientation: int) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    body = encode(noisy(), "JPEG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(body)))
    path = make(body, JPEG, size=upright.size)
    assert picture_in(path).data == body
    assert close_to(shown(path, width=upright.width), upright)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_was_scanned_turned_is_shown_upright_with_its_data_untouched(make, rotation: int) -> None:
    body = encode(noisy().rotate(-rotation, expand=True), "JPEG")
    path = make(body, JPEG, rotation=rotation)
    assert picture_in(path).data == body
    assert close_to(shown(path, width=SIZE[0]), noisy())
    assert copied(path) == [list(TEXTS)]


def test_every_page_of_a_tiff_is_there_in_order(tmp_path: Path) -> None:
    first, second = drawn(), draw_page(SHORT_LETTER[::-1], size=SIZE)
    path = as_file(
        tmp_path / "scan", encode(first, "TIFF", save_all=True, append_images=[second], compression="tiff_deflate")
    )
    lines = (*lines_of("第一页"), *lines_of("第二页", page=2))
    to, archived = archive(letter_of(path, TIFF, [page_of(1), page_of(2)], lines), path)
    assert archived.kept == (1, 2)
    assert_keeps_the_rules(to)
    assert copied(to) == [["第一页"], ["第二页"]]
    assert close_to(shown(to, 2, width=SIZE[0]), second)


def test_a_tiff_of_jpeg_and_fax_keeps_both_as_they_are(tmp_path: Path) -> None:
    fax = drawn("1")
    fax.encoderinfo = {"compression": "group4", "strip_size": SIZE[0] * SIZE[1]}
    body = io.BytesIO(encode(noisy(), "TIFF", compression="jpeg", save_all=True, append_images=[fax]))
    path = as_file(tmp_path / "scan", body)
    lines = (*lines_of("第一页"), *lines_of("第二页", page=2))
    to, archived = archive(letter_of(path, TIFF, [page_of(1), page_of(2)], lines), path)
    assert archived.kept == (1, 2)
    assert_keeps_the_rules(to)
    assert [picture_in(to, number).packed for number in (1, 2)] == ["/DCTDecode", "/CCITTFaxDecode"]
    assert close_to(shown(to, 1, width=SIZE[0]), Image.open(body))
    assert close_to(shown(to, 2, width=SIZE[0]), drawn("1"))


def test_only_the_pages_of_the_letter_are_there(tmp_path: Path) -> None:
    path = as_file(tmp_path / "scan", encode(drawn(), "TIFF", save_all=True, append_images=[noisy()]))
    to, _ = archive(letter_of(path, TIFF, [page_of(2)], lines_of("第二页", page=2)), path)
    assert copied(to) == [["第二页"]]
    assert close_to(shown(to, width=SIZE[0]), noisy())


def test_an_older_reading_that_does_not_tell_its_picture_has_its_text_in_the_same_places(make) -> None:
    body = encode(noisy(), "JPEG", quality=80)
    told, untold = make(body, JPEG).read_bytes(), make(body, JPEG, picture=(0, 0)).read_bytes()
    assert told == untold


def test_the_same_letter_gives_the_same_bytes(tmp_path: Path) -> None:
    path = as_file(tmp_path / "scan", encode(drawn("RGBA"), "PNG"))
    letter = letter_of(path, PNG, [page_of()], lines_of(*TEXTS))
    first, second = (archive(letter, path, tmp_path / name)[0].read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first == second


def test_the_file_names_the_case_and_nobody(make) -> None:
    path = make(encode(drawn(), "JPEG"), JPEG)
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo.Title) == CASE_NO
        assert re.fullmatch(r"laixin [0-9.]+", str(pdf.docinfo.Producer))
        assert {str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")} == {"D:20261123083000+00'00"}
        assert str(pdf.Root.Lang) == "zh-CN"
        with pdf.open_metadata() as told:
            assert told["dc:title"] == CASE_NO
            assert told["xmp:MetadataDate"].startswith("2026-11-23T08:30:00")
        told = " ".join(map(str, pdf.docinfo.values())) + pdf.Root.Metadata.read_bytes().decode()
    assert "林小川" not in told
    assert "信.jpg" not in told


def test_a_page_without_text_is_archived_too(make) -> None:
    assert copied(make(encode(drawn(), "JPEG"), JPEG, texts=())) == [[]]


def test_a_letter_that_never_was_on_paper_has_no_copy(tmp_path: Path) -> None:
    path = as_file(tmp_path / "mail", "尊敬的领导：请修路灯。".encode())
    letter = letter_of(path, TEXT, [page_of(source="document", size=(0, 0), picture=(0, 0))], ())
    with pytest.raises(LetterError, match=r"archive\.no-picture") as raised:
        archive(letter, path)
    assert raised.value.code == "archive.no-picture"
    assert not path.with_suffix(".archive.pdf").exists()


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff\xe0 no picture at all \xff\xd9"])
def test_a_scan_that_is_not_the_one_that_was_read_is_refused(tmp_path: Path, body: bytes) -> None:
    path = as_file(tmp_path / "scan", encode(drawn(), "JPEG"))
    letter = letter_of(path, JPEG, [page_of()], ())
    path.write_bytes(body) if body else path.unlink()
    with pytest.raises(LetterError) as raised:
        archive(letter, path)
    assert raised.value.code == "store.corrupt"


def test_a_page_that_cannot_be_decoded_is_told_and_the_others_are_there(tmp_path: Path) -> None:
    whole = encode(drawn(), "TIFF", save_all=True, append_images=[noisy()], compression="tiff_lzw")
    with Image.open(io.BytesIO(whole)) as tiff:
        tiff.seek(1)
        start, length = tiff.tag_v2[273][0], sum(tiff.tag_v2[279])
    path = as_file(tmp_path / "scan", whole[:start] + bytes(length) + whole[start + length :])
    letter = letter_of(path, TIFF, [page_of(1), page_of(2)], lines_of("第一页"))
    to, archived = archive(letter, path)
    assert (archived.kept, archived.missing) == ((1,), (2,))
    assert copied(to) == [["第一页"]]


def test_a_scan_without_one_page_that_can_be_decoded_has_no_copy(tmp_path: Path) -> None:
    path = as_file(tmp_path / "scan", b"\xff\xd8\xff\xe0 no picture at all \xff\xd9")
    with pytest.raises(LetterError) as raised:
        archive(letter_of(path, JPEG, [page_of()], ()), path)
    assert raised.value.code == "archive.not-made"


@pytest.mark.parametrize(("form", "media_type"), [("WEBP", WEBP), ("BMP", BMP), ("GIF", GIF)])
def test_kinds_that_no_pdf_holds_are_packed_without_loss(make, form: str, media_type: str) -> None:
    page = drawn().quantize(64).convert("RGB")
    path = make(encode(page, form, **({"lossless": True} if form == "WEBP" else {})), media_type)
    assert picture_in(path).packed == "/FlateDecode"
    assert close_to(shown(path, width=SIZE[0]), page)
    assert copied(path) == [list(TEXTS)]


def test_of_a_mail_the_pictures_are_in_the_copy_as_they_were_attached(tmp_path: Path) -> None:
    picture = encode(noisy(), "JPEG", quality=80)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "lin@example.org", "letter"
    mail.set_content("The picture is attached.")
    mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="林小川.jpg")
    path = as_file(tmp_path / "mail", bytes(mail))
    typed = page_of(1, source="document", size=(0, 0), picture=(0, 0), engine="document")
    pages = [typed, page_of(2, attachment=1)]
    to, archived = archive(letter_of(path, MAIL, pages, lines_of(*TEXTS, page=2)), path)
    assert (archived.documents, archived.kept) == ((1,), (2,))
    assert_keeps_the_rules(to)
    assert picture_in(to).data == picture
    assert copied(to) == [list(TEXTS)]
