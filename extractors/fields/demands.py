"""Find what a letter asks for."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from extractors.fields.blocks import OFFICE, Blocks
from extractors.fields.demand_asks import (
    ASKS_STRONGLY,
    Ask,
    asking_words,
    bare_asks,
    consulting_asks,
    is_told,
    plain_asks,
)
from extractors.fields.demand_lists import items_at, list_after, mark_at, trim
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import Finding
from vocab import Vocabulary

_END = re.compile(r"[。！？!?\n]")
_CLOSING = re.compile(r"^(?:此致|敬礼|顺颂|祝)|联系|回信|回复我$|身体健康")
_LABELLED_LINE = re.compile(r"[^：:\n]{1,8}[：:]")
_TITLE_ASK = re.compile(
    r"(?:恳请|请求|要求|希望|建议|呼吁|强烈|[^希期失名]望|盼|求|请(?!问))[^，。！？]{4,}|(?:能否|能不能|可否|何时)[^，。]{4,}"
)
_SURENESS = {
    "demand.list": 0.96,
    "demand.label": 0.95,
    "demand.clause": 0.93,
    "demand.plea": 0.9,
    "demand.weak": 0.85,
    "demand.named": 0.9,
    "demand.asker": 0.85,
    "demand.question": 0.8,
    "demand.outcry": 0.75,
    "demand.bare": 0.7,
    "demand.title": 0.7,
}
"""How often words found so ask for something: a numbered list says it, a bare 请 or 望 may be politeness."""

MOST_ASKS = 500
"""Asking words of a letter that are looked at; each may be searched for a list to the end of its paragraph."""

SHORTEST_ASK = 6
"""Characters of a plea before the asking word that follows it; a shorter one only leads up to that."""

_CLIPPED = frozenset({"demand.plea", "demand.named", "demand.question"})
"""Rules whose words end where an asking word behind them begins."""

_LATE = 0.4
"""The share of the body after which an unaddressed 要求 or 希望 is a demand and no longer told history."""

_VERY_LATE = 0.5
"""The same for outcries, which stand in the middle of many a story."""

_LAST = 0.6
"""The same for wishes that have no word of asking: the end of a letter is where it asks."""

_Asked = tuple[str, int, int]


def find_demands(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Find each thing asked for, in the order written.

    A demand is the clause from the asking word to the end of its sentence, without the final mark; where the
    asking word opens a numbered list, or a label (诉求：) one, each item without its number. Pleas, outcries
    (还我血汗钱) and questions that ask for something done are demands too. Where none of these is found, questions that
    want an answer are, else what the end bids or wishes without a word of asking (尽快修好路灯; 把工钱结清就行),
    else what the heading asks. A letter to a private person asks no authority and has none.
    """
    if not asks_an_office(sheet, blocks):
        return ()
    start, stop = blocks.body[0], blocks.sign_off[1]
    asked = list(_with_asking_words(sheet, blocks))
    taken = Taken(len(sheet.text), [(low, high) for _, low, high in asked])
    late = start + int(_VERY_LATE * (blocks.body[1] - start))
    heads = [low for _, low, _ in asked]
    for rule, low, end in plain_asks(sheet.text, start, stop, late_from=late, vocabulary=vocabulary):
        high, following = end, bisect_right(heads, low)
        if rule in _CLIPPED and following < len(heads) and heads[following] - low > SHORTEST_ASK:
            high = min(high, heads[following])
        if not taken.touches(low, high) and not (low >= blocks.body[1] and _in_signature(sheet, low)):
            asked.append((rule, low, high))
    asked = asked or list(consulting_asks(sheet.text, start, stop, vocabulary=vocabulary))
    last = start + int(_LAST * (blocks.body[1] - start))
    asked = asked or list(bare_asks(sheet.text, last, stop, vocabulary=vocabulary))
    asked = asked or list(_in_heading(sheet, blocks))
    found, at = [], 0
    for rule, low, high in sorted(asked, key=lambda one: one[1]):
        end = trim(sheet.text, low, high)
        if low >= at and end - low > (1 if rule == "demand.list" else 2):
            value = sheet.written[low:end].replace("\n", "").replace("\t", "")
            found.append(sheet.finding("demand", value, (low, end), rule=rule, sureness=_SURENESS[rule]))
            at = end
    return tuple(found)


def asks_an_office(sheet: Sheet, blocks: Blocks) -> bool:
    """Whether the letter is written to an authority, or to nobody by name, and not to a private person."""
    start, end = blocks.salutation
    return start == end or re.search(OFFICE, sheet.text[start:end]) is not None


def _with_asking_words(sheet: Sheet, blocks: Blocks) -> Iterator[_Asked]:
    text, (start, end) = sheet.text, blocks.body
    stop = blocks.sign_off[1]
    at = start
    for ask in asking_words(text, start, stop)[:MOST_ASKS]:
        if ask.start < at or (ask.start >= end and _in_signature(sheet, ask.start)):
            continue
        items = list(_listed(text, ask, stop)) or (list(_labelled(sheet, ask, stop)) if ask.label else [])
        if items:
            yield from items
            at = items[-1][2]
            continue
        if ask.label:
            continue
        final = _END.search(text, ask.start, stop)
        high = final.start() if final else stop
        late = ask.start > start + _LATE * (end - start)
        if text[high - 1] in "：:" or is_told(text, ask.start, high, late=late):
            continue
        weak = ASKS_STRONGLY.match(text, ask.start) is None
        yield "demand.weak" if weak else "demand.clause", ask.start, trim(text, ask.start, high)
        at = high


def _listed(text: str, ask: Ask, stop: int) -> Iterator[_Asked]:
    """The items of the numbered list that an asking word or a label opens."""
    if ask.label:
        at: int | None = ask.after + (text[ask.after : ask.after + 1] == "\n")
        at = at if at is not None and mark_at(text, at, 1) else None
    else:
        at = list_after(text, ask.end)
    if at is not None:
        yield from (("demand.list", *item) for item in items_at(text, at, stop))


def _labelled(sheet: Sheet, ask: Ask, stop: int) -> Iterator[_Asked]:
    """What stands behind a label without numbers: the rest of its line, else the lines below it, one a demand."""
    paragraph = sheet.paragraph_at(ask.start)
    final = _END.search(sheet.text, ask.after, min(paragraph.end, stop))
    rest = trim(sheet.text, ask.after, final.start() if final else min(paragraph.end, stop))
    if rest > ask.after:
        yield "demand.label", ask.after, rest
        return
    for line in sheet.paragraphs:
        if line.start <= paragraph.start or line.start >= stop:
            continue
        if line.is_row or _LABELLED_LINE.match(line.text) or _CLOSING.search(line.text) or len(line.text) <= 4:
            return
        yield "demand.label", line.start, trim(sheet.text, line.start, min(line.end, stop))


def _in_heading(sheet: Sheet, blocks: Blocks) -> Iterator[_Asked]:
    """What the heading asks, when nothing else in the letter does."""
    low, high = blocks.heading
    asked = _TITLE_ASK.search(sheet.text, low, high)
    if asked:
        yield "demand.title", asked.start(), trim(sheet.text, asked.start(), asked.end())


def _in_signature(sheet: Sheet, place: int) -> bool:
    return _CLOSING.search(sheet.paragraph_at(place).text) is not None
