"""Find what a copied identity card states, and whether it is the petitioner's.

The card (GA 448) gives name, birth, address and number of one person. A letter may bring the card of its writer, of a
relative, or of the one complained of: only what agrees with the letter goes on without a doubt.
"""

import re
from collections.abc import Iterable, Iterator

from extractors.fields.id_numbers import fits_check_figure
from extractors.lines.text import HAN
from records import FieldName, Finding, Letter, Span
from vocab import simplify

SURENESS = 0.95
"""Print on a card is read as surely as any; its copy is often small and grey."""

_NAME = re.compile(rf"姓\s*名[：: \t\n]*([{HAN}·]{{2,15}}?)(?=\s*(?:性|$|\n))")
_BIRTH = re.compile(r"出\s*生[：: \t\n]*([12][0-9]{3})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日?")
_SEX = re.compile(r"性\s*别[：: \t\n]*([男女])")
_ADDRESS = re.compile(
    r"住\s*址[：: \t\n]*(.+?)(?=\n?\s*(?:公\s*民|签发机关|中华人民共和国|仅供|$|[0-9]{17}))", re.DOTALL
)
_NUMBER = re.compile(r"(?<![0-9])([0-9]{17}[0-9Xx])(?![0-9])")
_BREAKS = re.compile(r"\s+")


def find_card_holders(letter: Letter, *, names: Iterable[str]) -> Iterator[Finding]:
    """Yield number, and for the petitioner's own card also name, sex and address, of every card in the letter.

    `names` are the petitioners whom the letter itself names. Without any the card's name is told with the doubt
    `name.from-card`; when it is none of them, its number has the doubt `id-card.other-person` and nothing else of it
    is taken. A number that denies the card's birth date or sex has the doubt `id-card.mismatch`.
    """
    known = {simplify(name) for name in names}
    for start, end in _card_extents(letter):
        text = simplify(letter.text[start:end])
        name = _NAME.search(text)
        own = name is None or not known or name[1] in known
        if name is not None and not known:
            yield _finding(letter, "name", name, start, doubt="name.from-card")
        for number in _NUMBER.finditer(text):
            value = number[1].upper()
            doubt = None if fits_check_figure(value) else "id.checksum"
            if doubt is None and _denies(value, text):
                doubt = "id-card.mismatch"
            if doubt is None and (not own or name is None):
                doubt = "id-card.other-person"
            yield _finding(letter, "id_no", number, start, doubt=doubt).model_copy(update={"value": value})
        sex = _SEX.search(text)
        if sex is not None and own and name is not None:
            stated = _finding(letter, "sex", sex, start, doubt=None if known else "name.from-card")
            yield stated.model_copy(update={"value": "male" if sex[1] == "男" else "female"})
        address = _ADDRESS.search(text)
        if address is not None and own and name is not None:
            yield _finding(letter, "address", address, start, doubt=None if known else "name.from-card")


def _card_extents(letter: Letter) -> Iterator[tuple[int, int]]:
    """From where to before where in the letter's text each page of cards stands."""
    for page in letter.pages:
        if page.kind != "id-card":
            continue
        places = [
            (start, start + len(line.text))
            for line, start in zip(letter.lines, letter.starts, strict=True)
            if line.page == page.number
        ]
        if places:
            yield places[0][0], places[-1][1]


def _denies(number: str, text: str) -> bool:
    """Whether birth date or sex on the card are others than in its number (GB 11643: digits 7-14 and 17)."""
    birth, sex = _BIRTH.search(text), _SEX.search(text)
    if birth is not None and f"{birth[1]}{int(birth[2]):02d}{int(birth[3]):02d}" != number[6:14]:
        return True
    return sex is not None and (sex[1] == "男") != (int(number[16]) % 2 == 1)


def _finding(letter: Letter, field: FieldName, match: re.Match[str], at: int, *, doubt: str | None) -> Finding:
    """What the match's first group holds, as the letter writes it."""
    span = Span(start=at + match.start(1), end=at + match.end(1))
    value = _BREAKS.sub("", span.of(letter.text))
    confidence = round(letter.confidence(span) * SURENESS, 4)
    return Finding(field=field, value=value, span=span, rule="id-card", confidence=confidence, doubt=doubt)
