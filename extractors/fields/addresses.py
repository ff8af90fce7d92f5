"""Find the places a letter names, from the division or road down to the flat, and which one is the sender's address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.fields.blocks import ACCUSED_LABEL, Blocks
from extractors.fields.numerals import read_digits
from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from records import Finding
from vocab import Division, Vocabulary

_NUMBER = r"[0-9A-Za-z|一二三四五六七八九十百甲乙丙丁]{1,5}(?:[\-—之][0-9]{1,4}){0,3}"
_NUMBERED = re.compile(
    rf"{_NUMBER}(?:号楼|号院|号店|号|栋|幢|座|单元|楼|室|房|组|队|层|户|弄|排|区|期|梯)(?:之[一二三四五六七八九十0-9]+)?"
)
_COMMON = re.compile(
    r"政府|党委|人大|部分|全体|广大|全村|各[村镇县市]|众|本[村镇县市]|一[个名位]|附近|当地|农[村民]|整个|几[个户]"
)
_NO_PLACE = re.compile(
    r"[市县区镇乡](?:里|民|人|委|干|长)|区(?:别|分)|路(?:过|上|面|灯|程)|里(?:面|头)|社(?:会|保)|组(?:织|成)|队(?:伍|长)"
)
_PEOPLE = re.compile(r"[村社组](?:民|委|干部|长|里|口|支书|书记|会计|主任|两委)")
_FLAT = re.compile(r"[0-9]{1,4}(?:-[0-9]{1,5}){1,3}|[0-9]{3,4}(?![0-9年月日元.,])")
_NOT = "住的在于从向是被我他她你们了着过这那请到局院厂校司委办所站店说等对把让给与"
_NEVER = _NOT.translate(str.maketrans("", "", "店院厂站所向过"))
_NAMED = re.compile(
    rf"(?:(?![{_NOT}])[{HAN}]){{1,8}}?(?:街道办事处|街道|自治区|社区|居委会|小区|花园|新村|自然村|村民小组|小组|大道|片区|工业区|开发区|工业园|园区|农场|林场|茶场|"
    r"公寓|广场|大厦|家园|新城|[路街巷弄里组社厝寨]村(?![民委里口干长])|[省市区县镇乡村路街巷弄里组队社厝苑寨])"
)
_VILLAGE = re.compile(
    rf"(?:(?![{_NEVER}])[{HAN}]){{1,3}}?(?:自然村|村民小组|社区|小区|新村|村(?![民委里口干长])|[社组寨路街巷](?![会保织成长过面灯]))"
)
"""Villages whose names hold a character that mostly ends a place: 后店村, 院前社, 过塘村."""
_SUFFIX = re.compile(r"社区|自然村|村民小组|[组社队村](?![组织成长会保伍员里区民委干])")
"""What a village's name may still end with after a sign that ends most names: 下厝社区, 枫厝组."""
_BEFORE_NUMBER = re.compile(rf"(?:(?![{_NOT}])[{HAN}]){{1,8}}?(?={_NUMBER}(?:号楼|号院|号|栋|幢|座|单元|室|楼))")
_PROVINCE = re.compile(r"(?:福建省|福建)$")
_GENERIC = re.compile(
    rf"(?:[{HAN}]{{2,4}}省)?(?:[{HAN}]{{2,4}}市)?[{HAN}]{{1,6}}?(?:区|县|镇|乡|街道|路|街|巷|大道|村)"
)
_ORGAN = re.compile(
    rf"(?:[{HAN}]{{0,10}}?)(?:局|法院|检察院|政府|党委|县委|区委|市委|委员会|纪委|监委|办公室|派出所|大队|支队|信访|服务中心|社保中心|中心|征迁办|指挥部|管委会|"
    rf"公司|人社|医保|环保|住建|城管|民政|公安|"
    r"委(?=[、，。：书组宣]|$)|办(?=[、，。：]|$))"
)
_LABEL = re.compile(r"(?:住址|地址|住所|户籍地?|户籍所在地|居住地|籍贯)(?:[（(][^（）]{1,6}[)）])?[：:为是]{0,2}$")
_LIVES = re.compile(
    r"(?:家住|现住|现居住?|租住|居住|暂住|暂居|常住|住在|户口在|住|现居|居|家在|[厝屋家](?:就)?[在是]|户籍和实际居住地均?)(?:在|于|为|是|址)?[：:]?$"
)
_WE_ARE = re.compile(r"(?:我们?(?:家)?(?:都)?是(?:来自|住在|在)?|本人(?:系|是)|系|是一?[名位]?)(?:原)?$")
_WORKS = re.compile(r"(?:在|来自)$")
_KEEPS_SHOP = re.compile(r"(?:租|合伙|自己|独自)?(?:开|经营|摆|卖|做(?:小)?(?:生意|买卖))")
_SELF = re.compile(r"(?:^|[：:])(?:您好|你好)?[，,！!]?我(?!们?(?:于|在|家|的|和|跟|与|把|被|从|到|去|问|向|找))")
_OF_OTHERS = re.compile(
    rf"{ACCUSED_LABEL}|(?:他|她|对方|老板|其|同村|邻居|朋友|亲戚|父亲|母亲|儿子|女儿|先父|我的?老?[父母爸妈爷奶哥姐弟妹叔伯舅姑姨侄甥孙岳])[^，。；]{{0,8}}$|"
    r"(?:祖籍|原籍)[^，。；住居]{0,8}$"
)
_ACCUSES = re.compile(r"(?:举报|反映|控告|投诉|检举|告|说|讲)的(?:就)?是$")
_PROPERTY = re.compile(r"的(?:老?房|老厝|祖厝|厝|店|田|地|果园|承包|宅|鱼塘|山林|厂)")
_ENDS = re.compile(r"[\n，。；;,（(]|\s|$|[0-9]|邮编|电话|手机|[\u4e00-\u9fff]{2,4}(?:\n|$)")
_INTRO = re.compile(r"我叫|我是|本人|我们是|[人者]：")
_STRAY = re.compile(r"[.·`|, ]")
_MISREAD = re.compile(r"(?<=[0-9])[OoQIl|]+|[OoQIl|]+(?=[0-9])")
_SURENESS = {
    "address.labelled": 0.97,
    "address.lives": 0.96,
    "address.envelope": 0.92,
    "address.resident": 0.9,
    "address.works": 0.75,
    "address.committee": 0.7,
}
"""How often an address found so is the sender's own."""


