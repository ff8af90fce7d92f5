"""Find the letter's heading."""

import re

from extractors.fields.blocks import Blocks
from extractors.fields.sheets import Sheet
from records import Finding

LONGEST = 90
"""Characters; what is longer above the salutation is no heading."""

_NO_TITLE = re.compile(
    r"[：:\t]|^[0-9A-Za-z\-/ .]+$|^（?第?[0-9一二三]+页|^(?:[12][0-9]{3})年[0-9]{1,2}月[0-9]{1,2}日$|^编号"
)
_LINES = 3
_SURENESS = {"title.heading": 0.97}


def find_titles(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Find the heading line or lines above the salutation, as written, joined without a break."""
    start, end = blocks.heading
    lines = [
        p for p in sheet.paragraphs if p.start < end and p.end > start and p not in blocks.envelope and not p.is_row
    ]
    kept: list[tuple[int, int]] = []
    for line in lines[:_LINES]:
        low, high = max(line.start, start), min(line.end, end)
        if _NO_TITLE.search(sheet.text[low:high]):
            if kept:
                break
            continue
        kept.append((low, high))
    value = "".join(sheet.written[low:high] for low, high in kept)
    if not 1 < len(value) <= LONGEST:
        return ()
    return (
        sheet.finding(
            "title", value, (kept[0][0], kept[-1][1]), rule="title.heading", sureness=_SURENESS["title.heading"]
        ),
    )
