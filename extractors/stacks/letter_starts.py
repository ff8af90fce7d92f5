"""Propose where in a scan another letter begins: a person decides, until then the scan is one letter."""

import re
from collections.abc import Sequence

from extractors.fields.blocks import find_blocks
from extractors.fields.sheets import Sheet, lay_out
from extractors.intake.formats import PDF, TIFF
from records import Letter, Page

PROPOSED = "stack.several-letters"
BLANK = "page.blank"

EARLY = 3
"""Paragraphs among which another letter's salutation stands: a heading of two lines comes before it at most."""

_CLOSES = re.compile(r"此致|敬礼|谨上|敬上|敬呈|顺颂|(?:反映|举报|来信|具信|申请|投诉|信访|求助|写信|控告|联系)人[：:]")
_DATE = re.compile(
    r"(?:[0-9]{4}|[〇○零一二三四五六七八九]{4})年[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}日?$"
)


def mark_starts(letter: Letter) -> Letter:
    """The letter with a doubt on each page on which another one seems to begin.

    It begins with a salutation, or with an envelope before one, after a page that closed a letter; and after a blank
    page in a stack of which one side was scanned.
    """
    if len(letter.pages) < 2 or letter.scan.media_type not in (PDF, TIFF):
        return letter
    starts = _find_starts(letter)
    if not starts:
        return letter
    pages = (
        page.model_copy(update={"doubts": (*page.doubts, PROPOSED)}) if page.number in starts else page
        for page in letter.pages
    )
    return letter.model_copy(update={"pages": tuple(pages)})


def _find_starts(letter: Letter) -> set[int]:
    sheets = [_page_sheet(letter, page) for page in letter.pages]
    envelopes = _envelopes(letter)
    after_blank = _after_blank(letter.pages)
    starts: set[int] = set()
    closed = False
    for at, page in enumerate(letter.pages):
        opens = _opens(sheets[at])
        if page.number in envelopes and at + 1 < len(sheets):
            opens = _opens(sheets[at + 1])
        if at and ((closed and opens) or page.number in after_blank):
            starts.add(page.number)
            closed = False
        closed = closed or (page.number not in envelopes and _closes(sheets[at]))
    return starts


def _page_sheet(letter: Letter, page: Page) -> Sheet:
    lines = tuple(line for line in letter.lines if line.page == page.number)
    return lay_out(Letter(scan=letter.scan, pages=(page,), lines=lines))


def _envelopes(letter: Letter) -> frozenset[int]:
    told = {page.number for page in letter.pages if page.kind == "envelope"}
    return frozenset(told | {paragraph.page for paragraph in find_blocks(lay_out(letter)).envelope})


def _after_blank(pages: Sequence[Page]) -> frozenset[int]:
    """The pages after blank ones, when some blank page is a front: then one side was scanned, and it may separate."""
    blank = {page.number for page in pages if BLANK in page.doubts or page.kind == "blank"}
    if not any(number % 2 for number in blank):
        return frozenset()
    return frozenset(page.number for page in pages if page.number - 1 in blank and page.number not in blank)


def _opens(sheet: Sheet) -> bool:
    start, end = find_blocks(sheet).salutation
    early = sheet.paragraphs[:EARLY]
    return start < end and any(paragraph.start <= start < paragraph.end for paragraph in early)


def _closes(sheet: Sheet) -> bool:
    """Whether a letter ends on a page: its closing words, or a date as one of the last lines."""
    last = sheet.paragraphs[-3:]
    return bool(_CLOSES.search(sheet.text)) or any(_DATE.search(paragraph.text.strip()) for paragraph in last)
