"""The bulletin as a DOCX file that people can go on working with: styles, real tables, pictures with their words."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from ledger.bulletin.charts import Drawn
from ledger.bulletin.document import Chart, Document, Paragraph, Picture, Table
from ledger.bulletin.pages import number_captions
from ledger.bulletin.words import Words

_FACE_ZH, _FACE_HEADING, _FACE_EN = "仿宋", "黑体", "Times New Roman"
_WIDTH_CM = 16.0
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def write_docx(document: Document, charts: Mapping[Chart, Drawn], words: Words, *, today: date) -> bytes:
    """The bytes of the file; the same document on the same day gives the same."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    page.top_margin = page.bottom_margin = Cm(2.6)
    _set_styles(made)
    _set_facts(made, document, today)
    made.add_heading(document.title, level=0)
    made.add_paragraph(document.subtitle, style="Subtitle")
    captions = number_captions(document, words)
    for section in document.sections:
        made.add_heading(section.heading, level=1)
        for place, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                made.add_paragraph(block.text, style="Body Text")
                continue
            caption = captions[place, section.heading]
            if isinstance(block, Picture):
                _add_picture(made, block, charts[block.chart].png)
                made.add_paragraph(caption, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER
            else:
                told = made.add_paragraph(caption, style="Caption")
                told.alignment = WD_ALIGN_PARAGRAPH.CENTER
                told.paragraph_format.keep_with_next = True
                _add_table(made, block)
    stream = io.BytesIO()
    made.save(stream)
    return _settle(stream.getvalue())


def _set_styles(made: Any) -> None:  # noqa: ANN401 (a document of python-docx)
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    faces = {
        "Normal": (_FACE_ZH, 12), "Body Text": (_FACE_ZH, 12), "Title": (_FACE_HEADING, 20), "Subtitle": (_FACE_ZH, 12),
        "Heading 1": (_FACE_HEADING, 14), "Caption": (_FACE_ZH, 10.5),
    }  # fmt: skip
    for name, (face, size) in faces.items():
        style = made.styles[name]
        style.font.name, style.font.size = _FACE_EN, Pt(size)
        style.font.italic = False
        style.font.color.rgb = RGBColor(0xB3, 0x26, 0x1E) if name == "Title" else RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), face)
    for name in ("Title", "Subtitle"):
        made.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    body = made.styles["Body Text"].paragraph_format
    body.first_line_indent, body.space_after, body.line_spacing = Pt(24), Pt(4), 1.4


def _set_facts(made: Any, document: Document, today: date) -> None:  # noqa: ANN401
    """Title, language and day; the template's author and times would be wrong."""
    facts = made.core_properties
    facts.title, facts.author, facts.comments = document.title, "laixin", ""
    facts.language = "zh-CN" if document.lang == "zh" else "en"
    facts.created = facts.modified = datetime.combine(today, time())
    facts.last_modified_by = "laixin"


def _add_picture(made: Any, picture: Picture, png: bytes) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    shape = made.add_picture(io.BytesIO(png), width=Cm(_WIDTH_CM))
    made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    facts = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to say what a picture shows
    facts.set("descr", picture.alt)
    facts.set("title", picture.caption)


def _add_table(made: Any, table: Table) -> None:  # noqa: ANN401
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    grid = made.add_table(rows=0, cols=len(table.headings), style="Table Grid")
    for number, row in enumerate((table.headings, *table.rows), start=-1):
        added = grid.add_row()
        unbroken = OxmlElement("w:cantSplit")
        added._tr.get_or_add_trPr().append(unbroken)  # noqa: SLF001 - as above, for rows
        if number < 0:
            added._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            told = cell.paragraphs[0]
            run = told.add_run(text)
            run.font.size = Pt(10.5)
            run.bold = number < 0
            if column not in table.words:
                told.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            elif column == 0 and number in table.indented:
                told.paragraph_format.left_indent = Pt(21)
            if number < 0:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), "F2F2F2")
                cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001
    made.add_paragraph()


def _settle(data: bytes) -> bytes:
    """The same file with one day on all its parts, so that the same bulletin has the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            named = zipfile.ZipInfo(part.filename, date_time=_ZIP_DAY)
            named.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(named, old.read(part.filename))
    return stream.getvalue()
