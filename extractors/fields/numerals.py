"""Read numbers: digits that an engine confused with letters, and Chinese numerals of every style."""

import re
from decimal import Decimal

DIGITS = "0-9OoQIl|"
"""What may stand in a digit's place after OCR, for use inside a character class."""

HAN_DIGITS = "〇○◯零一二三四五六七八九两壹贰叁肆伍陆柒捌玖弌弍弎"
HAN_UNITS = "十百千拾佰仟廿卅"
HAN_MYRIADS = "万亿萬"

ARABIC = (
    rf"(?:[0-9]{{1,3}}(?: [0-9]{{3}}){{1,4}}(?![{DIGITS}])|"
    rf"[0-9](?:[{DIGITS}]|[,，] ?(?=[{DIGITS}]{{3}}(?![{DIGITS}]))){{0,15}})(?:\.[{DIGITS}]{{1,6}})?"
)
"""A pattern of a number in figures, its thousands parted by commas or blanks."""

HAN_NUMBER = rf"[{HAN_DIGITS}{HAN_UNITS}{HAN_MYRIADS}]{{1,20}}"
"""A pattern of a number in Chinese numerals, plain or financial."""

COUNT = (
    rf"(?:{ARABIC}(?:[多余来]?[{HAN_UNITS}{HAN_MYRIADS}]+(?:{ARABIC}[{HAN_UNITS}{HAN_MYRIADS}])?)?|"
    rf"{HAN_NUMBER}(?:[多余来][{HAN_UNITS}{HAN_MYRIADS}]*)?)"
)
"""A pattern of a number in any style: 1.2万, 三千五百, 10余万, 3万5千."""

NO_START = r"(?<![0-9A-Za-z.第])(?<![0-9][,，])"
"""What must not stand before a number: it would be the rest of a longer one."""

CAPITALS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""Characters of financial numerals (大写) alone."""

_LOOSE = re.compile(r"[多余来]")

_LATIN = str.maketrans("OoQIl|", "000111")
_ONES = {**{c: n for n, c in enumerate("零一二三四五六七八九")}, **{c: n for n, c in enumerate("〇壹贰叁肆伍陆柒捌玖")}}
_ONES |= {"○": 0, "◯": 0, "O": 0, "o": 0, "Q": 0, "两": 2, "弌": 1, "弍": 2, "弎": 3}
_ONES |= {str(n): n for n in range(10)}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000}


def read_digits(words: str) -> str:
    """Give the digits meant by `words`, letters that OCR confuses with digits put right, all else left out."""
    return "".join(c for c in words.translate(_LATIN) if c in "0123456789")


def read_year(words: str) -> int | None:
    """Give a year written as four figures, Arabic, Chinese or mixed (2026, 二〇二六, 二O二六); else nothing."""
    figures = [_ONES.get(c) for c in words.translate(_LATIN)]
    if len(figures) != len("yyyy") or any(figure is None for figure in figures):
        return None
    return int("".join(map(str, figures)))


def read_number(words: str) -> Decimal | None:
    """Give the number that `words` write, or nothing when they write none.

    Chinese numerals may be plain, financial (大写, GB/T 15835), counted (三千五百), spelled figure by figure
    (二〇二六) or mixed with Arabic ones (3万5千, 1.2万). 一万二 and 三百五 mean 12000 and 350.
    """
    words = words.replace(",", "").replace("，", "").replace(" ", "")
    if not words:
        return None
    if all(c in _ONES or c == "." for c in words.translate(_LATIN)):
        figures = "".join("." if c == "." else str(_ONES[c]) for c in words.translate(_LATIN))
        return Decimal(figures) if figures.count(".") <= 1 and figures.strip(".") else None
    return _read_counted(words)


def read_count(words: str) -> Decimal | None:
    """Give the number that `words` matched by `COUNT` write, 多, 余 and 来 left out; nothing for 万 or 百 alone."""
    plain = _LOOSE.sub("", re.sub(r"[,， ]", "", words))
    if not plain or plain[0] in HAN_MYRIADS + "百千佰仟":
        return None
    return read_number(plain)


def plain_decimal(number: Decimal) -> str:
    """Write a number as a plain decimal without zeros at its end."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def range_low(low: str, high: str) -> Decimal | None:
    """Give the lower end of a range: 3 of 3至5万 counts 万 too, in 八千至1.2万 each end has its own unit.

    Nothing when the words are no range, for the lower end is not below the higher one.
    """
    first, last = read_count(low), read_count(high)
    if first is None or last is None or first >= last:
        return None
    unit = re.search(rf"[{HAN_UNITS}{HAN_MYRIADS}]+$", high)
    if unit and not re.search(rf"[{HAN_UNITS}{HAN_MYRIADS}]", low):
        return read_count(low + unit[0])
    return first


def _read_counted(words: str) -> Decimal | None:
    total = section = Decimal(0)
    figure, last_unit, figures = "", 1, 0
    for character in words.replace("廿", "二十").replace("卅", "三十"):
        if character in _ONES or character == ".":
            figure += "." if character == "." else str(_ONES[character])
            figures += 1
        elif character in _TENS:
            section += _decimal(figure, 1) * _TENS[character]
            figure, last_unit, figures = "", _TENS[character], 0
        elif character in _MYRIADS:
            section += _decimal(figure, 0)
            if not section:
                return None
            total, section = total + section * _MYRIADS[character], Decimal(0)
            figure, last_unit, figures = "", _MYRIADS[character], 0
        else:
            return None
    rest = _decimal(figure, 0)
    if figures == 1 and last_unit > 10 and words[-2] not in "零〇○◯0":
        # 一万二 is 12000: a lone last figure counts the next lower unit.
        rest *= last_unit // 10
    return total + section + rest


def _decimal(figure: str, default: int) -> Decimal:
    return Decimal(figure) if figure.strip(".") and figure.count(".") <= 1 else Decimal(default)
