"""DOCX documents: everything that a reader sees, in order, and nothing that a bomb unpacks to."""

import io
import re
import time
import zipfile

import docx
import pytest
from PIL import Image

from extractors.sources.documents import Document, read_docx
from extractors.sources.typed_text import make_lines
from records import LetterError
from tests.drawing import LETTER, encode
from tests.extractors.intake.test_formats import grainy
from tests.extractors.made_files import body_xml, docx_bytes, docx_of, make_docx, make_zip, with_member


def text_of(document: Document) -> str:
    lines = make_lines(document.text, page=1)
    return "".join((line.joint if number else "") + line.text for number, line in enumerate(lines))


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_are_read_in_order():
    assert text_of(read_docx(make_docx(*LETTER))) == "\n".join(line.strip("　") for line in LETTER)


def test_tables_are_rows_of_cells_between_the_paragraphs():
    document = docx.Document()
    document.add_paragraph("名单")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        [c for row in table.rows for c in row.cells], ["姓名", "电话", "林小红", "1396"], strict=True
    ):
        cell.text = words
    table.rows[1].cells[1].add_paragraph("备用")
    document.add_paragraph("以上")
    assert text_of(read_docx(docx_bytes(document))) == "名单\n姓名\t电话\n林小红\t1396备用\n以上"


def test_the_letter_in_a_forms_cell_keeps_its_paragraphs():
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text = "反映事项"
    table.rows[0].cells[1].text = "村口的路灯坏了两个月，晚上老人出门很不安全，请镇里派人来看一看，早日修好。"
    table.rows[0].cells[1].add_paragraph("此致")
    assert text_of(read_docx(docx_bytes(document))).endswith("早日修好。\n此致")


def test_headers_are_first_and_footers_last_each_once():
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = section.first_page_header.paragraphs[0].text = "后许村民委员会"
    section.footer.paragraphs[0].text = "地址：后许村61号"
    document.add_paragraph("正文")
    assert text_of(read_docx(docx_bytes(document))) == "后许村民委员会\n正文\n地址：后许村61号"


def test_text_boxes_are_read_once():
    box = p("框里的字")
    choice = f"<mc:Choice Requires='wps'><wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx></mc:Choice>"
    fallback = (
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    )
    content = (
        f"<w:p><w:r><w:t>段落</w:t></w:r><w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(read_docx(docx_of(content + p("后文")))) == "段落\n框里的字\n后文"
    old = f"<w:p><w:r><w:pict><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    assert text_of(read_docx(docx_of(old))) == "框里的字"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (
            "<w:p><w:ins><w:r><w:t>加上的</w:t></w:r></w:ins><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del></w:p>",
            "加上的",
        ),
        (
            "<w:sdt><w:sdtContent><w:p><w:sdt><w:sdtContent><w:r><w:t>填写的</w:t></w:r></w:sdtContent></w:sdt></w:p></w:sdtContent></w:sdt>",
            "填写的",
        ),
        ("<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", "链接"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>域</w:t></w:r></w:p>", "域"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r></w:p>", "可见"),
        ("<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>", "一\n二三"),
        (
            (
                "<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>男</w:t></w:r>"
                "<w:r><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>女</w:t></w:r></w:p>"
            ),
            "☑男☐女",
        ),
    ],
    ids=["tracked changes", "content controls", "links", "fields", "hidden", "breaks", "ticks"],
)
def test_what_is_seen_is_read_and_nothing_else(content, seen):
    assert text_of(read_docx(docx_of(content))) == seen


def test_pictures_come_in_the_order_shown_each_once():
    red, blue = (Image.new("RGB", (60, 60), colour) for colour in ("red", "blue"))
    document = read_docx(make_docx("字", pictures=[blue, red, blue]))
    colours = [Image.open(io.BytesIO(data or b"")).convert("RGB").getpixel((5, 5)) for data in document.attachments]
    assert colours == [(0, 0, 255), (255, 0, 0)]
    assert document.text.doubts == ()


def relate(package: bytes, row: str) -> bytes:
    """A document with one more relation of its main part."""
    name = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        rows = old.read(name).decode()
    return with_member(package, name, rows.replace("</Relationships>", row + "</Relationships>").encode())


PICTURE_AT = "<w:p><w:r><w:pict><v:shape><v:imagedata r:id='rIdX'/></v:shape></w:pict></w:r></w:p>"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
PACKAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"


