"""DOCX documents: their text in the order in which it is read, and the pictures and files in them.

python-docx opens the package and follows its relations; XML entities are never resolved. The text is taken from the
elements themselves, for python-docx leaves out text boxes, content controls and tracked insertions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.intake.contents import Content, open_content
from extractors.intake.packages import open_package
from extractors.sources.typed_text import TypedLine, TypedText, check_length
from records import Joint, LetterError

Element = Any
"""An element of lxml, which has no types of its own."""

Part = Any
"""A part of a package; what python-docx says of it differs by kind."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_VML_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXT, _PARAGRAPH, _RUN, _TABLE, _ROW, _CELL = (_W + name for name in ("t", "p", "r", "tbl", "tr", "tc"))
_BOX = _W + "txbxContent"
_BREAKS = {_W + "br": "\n", _W + "cr": "\n", _W + "tab": " ", _W + "noBreakHyphen": "-", _W + "ptab": " "}
_NOT_SHOWN = frozenset({_FALLBACK, _W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "pPr"})
_TICKS = {"F0FE": "☑", "F052": "☑", "F0FC": "√", "F050": "√", "F0A8": "☐", "F0A3": "☐", "F06F": "☐", "F0FD": "☒"}
"""What the symbols of Wingdings mean that forms are ticked with."""

_FILES = ("/oleObject", "/package", "/aFChunk")
_SHORT_CELL = 20
_NO_PICTURE = frozenset({"image/x-emf", "image/x-wmf", "image/emf", "image/wmf", "image/svg+xml"})


@dataclass(frozen=True)
class Document:
    """What a document says, and the bytes of the pictures and files in it; None for one that cannot be read."""

    text: TypedText
    attachments: tuple[bytes | None, ...]


@dataclass
class _Gathered:
    """What has been gathered so far from the parts of one document."""

    lines: list[TypedLine] = field(default_factory=list)
    attachments: dict[str, bytes | None] = field(default_factory=dict)
    linked: bool = False


def read_docx(content: Content) -> Document:
    """A DOCX document: headers, body, notes, footers.

    Raises:
        LetterError: `intake.damaged`, `intake.encrypted`, `intake.unpacks-too-large`, `intake.too-many-members`,
            `intake.too-much-text`.
    """
    from docx.opc.package import OpcPackage  # loaded with the first document: most processes never see one

    with open_package(content):
        pass  # its limits hold; python-docx opens it anew
    try:
        with open_content(content) as stream:
            main = OpcPackage.open(stream).main_document_part
            return _take_apart(main)
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # python-docx raises anything at all on a broken file; only the kind of error is told, never its text.
        raise LetterError("intake.damaged", type(error).__name__) from error


def _take_apart(main: Part) -> Document:
    gathered = _Gathered()
    beside = {name: list(_parts_of(main, name)) for name in ("header", "footer", "footnotes", "endnotes")}
    for part in [*beside["header"], main, *beside["footnotes"], *beside["endnotes"], *beside["footer"]]:
        known = {line.text for line in gathered.lines} if part in beside["header"] + beside["footer"] else set()
        lines = [line for line in _lines_in(_root_of(part), "\n") if line.text.strip() or line.joint == "\t"]
        # The headers of first, odd and even pages often say the same; a footer's page number says nothing.
        gathered.lines += [line for line in lines if line.text not in known and not (known and line.text.isdigit())]
        _gather_attachments(part, gathered)
    check_length(sum(len(line.text) for line in gathered.lines))
    doubts = ("page.picture-unread",) if gathered.linked else ()
    return Document(TypedText(tuple(gathered.lines), doubts), tuple(gathered.attachments.values()))


def _root_of(part: Part) -> Element:
    """The root element of a part; those that python-docx has no class for are parsed as it parses the others."""
    from docx.oxml.parser import parse_xml

    return part.element if hasattr(part, "element") else parse_xml(part.blob)


def _parts_of(main: Part, name: str) -> Iterator[Part]:
    for relation in main.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{name}"):
            yield relation.target_part


def _lines_in(holder: Element, joint: Joint) -> Iterator[TypedLine]:
    """The paragraphs and tables of a body, a cell, a text box, in order; the first line gets `joint`."""
    for child in holder:
        if child.tag in _NOT_SHOWN:
            continue
        if child.tag == _PARAGRAPH:
            for line in _paragraph(child, joint):
                yield line
                joint = "\n"
        elif child.tag == _TABLE:
            for row in child.iter(_ROW):
                if next(row.iterancestors(_TABLE)) is child:
                    yield from _row(row)
            joint = "\n"
        else:
            for line in _lines_in(child, joint):
                yield line
                joint = "\n"


def _row(row: Element) -> Iterator[TypedLine]:
    """The cells of a row; a cell of several long paragraphs, as in a form, keeps them apart."""
    cells = [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]
    for number, cell in enumerate(cells):
        joint: Joint = "\t" if number else "\n"
        lines = [line for line in _lines_in(cell, joint) if line.text.strip()]
        words = " ".join(line.text for line in lines)
        if len(words) <= _SHORT_CELL:
            yield TypedLine(words, joint)
        else:
            yield from lines


def _paragraph(paragraph: Element, joint: Joint) -> Iterator[TypedLine]:
    """A paragraph's lines, then what stands in the text boxes that are anchored to it."""
    pieces: list[str] = []
    boxes: list[Element] = []
    _gather_pieces(paragraph, pieces, boxes)
    for text in "".join(pieces).split("\n"):
        yield TypedLine(text, joint)
        joint = "\n"
    for box in boxes:
        yield from _lines_in(box, "\n")


def _gather_pieces(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """The words of an element in order. lxml holds documents to a depth of 256, so this ends."""
    for child in element:
        if child.tag == _BOX:
            boxes.append(child)
        elif child.tag == _TEXT:
            pieces.append(child.text or "")
        elif child.tag in _BREAKS:
            pieces.append(_BREAKS[child.tag])
        elif child.tag == _W + "sym":
            pieces.append(_TICKS.get((child.get(_W + "char") or "").upper(), ""))
        elif child.tag not in _NOT_SHOWN and not (child.tag == _RUN and _is_hidden(child)):
            _gather_pieces(child, pieces, boxes)


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{_W}rPr/{_W}vanish")
    return hidden is not None and (hidden.get(_W + "val") or "true") not in ("0", "false", "off")


def _gather_attachments(part: Part, gathered: _Gathered) -> None:
    """The pictures of a part in the order shown, then the files in it; what lies elsewhere is never fetched."""
    relations = part.rels
    shown = []
    for element in _root_of(part).iter(_BLIP, _VML_IMAGE):
        shown.append(element.get(_R + "embed") or element.get(_R + "id") or "")
        gathered.linked = gathered.linked or element.get(_R + "link") is not None
    files = [key for key, relation in relations.items() if relation.reltype.endswith(_FILES)]
    for key in [*shown, *files]:
        if key not in relations:
            continue
        relation = relations[key]
        if relation.is_external:
            gathered.linked = True
            continue
        target = relation.target_part
        readable = target.content_type not in _NO_PICTURE
        gathered.attachments.setdefault(str(target.partname), target.blob if readable else None)
