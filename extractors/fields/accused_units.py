"""Find the units that an accusation complains of, as written and by their codes."""

import re
from collections.abc import Iterator

from extractors.fields.accusations import Charge
from extractors.fields.blocks import Extent
from extractors.fields.listed_words import listed_words
from extractors.fields.sheets import Sheet
from extractors.fields.unit_words import words_start
from extractors.lines.text import HAN
from vocab import Vocabulary

MOST_UNIT = 16
"""Characters of a unit's name: what is longer took words of the sentence with it."""

TOWNSHIP, COUNTY = "XZJD", "SDZF"
"""The codes of a township's and of a county's government, in tables that have them."""

_TOWNSHIP_OFFICE = re.compile(
    rf"(?:[镇乡]|街道|农场|林场|茶场|盐场)(?:党委)?(?:(?:人民)?政府|[{HAN}]{{2,6}}?(?:办公室|办|站|中心)(?!.{{0,3}}派出所)|党委)"
)
MOST_TOLD = 100
"""Mentions of units that are told: each is held against those before it."""

_NAME = (
    rf"(?:[{HAN}]{{2,16}}?(?:局|委员会|委|办公室|办|政府|村委会|村委|居委会|派出所|所|公司|学校|中学|小学|医院|中心|站|厂|"
    r"大队|支队))"
)
_LABELLED = re.compile(rf"被(?:举报|反映|控告|投诉|检举)(?:单位|对象)[：:]({_NAME})")


def find_units_blamed(
    sheet: Sheet, *, charges: tuple[Charge, ...], vocabulary: Vocabulary
) -> Iterator[tuple[str, Extent]]:
    """Rule and extent of each unit that a label names or that a wrong is laid to, with the place before its name."""
    for label in _LABELLED.finditer(sheet.text):
        yield "accused.labelled", label.span(1)
    held = listed_words(vocabulary, "cadre_posts", "accused_posts")
    told: set[Extent] = set()
    for charge in charges:
        if len(told) >= MOST_TOLD:
            break
        unit = charge.of
        if unit is None or unit.kind == "post" or not charge.sure:
            continue
        if held.match(sheet.text, unit.end) or held.match(sheet.text, unit.end + 1):
            continue  # 派出所民警打人: the policeman did it, and his post says where he serves
        start = words_start(sheet, unit.start, vocabulary=vocabulary)
        fits = unit.end - start <= MOST_UNIT and (start < unit.start or unit.kind == "unit")
        if fits and (start, unit.end) not in told:
            told.add((start, unit.end))
            yield "accused.unit", (start, unit.end)


def _governments(sheet: Sheet, extent: Extent, vocabulary: Vocabulary) -> Iterator[tuple[str, Extent, str]]:
    """The government that a post is in: 王镇长, and 仙都镇民政办 too, unless the unit is under no township (派出所)."""
    words = sheet.text[slice(*extent)]
    for lists, code in (("township_posts", TOWNSHIP), ("county_posts", COUNTY)):
        if code in vocabulary.units and listed_words(vocabulary, lists).search(words):
            yield "accused-unit.served", extent, code
    office = _TOWNSHIP_OFFICE.search(words)
    if office and TOWNSHIP in vocabulary.units:
        yield "accused-unit.served", extent, TOWNSHIP


def find_codes(
    sheet: Sheet, *, charges: tuple[Charge, ...], extents: tuple[Extent, ...], vocabulary: Vocabulary
) -> Iterator[tuple[str, Extent, str]]:
    """Rule, extent and code of each unit that is accused, or in whose service an accused person stands.

    `extents` are the words of accused units, of posts, and of accused persons with the clause before them.
    """
    for extent in extents:
        yield from ((rule, place, code) for rule, place, code in _governments(sheet, extent, vocabulary))
        for start, end, unit in vocabulary.find_units(sheet.text[slice(*extent)]):
            yield "accused-unit.served", (extent[0] + start, extent[0] + end), unit.code
    for charge in charges:
        if charge.of is not None and charge.of.code is not None:
            rule = "accused-unit.blamed" if charge.sure else "accused-unit.near"
            yield rule, (charge.of.start, charge.of.end), charge.of.code
