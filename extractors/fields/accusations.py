"""Tell whether a letter accuses, and which officials it blames: a wrong, and the official who is said to have done it.

A wrong of office (贪污, 包庇) speaks of an official who stands near it; a wrong that anybody may do (打人, 私自)
accuses only where an official is its doer. Whoever is asked or told (请…查处, 向…反映) is no doer.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extractors.fields.blocks import ACCUSED_LABEL, Blocks, Extent
from extractors.fields.listed_words import listed_words
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from vocab import Vocabulary

REACH, NEAR, BACK = 70, 16, 240
"""Characters between an official and a wrong of office in one sentence; between a doer and a wrong that anybody may
do; and as far back as an official may stand when the sentence of a wrong of office names none."""

WINDOW, FAR, CLOSE = 24, 12, 5
"""Characters of the clause before an official that are looked at; how far before him 请 asks him, and 到 or 由."""

_BREAK = re.compile(r"[。！？!?\n；;]")
_CLAUSE = re.compile(r"[，。！？!?\n；;：:、,]")
_DENIED = re.compile(
    r"(?:不是|没有|并非|不敢|不想|未必|从未|绝无|未曾|杜绝|防止|避免|避免了|以防|免得|反对|严禁|禁止|打击|遏制|预防|不许|不要|不会|如有|如果有|若有|是否|谨防)"
    r"[^，。；！？\n]{0,6}$"
)
_ASKED = re.compile(
    r"请|恳求|希望|盼|期望|要求|建议|呼吁|求助|联系|拨打|打给|打到|感谢|谢谢|尊敬的|敬爱的|督促|责成|向|致|呈|找|告诉|告知|求"
)
_GOING = re.compile(r"到|去|跟|由|经|报|交|给|通过|得到|望")
_GREETED = re.compile(r"[：:]|[^，。；！？\n]{0,3}[您你]们?好")
_AGAINST = re.compile(
    r"查|追究|惩|处理|处分|举报|控告|检举|投诉|揭发|监督|反映|反应|质疑|打击|打掉|约谈|问责|整顿|整治|制止|申诉"
)
_TURNED = re.compile(
    r"(?:举报|控告|检举|揭发|状告|严查|彻查|查处|严惩|追究|惩处|惩治|问责|查一查|弹劾)"
    r"(?!人|信|书|者|过|了|无|电话|后|至|到|给|中心|平台|热线|材料|件)[^，。；！？\n：向请给]{0,12}$"
)
_NO_BODY = re.compile(r"人行[道横天便路]|中心支行|公安县|社区用房|社区医院|社区团购")
_STOPS = re.compile(r"查处|追究|惩|处理|处罚|举报|控告|投诉|反映|打击|整治|制止")
_IN_CHARGE = re.compile(
    r"(?:[县市区镇乡村]|街道|社区|局|所|站|校)(?:里|上)?(?:负责|分管|主管|专管|管)[\u4e00-\u9fff]{1,6}?的(?:那一?[个位名]|这一?[个位名]|一[个位名]|[个位])?"
    r"(?:人员|人|干部|领导|同志|工作人员|女的|男的|头头|主任)"
)
"""Somebody told of by what he is in charge of: 镇里管民政的那个人."""
_HE = re.compile(r"[他她]们?(?![\u4e00-\u9fff]?[们的])[^，。；！？\n我他她]{0,10}$")
_OBJECT = re.compile(r"[叫让要向找给收逼对跟和与帮为替将把请骂打][\u4e00-\u9fff]{0,3}$")
_NO_DOER = re.compile(
    r"(?:全体|广大|一线|各位|基层|我是|本人是|本人系|我们是|我系|身为|作为|拖欠|伤害|殴打|辱骂|反腐|群众)[\u4e00-\u9fff]{0,3}$"
)
_PASSIVE = re.compile(r"被[^，。；]{0,10}$")

Kind = Literal["unit", "post", "body"]


@dataclass(frozen=True)
class Official:
    """Where a letter speaks of an official or a public body; `code` when it is a unit of the table."""

    start: int
    end: int
    kind: Kind
    code: str | None = None


@dataclass(frozen=True)
class Charge:
    """A wrong, and the official it is laid to, if any; `sure` unless he only stands in a sentence before."""

    start: int
    end: int
    grave: bool
    of: Official | None = None
    sure: bool = True


def find_officials(sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary) -> tuple[Official, ...]:
    """Every official and public body that heading and body name and that is not the one who is asked, in order."""
    low, high = blocks.heading[0], blocks.sign_off[0]
    text = sheet.text[:high]
    taken = Taken(len(text))
    found = [Official(*match.span(), "post") for match in _IN_CHARGE.finditer(text, low)]
    for official in found:
        taken.add(official.start, official.end)
    for start, end, unit in vocabulary.find_units(text[low:]):
        if not taken.touches(start + low, end + low):
            found.append(Official(start + low, end + low, "unit", unit.code))
            taken.add(start + low, end + low)
    for match in listed_words(vocabulary, "not_cadres").finditer(text, low):
        taken.add(*match.span())
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("post", ("cadre_posts", "accused_posts")),
        ("body", ("public_bodies",)),
    )
    for kind, lists in kinds:
        for match in listed_words(vocabulary, *lists).finditer(text, low):
            if not taken.touches(*match.span()):
                found.append(Official(*match.span(), kind))
                taken.add(*match.span())
    greeted = blocks.salutation
    return tuple(
        official
        for official in sorted(found, key=lambda o: o.start)
        if not _NO_BODY.match(text, official.start)
        and not (official.kind == "post" and _NO_DOER.search(text[max(0, official.start - 7) : official.start]))
        and not greeted[0] <= official.start < greeted[1]
        and not _is_asked(sheet.text, official)
    )


def _is_asked(text: str, official: Official) -> bool:
    """Whether the clause asks the official, or tells him, and does not turn against him."""
    if _GREETED.match(text, official.end):
        return True
    before = _CLAUSE.split(text[max(0, official.start - WINDOW) : official.start])[-1]
    turned = [match.end() for match in _AGAINST.finditer(before)]
    before = before[turned[-1] :] if turned else before
    asking = [match.end() for match in _ASKED.finditer(before)]
    going = [match.end() for match in _GOING.finditer(before)]
    return (bool(asking) and len(before) - asking[-1] <= FAR) or (bool(going) and len(before) - going[-1] <= CLOSE)


def find_charges(
    sheet: Sheet, *, blocks: Blocks, officials: tuple[Official, ...], vocabulary: Vocabulary
) -> tuple[Charge, ...]:
    """Every wrong that the letter tells, each with the official it is laid to, in order."""
    low, high = blocks.heading[0], blocks.sign_off[0]
    text = sheet.text[:high]
    starts = [official.start for official in officials]
    charges = []
    grave_places: set[int] = set()
    for match in listed_words(vocabulary, "office_wrongs").finditer(text, low):
        if not _is_denied(text, match.start()):
            of, sure = _near_official(text, match.span(), officials, starts)
            charges.append(Charge(*match.span(), True, of, sure))
            grave_places.update(range(*match.span()))
    for match in listed_words(vocabulary, "open_wrongs").finditer(text, low):
        if match.start() in grave_places or _is_denied(text, match.start()):
            continue
        of = _doer(text, match.start(), officials, starts, vocabulary)
        if of is not None:
            charges.append(Charge(*match.span(), False, of))
    charges += _turned_against(text, officials)
    charges += _titled(sheet, blocks, officials, vocabulary)
    return tuple(sorted(charges, key=lambda charge: charge.start))


def _turned_against(text: str, officials: tuple[Official, ...]) -> Iterator[Charge]:
    """举报, 严查 and the like, with an official as their object."""
    for official in officials:
        before = _CLAUSE.split(text[max(0, official.start - WINDOW) : official.start])[-1]
        verb = _TURNED.search(before)
        if verb is not None:
            at = official.start - len(before) + verb.start()
            yield Charge(at, at + 2, grave=False, of=official)


def _titled(sheet: Sheet, blocks: Blocks, officials: tuple[Official, ...], vocabulary: Vocabulary) -> Iterator[Charge]:
    """A wrong in the title that is laid to nobody private, in public matters, when the letter speaks of officials."""
    first = sheet.paragraphs[0]
    low, high = blocks.heading
    low, high = (low, high) if high > low else (first.start, min(first.end, first.start + WINDOW * 2))
    if (
        not officials
        or listed_words(vocabulary, "private_parties").search(sheet.text, low, high)
        or not listed_words(vocabulary, "public_matters").search(sheet.text, low, high)
    ):
        return
    wrong = listed_words(vocabulary, "open_wrongs").search(sheet.text, low, high)
    if wrong is not None and not _is_denied(sheet.text, wrong.start()):
        yield Charge(*wrong.span(), grave=False)


def _is_denied(text: str, at: int) -> bool:
    return _DENIED.search(text[max(0, at - 14) : at]) is not None


def _near_official(
    text: str, span: Extent, officials: tuple[Official, ...], starts: list[int]
) -> tuple[Official | None, bool]:
    """The official of a wrong of office: the last one before it in its sentence, else the first one behind it.

    Where the sentence names none, the last one in the sentences before, and that he is not sure.
    """
    start, end = span
    here = bisect_left(starts, start)
    before = officials[here - 1] if here else None
    if before and start - before.end <= REACH and not _BREAK.search(text, before.end, start):
        return before, True
    if here < len(officials):
        behind = officials[here]
        if behind.start - end <= REACH // 2 and not _BREAK.search(text, end, behind.start):
            return behind, True
    return (before, False) if before and start - before.end <= BACK else (None, False)


def _doer(
    text: str, at: int, officials: tuple[Official, ...], starts: list[int], vocabulary: Vocabulary
) -> Official | None:
    """The official who did it: close before the wrong, in its sentence, with nobody private between."""
    here = bisect_left(starts, at)
    if not here:
        return None
    official = officials[here - 1]
    if official.kind == "post" and _HE.search(text[max(0, at - NEAR) : at]) and at - official.end <= REACH:
        return official
    between = text[official.end : at]
    if (
        at - official.end > NEAR
        or _BREAK.search(between)
        or len(_CLAUSE.findall(between)) > 1
        or _acts_privately(between, vocabulary)
        or _STOPS.search(between)
        or _PASSIVE.search(text[max(0, official.start - 12) : official.start])
    ):
        return None
    return official


def _acts_privately(between: str, vocabulary: Vocabulary) -> bool:
    """Whether words between name somebody private as the doer: not one to whom or with whom it is done (叫老板报销)."""
    return any(
        not _OBJECT.search(between[: party.start()])
        for party in listed_words(vocabulary, "private_parties").finditer(between)
    )


def accuses(sheet: Sheet, *, charges: tuple[Charge, ...]) -> bool:
    """Whether the letter accuses: a label says so, or it tells a wrong of office, or an official did another wrong."""
    return bool(charges) or re.search(ACCUSED_LABEL, sheet.text) is not None
