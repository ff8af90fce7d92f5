"""Find who writes: the signature, the self-introduction, the rows of a signature list, the envelope's sender."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.fields.blocks import ACCUSED_LABEL, SIGNER, Blocks
from extractors.fields.persons import NOT_GIVEN, is_person, read_person, split_persons
from extractors.fields.sheets import Sheet
from extractors.fields.signature_runs import find_signature_runs
from extractors.fields.tables import read_cells
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

_LABEL = re.compile(rf"(?<!被)(?:{SIGNER}|姓名)[（(]?(?:签名|签字|手印|盖章|签章)?[)）]?[：:为是系 ]?")
_HELPER = re.compile(r"(?:代写|代笔|证明|见证|代书|执笔代写|收信|收件|承办|经办)人?[：:]")
_INTRODUCED = re.compile(
    r"(?:我(?:的名字)?(?:名)?叫|本人(?:叫|名叫|姓名|系|是)?[：:]?|我的?姓名(?:是|叫|为)?[：:]?|(?<=[。，：！\n])姓名(?:是|叫|为)?[：:]?|[我现]?实名(?:举报人)?|(?<!被)(?:代表人|举报人|反映人|申请人|"
    r"投诉人|控告人|申诉人|求助人|信访人|上访人|检举人|联系人)(?:是|为|系|叫)?)"
)
_ROLE = (
    r"(?:村民|居民|业主|住户|职工|员工|工人|教师|老师|学生|家长|农民|司机|商户|店主|退休干部|退休工人|退休教师|退役军人|军人|老兵|党员|母亲|父亲|农民工|租户|房东|群众|市民|"
    r"个体户|负责人|经营者|店长|老板|顾客|用户|消费者|受害人|当事人|购房人|家属|农户|老汉|代表|户主|老人|医生)"
)
_WE_ARE = re.compile(rf"(?:我们?|本人)(?:系|是|为)[^。；！？\n：]{{0,48}}?{_ROLE}(?:代表)?[：:，,]?(?:我叫|名叫)?")
_I_AM = re.compile(r"(?:^|[。，；：！\n好])我是")
_ASIDE = re.compile(
    r"[（(](?:签名|签字|手印|印|签章|盖章|指印|按手印|代表|男|女|本人|已签|签|[0-9一二三四五六七八九十]+岁)[)）]|等[0-9一二三四五六七八九十百余]+[人名户位]?.*$|"
    r"(?:敬上|谨上|拜上|叩上|敬呈|谨呈|谨启|敬启|谨寄|亲笔|[上寄缄启]$|(?:跪|叩)[谢首]|(?:手印|签名|签字|签章|盖章)$)|[0-9Xx+\-]{7,}|[12][0-9]{3}[年./\-].*$|"
    r"[12二一][〇○零一二三四五六七八九0O]{3}年.*$"
)
_PREFIX = re.compile(rf"^[^：:]{{0,30}}?(?:{_ROLE}|{SIGNER})[：: ]?")
_NAME_HEAD = re.compile(
    r"姓 ?名|签 ?名|[业户]主姓名|签字|(?:申请|反映|联名)人(?:姓名)?|村民姓名|户主|(?:签名|姓名)[（(].{1,6}[)）]"
)
_REACHED = re.compile(r"1[3-9][0-9]{9}|[0-9]{17}[0-9X]")
_NOBODY = re.compile(rf"[一全众某]|名[单册]|如下|{_ROLE}|.*[会司人户们]$")
_GROWN = re.compile(rf"(?=.*[0-9])[0-9]{{0,3}}[.、 ]?([{HAN}]{{2,4}})(?: ?[0-9X][0-9X年月日.\-]*)?")
_LIST = re.compile(r"签名|签字|手印|电话|手机|身份证|联系|房号|户号|住址|指印|签章|按印")
_BY_POST = re.compile(
    rf"(?!被|附|抄|报|送|[{HAN}]{{0,4}}(?:电话|手机|地址|住址|日期|时间|编|号码|方式|邮箱|单位)[：:])[{HAN}]{{1,10}}[：:]"
)
_WISHES = re.compile(r"^(?:敬[祝颂礼祈]|[时顺政公大春夏秋冬]?[祺安绥]$|时祺|祝|此致|敬礼|军礼|致以|顺颂|谢谢|感谢)")
_COLON = re.compile(r"[：: ]?")
_CLOSING = re.compile(r"^[。！，、]?(?:此致|敬礼|谢谢|此致敬礼|特此[^。]{0,6})[！。，]?")
MOST_TOLD = 200
MOST_SIGNED = 500
"""Self-introductions that are looked at, and signatures that each is held against; equal names are always one."""

_SURENESS = {
    "name.signed": 0.98,
    "name.under": 0.95,
    "name.introduced": 0.93,
    "name.role": 0.9,
    "name.row": 0.97,
    "name.envelope": 0.9,
    "name.none": 1.0,
}
"""How often a name found so is a petitioner's: a label says it outright, a line alone is read from its place."""


