"""Numbers of persons inside free text, whosever they are: telephones, identity cards, accounts, plates, mail."""

import re

from ledger.masking.folding import fold, fold_digits
from ledger.masking.shapes import HIDDEN, mask_number

_KEPT = (
    r"(?<![0-9])(?:19|20)[0-9]{2}[\-./年][0-9]{1,2}(?:[\-./月][0-9]{1,2}日?)?(?![0-9\-./])"  # a day, a month
    r"|(?<![0-9])(?!1[3-9][0-9]{9})[0-9,]{1,12}(?:\.[0-9]+)?(?=多?[元万亿亩㎡]|平方|公斤|公里)"  # an amount, an area
)
_HAN_DIGIT = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_DIGIT = f"[0-9{_HAN_DIGIT}]"
_GAP = r"[\s\-—–_~.·,，/()（）]{0,2}"
_MISREAD = rf"[oil](?=[\s\-]?{_DIGIT})"
_NUMBER = rf"(?<![0-9]){_DIGIT}(?:{_GAP}(?:{_DIGIT}|{_MISREAD})){{6,}}[ \-]?x?(?![0-9])"
_CONTACT = (
    r"[a-z0-9._%+\-]+ ?@ ?[a-z0-9\-]+(?: ?\. ?[a-z0-9\-]+)*"
    r"|(?:(?<=qq)|(?<=[微薇威]信)|(?<=wechat)|(?<=[vw]x)|(?<=[抖快][音手])|(?<=支付宝))"
    r"[^a-z0-9，。；\n]{0,4}[a-z0-9][a-z0-9_\-]{4,}"
)
_DAY = rf"{_DIGIT}{{2,4}}[\-./年][0-9十{_HAN_DIGIT}]{{1,3}}[\-./月][0-9十{_HAN_DIGIT}]{{1,3}}[日号]?"
_BIRTH = (
    rf"(?:(?<=生于)|(?<=出生)|(?<=生日)|(?<=出生日期)|(?<=出生年月))[:是为在于 ]{{0,2}}{_DAY}"
    rf"|{_DAY}(?=出?生(?![产活效病意育长]))"
)
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][a-z][ ·.\-]?[a-z0-9]{5,6}(?![a-z0-9])"
_DOOR = (
    r"(?:[0-9]{1,5}(?:[\-—之][0-9]{1,4})*(?:号楼|号院|栋|幢|座|单元|室))+"
    r"(?:[0-9][0-9\-—之]{0,5}(?:号楼|栋|幢|座|单元|楼|室|房|号)?)?"
    r"|(?<=[路街巷弄村厝社里])(?:[0-9]{1,3}组)?[0-9]{1,5}(?:[\-—之][0-9]{1,4})*号(?![线文令])"
    r"|(?:(?<=[^0-9*]\*\*\*)|(?<=^\*\*\*))[0-9]{1,5}(?:[\-—之][0-9]{1,4})*号?(?:[0-9\-—之]{0,6}(?:号楼|栋|幢|座|单元|楼|室|房|号))*"
)
_NET = re.compile(
    rf"(?P<birth>{_BIRTH})|(?P<kept>{_KEPT})|(?P<number>{_NUMBER})|(?P<contact>{_CONTACT})|(?P<plate>{_PLATE})"
    rf"|(?P<door>{_DOOR})"
)
_HIDDEN_TWICE = re.compile(r"(?<![0-9*])\*{6,}(?![0-9*])")
_MAY_HOLD = re.compile(rf"[0-9]|{_HAN_DIGIT[0]}|(?:{_DIGIT}\W?){{4}}|@|qq|[微薇威]信|wechat|[vw]x|抖音|快手|支付宝")


def mask_numbers(text: str | None) -> str | None:
    """A text with the numbers of persons in it masked, in whatever width, grouping or script they stand."""
    if not text:
        return None
    folded = fold(text)
    if not _MAY_HOLD.search(folded):
        return text
    pieces, at = [], 0
    for match in _NET.finditer(folded):
        if match["kept"] is not None:
            continue
        start, end = match.span()
        plain = match["number"] is not None
        pieces += [text[at:start], mask_number(digits_of(folded[start:end])) if plain else HIDDEN]
        at = end
    return _HIDDEN_TWICE.sub(HIDDEN, "".join([*pieces, text[at:]]))


def digits_of(number: str) -> str:
    """The figures of a number alone, and the letter that an ID number may end with."""
    return "".join(char for char in fold_digits(fold(number)) if char.isdecimal() or char == "x")
