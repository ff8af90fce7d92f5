"""Where a letter's matter happened, as the bulletin counts places: the county, and the township in it."""

from vocab import Vocabulary

COUNTY_DIGITS, TOWNSHIP_DIGITS = 6, 9
UNKNOWN = ""


def county_of(place_code: str | None, territory: str | None, vocabulary: Vocabulary) -> str:
    """The code of the county of the place, else of the county that must answer; nothing when no table has it."""
    for code in (place_code, territory):
        division = vocabulary.division_by_code.get((code or "")[:COUNTY_DIGITS])
        if division is not None:
            return division.code
    return UNKNOWN


def township_of(place_code: str | None, vocabulary: Vocabulary) -> str:
    """The code of the township of the place; nothing when the place is not told so closely."""
    division = vocabulary.division_by_code.get((place_code or "")[:TOWNSHIP_DIGITS])
    return division.code if division is not None and division.level == "township" else UNKNOWN
