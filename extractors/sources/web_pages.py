"""HTML pages: the text that a browser would show, without running or loading anything."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.intake.contents import Content
from extractors.sources.plain_texts import decode_text, read_text_bytes
from extractors.sources.typed_text import TypedLine, TypedText, check_length
from records import Joint, LetterError

if TYPE_CHECKING:
    from lxml import etree

HEAD_BYTES = 4096
"""Where a page's own word on its encoding is looked for."""

SMALLEST_SIDE = 3
"""A picture that is said to be smaller than so many pixels is a counter, not content."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,30})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATA_PICTURE = re.compile(r"data:image/[\w.+-]+;base64,(.*)", re.IGNORECASE | re.DOTALL)
# fmt: off
_UNSEEN = frozenset(
    {
        "script", "style", "head", "template", "noscript", "iframe", "object", "embed", "audio", "video", "canvas",
        "svg", "select", "datalist",
    }
)
# fmt: on
# fmt: off
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
        "caption", "legend", "br",
    }
)
# fmt: on
_CELLS = frozenset({"td", "th"})
_SHOWN_INPUTS = frozenset({"text", "tel", "email", "date", "number"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


@dataclass
class _Shown:
    """What has been shown so far. `joint` is what stands before the piece that is being gathered."""

    lines: list[TypedLine] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    joint: Joint = "\n"
    cell_is_empty: bool = False

    def end_paragraph(self) -> None:
        """End the piece; the next one is another paragraph, unless this one has only begun."""
        text = re.sub(r"\s+", " ", "".join(self.pieces)).strip()
        self.pieces.clear()
        if text:
            self.lines.append(TypedLine(text, self.joint))
            self.joint, self.cell_is_empty = "\n", False

    def begin_cell(self, *, first: bool) -> None:
        """Begin a cell of a table's row."""
        self.end_paragraph()
        self.joint, self.cell_is_empty = "\n" if first else "\t", True

    def end_cell(self) -> None:
        """End a cell; an empty one keeps its place."""
        self.end_paragraph()
        if self.cell_is_empty:
            self.lines.append(TypedLine("", self.joint))
        self.joint, self.cell_is_empty = "\n", False


@dataclass(frozen=True)
class WebPage:
    """A page's text, the pictures that lie in it, and whether others lie elsewhere: those are never fetched."""

    text: TypedText
    pictures: tuple[bytes, ...]


def read_html(content: Content) -> WebPage:
    """An HTML file.

    Raises:
        LetterError: `intake.too-much-text`, `intake.unknown-encoding`, `intake.too-deep`.
    """
    data = read_text_bytes(content)
    found = _CHARSET.search(data[:HEAD_BYTES])
    return parse_html(decode_text(data, declared=found[1].decode() if found else ""))


def parse_html(text: str) -> WebPage:
    """The page that a text of HTML shows.

    Raises:
        LetterError: `intake.too-much-text`, `intake.too-deep`.
    """
    from lxml import etree  # loaded with the first page: most processes never see one

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None  # nothing in it is shown
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise LetterError("intake.too-deep")  # what lies deeper was left out
    if root is None:
        return WebPage(TypedText(()), ())
    shown, pictures, elsewhere = _Shown(), [], False
    for element in _walk(root, shown):
        if element.tag == "img":
            picture = _picture_in(element)
            if picture:
                pictures.append(picture)
            elsewhere = elsewhere or (not picture and _is_content(element))
    shown.end_paragraph()
    check_length(sum(len(line.text) for line in shown.lines))
    doubts = ("page.picture-unread",) if elsewhere else ()
    return WebPage(TypedText(tuple(shown.lines), doubts), tuple(pictures))


def _walk(root: "etree._Element", shown: _Shown) -> Iterator["etree._Element"]:
    """Gather what is seen, in order; yields every element that is. Without recursion: pages nest deep."""
    from lxml import etree

    unseen: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and unseen is None:
            if _is_hidden(element):
                unseen = element
                continue
            _begin(element, shown)
            shown.pieces.append(element.text or "")
            yield element
        elif event == "end":
            if unseen is None:
                _finish(element, shown)
            elif unseen is element:
                unseen = None
            if unseen is None:
                shown.pieces.append(element.tail or "")


def _begin(element: "etree._Element", shown: _Shown) -> None:
    if element.tag in _CELLS:
        shown.begin_cell(first=element.getprevious() is None)
    elif element.tag in _BLOCKS:
        shown.end_paragraph()
        shown.joint = "\n" if element.tag == "tr" else shown.joint


def _finish(element: "etree._Element", shown: _Shown) -> None:
    if element.tag in _CELLS:
        shown.end_cell()
    elif element.tag in _BLOCKS:
        shown.end_paragraph()
    elif element.tag == "input" and element.get("type", "text") in _SHOWN_INPUTS:
        shown.pieces.append(f" {element.get('value') or ''} ")


def _is_hidden(element: "etree._Element") -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag in _UNSEEN
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _picture_in(element: "etree._Element") -> bytes | None:
    """The picture that an element carries in itself."""
    found = _DATA_PICTURE.match(element.get("src") or "")
    if not found:
        return None
    try:
        return base64.b64decode(found[1])
    except (binascii.Error, ValueError):
        return None


def _is_content(element: "etree._Element") -> bool:
    """Whether a picture that lies elsewhere may say something; what a mail carries itself comes as its attachment."""
    if (element.get("src") or "").lower().startswith("cid:") or not element.get("src"):
        return False
    sides = [element.get(side) or "" for side in ("width", "height")]
    return not any(side.strip().isdigit() and int(side) < SMALLEST_SIDE for side in sides)
