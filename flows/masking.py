"""Take what belongs to persons out of a letter that is to be quoted: names, numbers, addresses below the township.

The project's own finders say where such things stand; wide nets go over the rest, for here a word too many is no harm
and one too few is.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache

from classifiers.ngrams.folding import fold_with_places
from classifiers.ngrams.segmenting import Segmenter, segmenter_for
from extractors.fields.addresses import find_mentions
from extractors.fields.blocks import find_blocks
from extractors.fields.findings import find_all
from extractors.fields.persons import surname_pattern
from extractors.fields.sheets import Sheet, lay_out
from extractors.lines.text import HAN, normalize_line
from records import Finding, Letter, Line, Page, Scan
from vocab import Vocabulary, simplify

COVER = "██"
"""Stands for whatever was taken out, however long it was."""
PRIVATE = frozenset(
    {"name", "phone", "other_phone", "id_no", "birth_date", "accused", "employer", "letter_barcode", "paper_no"}
)
"""Fields whose words are covered, here and wherever they are repeated."""
PLACES = frozenset({"address", "place", "address_normal"})
"""Fields of which what lies below the township is covered."""
LONGEST_NAME = 4

_DIGIT = "[0-9OolI〇零○一二三四五六七八九幺]"
_NUMBERS = re.compile(
    r"(?<![0-9])[0-9]{6,}+(?!元|万|亿|亩|平)[Xx*]?"
    r"|(?<![0-9])[0-9](?:[ \-—－.·,，/()（）]{0,2}[0-9OolI]){6,}[ \-]?[Xx]?"
    rf"|{_DIGIT}{{7,}}[Xx]?"
)
"""Telephone, identity, bank card and account numbers, in groups, misread by a letter or written in characters."""
_CONTACTS = re.compile(
    r"[A-Za-z0-9._%+\-]+ ?[@＠] ?[A-Za-z0-9\-]+(?: ?\. ?[A-Za-z0-9\-]+)*"
    r"|(?:https?://|www\.)[^\s\u4e00-\u9fff，。；）]+"
    r"|(?:QQ|qq|微信|Wechat|WeChat|wechat|抖音|微博|VX|vx)[^A-Za-z0-9，。；\n]{0,6}[A-Za-z0-9_\-]{4,}"
)
_PLATES = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z][ ·.\-]?[A-Za-z0-9]{4,6}[挂学警港澳]?"
)
_DOORS = re.compile(
    r"[0-9A-Za-z一二三四五六七八九十百]{1,5}(?:[\-—之][0-9]{1,4})*(?:号楼|号院|号店|栋|幢|座|单元|楼|室|房|号(?!线|文|令))"
    r"(?:[0-9A-Za-z一二三四五六七八九十\-—之]{0,6}(?:号楼|栋|幢|座|单元|楼|室|房|号)?)*"
)
_HEAD = re.compile(
    rf"(?:[{HAN}]{{2,4}}(?:省|自治区))?(?:[{HAN}]{{2,5}}市)?(?:[{HAN}]{{1,5}}?[县区])?(?:[{HAN}]{{1,6}}?(?:街道办事处|街道|镇|乡))?"
)
_DIVISION = re.compile(r"[省市县区镇乡]|街道")
_CALLED = re.compile(rf"(?:我叫|名叫|本人|姓名[：:是]?|叫做|署名[：:]?|[人者][：:])([{HAN}]{{2,4}})")
_BEFORE_NAMES = re.compile(
    r"战友|老人|民警|警员|店员|护士|楼上|楼下|隔壁|同村的?|村民|邻居|法院判|证人|工友|同事|老板|工头|会计|[组村队所镇局乡县市区院校厂处科厅]长|书记|主任|老师|医生|司机|房东|租客|亲戚|"
    r"[堂表][兄弟姐妹哥]|儿子|女儿|丈夫|妻子|老公|老婆|父亲|母亲|哥哥|弟弟|姐姐|妹妹|同学|老乡|经理|董事长|法人|股东|被告|原告|患者|死者|受害人|干部"
)
_GIVEN = re.compile(rf"[{HAN}](?<![的了我你您他她它们吗呢吧啊不没很都也就和与及或是在有这那])")
_FOLLOWS = re.compile(
    r"(?:先生|女士|同志|书记|主任|局长|村长|镇长|所长|老板|经理|会计|领导|医生|老师|队长|组长|某|家的?|说|[县市区镇乡村])"
)
_WORKS_AT = re.compile(
    rf"[在于系]([{HAN}]{{2,12}}?(?:厂|公司|店|集团|合作社))(?=上班|职工|工作|打工|务工|当|做|退休|任职|的?[职员]工)"
)
_NEIGHBOURHOOD = re.compile(rf"[{HAN}]{{1,6}}?(?:自然村|社区|小区|花园|新村|家园|村|社|组|路|街|巷|厝)")
_FOREIGN_NAME = re.compile(rf"[{HAN}]{{1,6}}[·•][{HAN}]{{1,8}}")

Extent = tuple[int, int]


def letter_mask(vocabulary: Vocabulary) -> Callable[[str, str], tuple[str, str]]:
    """What masks letters with the words of a vocabulary."""
    return lambda title, text: mask_letter(title, text, vocabulary=vocabulary)


def mask_letter(title: str, text: str, *, vocabulary: Vocabulary) -> tuple[str, str]:
    """Give title and text, their lines in normal form, with everything that tells of a person covered."""
    heading = " ".join(map(normalize_line, title.splitlines()))
    letter = _lay_text(heading, text)
    whole = letter.text
    extents = [*_find_stated(letter, vocabulary), *_sweep(simplify(whole)), *_find_likely_names(whole, vocabulary)]
    edge = len(heading) if heading else -1
    covered = _cover(whole, extents, edge=edge)
    head, _, body = covered.partition("\n") if heading else ("", "", covered)
    return head, body


def _lay_text(heading: str, text: str) -> Letter:
    """A letter of plain text without a scan behind it."""
    now = datetime.now(UTC)
    scan = Scan(sha256="0" * 64, name="row", media_type="text/plain", size=len(text), received_at=now)
    lines = [] if not heading else [_line(heading, "\n")]
    for paragraph in text.splitlines() or [""]:
        cells = [normalize_line(cell) for cell in paragraph.split("\t")]
        lines += [_line(cell, "\t" if place else "\n") for place, cell in enumerate(cells)]
    return Letter(scan=scan, pages=(Page(number=1, source="document"),), lines=tuple(lines))


def _line(text: str, joint: str) -> Line:
    return Line.model_validate(
        {"page": 1, "box": (0, 0, 1, 1), "text": text, "raw": text, "confidence": 1, "engine": "text", "joint": joint}
    )


def _find_stated(letter: Letter, vocabulary: Vocabulary) -> Iterator[Extent]:
    """What the finders find, and where its words stand again."""
    found = find_all(letter, vocabulary=vocabulary, received=date.max.replace(year=2100))
    whole = letter.text
    simple = simplify(whole)
    repeated: set[str] = set()
    for finding in found:
        start, end = finding.span.start, finding.span.end
        if finding.field in PRIVATE and end > start:
            yield start, end
            repeated |= _repeatable(finding, simple[start:end])
        elif finding.field in PLACES and end > start:
            start = _below_township(simple, start, end, vocabulary)
            yield start, end
            named = _NEIGHBOURHOOD.match(simple, start, end)
            repeated |= {simple[start:end], named[0] if named else ""}
    sheet = lay_out(letter)
    for mention in find_mentions(sheet, blocks=find_blocks(sheet), vocabulary=vocabulary):
        extent = _span(sheet, mention.start, mention.end)
        yield _below_township(simple, *extent, vocabulary), extent[1]
    for words in repeated:
        if len(words) > 1:
            yield from (match.span() for match in re.finditer(re.escape(words), simple))


def _span(sheet: Sheet, start: int, end: int) -> Extent:
    span = sheet.span(start, end)
    return span.start, span.end


def _repeatable(finding: Finding, words: str) -> set[str]:
    """The forms in which a value may stand again: as written, as it was understood, a name without its surname."""
    forms = {words, simplify(finding.value or "")}
    if finding.field == "employer":
        return {form for form in forms if len(form) > LONGEST_NAME}  # a short one is a kind of work: 教师, 工人
    if finding.field in ("name", "accused"):
        forms |= {form[1:] for form in forms if len(form) == 3}
        forms |= {form[2:] for form in forms if len(form) == LONGEST_NAME}
    return {form for form in forms if len(form) > 1}


def _below_township(text: str, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Where the part of a place begins that is not said: behind its province, city, county and township."""
    at = start
    for first, last, _ in vocabulary.find_divisions(text[start:end]):
        if start + first <= at + len("福建省漳州市"):
            at = max(at, start + last)
    head = _HEAD.match(text, start, end)
    return max(at, head.end() if head else start)


