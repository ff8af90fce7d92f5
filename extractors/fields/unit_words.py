"""Tell how far back the words of a unit, or of a unit and a post in it, reach in their clause."""

import re

from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from vocab import Vocabulary

REACH = 22
"""Characters before a unit's or a post's own word in which the words that belong to it may stand."""

_BREAK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9〇（）()]")
_OURS = re.compile(
    r"(?:我们?|咱们?|本|俺们?)(?:这个?|那个?|们)?(?:村|镇|乡|社区|街道|县|区|市|局|校|学校|单位|厂|公司|队|组|小区|社)"
)
_NOT_PART = re.compile(
    r"追究|彻查|严查|调查|查清|查处|严惩|严肃|请求|要求|希望|反映|举报|控告|检举|揭发|投诉|关于|实名|质疑|责令|恳请|以及|包括|勾结|伙同|就是|因为|由于|可是|但是|而且|作为|"
    r"[对和与及向由被在到把将因为而但我您你他她它们望现该其这某是跟同给让叫说请查告有找去来当等且则之以了着过个那些从]"
)
_PLACE = re.compile(rf"(?:(?:[A-Z][0-9]{{0,2}}|[{HAN}]{{1,4}})(?:省|市|县|区|镇|乡|街道|村|社区))+[{HAN}]{{0,4}}$")

_OWN_NAME = re.compile(rf"[{HAN}]{{0,3}}(?:派出所|所|站|中学|小学|学校|医院|大队|中队|幼儿园)")
_ENDS_BODY = re.compile(r"[村镇乡县区市省局所队办委院厂校组站社上里场]的?$")


def words_start(sheet: Sheet, start: int, *, vocabulary: Vocabulary) -> int:
    """Where the words of the unit or post at `start` begin: at its division, or behind verbs and prepositions.

    仙都镇民政办 for 民政办, 我们村的书记 for 书记; the word itself where nothing before it belongs to it.
    """
    before = _BREAK.split(sheet.text[max(0, start - REACH) : start])[-1]
    ours = list(_OURS.finditer(before))
    if ours and len(before) - ours[-1].end() <= 6:
        return start - len(before) + ours[-1].start()
    divisions = vocabulary.find_divisions(before)
    if divisions:
        at = len(divisions) - 1
        while at and divisions[at - 1][1] == divisions[at][0]:
            at -= 1
        if not _NOT_PART.search(before[divisions[-1][1] :]):
            return start - len(before) + divisions[at][0]
    cut = max((match.end() for match in _NOT_PART.finditer(before)), default=0)
    rest = before[cut:]
    place = _PLACE.search(rest)
    if place:
        return start - len(rest) + place.start()
    named = _OWN_NAME.match(sheet.text, start) and re.fullmatch(rf"[{HAN}]{{2}}", rest)
    return start - len(rest) if named or (len(rest) <= 5 and _ENDS_BODY.search(rest)) else start
