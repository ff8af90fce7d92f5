"""Find what a letter asks for."""

import re
from collections.abc import Iterator

from extractors.fields.blocks import OFFICE, Blocks
from extractors.fields.sheets import LONGEST_SENTENCE, Sheet
from records import Finding

_LEAD = (
    r"(?:(?:所以|因此|因而|为此|故此|故|现在?|特此?|在此|于是|最后|同时|另外?|此外|并|也|还|再次|强烈|诚恳|恳切|诚挚|迫切|郑重|热切|我们?(?:全家|一家|村民|业主)?|本人|"
    r"村民们?|业主们?|大家|乡亲们|谨|只|衷心|一并|具体|综上(?:所述)?|鉴于此|亦|真心|真诚|十分|非常|坚决|[，、]){0,6})"
)
_STRONG = (
    r"(?:恳请|请求|恳求|敬请|诚请|吁请|呼吁|恳望|祈望|祈求|盼望|期盼|恳盼|跪求|要求|希望|建议|拜请|烦请|望请|"
    r"申请(?=贵|复核|依法|对))"
)
_ASKS_STRONGLY = re.compile(_STRONG)
_WEAK = (
    r"(?:请(?![一二三两几半0-9]|问|假|客|教|了|来|过|人|的|柬|帖|示|原谅|谅解|查收|查阅|勿|放心|相信|理解|体谅|谅|见|参|帮工|"
    r"律师|邻居|注意|速?回信|您?放心|你|大家放心|与我|和我|跟我|拨打|联系|直接|寄|径|逕)"
    r"|[切亟尚敬]?[望盼](?=[领贵政上能予尽有相各您县市区镇局党书给早依及帮严]))"
)
_ASK = re.compile(
    rf"(?:^|(?<=[，；：、。！？\n]))(?P<lead>{_LEAD})(?P<ask>{_STRONG}|{_WEAK})|(?P<plain>恳请|恳求|吁请|诚请|"
    rf"请求(?=[^，。；！？]{{0,8}}{OFFICE}))"
)
_LABEL_ASK = re.compile(
    r"(?:^|(?<=[。！？；，\n]))(?:[一二三四五六七八九十][、.])?(?:[^。，；：！？\n]{0,8}?)(?P<ask>诉求|请求|要求|建议|申请|信访)(?:事项|内容|如下|"
    r"有)?(?:如下)?[：:](?=\n|[一二三四五六七八九十0-9（(①第])"
)
_OPENS = re.compile(
    r"[^。；！？\n]{0,30}?(?:[：:]\n?|[，,]?\n?(?=一、|1[、.．](?![0-9])|[（(][一1][）)]|①|第一[，、：]|一是))"
)
_ORDINALS = "一二三四五六七八九十"
_MARKER = re.compile(
    r"\s*(?:[（(](?P<a>[一二三四五六七八九十]|[0-9]{1,2})[)）]、?|(?P<b>[0-9]{1,2})[、.．)）：](?![0-9])|"
    r"(?P<c>[一二三四五六七八九十])[、.．：]|第(?P<d>[一二三四五六七八九十])[，、：]?"
    r"|(?P<e>[一二三四五六七八九])是[，：]?|其(?P<f>[一二三四五六])[，：]?|(?P<g>[①-⑩])|(?P<h>首先|其次|再次|最后)[，：])\s*"
)
_LOOSE = re.compile(
    r"\s*(?:(?P<c>[一二三四五六七八九])|(?P<b>[1-9]))(?![0-9一二三四五六七八九十个名位年月日元万千百些定直切样起下])\s*"
)
_END = re.compile(r"[。！？!?\n]")
_REFUSED = re.compile(
    r"拒绝|不肯|不同意|不予理|置之不理|未果|没有结果|不理不睬|却(?:说|被|没)|但(?:是)?(?:他|她|对方|至今|一直|没)|[他她]们?说|答复[说称]|回答说|被(?:拒|赶)"
)
_POLITE = re.compile(
    r"(?:敬|恳|烦)?请(?:您?们?领?导?)(?:查收|查阅|核对|原谅|谅解|理解|体谅)|[^，；。]{0,12}(?:寄到|寄回|拨打|与我联系|和我联系|跟我联系|联系我|回信)|"
    r"希望(?:您|你们?)?(?:身体|工作|万事)"
)
_TO_US = re.compile(
    r"要求(?:我|各户|每户|业主|村民)|希望(?:你们?(?:身|工)|破灭|落空)|申请(?:了|过|后)|建议(?:我|他|了)|请求(?:了|被|过)|要求(?:了|被|过|的)"
)
_CLOSING = re.compile(r"^(?:此致|敬礼|顺颂|祝)|联系|回信|回复我$|身体健康")
_SURENESS = {"demand.list": 0.96, "demand.clause": 0.93, "demand.weak": 0.85}
"""How often words found so ask for something: a numbered list says it, a bare 请 or 望 may be politeness."""

MOST_ASKS = 500
"""Asking words of a letter that are looked at; each may be searched for a list to the end of its paragraph."""

LONGEST_ITEM = 1000
"""Characters of a list's item inside which the next number is looked for."""

_LATE = 0.4
"""The share of the body after which an unaddressed 要求 or 希望 is a demand and no longer told history."""


