"""Find the barcode that was printed on a letter: of registered mail, or an office's own label."""

import re
from collections.abc import Iterator

from extractors.stacks.separators import PREFIX
from records import Barcode, Finding, Letter, PageBox, Span

LINEAR = frozenset({"Code128", "Code39", "EAN13", "EAN8"})

_INTERNATIONAL = re.compile(r"[A-Z]{2}([0-9]{8})([0-9])[A-Z]{2}")
"""UPU S10: two letters for the service, a number with its check digit, two letters for the country."""

_DOMESTIC = re.compile(r"[A-Z]{2}[0-9]{11}")
"""What China Post prints on registered letters within the country: two letters and eleven digits."""

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def find_letter_barcodes(letter: Letter) -> Iterator[Finding]:
    """Yield the barcode that is the letter's own: one of registered mail before any other, else the first there is.

    QR codes are none: they are an app's or a person's, never a number of the letter.
    """
    codes = [(page.number, code) for page in letter.pages for code in page.barcodes if _is_own(code)]
    if not codes:
        return
    codes.sort(key=lambda entry: not _is_registered(entry[1].text))
    page, chosen = codes[0]
    registered = _is_registered(chosen.text)
    rivals = {code.text for _, code in codes if _is_registered(code.text) == registered}
    doubt = None
    if not has_check_digit(chosen.text):
        doubt = "letter-barcode.checksum"
    elif len(rivals) > 1:
        doubt = "letter-barcode.several"
    yield Finding(
        field="letter_barcode",
        value=chosen.text,
        span=Span(start=0, end=0),
        rule="letter-barcode.registered" if registered else "letter-barcode.printed",
        doubt=doubt,
        places=(PageBox(page=page, box=chosen.box),),
    )


def _is_own(code: Barcode) -> bool:
    return code.format in LINEAR and not code.text.startswith(PREFIX)


def _is_registered(text: str) -> bool:
    return bool(_INTERNATIONAL.fullmatch(text) or _DOMESTIC.fullmatch(text))


def has_check_digit(text: str) -> bool:
    """Whether an international number has the check digit of UPU S10; all other numbers count as right.

    The digit is 11 less the weighted sum modulo 11; 10 is written 0 and 11 is written 5.
    """
    match = _INTERNATIONAL.fullmatch(text)
    if match is None:
        return True
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, match[1], strict=True)) % 11
    return int(match[2]) == {10: 0, 11: 5}.get(rest, rest)
