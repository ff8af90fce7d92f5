"""Find citizen identity numbers (公民身份号码, GB 11643)."""

import re
from collections.abc import Iterator
from datetime import date

from stdnum.cn import ric

from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import Finding

LENGTH = 18
_X = "Xx×ⅩхХ*"
_RUN = re.compile(rf"(?<![A-Za-z0-9.])[0-9OolI](?:[ \-]?[0-9OolI]){{14,20}}(?:[ \-]?[{_X}])?(?![0-9A-Za-z@])")
_BROKEN = re.compile(rf"(?<![A-Za-z0-9.])[1-8](?:[ \-.,·`|，]?[0-9OolI]){{16}}[ \-.,·`|，]?[0-9{_X}](?![0-9A-Za-z@])")
_GLUED = re.compile(rf"[0-9]{{22,}}[{_X}]?")
_LABEL = re.compile(
    r"(?:身份证?(?:明|件)?(?:号码|号|编号)?|公民身份号码|证件号码?|社会保障号码|社保号码?|ID)[^。；\n]{0,8}$|身份证[^\n。]{0,20}$"
)
_OTHER = re.compile(r"(?:账号|帐号|账户|卡号|信用代码|银行|户号|编号|单号|合同号|案号|条码)[^，。；\n]{0,10}$")
_PROVINCES = {
    11,
    12,
    13,
    14,
    15,
    21,
    22,
    23,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    41,
    42,
    43,
    44,
    45,
    46,
    50,
    51,
    52,
    53,
    54,
    61,
    62,
    63,
    64,
    65,
    71,
    81,
    82,
    83,
}
_SURENESS = {"id.labelled": 0.99, "id.plain": 0.95, "id.glued": 0.9, "id.broken": 0.9, "id.near": 0.4}
"""How often a number found so is an identity number as written; a near miss has a figure too many or too few."""


def find_id_numbers(sheet: Sheet) -> tuple[Finding, ...]:
    """Find every identity number, in the order written: 18 characters, X in capitals.

    A number whose check figure does not fit keeps the value as read with the doubt `id.checksum`; so does
    one of 15 to 20 figures behind a label. Without a label it must name a province and a day of birth.
    """
    return tuple(
        sheet.finding(
            "id_no",
            value,
            (start, end),
            rule=rule,
            sureness=_SURENESS[rule],
            doubt=None if fits_check_figure(value) else "id.checksum",
        )
        for rule, start, end, value in sorted(_state_numbers(sheet.text), key=lambda n: n[1])
    )


def number_extents(text: str) -> tuple[tuple[int, int], ...]:
    """Tell where `text` holds identity numbers, so that no other finder takes their figures."""
    return tuple((start, end) for _, start, end, _ in _state_numbers(text))


def fits_check_figure(number: str) -> bool:
    """Tell whether the last character is the check figure of the others (GB 11643, ISO 7064 MOD 11-2).

    The birthplace is left out of it: tables of division codes lack codes that were in use for years.
    """
    return re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None and ric.calc_check_digit(number) == number[-1]


def is_plausible(number: str) -> bool:
    """Tell whether `number` has an identity number's form: 18 characters, a province, a day of birth."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or int(number[:2]) not in _PROVINCES:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born.year >= 1900


def _state_numbers(text: str) -> Iterator[tuple[str, int, int, str]]:
    taken = Taken(len(text))
    for match in _RUN.finditer(text):
        number = _standard(match[0])
        before = text[max(0, match.start() - 30) : match.start()]
        if _OTHER.search(before):
            continue
        labelled = _LABEL.search(before) is not None
        if len(number) == LENGTH and (labelled or is_plausible(number)):
            taken.add(*match.span())
            yield "id.labelled" if labelled else "id.plain", match.start(), match.end(), number
        elif (
            labelled
            and not _BROKEN.match(text, match.start())
            and number[:2].isdigit()
            and int(number[:2]) in _PROVINCES
        ):
            yield "id.near", match.start(), match.end(), number
    for match in _BROKEN.finditer(text):
        number = _standard(match[0])
        before = text[max(0, match.start() - 30) : match.start()]
        free = not taken.touches(*match.span()) and not _OTHER.search(before)
        if free and is_plausible(number) and fits_check_figure(number):
            taken.add(*match.span())
            yield "id.broken", match.start(), match.end(), number
    for match in _GLUED.finditer(text):
        if not taken.touches(*match.span()):
            yield from _unglue(match)


def _unglue(match: re.Match[str]) -> Iterator[tuple[str, int, int, str]]:
    """Cells that lost the space between them: only a number whose check figure fits is taken out."""
    at = 0
    while at + LENGTH <= len(match[0]):
        number = _standard(match[0][at : at + LENGTH])
        if is_plausible(number) and fits_check_figure(number):
            yield "id.glued", match.start() + at, match.start() + at + LENGTH, number
            at += LENGTH
        else:
            at += 1


def _standard(words: str) -> str:
    folded = words.translate(str.maketrans("OolI", "0011"))
    return re.sub(r"[^0-9X]", "", re.sub(f"[{_X}]", "X", folded))