NEAR = 60
"""Characters of the clause before a place in which words stand that tell whose it is."""

TOWNSHIP, VILLAGE, HOUSE = 2, 3, 4
"""How far down a place goes: `Mention.depth`."""


@dataclass(frozen=True)
class Mention:
    """A place the letter names: where it stands, its divisions, how far down it goes, what follows it.

    `depth` counts 0 city, 1 county, 2 township, 3 village or road, 4 group or house; `organ` is true when
    the divisions only belong to an authority's name. `rule` tells why it is the sender's address, if it is.
    """

    start: int
    end: int
    divisions: tuple[Division, ...]
    depth: int
    organ: bool
    part: str = "body"
    rule: str | None = None


def find_mentions(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Find every place named, in the order written, and mark those that are the sender's address."""
    mentions: list[Mention] = []
    for mention in sorted(
        [*_known(sheet, blocks, vocabulary), *_unknown(sheet, blocks)], key=lambda m: (m.start, -m.end)
    ):
        if not mentions or mention.start >= mentions[-1].end:
            mentions.append(mention)
    return tuple(mentions)


def find_addresses(sheet: Sheet, *, blocks: Blocks, mentions: tuple[Mention, ...]) -> tuple[Finding, ...]:
    """Find the sender's address: labelled, told with 住, on the envelope, or in the self-introduction.

    Among several the one that goes down to a house wins, then the surer rule, then the first.
    """
    best = sender_address(sheet, blocks=blocks, mentions=mentions)
    if best is None or best.rule is None:
        return ()
    value = quote_place(sheet, best)
    return (sheet.finding("address", value, (best.start, best.end), rule=best.rule, sureness=_SURENESS[best.rule]),)


def quote_place(sheet: Sheet, mention: Mention) -> str:
    """Quote a place as written; letters that OCR took for figures inside its numbers are put right."""
    written = sheet.written[mention.start : mention.end].replace("\t", "")
    return re.sub(r"[·`, ]", "", _MISREAD.sub(lambda m: read_digits(m[0]), written))


def sender_address(sheet: Sheet, *, blocks: Blocks, mentions: tuple[Mention, ...]) -> Mention | None:
    """Choose the mention that is the sender's address, or none."""
    own = [m for m in mentions if m.rule is not None and not m.organ]
    if own:
        return max(own, key=lambda m: (TOWNSHIP if m.depth == VILLAGE else m.depth, _SURENESS[m.rule or ""]))
    return _committee(sheet, blocks, mentions)


def _known(sheet: Sheet, blocks: Blocks, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Mentions that begin with a division of the table."""
    text = sheet.text
    found = [row for row in vocabulary.find_divisions(text) if not _names_village(text, *row)]
    number = 0
    while number < len(found):
        start, end, division = found[number]
        divisions = [division]
        number += 1
        while number < len(found) and found[number][0] == end and divisions[-1].level != "township":
            end = found[number][1]
            divisions.append(found[number][2])
            number += 1
        province = _PROVINCE.search(text[max(0, start - 3) : start])
        start -= len(province[0]) if province else 0
        organ = _ORGAN.match(text, end) is not None
        depth = {"city": 0, "county": 1, "zone": 1, "township": TOWNSHIP}[divisions[-1].level]
        if not organ or depth >= TOWNSHIP:
            tail, tail_depth = _extend(text, end)
            if tail > end:
                organ = False
            while number < len(found) and found[number][0] < tail:
                if divisions[-1].level != "township":
                    divisions.append(found[number][2])
                number += 1
            end, depth = tail, max(depth, tail_depth)
        yield _attribute(sheet, blocks, Mention(start, end, tuple(divisions), depth, organ))


def _names_village(text: str, start: int, end: int, division: Division) -> bool:
    """Whether a township's short name only begins a village's or a road's: 港尾村 lies in many townships."""
    return (
        division.level == "township" and text[start:end] != division.name and text[end : end + 1] in tuple("村社路街")
    )


def _unknown(sheet: Sheet, blocks: Blocks) -> Iterator[Mention]:
    """Mentions behind an opener that begin with a place the table does not know."""
    for opener in re.finditer(r"(?:住址|地址|家住|现住|住在|租住在?|居住在|现居|[，,]居|住)[：:]?", sheet.text):
        head = _GENERIC.match(sheet.text, opener.end())
        if head is None or re.search(f"[{_NOT}]", head[0]):
            continue
        end, depth = _extend(sheet.text, head.end())
        if depth >= HOUSE:
            yield _attribute(sheet, blocks, Mention(head.start(), end, (), depth, organ=False))


def _extend(text: str, end: int) -> tuple[int, int]:
    """Follow an address down from `end`: villages, roads and groups, then houses and flats."""
    depth, numbered = 0, False
    while True:
        part = _NUMBERED.match(text, end)
        if part:
            depth, numbered = HOUSE, True
        elif numbered and (part := _BEFORE_NUMBER.match(text, end) or _FLAT.match(text, end)):
            depth = HOUSE
        elif not numbered and (
            part := _NAMED.match(text, end) or _BEFORE_NUMBER.match(text, end) or _VILLAGE.match(text, end)
        ):
            if _COMMON.match(part[0]) or _NO_PLACE.match(text, part.end() - 1):
                return end, depth
            depth = max(depth, HOUSE if part[0].endswith("组") else VILLAGE)
            if _PEOPLE.match(text, part.end() - 1):
                return part.end(), depth
            if suffix := _SUFFIX.match(text, part.end()):
                part = suffix
                depth = max(depth, HOUSE if suffix[0].endswith("组") else VILLAGE)
        elif _STRAY.match(text, end) and (_NUMBERED.match(text, end + 1) or _NAMED.match(text, end + 1)):
            end += 1
            continue
        else:
            return end, depth
        end = part.end()


def _attribute(sheet: Sheet, blocks: Blocks, mention: Mention) -> Mention:
    """The mention with the part it stands in, and the rule by which it is the sender's address, if it is."""
    placed = replace(mention, part=blocks.part(mention.start))
    return replace(placed, rule=_sender_rule(sheet, blocks, placed))


def _sender_rule(sheet: Sheet, blocks: Blocks, mention: Mention) -> str | None:
    sentence = sheet.sentence_before(mention.start)
    clause = re.split(r"[，；]", sentence)[-1]
    near = clause[-NEAR:]
    if mention.organ or mention.part == "salutation" or _is_others(sheet, mention, sentence, near):
        return None
    if mention.part == "envelope":
        return "address.envelope" if mention.depth >= VILLAGE and blocks.is_sender_line(mention.start) else None
    alone = _ENDS.match(sheet.text, mention.end) is not None
    bare = mention.part == "sign_off" and mention.depth >= VILLAGE and not clause and alone
    if bare or _LABEL.search(near):
        return "address.labelled"
    if _LIVES.search(near):
        return "address.lives"
    if _is_introduction(sentence, clause, sheet.text[mention.end : mention.end + 16], mention.depth):
        return "address.resident"
    return "address.works" if _keeps_shop(sheet, mention, sentence, clause) else None


def _is_others(sheet: Sheet, mention: Mention, sentence: str, clause: str) -> bool:
    """Whether a place is somebody else's, or only where the writer owns something."""
    others = _OF_OTHERS.search(clause) or _ACCUSES.search(clause) or re.search(ACCUSED_LABEL, sentence)
    return bool(others) or (mention.depth < HOUSE and _PROPERTY.match(sheet.text, mention.end) is not None)


def _keeps_shop(sheet: Sheet, mention: Mention, sentence: str, clause: str) -> bool:
    """Whether the writer works or keeps a shop at this door: 我叫某某，在某路45号开店."""
    if mention.depth < HOUSE or not _WORKS.search(clause):
        return False
    shop = _KEEPS_SHOP.match(sheet.text, mention.end) is not None and _SELF.search(sentence) is not None
    return shop or re.search(r"我叫|本人", sentence) is not None


def _is_introduction(sentence: str, clause: str, after: str, depth: int) -> bool:
    """Whether the words before and after a place say: this is where I am from."""
    says_we = clause.startswith(("我", "本人", "您好", "你们好")) or _INTRO.search(sentence) is not None
    if depth >= VILLAGE and says_we and _WE_ARE.search(clause):
        return True
    if re.match(r"(?:的)?(?:村民|居民|业主)|人[，。]", after) and _INTRO.search(sentence[-12:]):
        return True
    if (
        depth >= VILLAGE
        and re.match(r"(?:租房|暂时?|长期|务工|打工|经商)*(?:居住|租住|租房)", after)
        and re.search(r"现在?$|我", clause)
    ):
        return True
    alone = not clause and depth >= HOUSE
    return alone and re.search(r"(?:我叫|我是|本人)[^，。；]{2,4}，(?:[男女]，)?$", sentence) is not None


def _committee(sheet: Sheet, blocks: Blocks, mentions: tuple[Mention, ...]) -> Mention | None:
    """The address of the estate whose owners sign together: 翠园小区位于…, signed 翠园小区业主委员会."""
    start, end = blocks.sign_off
    signed = re.search(
        rf"([{HAN}]{{2,10}}?(?:小区|花园|新村|大厦|公寓|村|社区)?)(?:业主委员会|业委会|全体业主|全体村民|村民小组)",
        sheet.text[start:end],
    )
    if signed is None:
        return None
    opened = re.compile(rf"{re.escape(signed[1])}(?:位于|坐落于|坐落在|在|地处)$")
    own = (
        m
        for m in mentions
        if m.part == "body" and m.depth >= HOUSE and opened.search(sheet.text[max(0, m.start - 20) : m.start])
    )
    first = next(own, None)
    return replace(first, rule="address.committee") if first else None