@dataclass(frozen=True)
class _Told:
    start: int
    end: int
    rule: str
    doubt: str | None = None


def find_names(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Find the petitioners, the main one first: signatures, self-introductions, rows, the envelope's sender.

    A collective is not a name. When signature and self-introduction differ in one character, the reading
    that stands more often, then the one read more surely, is kept with the doubt `name.unsure`. A letter
    without any name gives one finding without a value and the doubt `name.missing`.
    """
    runs = list(find_signature_runs(sheet, blocks=blocks, vocabulary=vocabulary))
    run_lines = {sheet.paragraph_at(start).start for start, _ in runs}
    signed = [
        t
        for t in _signed(sheet, blocks, vocabulary)
        if not _is_collective(sheet.text[t.start : t.end], vocabulary)
        and sheet.paragraph_at(t.start).start not in run_lines
    ]
    told = [
        t for t in _introduced(sheet, blocks, vocabulary) if not _is_collective(sheet.text[t.start : t.end], vocabulary)
    ]
    merged = _agree(sheet, signed, told)
    merged += _rows(blocks, vocabulary)
    merged += [_Told(*extent, "name.row") for extent in runs]
    merged += _agree_with(sheet, merged, list(_enveloped(blocks, vocabulary)))
    found: dict[str, Finding] = {}
    for one in merged:
        value = sheet.written[one.start : one.end]
        finding = sheet.finding(
            "name", value, (one.start, one.end), rule=one.rule, sureness=_SURENESS[one.rule], doubt=one.doubt
        )
        found.setdefault(value, finding)
    if found:
        return tuple(found.values())
    edge = blocks.sign_off[0]
    return (
        sheet.finding(
            "name", None, (edge, edge), rule="name.none", sureness=_SURENESS["name.none"], doubt="name.missing"
        ),
    )


@cache
def _collectives(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, vocabulary.phrase_list("collective_signers"))))


def _is_collective(words: str, vocabulary: Vocabulary) -> bool:
    return (
        _collectives(vocabulary).fullmatch(words) is not None
        or re.match(r"全[体村]|一[名位个群]|部分|广大|众", words) is not None
    )


def _signed(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[_Told]:
    start, end = blocks.sign_off
    for paragraph in sheet.paragraphs:
        if paragraph.end <= start or paragraph.start >= end or paragraph.is_row or paragraph in blocks.envelope:
            continue
        low = max(paragraph.start, start)
        text = sheet.text[low : paragraph.end]
        if (
            _HELPER.match(text)
            or (_WISHES.match(text) and len(text) <= 8)
            or re.match(rf"{ACCUSED_LABEL}|附|抄[送报]|注[：:]", text)
        ):
            continue
        closing = _CLOSING.match(text)
        low += closing.end() if closing else 0
        for one in _signed_line(sheet.text[low : paragraph.end], vocabulary):
            yield replace(one, start=low + one.start, end=low + one.end)


def _signed_line(text: str, vocabulary: Vocabulary) -> Iterator[_Told]:
    """The names on a line of the sign-off; their places count from the line's start."""
    labels = list(_LABEL.finditer(text)) or [m for m in [_BY_POST.match(text)] if m]
    if labels:
        for number, label in enumerate(labels):
            to = labels[number + 1].start() if number + 1 < len(labels) else len(text)
            yield from _persons_in(text, (label.end(), to), "name.signed", vocabulary)
        return
    yield from _persons_in(text, (0, len(text)), "name.under", vocabulary)


def _persons_in(text: str, extent: tuple[int, int], rule: str, vocabulary: Vocabulary) -> Iterator[_Told]:
    """The names that a stretch of a signature line is made of, asides blanked out."""
    start, end = extent
    words = _ASIDE.sub(lambda m: " " * len(m[0]), text[start:end])
    words = re.split(rf"(?:电话|手机|联系|地址|住址|身份证|日期|附|{_ROLE}电话)", words)[0]
    parts = split_persons(words, vocabulary=vocabulary)
    shift = 0
    if not parts and (prefix := _PREFIX.match(words)):
        shift = prefix.end()
        parts = split_persons(words[shift:], vocabulary=vocabulary)
    if not parts and rule == "name.signed":
        person = read_person(text, start, vocabulary=vocabulary)
        if person is not None:
            yield _Told(person.start, person.end, rule)
            return
        bare = re.fullmatch(rf"\s*([{HAN}]{{2,3}})\s*", words)
        if bare and not _NOBODY.match(bare[1]) and not NOT_GIVEN.search(bare[1]):
            yield _Told(start + bare.start(1), start + bare.end(1), rule, "name.unsure")
        return
    if rule == "name.under" and parts and len(parts) == 1 and shift == 0 and len(text) > 40:
        return
    for at, to in parts or ():
        yield _Told(start + shift + at, start + shift + to, rule)


def _introduced(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[_Told]:
    found = []
    ends = blocks.sign_off[0]
    for rule, pattern in (("name.introduced", _INTRODUCED), ("name.role", _WE_ARE), ("name.introduced", _I_AM)):
        for cue in pattern.finditer(sheet.text, 0, ends):
            if sheet.text[max(0, cue.start() - 1) : cue.start()] in ("被", "“", "对") or _in(blocks, cue.start()):
                continue
            at = cue.end()
            colon = _COLON.match(sheet.text, at)
            at = colon.end() if colon else at
            person = read_person(sheet.text, at, vocabulary=vocabulary)
            if person is None:
                continue
            found.append(_Told(person.start, person.end, rule))
            found += _listed_after(sheet.text, person.end, vocabulary) if colon and colon[0] else []
    for paragraph in sheet.paragraphs:
        label = _LABEL.match(paragraph.text)
        if label and paragraph.start < ends and "：" in label[0] and not _in(blocks, paragraph.start):
            head = re.split("[，。]", paragraph.text)[0]
            told = _persons_in(head, (label.end(), len(head)), "name.signed", vocabulary)
            found += [replace(t, start=paragraph.start + t.start, end=paragraph.start + t.end) for t in told]
    yield from sorted(found, key=lambda t: t.start)[:MOST_TOLD]


def _in(blocks: Blocks, place: int) -> bool:
    return blocks.part(place) in ("envelope", "table", "salutation")


def _listed_after(text: str, at: int, vocabulary: Vocabulary) -> list[_Told]:
    found = []
    while at < len(text) and text[at] == "、":
        person = read_person(text, at + 1, vocabulary=vocabulary)
        if person is None:
            break
        found.append(_Told(person.start, person.end, "name.introduced"))
        at = person.end
    return found


def _rows(blocks: Blocks, vocabulary: Vocabulary) -> Iterator[_Told]:
    """The names in a list of signers; a table that only tells of people has no column to sign or call."""
    # Rows and heads are searched once and not for each cell: a row of typed text may be as long as the letter.
    lists = cache(lambda heads: _LIST.search(heads) is not None)
    names_people = cache(lambda heads: "姓名" in heads and lists(heads))
    reaches = cache(lambda row: _REACHED.search(row) is not None)
    for cell in read_cells(blocks.rows):
        headed = _NAME_HEAD.fullmatch(cell.head) is not None and lists(cell.heads)
        bare = not cell.heads and cell.is_first and reaches(cell.row)
        if (headed or bare) and is_person(cell.text, vocabulary=vocabulary):
            yield _Told(cell.start, cell.end, "name.row")
            continue
        # The cell of the name may have run together with its neighbours: 2许添财13308357479…
        grown = _GROWN.fullmatch(cell.text) if names_people(cell.heads) else None
        if grown and is_person(grown[1], vocabulary=vocabulary):
            yield _Told(cell.start + grown.start(1), cell.start + grown.end(1), "name.row")


def _enveloped(blocks: Blocks, vocabulary: Vocabulary) -> Iterator[_Told]:
    for paragraph in blocks.envelope:
        if blocks.is_sender_line(paragraph.start):
            for start, end in _persons_on_envelope(paragraph.text, vocabulary):
                yield _Told(paragraph.start + start, paragraph.start + end, "name.envelope")


def _persons_on_envelope(text: str, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """The names on a line of the sender's: behind a label, alone but for a number, or at the end behind the address."""
    label = re.match(r"(?:寄信人|寄件人|发信人|发件人|寄)[：:]?", text)
    if label is not None:
        person = read_person(text, label.end(), vocabulary=vocabulary)
        if person is not None:
            return [(person.start, person.end)]
    elif parts := split_persons(_ASIDE.sub(lambda m: " " * len(m[0]), text), vocabulary=vocabulary):
        return parts
    last = re.search(rf"(?:^|[ 号室组楼])([{HAN}]{{2,4}})[ （(]*(?:寄|缄)?[)）]?$", text)
    return [last.span(1)] if last and is_person(last[1], vocabulary=vocabulary) else []


def _agree(sheet: Sheet, signed: list[_Told], told: list[_Told]) -> list[_Told]:
    """Bring signatures and self-introductions together; two readings of one name become one with a doubt."""
    merged = [_better(sheet, one, told) for one in signed[:MOST_SIGNED]] + signed[MOST_SIGNED:]
    return merged + _agree_with(sheet, merged, told)


def _agree_with(sheet: Sheet, merged: list[_Told], more: list[_Told]) -> list[_Told]:
    return [
        one
        for one in more
        if not any(
            _near(sheet.text[one.start : one.end], sheet.text[m.start : m.end])
            for m in merged[:MOST_SIGNED]
            if m.start != one.start
        )
    ]


def _better(sheet: Sheet, one: _Told, told: list[_Told]) -> _Told:
    name = sheet.text[one.start : one.end]
    others = [t for t in told if _near(name, sheet.text[t.start : t.end]) and sheet.text[t.start : t.end] != name]
    if not others or any(sheet.text[t.start : t.end] == name for t in told):
        return one

    def rank(t: _Told) -> tuple[int, float]:
        return sheet.text.count(sheet.text[t.start : t.end]), sheet.letter.confidence(sheet.span(t.start, t.end))

    best = max([one, *others], key=rank)
    return _Told(best.start, best.end, best.rule, "name.unsure")


def _near(one: str, other: str) -> bool:
    """Whether two names are the same but for one character read wrongly or lost."""
    if len(one) == len(other):
        return len(one) - sum(a == b for a, b in zip(one, other, strict=True)) <= (1 if len(one) > 2 else 0)
    short, long = sorted((one, other), key=len)
    return (
        len(long) - len(short) == 1
        and len(short) > 1
        and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    )
