"""Find citizen identity numbers (公民身份号码, GB 11643)."""

import re
from collections.abc import Iterator
from datetime import date

from stdnum.cn import ric

from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import Finding

LENGTH, OLD_LENGTH = 18, 15
_X = "Xx×ⅩхХ*"
_RUN = re.compile(rf"(?<![A-Za-z0-9.])[0-9OolI](?:[ \-]?[0-9OolI]){{14,20}}(?:[ \-]?[{_X}])?(?![0-9A-Za-z@])")
_BROKEN = re.compile(rf"(?<![A-Za-z0-9.])[1-8](?:[ \-.,·`|，]?[0-9OolI]){{16}}[ \-.,·`|，]?[0-9{_X}](?![0-9A-Za-z@])")
_GLUED = re.compile(rf"[0-9]{{22,}}[{_X}]?")
_LABEL = re.compile(
    r"(?:身份证?(?:明|件)?(?:号码|号|编号)?|公民身份号码|证件号码?|社会保障号码|社保号码?|ID)[^。；\n]{0,8}$|身份证[^\n。]{0,20}$"
)
_OTHER = re.compile(r"(?:账号|帐号|账户|卡号|信用代码|银行|户号|编号|单号|合同号|案号|条码)[^，。；\n]{0,10}$")
_PROVINCES = frozenset(
    map(
        str,
        [
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            81,
            82,
            83,
        ],
    )
)
"""GB/T 2260: the first two figures of a division code."""

_SURENESS = {"id.labelled": 0.99, "id.plain": 0.95, "id.glued": 0.9, "id.broken": 0.9, "id.old": 0.9, "id.near": 0.4}
"""How often a number found so is an identity number as written; a near miss has a figure too many or too few."""


def find_id_numbers(sheet: Sheet) -> tuple[Finding, ...]:
    """Find every identity number, in the order written: 18 characters, X in capitals.

    A number whose check figure does not fit keeps the value as read with the doubt `id.checksum`; so does
    one of 15 to 20 figures behind a label. Without a label it must name a province and a day of birth. One of the old
    form (15 figures, given until 1999) is taken behind a label alone, with the doubt `id.old-form`.
    """
    return tuple(
        sheet.finding(
            "id_no",
            value,
            (start, end),
            rule=rule,
            sureness=_SURENESS[rule],
            doubt="id.old-form" if rule == "id.old" else None if fits_check_figure(value) else "id.checksum",
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
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not names_province(number):
        return False
    born = birth_of(number)
    return born is not None and born.year >= 1900


def is_old_form(number: str) -> bool:
    """Tell whether `number` has the form of before 1999: 15 figures, a province, a day of birth in the years 19xx."""
    return re.fullmatch(r"[0-9]{15}", number) is not None and names_province(number) and birth_of(number) is not None


def names_province(number: str) -> bool:
    """Tell whether the first two figures are a province's."""
    return number[:2] in _PROVINCES


def birth_of(number: str) -> date | None:
    """The day of birth in a number of 18 characters or of 15 figures; nothing when no calendar has it."""
    figures = f"19{number[6:12]}" if len(number) == OLD_LENGTH else number[6:14]
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        return None


def is_male(number: str) -> bool:
    """Tell the sex in a number of 18 characters: the 17th figure is odd for a man (GB 11643)."""
    return int(number[16]) % 2 == 1


def _state_numbers(text: str) -> Iterator[tuple[str, int, int, str]]:
    taken = Taken(len(text))
    for match in _RUN.finditer(text):
        number = standard_number(match[0])
        before = text[max(0, match.start() - 30) : match.start()]
        if _OTHER.search(before):
            continue
        labelled = _LABEL.search(before) is not None
        if len(number) == LENGTH and (labelled or is_plausible(number)):
            taken.add(*match.span())
            yield "id.labelled" if labelled else "id.plain", match.start(), match.end(), number
        elif labelled and not _BROKEN.match(text, match.start()) and names_province(number):
            yield "id.old" if is_old_form(number) else "id.near", match.start(), match.end(), number
    for match in _BROKEN.finditer(text):
        number = standard_number(match[0])
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
        number = standard_number(match[0][at : at + LENGTH])
        if is_plausible(number) and fits_check_figure(number):
            yield "id.glued", match.start() + at, match.start() + at + LENGTH, number
            at += LENGTH
        else:
            at += 1


def standard_number(words: str) -> str:
    """The figures of `words`, with X in capitals; letters that OCR takes for figures put right, all else left out."""
    folded = words.translate(str.maketrans("OolI", "0011"))
    return re.sub(r"[^0-9X]", "", re.sub(f"[{_X}]", "X", folded))
