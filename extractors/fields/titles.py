"""Find the letter's heading, or put one together from the letter's own words when it has none."""

import re
from collections.abc import Sequence

from extractors.fields.blocks import Blocks
from extractors.fields.demands import asks_an_office
from extractors.fields.matter_sentences import choose_matter
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

LONGEST = 90
"""Characters; what is longer above the salutation is no heading."""

_NO_TITLE = re.compile(
    r"[：:\t]|^[0-9A-Za-z\-/ .]+$|^（?第?[0-9一二三]+页|^(?:[12][0-9]{3})年[0-9]{1,2}月[0-9]{1,2}日$|^编号"
)
_LINES = 3
_SURENESS = {"title.heading": 0.97, "title.composed": 0.6}
_PHRASE = re.compile(
    r"(?:关于|反映|举报|投诉|检举|控告|就)(?:的是|了)?(?P<matter>[^，。；：！？\n\t]{4,34}?)(?:的?(?:问题|情况|事宜|事情|一事))"
)
_NUMBERS = re.compile(r"[0-9]{7,}")
_TIME = re.compile(
    r"^(?:自|从|在|于)?[0-9〇零一二三四五六七八九十]{2,4}年(?:[0-9一二三四五六七八九十]{1,3}月)?(?:[0-9一二三四五六七八九十]{1,3}[日号])?(?:起|至今|以来|开始)*[，]?"
)
_LONGEST_COMPOSED, _SHORTEST_CUT = 32, 6


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


def compose_title(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, demands: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Put a title together for a letter without a heading: 关于…的问题, with words of the letter between.

    A phrase that the letter itself tells so (反映…的问题) before any other, else the clause that tells most of the
    matter. `parts` is the place of the words. A letter to a private person gets none.
    """
    if not asks_an_office(sheet, blocks):
        return ()
    low, high = blocks.body[0], blocks.sign_off[0]
    phrase = next((m for m in _PHRASE.finditer(sheet.text, low, high) if not _NUMBERS.search(m[0])), None)
    extent = phrase.span("matter") if phrase else _telling_clause(sheet, blocks, vocabulary, demands)
    if extent is None:
        return ()
    words = sheet.written[extent[0] : extent[1]].replace("\n", "").replace("\t", "")
    rule = "title.composed"
    composed = sheet.finding("title", f"关于{words}的问题", extent, rule=rule, sureness=_SURENESS[rule])
    return (composed.model_copy(update={"parts": (sheet.span(*extent),)}),)


def _telling_clause(
    sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary, demands: Sequence[Finding]
) -> tuple[int, int] | None:
    hints = [finding.value for finding in demands[:3] if finding.value]
    apart = [sheet.extent(finding.span) for finding in demands]
    matter = choose_matter(sheet, blocks=blocks, vocabulary=vocabulary, hints=hints, apart=apart)
    if not matter:
        return None
    low, high = matter[0]
    time = _TIME.match(sheet.text[low:high])
    low += time.end() if time and high - low - time.end() >= len("拖欠工资") else 0
    if high - low > _LONGEST_COMPOSED:
        cuts = [m.start() for m in re.finditer("[，、]", sheet.text[low : low + _LONGEST_COMPOSED])]
        high = low + (cuts[-1] if cuts and cuts[-1] > _SHORTEST_CUT else _LONGEST_COMPOSED)
    return (low, high) if high - low >= len("拖欠工资") else None
