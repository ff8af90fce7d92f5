"""Bring an address to five levels: province, city, county, township, and what stands below, with today's names."""

import re
from dataclasses import dataclass

from extractors.fields.addresses import Mention, quote_place
from extractors.fields.division_codes import CITY, COUNTY_DIGITS, TOWNSHIP_DIGITS
from extractors.fields.places import code_of, doubt_township
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary, simplify

_PROVINCE = "福建省"
_HEAD = re.compile(r"(?:福建省?)?(?:漳州市?)?")
_FORMER = re.compile(r"[\u4e00-\u9fff]{1,3}[镇乡]")


@dataclass(frozen=True)
class AddressLevels:
    """An address in five levels; a level that is not certain is empty. `code` is the most exact certain one."""

    province: str
    city: str
    county: str
    township: str
    below: str
    code: str

    @property
    def text(self) -> str:
        """All levels in one line, as an envelope bears them."""
        return f"{self.province}{self.city}{self.county}{self.township}{self.below}"


def level_address(sheet: Sheet, mention: Mention, vocabulary: Vocabulary) -> AddressLevels | None:
    """The five levels of an address, old names mapped to today's; nothing when no division of the city is certain."""
    code = code_of(sheet, mention, vocabulary)
    if code is None:
        return None
    names = {row.code: row.name for row in vocabulary.divisions if row.code}
    below = _HEAD.sub("", simplify(quote_place(sheet, mention)), count=1)
    for division in mention.divisions:
        called = sorted((division.name, *division.aliases), key=len, reverse=True)
        below = next((below.removeprefix(name) for name in called if below.startswith(name)), below)
    county, township = code[:COUNTY_DIGITS], code if len(code) == TOWNSHIP_DIGITS else ""
    if township and not any(division.level == "township" for division in mention.divisions):
        below = _FORMER.sub("", below, count=1) if _names_former(below, names[township]) else below
    return AddressLevels(
        _PROVINCE,
        names[CITY],
        names.get(county, "") if county != CITY else "",
        names.get(township, ""),
        below,
        code,
    )


def _names_former(below: str, name: str) -> bool:
    """Whether the rest begins with what the township was called as a town: 石亭镇 of 石亭街道."""
    stem = re.sub(r"(?:街道|镇|乡)$", "", name)
    return below.startswith((f"{stem}镇", f"{stem}乡"))


def find_address_levels(sheet: Sheet, mention: Mention | None, *, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """The division code of the sender's address and its five levels in one line."""
    levels = level_address(sheet, mention, vocabulary) if mention else None
    if mention is None or levels is None or levels.code == CITY:
        return ()
    extent = (mention.start, mention.end)
    coded = sheet.finding("address_code", levels.code, extent, rule="address.levels", sureness=_SURENESS)
    return (
        doubt_township(coded, sheet, mention, vocabulary),
        sheet.finding("address_normal", levels.text, extent, rule="address.levels", sureness=_SURENESS),
    )


_SURENESS = 0.93
"""How often an address's divisions are right when the address is."""
