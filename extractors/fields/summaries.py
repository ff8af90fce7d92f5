"""Put a letter's summary together from its own words, in the office's manner (某地某人反映…，要求…)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.fields.blocks import Blocks, Extent
from extractors.fields.demands import asks_an_office
from extractors.fields.matter_sentences import LONGEST as LONGEST_MATTER
from extractors.fields.matter_sentences import choose_matter
from extractors.fields.sheets import Sheet
from records import Finding, Span
from vocab import Vocabulary

LONGEST = 150
"""Characters: what fits one row of the ledger."""

JOINTS = ("反映", "要求", "，", "。", "等", "人")
"""All that is added to the letter's words; before 人 stands how many names were found, when there are several."""

_LONGEST_DEMAND = 60
_ADDS = 0.5
"""The share of a clause's pairs of characters that must be new beside the heading's words."""
_ABOUT = re.compile(
    r"(?:关于|再次|实名|反映|举报|投诉|控告|检举|求助|请求|咨询|质疑|对)*(?P<core>[^，。；：！？\n]{4,50}?)(?:的)?"
    r"(?:(?:问题|情况|事宜|事情|一事)?的?(?:反映|举报|检举|控告|投诉|申诉|求助|求救|申请|信访|陈情|情况|请求|复核|报告|建议|咨询|质疑|感谢|诉求|紧急|联名|实名){1,3}"
    r"(?:信|书|函|材料|状|报告)?|(?:的?(?:问题|情况|事宜|一事)))$"
)
_PLAIN = re.compile(r"(?:关于|再次|实名|反映|举报|投诉|控告|检举)*(?P<core>[^，。；：！？\n]{7,44})")
_ASKS = re.compile(r"请|希望|建议|恳|呼吁|盼|求助|求救|咨询|感谢|何时|如何|怎么|为什么|为何|吗|能否|信$|书$|函$")
_DIVISION_TAILS = (
    re.compile(r"[^0-9]*(?:村|社区|居委会)(?!路|委)"),
    re.compile(r"[^0-9]*(?:街道|镇|乡)(?!路)"),
    re.compile(r"[^0-9]*(?:(?<!小)区|县|市)(?!场|路)"),
)
"""The end of what an address tells of the sender's place: the village, else the township, else the county."""

_ASKING = re.compile(
    r"^(?:强烈|恳切|诚恳|迫切|特|再次|现|敬|万|烦|还(?=[请望])|望|恳|求(?!助)|请|麻烦|拜托|我们?|大家|村民们?|业主们?|一致|联名|并且?|最后|同时|因此|为此|故|，)*"
    r"(?:恳请|请求|恳求|要求|希望|敬请|诚请|吁请|呼吁|盼望|期盼|跪求|建议|烦请|望请|垦请|肯请|盼|望|求(?!助)|请)?"
    r"(?:(?:各级|各位|上级|有关|相关|市|县|区|镇|省|本地|当地)*(?:贵[局委办院部]|领导(?:们|同志)?|政府(?:部门)?|部门|单位|机关|您们?|你们|书记|市长|县长|区长|局长))?"
    r"(?:在百忙之中|百忙中|能够|能|可以|给予?我们)?"
)
_DIVISION_KIND = re.compile(r"(?:街道|镇|乡|村|社区|区|县|市)$")
_CUT = re.compile(r"[，,；;、]")
_NUMBERS = re.compile(r"[0-9]{7,}|[0-9]{17}[0-9Xx]|[0-9]{3,4}-[0-9]{7,8}")
_SURENESS = {"summary.composed": 0.75, "summary.sentence": 0.6}


@dataclass(frozen=True)
class _Piece:
    """Words of the letter, or a joint when `extent` is empty."""

    text: str
    extent: Extent | None = None


def find_summaries(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, found: Sequence[Finding]
) -> tuple[Finding, ...]:
    """Put a summary of one sentence together, at most `LONGEST` characters, from what else was `found`.

    It names the sender's place and the first petitioner, the place of the matter where the matter's words lack it, the
    matter and the first demands. Every word is the letter's but for `JOINTS`; `parts` are the places of the pieces, in
    the order of the summary. Identity and telephone numbers, courtesies and feelings are left out. A letter to a
    private person is told by its own words alone.
    """
    asked = [finding for finding in found if finding.field == "demand"]
    demands = [sheet.extent(finding.span) for finding in asked]
    title = next((f for f in found if f.field == "title" and f.rule == "title.heading" and f.value), None)
    core = _core(sheet, sheet.extent(title.span)) if title else None
    apart = [sheet.extent(f.span) for f in found if f.field in ("id_no", "phone", "other_phone") and f.value] + demands
    hints = [sheet.text[low:high] for low, high in (*demands[:3], *((core,) if core else ()))]
    matter = list(choose_matter(sheet, blocks=blocks, vocabulary=vocabulary, hints=hints, apart=apart))
    if core is not None:
        matter = _with_core(sheet.text, core, matter)
    if not matter:
        return ()
    to_office = asks_an_office(sheet, blocks)
    pieces: list[_Piece] = []
    if to_office:
        who = _who(sheet, found)
        told = "".join(sheet.text[low:high] for low, high in (*matter, *demands[:1]))
        pieces += [*who, _Piece("反映"), *_where(sheet, found, told)]
    pieces += _parted(sheet, matter)
    if to_office:
        room = LONGEST - sum(len(piece.text) for piece in pieces) - len("，要求。")
        pieces += _asked(sheet, asked, min(room, _LONGEST_DEMAND))
    pieces.append(_Piece("。"))
    return (_finding(sheet, pieces, matter[0], "summary.composed" if to_office else "summary.sentence"),)