def test_a_picture_that_lies_elsewhere_is_never_fetched_and_told():
    row = f'<Relationship Id="rIdX" Type="{IMAGE}" Target="http://example.com/a.png" TargetMode="External"/>'
    document = read_docx(relate(docx_of(PICTURE_AT), row))
    assert (document.attachments, document.text.doubts) == ((), ("page.picture-unread",))


def test_a_drawing_that_no_decoder_here_reads_is_an_attachment_without_bytes():
    row = f'<Relationship Id="rIdX" Type="{IMAGE}" Target="media/a.emf"/>'
    body = with_member(relate(docx_of(PICTURE_AT), row), "word/media/a.emf", b"\1\0\0\0")
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        types = package.read("[Content_Types].xml").replace(
            b"<Default", b'<Default Extension="emf" ContentType="image/x-emf"/><Default', 1
        )
    assert read_docx(with_member(body, "[Content_Types].xml", types)).attachments == (None,)


def test_a_document_inside_the_document_is_an_attachment():
    inner = make_docx("里面的字")
    row = f'<Relationship Id="rIdX" Type="{PACKAGE}" Target="embeddings/a.docx"/>'
    body = with_member(relate(docx_of(p("外")), row), "word/embeddings/a.docx", inner)
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        types = package.read("[Content_Types].xml").replace(
            b"<Default", b'<Default Extension="docx" ContentType="%s"/><Default' % kind, 1
        )
    assert read_docx(with_member(body, "[Content_Types].xml", types)).attachments == (inner,)


def test_entities_do_not_grow_and_files_are_not_drawn_in(tmp_path):
    (tmp_path / "secret").write_text("秘密")
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    kinds = f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'
    xml = body_xml(f"<w:p><w:r><w:t>前&a19;&f;</w:t></w:r></w:p>{p('后')}").decode()
    began = time.monotonic()
    try:
        text = text_of(
            read_docx(
                with_member(make_docx(), "word/document.xml", re.sub(r"\?>", "?>" + kinds, xml, count=1).encode())
            )
        )
    except LetterError as error:
        text = error.code
    assert len(text) < 100
    assert "秘密" not in text
    assert time.monotonic() - began < 10


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = with_member(make_docx("字"), "word/media/image1.png", b"\0" * (40 * 2**20))
    assert len(bomb) < 2**20
    began = time.monotonic()
    with pytest.raises(LetterError) as told:
        read_docx(bomb)
    assert told.value.code == "intake.unpacks-too-large"
    assert time.monotonic() - began < 5


def test_more_text_than_a_letter_has_is_refused():
    with pytest.raises(LetterError) as told:
        read_docx(docx_of(p("字" * 200_001)))
    assert told.value.code == "intake.too-much-text"


@pytest.mark.parametrize(
    "body",
    [
        b"PK\x05\x06" + b"\0" * 18,
        make_zip({"[Content_Types].xml": b"<Types", "word/document.xml": b""}),
        make_zip({"[Content_Types].xml": b"", "word/document.xml": b""}),
        with_member(make_docx("字"), "word/document.xml", b"<w:document"),
        make_docx("字")[:-1000],
    ],
    ids=["empty", "broken types", "no relations", "broken body", "cut off"],
)
def test_a_broken_document_is_damaged(body):
    with pytest.raises(LetterError) as told:
        read_docx(body)
    assert told.value.code in ("intake.damaged", "intake.too-many-members")


def test_a_document_with_macros_is_read_and_its_macros_are_not_run():
    with zipfile.ZipFile(io.BytesIO(make_docx("字"))) as package:
        types = (
            package.read("[Content_Types].xml")
            .replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")
            .replace(b"vnd.openxmlformats-officedocument.ms-word", b"vnd.ms-word")
        )
    assert text_of(read_docx(with_member(make_docx("字"), "[Content_Types].xml", types))) == "字"


def test_a_spoiled_document_gives_text_or_a_letter_error_and_nothing_else():
    whole = bytearray(make_docx(*LETTER, pictures=[grainy()]))
    for at in range(0, len(whole), len(whole) // 60):
        body = whole.copy()
        body[at] ^= 0xFF
        try:
            read_docx(bytes(body))
        except LetterError as error:
            assert error.code.startswith("intake."), at  # noqa: PT017 (most of the files can be read)


def test_the_pictures_bytes_are_those_that_were_put_in():
    picture = grainy()
    (data,) = read_docx(make_docx("字", pictures=[picture])).attachments
    assert data == encode(picture, "PNG")
