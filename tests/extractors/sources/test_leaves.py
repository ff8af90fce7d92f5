"""The pages of a mail, a document, an attached archive: each in its place, none lost, none without a limit."""

import time
from pathlib import Path

import pytest

from extractors.intake.contents import Content
from extractors.intake.formats import MAIL, tell_file
from extractors.sources.leaves import Leaf, Limits, PageLeaf, _open_file, find_leaves
from extractors.sources.typed_text import TypedText
from records import LetterError
from tests.drawing import encode
from tests.extractors.intake.test_formats import grainy
from tests.extractors.made_files import make_docx, make_mail, make_zip
from tests.extractors.sources.test_pdf import encrypted_scan, jpeg_of, text_pdf
from tests.extractors.sources.test_pictures import bomb_png, marked

LIMITS = Limits(max_pages=300, max_pixels=120_000_000)
PNG = encode(grainy(), "PNG")
TIFF = encode(grainy(), "TIFF", save_all=True, append_images=[grainy()])


def leaves(content: Content, media_type: str = MAIL, limits: Limits = LIMITS) -> list[Leaf]:
    return list(find_leaves(content, media_type, limits=limits))


def told(leaf: Leaf) -> tuple[str, int, tuple[str, ...] | int]:
    if isinstance(leaf, TypedText):
        return ("text" if leaf.lines else "nothing", leaf.attachment, leaf.doubts)
    return (leaf.media_type, leaf.attachment, leaf.number)


def test_the_body_is_first_and_every_attachment_has_its_pages():
    mail = make_mail("正文", attachments=[PNG, TIFF, text_pdf("一页"), make_docx("附件"), "材料".encode()])
    assert [told(leaf) for leaf in leaves(mail)] == [
        ("text", 0, ()),
        ("image/png", 1, 1),
        ("image/tiff", 2, 1),
        ("image/tiff", 2, 2),
        ("application/pdf", 3, 1),
        ("text", 4, ()),
        ("text", 5, ()),
    ]


def test_attachments_of_attachments_are_numbered_as_they_come():
    inner = make_mail("里面", attachments=[PNG])
    packed = make_zip({"a.txt": "材料".encode(), "目录/": b"", "目录/b.png": PNG, "__MACOSX/._b.png": b"x"})
    assert [told(leaf)[:2] for leaf in leaves(make_mail("外面", attachments=[inner, packed, PNG]))] == [
        ("text", 0),
        ("text", 1),
        ("image/png", 2),
        ("text", 4),
        ("image/png", 5),
        ("image/png", 6),
    ]


