"""What a file is, and whether it is whole, is told by its content alone."""

import io
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.intake import endings
from extractors.intake.formats import (
    BMP,
    DOCX,
    ENCRYPTED_OFFICE,
    GIF,
    GZIP,
    HEIC,
    HTML,
    JPEG,
    MAIL,
    MAILBOX,
    OFD,
    OFFICE,
    OLE,
    PDF,
    PICTURES,
    PNG,
    RAR,
    RTF,
    SEVEN_ZIP,
    TEXT,
    TIFF,
    UNKNOWN,
    WEBP,
    ZIP,
    has_end,
    has_small_directory,
    tell_file,
    tell_media_type,
)
from tests.drawing import LETTER, encode, write_pdf
from tests.extractors.made_files import HEIC as HEIC_FILE
from tests.extractors.made_files import TWO_HEIC, make_docx, make_mail, make_zip


def grainy(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture that does not shrink to nothing when it is packed."""
    page = Image.effect_noise((width, height), 60).convert(mode)
    page.putpixel((0, 0), 0 if mode in ("1", "L") else (0, 0, 0))
    return page


def thumbnailed_jpeg() -> bytes:
    """A photograph: a whole small JPEG stands in the header of the large one."""
    small, large = encode(grainy(16, 16), "JPEG"), encode(grainy(), "JPEG")
    header = b"Exif\0\0" + small
    return large[:2] + b"\xff\xe1" + struct.pack(">H", len(header) + 2) + header + large[2:]


PAGES = [grainy(mode="1"), grainy(50, 30, "1"), grainy(30, 30, "1")]
PDF_BYTES = write_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
WHOLE = {
    "jpeg": (JPEG, encode(grainy(), "JPEG")),
    "progressive jpeg": (JPEG, encode(grainy(200, 200), "JPEG", progressive=True)),
    "jpeg with restart marks": (JPEG, encode(grainy(200, 200), "JPEG", restart_marker_blocks=2)),
    "jpeg with a thumbnail": (JPEG, thumbnailed_jpeg()),
    "png": (PNG, encode(grainy(), "PNG")),
    "tiff": (TIFF, encode(grainy(), "TIFF")),
    "tiff by libtiff": (TIFF, encode(grainy(), "TIFF", compression="tiff_lzw")),
    "tiff in many strips": (TIFF, encode(grainy(400, 400), "TIFF", compression="tiff_deflate", tiffinfo={278: 16})),
    "fax": (TIFF, encode(PAGES[0], "TIFF", compression="group4", dpi=(204, 98))),
    "fax of three pages": (
        TIFF,
        encode(PAGES[0], "TIFF", compression="group4", save_all=True, append_images=PAGES[1:]),
    ),
    "tiff of three pages": (TIFF, encode(PAGES[0], "TIFF", save_all=True, append_images=PAGES[1:])),
    "big-endian tiff": (TIFF, encode(Image.frombytes("I;16B", (60, 20), grainy(mode="L").tobytes()), "TIFF")),
    "pdf": (PDF, PDF_BYTES),
    "webp": (WEBP, encode(grainy(), "WEBP")),
    "webp without loss": (WEBP, encode(grainy(), "WEBP", lossless=True)),
    "moving webp": (WEBP, encode(grainy(), "WEBP", save_all=True, append_images=[grainy()])),
    "gif": (GIF, encode(grainy(), "GIF")),
    "moving gif": (GIF, encode(grainy(), "GIF", save_all=True, append_images=[grainy(), grainy()])),
    "bmp": (BMP, encode(grainy(), "BMP")),
    "bmp of one bit": (BMP, encode(grainy(mode="1"), "BMP")),
    "heic": (HEIC, TWO_HEIC),
    "docx": (DOCX, make_docx("一行字")),
    "mail": (MAIL, make_mail("正文", attachments=[b"MZ" * 10000])),
}


def told(body: bytes) -> str:
    return tell_file(io.BytesIO(body))


def ended(body: bytes) -> bool:
    return has_end(io.BytesIO(body), told(body), len(body))


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_file_is_known_by_its_content_and_has_its_end(kind):
    media_type, body = WHOLE[kind]
    assert told(body) == media_type
    assert ended(body)


def test_the_big_endian_sample_is_big_endian():
    assert WHOLE["big-endian tiff"][1][:2] == b"MM"


def shows_the_same(body: bytes, cut: bytes) -> bool:
    """Whether a cut file still decodes to the very pictures of the whole one."""
    try:
        with Image.open(io.BytesIO(body)) as whole, Image.open(io.BytesIO(cut)) as part:
            if getattr(whole, "n_frames", 1) != getattr(part, "n_frames", 1):
                return False
            for frame in range(getattr(whole, "n_frames", 1)):
                whole.seek(frame)
                part.seek(frame)
                if whole.tobytes() != part.tobytes():
                    return False
    except Exception:  # noqa: BLE001 (whatever a broken file brings the decoder to)
        return False
    return True


@pytest.mark.parametrize("kind", [kind for kind, (media_type, _) in WHOLE.items() if media_type in PICTURES])
@given(data=st.data())
def test_a_file_cut_where_its_picture_suffers_is_not_whole(kind, data):
    body = WHOLE[kind][1]
    cut = body[: data.draw(st.integers(9, len(body) - 1))]
    if ended(cut):
        assert shows_the_same(body, cut)


@pytest.mark.parametrize("kind", WHOLE)
def test_half_a_file_is_not_whole(kind):
    body = WHOLE[kind][1]
    assert not ended(body[: len(body) // 2])


def test_the_end_of_a_photographs_thumbnail_is_not_the_end_of_the_photograph():
    body = thumbnailed_jpeg()
    inside = body.index(b"\xff\xd9") + 2
    assert inside < len(body) - 2
    assert not ended(body[:inside])
    assert not ended(body[: inside + 300])


@pytest.mark.parametrize("kind", ["jpeg", "png", "pdf", "tiff", "gif", "webp", "bmp", "heic", "docx", "mail"])
def test_a_scanners_own_bytes_behind_the_end_do_not_matter(kind):
    assert ended(WHOLE[kind][1] + b"\0" * 512)


def test_a_film_behind_a_telephones_photograph_does_not_matter():
    assert ended(WHOLE["jpeg"][1] + b"ftypmp42" * 100_000)


@pytest.mark.parametrize("kind", ["jpeg", "png", "fax", "pdf", "gif", "webp", "heic", "docx", "mail"])
def test_space_kept_free_for_the_rest_of_a_copy_is_not_the_rest(kind):
    body = WHOLE[kind][1]
    half = len(body) // 2
    assert not ended(body[:half] + b"\0" * (len(body) - half))


def test_a_jpeg_whose_end_mark_lies_across_two_reads_is_whole(monkeypatch):
    body = WHOLE["jpeg"][1]
    for size in (len(body) - 1, 7, 16):
        monkeypatch.setattr(endings, "_CHUNK", size)
        assert ended(body)


def test_an_empty_file_is_not_whole():
    assert not has_end(io.BytesIO(), UNKNOWN, 0)


def test_a_kind_without_an_end_of_its_own_counts_as_ended():
    assert ended(b"plain text")


def directory(order: str, entries: list[tuple[int, int, int, int]], after: int) -> bytes:
    rows = b"".join(struct.pack(f"{order}HHII", *entry) for entry in entries)
    return struct.pack(f"{order}H", len(entries)) + rows + struct.pack(f"{order}I", after)


STRIP = [(273, 4, 1, 8), (279, 4, 1, 4)]


def test_a_tiff_whose_directories_run_in_a_circle_is_not_whole_and_soon_told():
    began = time.monotonic()
    first, second = 16, 16 + len(directory("<", STRIP, 0))
    body = b"II*\0" + struct.pack("<I", first) + b"\0" * 8
    body += directory("<", STRIP, second) + directory("<", STRIP, first)
    assert not ended(body)
    assert time.monotonic() - began < 10


def test_the_hand_made_tiff_is_whole_when_it_does_not_run_in_a_circle():
    body = b"II*\0" + struct.pack("<I", 16) + b"\0" * 8 + directory("<", STRIP, 0)
    assert ended(body)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [(273, 4, 1, 8)],
        [(273, 12, 1, 8), (279, 4, 1, 4)],
        [(273, 4, 1, 8), (279, 4, 1, 4000)],
        [(273, 4, 4_000_000_000, 8), (279, 4, 4_000_000_000, 8)],
    ],
    ids=["no entry", "no sizes is whole", "offsets that are no numbers", "strip behind the end", "billions of strips"],
)
def test_a_tiff_directory_is_believed_only_when_its_picture_is_there(entries):
    body = b"MM\0*" + struct.pack(">I", 16) + b"\0" * 8 + directory(">", entries, 0)
    assert ended(body) == (len(entries) == 1)


def test_a_tiff_without_any_directory_is_not_whole():
    assert not ended(b"II*\0" + b"\0" * 100)


@given(st.binary(max_size=300))
def test_noise_with_a_tiffs_first_bytes_raises_nothing(noise):
    assert ended(b"II*\0" + noise) in (True, False)


@given(st.binary(max_size=300))
def test_noise_with_a_jpegs_first_bytes_raises_nothing(noise):
    assert ended(b"\xff\xd8\xff" + noise) in (True, False)


def test_a_linearized_pdf_is_not_whole_at_the_end_mark_of_its_first_part():
    first = b"%PDF-1.5\n1 0 obj<</Linearized 1.0/L 9000/O 3/N 1>>endobj\nxref\nstartxref\n0\n%%EOF\n"
    assert not ended(first)
    assert not ended(first.ljust(5000, b" "))
    assert ended(first.ljust(9000 - 6, b" ") + b"%%EOF\n")


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"PK\x03\x04 letters", ZIP),
        (b"PK\x05\x06" + b"\0" * 18, ZIP),
        (b"\0" * 200 + b"%PDF-1.7", PDF),
        (b"\0" * 1020 + b"%PDF-1.7", UNKNOWN),
        (b"MZ\x90", UNKNOWN),
        (b"<svg>", UNKNOWN),
        (b"", UNKNOWN),
        (b"II*", TEXT),
    ],
)
def test_the_first_bytes_decide_and_nothing_else(head, media_type):
    assert tell_media_type(head) == media_type


def test_an_archive_is_whole_with_its_own_directory_only():
    assert ended(b"PK\x03\x04 letters PK\x05\x06" + b"\0" * 18)
    assert not ended(b"PK\x03\x04 letters")


TEXTS = {
    "utf-8": ("\n".join(LETTER).encode(), TEXT),
    "utf-8 with its mark": ("\n".join(LETTER).encode("utf-8-sig"), TEXT),
    "utf-16": ("\n".join(LETTER).encode("utf-16"), TEXT),
    "gb 18030": ("\n".join(LETTER).encode("gb18030"), TEXT),
    "longer than the head": (("字" * 2000).encode("gb18030"), TEXT),
    "a colon in a letter": ("反映人: 陈阿明\n主题: 路灯\n".encode(), TEXT),
    "one header field alone": (b"From: me\n\nhello", TEXT),
    "latin-1": ("Déjà vu, très réglé à Noël. ".encode("latin-1") * 20, TEXT),
    "html": (b"<!DOCTYPE html><p>x", HTML),
    "comments without end and no html": (b"<!-- -->" * 500 + b"x", TEXT),
    "html after a comment": (b"  <!-- saved from --> <html lang=zh>", HTML),
    "xhtml": (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', HTML),
    "mail": (b"From: a@example.com\r\nSubject: x\r\n\r\nbody", MAIL),
    "mail behind long fields": (b"Received: " + b"x" * 5000 + b"\r\nFrom: a", TEXT),
    "mail with folded fields": (
        b"Received: from a\r\n by b\r\nDKIM-Signature: v=1;\r\n\tb=x\r\n" + b"X-A: b\r\n" * 900,
        MAIL,
    ),
    "mail out of a mailbox": (b"From a@b Thu Oct  8 2026\nFrom: a@b\nDate: x\n\nbody", MAILBOX),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", UNKNOWN),
    "xml": (b'<?xml version="1.0"?><letter/>', UNKNOWN),
    "nul": (b"text\0text", UNKNOWN),
    "noise": (bytes(range(128, 256)) * 8, UNKNOWN),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_texts_are_told_by_their_characters(kind):
    body, media_type = TEXTS[kind]
    assert told(body) == media_type


OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + struct.pack("<H", 9) + b"\0" * 16 + struct.pack("<I", 0)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (make_zip({"[Content_Types].xml": b"", "word/document.xml": b""}), DOCX),
        (make_zip({"word/document.xml": b"", "[Content_Types].xml": b""}), DOCX),
        (make_zip({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), OFFICE),
        (make_zip({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), OFFICE),
        (make_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b""}), OFFICE),
        (make_zip({"OFD.xml": b"", "Doc_0/Document.xml": b""}), OFD),
        (make_zip({"信.pdf": b""}), ZIP),
        (make_zip({}), ZIP),
        (OLE_HEAD.ljust(512, b"\0") + "WordDocument".encode("utf-16-le").ljust(512, b"\0"), OLE),
        (OLE_HEAD.ljust(512, b"\0") + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0"), ENCRYPTED_OFFICE),
        (OLE_HEAD[:100], OLE),
        (b"{\\rtf1 x}", RTF),
        (b"Rar!\x1a\x07\0", RAR),
        (b"7z\xbc\xaf\x27\x1c\0", SEVEN_ZIP),
        (b"\x1f\x8b\x08\0", GZIP),
        (b"BMW 5", TEXT),
        (b"\0\0\0\x18ftypavif\0\0\0\0", UNKNOWN),
        (HEIC_FILE, HEIC),
    ],
)
def test_packages_and_office_files_are_told_by_what_lies_in_them(body, media_type):
    assert told(body) == media_type


def test_a_package_whose_directory_would_fill_the_memory_is_not_looked_into():
    body = bytearray(make_zip({"OFD.xml": b""}))
    assert has_small_directory(io.BytesIO(body))
    struct.pack_into("<I", body, len(body) - 10, 2**31)
    assert not has_small_directory(io.BytesIO(body))
    assert told(bytes(body)) == ZIP


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"GIF89a",
            b"RIFF\xff\0\0\0WEBP",
            b"BM",
            b"\0\0\0\x18ftypheic",
            b"PK\3\4",
            b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=",
        ]
    ),
)
def test_noise_behind_any_beginning_raises_nothing(noise, beginning):
    assert ended(beginning + noise) in (True, False)


def test_a_mail_that_breaks_off_in_its_attachment_is_not_whole():
    body = make_mail("正文", attachments=[b"MZ" * 60000])
    assert ended(body)
    assert not ended(body[:-200])