def _finding(sheet: Sheet, pieces: list[_Piece], main: Extent, rule: str) -> Finding:
    value = "".join(piece.text for piece in pieces)
    parts: tuple[Span, ...] = tuple(sheet.span(*piece.extent) for piece in pieces if piece.extent is not None)
    finding = sheet.finding("summary", value, main, rule=rule, sureness=_SURENESS[rule])
    return finding.model_copy(update={"parts": parts})


def _core(sheet: Sheet, extent: Extent) -> Extent | None:
    """The words of a heading that tell the matter: 关于…的投诉 without what is around them."""
    low, high = extent
    words = sheet.text[low:high].replace("\n", " ")
    about = _ABOUT.fullmatch(words) or (None if _ASKS.search(words) else _PLAIN.fullmatch(words))
    if about is None or _NUMBERS.search(about["core"]):
        return None
    return low + about.start("core"), low + about.end("core")


def _with_core(text: str, core: Extent, matter: list[Extent]) -> list[Extent]:
    """The heading's words first, then of the matter's what adds to them and still fits."""
    room = LONGEST_MATTER + 10 - (core[1] - core[0])
    told = text[core[0] : core[1]]
    more = []
    for low, high in matter:
        pairs = {text[at : at + 2] for at in range(low, high - 1)}
        new = len([pair for pair in pairs if pair not in told]) / max(1, len(pairs))
        end = high
        if high - low > room:
            cuts = [m.start() for m in _CUT.finditer(text, low, low + max(0, room))]
            end = cuts[-1] if cuts else low
        if end - low > len("说明书") and new > _ADDS:
            more.append((low, end))
            room -= end - low + 1
    return [core, *more]


def _who(sheet: Sheet, found: Sequence[Finding]) -> list[_Piece]:
    """The sender's place down to the village, and the first petitioner; with several names 等…人."""
    names = [f for f in found if f.field == "name" and f.value]
    if not names:
        return []
    pieces = []
    address = next((f for f in found if f.field == "address" and f.value), None)
    if address is not None:
        low, high = sheet.extent(address.span)
        tail = next((m for tail in _DIVISION_TAILS if (m := tail.match(sheet.text[low:high]))), None)
        if tail:
            pieces.append(_quote(sheet, (low, low + tail.end())))
    low, high = sheet.extent(names[0].span)
    if high > low:
        pieces.append(_quote(sheet, (low, high)))
        if len(names) > 1:
            pieces.append(_Piece(f"等{len(names)}人"))
    return pieces


def _where(sheet: Sheet, found: Sequence[Finding], told: str) -> list[_Piece]:
    """The place of the matter, when neither its words nor the sender's place say it."""
    place = next((f for f in found if f.field == "place" and f.value and f.rule != "place.home"), None)
    if place is None:
        return []
    low, high = sheet.extent(place.span)
    words = sheet.text[low:high]
    stem = _DIVISION_KIND.sub("", words)[-2:]
    if not words or stem in told or any(words[at : at + 3] in told for at in range(max(1, len(words) - 2))):
        return []
    return [_quote(sheet, (low, high))]


def _asked(sheet: Sheet, demands: Sequence[Finding], room: int) -> list[_Piece]:
    """The first demands that fit, without the words of asking; a question is asked as it stands."""
    pieces: list[_Piece] = []
    for demand in demands:
        low, high = sheet.extent(demand.span)
        asking = _ASKING.match(sheet.text[low:high])
        start = low + asking.end() if asking and high - low - asking.end() > 1 else low
        while start < high and sheet.text[start] in "，,：:、 ":
            start += 1
        end = _fit(sheet.text, start, high, room)
        question = demand.rule == "demand.question"
        start = low if question else start
        if end - start < 2 or _NUMBERS.search(sheet.text[start:end]):
            continue
        asks_itself = question or sheet.text[start] in "请望盼求希恳"
        pieces.append(_Piece("，" if pieces or asks_itself else "，要求"))
        pieces.append(_quote(sheet, (start, end)))
        room -= end - start + 1
    return pieces


def _fit(text: str, low: int, high: int, room: int) -> int:
    """The end of the words from `low` that fit `room` characters: all of them, or up to the last pause."""
    if high - low <= room:
        return high
    cuts = [match.start() for match in _CUT.finditer(text, low, low + max(0, room) + 1)]
    return cuts[-1] if cuts else low


def _parted(sheet: Sheet, extents: list[Extent]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for extent in extents:
        if pieces:
            pieces.append(_Piece("，"))
        pieces.append(_quote(sheet, extent))
    return pieces


def _quote(sheet: Sheet, extent: Extent) -> _Piece:
    return _Piece(sheet.written[extent[0] : extent[1]].replace("\n", "").replace("\t", ""), extent)