def _sweep(text: str) -> Iterator[Extent]:
    """Numbers, addresses of mail and sites, plates, doors, employers, and who is called something, in simple text."""
    for pattern in (_NUMBERS, _CONTACTS, _PLATES, _DOORS, _FOREIGN_NAME):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in (_CALLED, _WORKS_AT):
        yield from (match.span(1) for match in pattern.finditer(text))


def _find_likely_names(text: str, vocabulary: Vocabulary) -> Iterator[Extent]:
    """Words that may be names: they begin with a surname, and no dictionary knows them.

    Words cut by the segmenter come first; then every surname that no dictionary's word begins at, for a name is often
    cut together with the word before it. A word that reaches across (上尉 in 楼上尉某某) is an excuse where none ends
    before the surname. Behind a word that names follow there is none.
    """
    segmenter = segmenter_for(vocabulary)
    folded = fold_with_places(text)
    simple = folded.text
    places = {
        place
        for start, end, _ in vocabulary.find_divisions(simple)
        if _DIVISION.search(simple, end - 1, end + 2)
        for place in range(start, end)
    }
    at = 0
    for word in segmenter.segment(simple):
        start = simple.find(word, at)
        if start >= 0:
            at = start + len(word)
            if segmenter.may_be_name(word) and start not in places:
                span = folded.span(start, at)
                yield span.start, span.end
    told = {match.end() for match in _BEFORE_NAMES.finditer(simple)}
    for match in _surname_places(vocabulary).finditer(simple):
        start, end = match.start(), match.end(1)
        name = _read_name(simple, start, end, segmenter, told=start in told)
        if name and start not in places:
            span = folded.span(start, start + name)
            yield span.start, span.end


