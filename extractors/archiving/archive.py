"""A letter's archive copy: its pages as they were scanned, with invisible text on the ink, as one PDF/A-2b.

The rules of PDF/A-2b (ISO 19005-2) are checked by pikepdf on the bytes that were written; what does not pass is not
kept. Everything here reads bytes that nobody should trust and belongs into a reading process.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pikepdf import Dictionary, Name, Object, Pdf, pdfa

from extractors.archiving.archive_contents import count_open_states
from extractors.archiving.archive_pages import Added, Fate, ScanPages
from extractors.archiving.archive_pictures import inverse
from extractors.archiving.invisible_text import FONT, InvisibleFont, draw_lines
from records import Letter, LetterError, Page

FLAVOUR = "2b"
LANGUAGE = "zh-CN"


@dataclass(frozen=True)
class Archived:
    """The pages of a letter by what became of them in its archive copy.

    `kept` are there with the scan's own data (or, where a PDF cannot hold that kind, with the same pixels), `redrawn`
    as a picture of what the page of a PDF shows. Not in the copy are `documents`, which never were on paper, and
    `missing`, which cannot be decoded.
    """

    kept: tuple[int, ...]
    redrawn: tuple[int, ...]
    documents: tuple[int, ...]
    missing: tuple[int, ...]


def make_archive(letter: Letter, path: Path, to: Path, *, title: str, made_at: datetime, max_pixels: int) -> Archived:
    """Write the archive copy of a letter whose scan lies at `path`; the same letter gives the same bytes.

    `title` and `made_at` are all that the file tells of itself: the case's number and the time of its registration.

    Raises:
        LetterError: `store.corrupt` when the scan is gone or not the one that was read, `archive.no-picture` when no
            page ever was on paper, `archive.not-made` when none can be decoded, `archive.not-conforming` when the copy
            would not be PDF/A-2b. Nothing is written then.
    """
    if _hash_of(path) != letter.scan.sha256:
        raise LetterError("store.corrupt")
    redrawn: frozenset[int] = frozenset()
    count = max((page.number for page in letter.pages), default=0)
    with ScanPages(path, letter.scan.media_type, count=count, max_pixels=max_pixels) as scan:
        while True:
            pdf, archived = _assemble(letter, letter.pages, scan, redrawn=redrawn)
            if not pdf.pages:
                raise LetterError("archive.not-made" if archived.missing else "archive.no-picture")
            _declare(pdf, title=title, made_at=made_at)
            try:
                pdfa.save(pdf, to, FLAVOUR, repair=False, deterministic_id=True)
            except pdfa.PdfaError as error:
                failing = _find_failing(letter, scan, archived.kept) - redrawn
                if not failing:
                    rules = sorted({finding.rule for finding in error.report.findings})
                    raise LetterError("archive.not-conforming", ", ".join(rules)) from None
                redrawn |= failing
            else:
                return archived


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _assemble(
    letter: Letter, pages: Iterable[Page], scan: ScanPages, *, redrawn: frozenset[int]
) -> tuple[Pdf, Archived]:
    """The pages as a PDF with their text, those in `redrawn` as pictures."""
    pdf = Pdf.new()
    font = InvisibleFont(line.text for line in letter.lines)
    embedded: Object | None = None
    fates: dict[Fate, list[int]] = {"kept": [], "redrawn": [], "document": [], "missing": []}
    for page in pages:
        try:
            added = scan.add(pdf, page, redraw=page.number in redrawn)
        except LetterError:
            added = Added("missing")
        fates[added.fate].append(page.number)
        if added.way is None:
            continue
        layer = page.engine if added.has_layer else None
        lines = [line for line in letter.lines if line.page == page.number and line.engine != layer]
        content = draw_lines(lines, font, added.way @ inverse(page.to_upright))
        if content:
            embedded = embedded or font.embed(pdf)
            _lay_over(pdf, content, embedded)
    return pdf, Archived(*(tuple(numbers) for numbers in fates.values()))


def _lay_over(pdf: Pdf, content: bytes, font: Object) -> None:
    """Put text over what a page shows; what that leaves in the graphics state is taken back first."""
    page = pdf.pages[-1]
    before, after = count_open_states(page.obj)
    page.contents_add(b"q\n" * (before + 1), prepend=True)
    page.contents_add(b"\n" + b"Q\n" * (after + 1) + content)
    # A page of another PDF may share its resources with others.
    resources = Dictionary(dict(page.resources.items()))
    fonts = resources.get(Name.Font)
    resources.Font = Dictionary({**(dict(fonts.items()) if isinstance(fonts, Dictionary) else {}), str(FONT): font})
    page.obj.Resources = resources


def _declare(pdf: Pdf, *, title: str, made_at: datetime) -> None:
    """Say what the file is, in the form that PDF/A wants: output intent, title, dates, language, and that it is one."""
    pdf.Root.Lang = LANGUAGE
    pdf.docinfo[Name.Title] = title
    pdfa.prepare(pdf, FLAVOUR)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdf:Producer"] = f"laixin {version('laixin')}"
        for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            metadata[key] = made_at.isoformat(timespec="seconds")


def _find_failing(letter: Letter, scan: ScanPages, numbers: Iterable[int]) -> frozenset[int]:
    """Those of the pages that, each alone, are no PDF/A-2b."""
    failing = set()
    for page in (page for page in letter.pages if page.number in set(numbers)):
        pdf, _ = _assemble(letter, [page], scan, redrawn=frozenset())
        pdfa.prepare(pdf, FLAVOUR)
        if not pdfa.check(pdf, FLAVOUR, deterministic_id=True).passed:
            failing.add(page.number)
    return frozenset(failing)