def find_demands(sheet: Sheet, *, blocks: Blocks) -> tuple[Finding, ...]:
    """Find each thing asked for, in the order written.

    A demand is the clause from the asking word to the end of its sentence, without the final mark; where the
    asking word opens a numbered list, each item without its number. A letter to a private person asks no
    authority and has none.
    """
    if not _is_to_office(sheet, blocks):
        return ()
    found, at = [], 0
    for rule, start, end in _state_demands(sheet, blocks):
        if start >= at and end - start > 2:
            value = sheet.written[start:end].replace("\n", "").replace("\t", "")
            found.append(sheet.finding("demand", value, (start, end), rule=rule, sureness=_SURENESS[rule]))
            at = end
    return tuple(found)


def _is_to_office(sheet: Sheet, blocks: Blocks) -> bool:
    start, end = blocks.salutation
    return start == end or re.search(OFFICE, sheet.text[start:end]) is not None


def _state_demands(sheet: Sheet, blocks: Blocks) -> Iterator[tuple[str, int, int]]:
    text, (start, end) = sheet.text, blocks.body
    stop = blocks.sign_off[1]
    asks = [
        (
            m.start("plain") if m["plain"] else m.start("ask"),
            m.end("plain") if m["plain"] else m.end("ask"),
            m.end(),
            False,
        )
        for m in _ASK.finditer(text, start, stop)
    ]
    asks += [(m.start("ask"), m.end("ask"), m.end(), True) for m in _LABEL_ASK.finditer(text, start, stop)]
    at = start
    for low, ask_end, whole_end, label in sorted(asks)[:MOST_ASKS]:
        if low < at or (low >= end and _in_signature(sheet, low)):
            continue
        opened = _OPENS.match(text, ask_end) if not label else None
        items_at = whole_end + (text[whole_end : whole_end + 1] == "\n") if label else opened.end() if opened else 0
        if (label or opened) and _mark(text, items_at, 1):
            items = list(_items(sheet, items_at, stop))
            yield from (("demand.list", *item) for item in items)
            at = items[-1][1] if items else at
            continue
        if label:
            continue
        final = _END.search(text, low, stop)
        high = final.start() if final else stop
        if text[high - 1] in "：:" or _is_told(text, low, high, late=low > start + _LATE * (end - start)):
            continue
        weak = _ASKS_STRONGLY.match(text, low) is None
        yield "demand.weak" if weak else "demand.clause", low, _trim(text, low, high)
        at = high


def _in_signature(sheet: Sheet, place: int) -> bool:
    return _CLOSING.search(sheet.paragraph_at(place).text) is not None


def _is_told(text: str, low: int, high: int, *, late: bool) -> bool:
    """Whether the words tell that something was once asked, or by others, or say only good wishes."""
    clause = text[low : min(high, low + LONGEST_SENTENCE)]
    if _REFUSED.search(clause) or _TO_US.match(clause) or _POLITE.match(clause):
        return True
    addressed = (
        re.search(rf"^.{{2,4}}?(?:贵|上级|领导|政府|有关|相关|各级|党|{OFFICE})|贵[局委办院部公]", clause) is not None
    )
    wish = re.match(r"要求|希望|建议|请|[切亟尚敬]?[望盼]", clause) is not None
    return wish and not addressed and not late


def _items(sheet: Sheet, at: int, stop: int) -> Iterator[tuple[int, int]]:
    """The items of a numbered list that starts at `at`, each up to the next number or its paragraph's end."""
    text, number = sheet.text, 1
    while at < stop and (mark := _mark(text, at, number)):
        line_end = text.find("\n", mark.end())
        line_end = stop if line_end < 0 else min(line_end, stop)
        following = _next_mark(text, mark.end(), line_end, number + 1)
        high = line_end if following is None else following
        if following is None and (final := re.search(r"[。！？]", text[mark.end() : high])):
            high = mark.end() + final.start()
        yield mark.end(), _trim(text, mark.end(), high)
        at = line_end + 1 if following is None else following
        number += 1


def _mark(text: str, at: int, number: int) -> re.Match[str] | None:
    """The mark of item `number` at `at`; a bare figure is one when OCR lost its dot but the next item is there."""
    mark = _MARKER.match(text, at)
    if mark and (mark["h"] or _ordinal(mark) in (number, None)):
        return mark
    loose = _LOOSE.match(text, at)
    if loose is None or _ordinal(loose) != number:
        return None
    listed = number > 1 or re.compile(r"[；;。\n](?:二|2)").search(text, at, at + 200) is not None
    return loose if listed else None


def _next_mark(text: str, at: int, line_end: int, number: int) -> int | None:
    """Where the mark of item `number` stands inside a line: behind a mark, or anywhere when it is unmistakable."""
    line_end = min(line_end, at + LONGEST_ITEM)
    for place in re.finditer(r"[；;。，,！]", text[at:line_end]):
        mark = _mark(text, at + place.end(), number)
        if mark and mark.start() < line_end and (place[0] not in "，," or not _LOOSE.fullmatch(mark[0])):
            return at + place.end()
    if number <= len(_ORDINALS):
        plain = re.search(rf"(?:{_ORDINALS[number - 1]}|(?<![0-9]){number})、", text[at:line_end])
        if plain:
            return at + plain.start()
    return None


def _ordinal(mark: re.Match[str]) -> int | None:
    figure = next((value for value in mark.groupdict().values() if value), "")
    if figure in _ORDINALS:
        return _ORDINALS.index(figure) + 1
    if "①" <= figure <= "⑩":
        return ord(figure) - ord("①") + 1
    return int(figure) if figure.isascii() and figure.isdigit() else None


def _trim(text: str, low: int, high: int) -> int:
    while high > low and text[high - 1] in "。；;，,！!？?、 \n":
        high -= 1
    return high