def _read_name(text: str, start: int, end: int, segmenter: Segmenter, *, told: bool) -> int:
    """How many characters of a name begin at `start` with a surname that ends at `end`; none when it is none."""
    given = 0
    while given < 2 and _GIVEN.match(text, end + given) and not _FOLLOWS.match(text, end + given):
        given += 1
    if not given:
        return 0
    if told:
        return end + given - start
    most = min(len(text), start + LONGEST_NAME)
    begun = (text[start:last] for last in range(max(start + 2, end + 1), most + 1))
    if any(map(segmenter.knows, begun)):
        return 0
    ended = (text[first:start] for first in range(max(0, start - 3), start - 1))
    across = (text[first:last] for first in range(max(0, start - 3), start) for last in range(start + 1, most + 1))
    if not any(map(segmenter.knows, ended)) and any(map(segmenter.knows, across)):
        return 0
    return end + given - start


@cache
def _surname_places(vocabulary: Vocabulary) -> re.Pattern[str]:
    """A surname at any place, also inside what another one may begin."""
    return re.compile(rf"(?<![0-9])(?=({surname_pattern(vocabulary)}))")


def _cover(text: str, extents: Iterable[Extent], *, edge: int) -> str:
    """The text with every extent covered; those that touch become one, and the break at `edge` stays."""
    hidden = bytearray(len(text))
    for start, end in extents:
        hidden[start:end] = b"\1" * (end - start)
    if 0 <= edge < len(text):
        hidden[edge] = 0
    pieces: list[str] = []
    for place, character in enumerate(text):
        if not hidden[place]:
            pieces.append(character)
        elif place == 0 or not hidden[place - 1]:
            pieces.append(COVER)
    return "".join(pieces)
