"""The leaves of a file: what each page number of it is, attachments and what is in them included.

A mail's own text is its first leaf, each attachment comes after it with its own pages, and so on inwards. An
attachment that cannot be read is a leaf too: a page with a doubt, never nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractors.intake.contents import Content, open_content, size_of
from extractors.intake.formats import DOCX, HTML, MAIL, PDF, PICTURES, TEXT, ZIP, has_end, tell_file
from extractors.intake.inbox import is_system_file
from extractors.intake.packages import open_package, read_member
from extractors.intake.scans import check_kind
from extractors.sources.documents import Document, read_docx
from extractors.sources.mails import Mail, read_mail
from extractors.sources.pictures import count_pictures, is_mark
from extractors.sources.plain_texts import read_plain_text
from extractors.sources.typed_text import TypedText
from extractors.sources.web_pages import read_html
from records import LetterError

MOST_DEPTH = 5
"""A mail in a mail, an archive in a mail: so many steps inwards are taken."""

MOST_ATTACHMENTS = 200
"""Attachments, and what is packed in them, in one file."""

MOST_UNPACKED = 300 * 2**20
"""Bytes of all attachments of one file together."""

MOST_KEPT = 32 * 2**20
"""Bytes of attachments that a reading process may keep in memory until it reads the next mail: a person's letter should
not lie there, and an office's machine has little."""

UNREAD = "page.attachment-unread"
_DOUBTS = {
    "intake.encrypted": "page.attachment-encrypted",
    "intake.too-many-pixels": "page.too-many-pixels",
    "intake.too-deep": "page.attachment-too-deep",
}
_TYPED = frozenset({TEXT, HTML, MAIL, DOCX})


@dataclass(frozen=True)
class PageLeaf:
    """Page `number` of a PDF or a picture file. `attachment` is 0 for the file itself."""

    content: Content
    media_type: str
    number: int
    attachment: int = 0


@dataclass(frozen=True)
class Limits:
    """How many pages a file may have in all, and how many pixels a page."""

    max_pages: int
    max_pixels: int


Leaf = PageLeaf | TypedText


class _BeyondError(LetterError):
    """A limit that holds for the whole file: an attachment beyond it does not become an unread page."""


@dataclass
class _Walk:
    """What has been met so far on the way through one file. It is the only thing here that changes."""

    limits: Limits
    attachments: int = 0
    unpacked: int = 0

    def enter(self, data: bytes | None) -> int:
        """Count an attachment; gives its number."""
        self.attachments += 1
        self.unpacked += len(data or b"")
        if self.attachments > MOST_ATTACHMENTS:
            raise _BeyondError("intake.too-many-attachments", f"> {MOST_ATTACHMENTS}")
        if self.unpacked > MOST_UNPACKED:
            raise _BeyondError("intake.unpacks-too-large", f"> {MOST_UNPACKED}")
        return self.attachments


def find_leaves(content: Content, media_type: str, *, limits: Limits) -> Iterator[Leaf]:
    """The leaves of a file in order. Nothing is decoded; what is attached is unpacked in memory as it comes.

    Raises:
        LetterError: a code of `intake.*` when the file itself cannot be opened or goes beyond a limit.
    """
    for number, leaf in enumerate(_leaves_of(content, media_type, walk=_Walk(limits), depth=0), start=1):
        if number > limits.max_pages:
            raise LetterError("intake.too-many-pages", f"> {limits.max_pages}")
        yield leaf


def _leaves_of(content: Content, media_type: str, *, walk: _Walk, depth: int) -> Iterator[Leaf]:
    """The leaves of a file or an attachment, as if it were the file itself; those of its attachments are numbered."""
    limits = walk.limits
    if media_type == PDF:
        from extractors.sources.pdf import count_pdf_pages  # loaded for a PDF alone

        pages = count_pdf_pages(content, max_pages=limits.max_pages)
        yield from (PageLeaf(content, media_type, number) for number in range(1, pages + 1))
        return
    if media_type in PICTURES:
        pages = count_pictures(content, max_pages=limits.max_pages, max_pixels=limits.max_pixels)
        yield from (PageLeaf(content, media_type, number) for number in range(1, pages + 1))
        return
    text, attachments = _open_typed(content, media_type)
    met = walk.attachments
    if text is not None and (text.lines or text.doubts):
        yield text
    for attachment in attachments:
        yield from _attached(attachment, walk=walk, depth=depth + 1)
    if text is not None and not text.lines and walk.attachments == met:
        yield replace(text, doubts=text.doubts or ("page.blank",))


def _open_typed(content: Content, media_type: str) -> tuple[TypedText | None, Iterator[bytes | None]]:
    """The text of what was typed, and the bytes of what is attached to it. An archive has no text of its own."""
    if media_type == ZIP:
        return None, _members(content)
    if media_type == TEXT:
        return read_plain_text(content), iter(())
    if media_type == HTML:
        page = read_html(content)
        return page.text, iter(page.pictures)
    if isinstance(content, Path):
        opened = _open_file(content, media_type, content.stat().st_mtime_ns)
        if sum(len(part or b"") for part in opened.attachments) > MOST_KEPT:
            _open_file.cache_clear()
    else:
        opened = _open_composed(content, media_type)
    return opened.text, iter(opened.attachments)


@lru_cache(maxsize=1)
def _open_file(path: Path, media_type: str, _changed: int) -> Mail | Document:
    """A mail or document file taken apart. A small one is kept: each page is asked for by itself."""
    return _open_composed(path, media_type)


def _open_composed(content: Content, media_type: str) -> Mail | Document:
    return read_mail(content) if media_type == MAIL else read_docx(content)


def _members(content: Content) -> Iterator[bytes | None]:
    with open_package(content) as package:
        for member in package.infolist():
            *folders, name = member.filename.rstrip("/").split("/")
            if not member.is_dir() and not is_system_file(name, folders):
                try:
                    yield read_member(package, member)
                except LetterError:
                    yield None


def _attached(data: bytes | None, *, walk: _Walk, depth: int) -> Iterator[Leaf]:
    """The leaves of an attachment; one unread leaf where it, or the rest of it, cannot be read."""
    attachment = walk.enter(data)
    try:
        content, media_type = _check_attachment(data, depth=depth)
        if media_type in PICTURES and is_mark(content):
            return
        for leaf in _leaves_of(content, media_type, walk=walk, depth=depth):
            yield replace(leaf, attachment=leaf.attachment or attachment)
    except _BeyondError:
        raise
    except LetterError as error:
        if error.code == "intake.too-many-pages":
            raise
        yield unread_leaf(error, attachment)


def _check_attachment(data: bytes | None, *, depth: int) -> tuple[bytes, str]:
    """An attachment that may be read, and its media type.

    Raises:
        LetterError: a code of `intake.*` when it may not.
    """
    if not data:
        raise LetterError("intake.empty")
    with open_content(data) as stream:
        media_type = tell_file(stream)
        if depth > MOST_DEPTH and (media_type in _TYPED - {TEXT} or media_type == ZIP):
            raise LetterError("intake.too-deep")
        if media_type != ZIP:
            check_kind(media_type)
        if not has_end(stream, media_type, size_of(data)):
            raise LetterError("intake.cut-off")
    return data, media_type


def unread_leaf(error: LetterError, attachment: int) -> TypedText:
    """The page that stands for what could not be read, with the doubt that says why."""
    return TypedText((), (_DOUBTS.get(error.code, UNREAD),), attachment)