UNREADABLE = {
    "a program": (b"MZ\x90\0\3" * 100, "page.attachment-unread"),
    "an empty file": (b"", "page.attachment-unread"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "page.attachment-unread"),
    "a picture cut off": (PNG[:-20], "page.attachment-unread"),
    "a broken pdf": (b"%PDF-1.4 nothing %%EOF", "page.attachment-unread"),
    "a locked pdf": (encrypted_scan(b"secret", jpeg_of(marked(size=(42, 59)))), "page.attachment-encrypted"),
    "too many pixels": (bomb_png(30000, 30000), "page.too-many-pixels"),
    "a text in no known encoding": (("été très réglé à Noël " * 9).encode("latin-1"), "page.attachment-unread"),
    "a broken document": (make_zip({"[Content_Types].xml": b"", "word/document.xml": b""}), "page.attachment-unread"),
    "a bomb": (make_zip({"a.png": b"\0" * (40 * 2**20)}), "page.attachment-unread"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_attachment_that_cannot_be_read_is_a_page_with_a_doubt_and_stops_nothing(kind):
    data, doubt = UNREADABLE[kind]
    found = [told(leaf) for leaf in leaves(make_mail("正文", attachments=[data, PNG]))]
    assert found == [("text", 0, ()), ("nothing", 1, (doubt,)), ("image/png", 2, 1)]


def test_bullets_and_counters_of_a_mails_layout_are_no_pages():
    dot = encode(grainy(16, 16), "PNG")
    assert [told(leaf)[0] for leaf in leaves(make_mail("正文", attachments=[dot, PNG]))] == ["text", "image/png"]


def test_a_low_and_wide_picture_is_a_page():
    line = encode(grainy(600, 24), "PNG")
    assert [told(leaf)[0] for leaf in leaves(make_mail("正文", attachments=[line]))] == ["text", "image/png"]


@pytest.mark.parametrize(("most", "kept"), [(len(PNG), 1), (len(PNG) - 1, 0)])
def test_a_large_mail_is_not_kept_in_memory(tmp_path, monkeypatch, most, kept):
    monkeypatch.setattr("extractors.sources.leaves.MOST_KEPT", most)
    _open_file.cache_clear()
    path = tmp_path / "mail"
    path.write_bytes(make_mail("正文", attachments=[PNG]))
    for _ in range(2):
        assert len(list(find_leaves(path, MAIL, limits=LIMITS))) == 2
    assert _open_file.cache_info().currsize == kept


def test_a_document_of_pictures_alone_has_no_empty_first_page():
    (leaf,) = leaves(make_docx(pictures=[grainy()]), media_type(make_docx("x")))
    assert isinstance(leaf, PageLeaf)


def media_type(body: bytes) -> str:
    import io

    return tell_file(io.BytesIO(body))


@pytest.mark.parametrize("body", [b" \r\n ", b"<html></html>", make_docx()], ids=["text", "html", "docx"])
def test_a_file_without_anything_is_one_blank_page(body):
    (leaf,) = leaves(body, media_type(body))
    assert told(leaf) in (("nothing", 0, ("page.blank",)), ("text", 0, ()))


def test_mails_50_deep_are_opened_five_deep_and_the_rest_is_told():
    mail = make_mail("最里面")
    for number in range(50):
        mail = make_mail(f"第{number}层", attachments=[mail])
    began = time.monotonic()
    found = [told(leaf) for leaf in leaves(mail)]
    assert [kind for kind, _, _ in found] == ["text"] * 6 + ["nothing"]
    assert found[-1][2] == ("page.attachment-too-deep",)
    assert time.monotonic() - began < 10


def test_an_archive_that_holds_itself_ends():
    packed = make_zip({"a.txt": b"x"})
    for _ in range(9):
        packed = make_zip({"a.zip": packed})
    assert told(leaves(make_mail("正文", attachments=[packed]))[-1])[2] == ("page.attachment-too-deep",)


def test_archives_of_archives_are_bounded_together():
    packed = make_zip({f"{n}.zip": make_zip({f"{m}": b"" for m in range(30)}) for n in range(30)})
    with pytest.raises(LetterError) as error:
        leaves(make_mail("正文", attachments=[packed]))
    assert error.value.code == "intake.too-many-attachments"


def test_bytes_unpacked_are_bounded_together(monkeypatch):
    monkeypatch.setattr("extractors.sources.leaves.MOST_UNPACKED", 3 * len(PNG))
    assert len(leaves(make_mail("正文", attachments=[PNG] * 3))) == 4
    with pytest.raises(LetterError) as error:
        leaves(make_mail("正文", attachments=[PNG] * 4))
    assert error.value.code == "intake.unpacks-too-large"


def test_pages_are_bounded_together():
    mail = make_mail("正文", attachments=[TIFF, TIFF])
    assert len(leaves(mail, limits=Limits(5, 10**8))) == 5
    with pytest.raises(LetterError) as error:
        leaves(mail, limits=Limits(4, 10**8))
    assert error.value.code == "intake.too-many-pages"


def test_counting_decodes_no_picture(monkeypatch):
    def refuse(*args: object) -> None:
        raise AssertionError("a picture was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", refuse)
    assert len(leaves(make_mail("正文", attachments=[PNG, TIFF, make_docx("字", pictures=[])]))) == 5


def test_nothing_of_an_attachment_is_written_anywhere(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    leaves(make_mail("正文", attachments=[PNG, make_zip({"a.docx": make_docx("字")})]))
    assert list(Path(tmp_path).iterdir()) == []
