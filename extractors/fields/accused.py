"""Find whom an accusation complains of: persons, their posts, and units, as written and by their codes."""

from extractors.fields.accusations import accuses, find_charges, find_officials
from extractors.fields.accused_persons import Person, find_persons, find_posts_alone
from extractors.fields.accused_units import find_codes, find_units_blamed
from extractors.fields.blocks import Blocks
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

_SURENESS = {
    "accused.labelled": 0.97,
    "accused.title": 0.93,
    "accused.named": 0.9,
    "accused.post": 0.85,
    "accused.unit": 0.85,
    "accused.surname": 0.8,
    "accused.masked": 0.8,
    "accused.nickname": 0.75,
    "accused.post-alone": 0.75,
    "accused.unclear": 0.5,
    "accused-post": 0.9,
    "accused-unit.served": 0.9,
    "accused-unit.blamed": 0.85,
    "accused-unit.near": 0.5,
}
"""How often one found so is complained of: a label says it outright, a post beside a wrong may be a witness's."""

BEFORE = 16
"""Characters before an accused person's name in which the unit he serves may stand."""


def find_accused(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, names: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Find each person and unit complained of (`accused`), posts and units' codes; nothing unless the letter accuses.

    `names` are the petitioners, who are never the accused. A letter that accuses, and does not let it be seen whom,
    gives one `accused` without a value and with the doubt `accused.unclear`.
    """
    officials = find_officials(sheet, blocks=blocks, vocabulary=vocabulary)
    charges = find_charges(sheet, blocks=blocks, officials=officials, vocabulary=vocabulary)
    own = frozenset(names)
    persons = tuple(
        person
        for person in find_persons(sheet, blocks=blocks, charges=charges, vocabulary=vocabulary)
        if sheet.text[person.start : person.end] not in own and sheet.written[person.start : person.end] not in own
    )
    if not accuses(sheet, charges=charges) and not any(person.rule == "accused.post" for person in persons):
        return ()
    persons += tuple(find_posts_alone(sheet, charges=charges, named=persons, vocabulary=vocabulary))
    units = tuple(find_units_blamed(sheet, charges=charges, vocabulary=vocabulary))
    accused: dict[str, Finding] = {}
    for rule, extent in [*((p.rule, (p.start, p.end)) for p in persons), *units]:
        value = sheet.written[slice(*extent)]
        if not any(value in known for known in accused):
            accused[value] = sheet.finding("accused", value, extent, rule=rule, sureness=_SURENESS[rule])
    posts = _posts(sheet, persons)
    extents = (
        *(person.post for person in persons if person.post),
        *(_clause_before(sheet, person) for person in persons),
        *(extent for _, extent in units),
    )
    codes: dict[str, Finding] = {}
    for rule, extent, code in find_codes(sheet, charges=charges, extents=extents, vocabulary=vocabulary):
        if code not in codes:
            codes[code] = sheet.finding("accused_unit", code, extent, rule=rule, sureness=_SURENESS[rule])
    if not accused:
        place = charges[0].start if charges else blocks.body[0]
        end = charges[0].end if charges else place
        accused[""] = sheet.finding(
            "accused",
            None,
            (place, end),
            rule="accused.unclear",
            sureness=_SURENESS["accused.unclear"],
            doubt="accused.unclear",
        )
    return (*accused.values(), *posts, *codes.values())


def _posts(sheet: Sheet, persons: tuple[Person, ...]) -> tuple[Finding, ...]:
    """Unit words and post as written, each once; the longest where one holds another."""
    found: dict[str, Finding] = {}
    for person in persons:
        if person.post is not None:
            value = sheet.written[slice(*person.post)]
            if not any(value in known for known in found):
                found = {known: finding for known, finding in found.items() if known not in value}
                found[value] = sheet.finding(
                    "accused_post", value, person.post, rule="accused-post", sureness=_SURENESS["accused-post"]
                )
    return tuple(found.values())


def _clause_before(sheet: Sheet, person: Person) -> tuple[int, int]:
    """The words right before a name, back to the clause's start."""
    before = sheet.text[max(0, person.start - BEFORE) : person.start]
    cut = max(before.rfind(mark) for mark in "，。；！？\n：、、向对")
    return person.start - len(before) + cut + 1, person.start
