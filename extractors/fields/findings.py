"""Read a letter: every finder, in one list."""

from datetime import date

from extractors.fields.accused import find_accused
from extractors.fields.addressees import find_addressees
from extractors.fields.addresses import find_addresses, find_mentions
from extractors.fields.amounts import find_amounts
from extractors.fields.blocks import find_blocks
from extractors.fields.dates import date_extents, find_dates
from extractors.fields.demands import find_demands
from extractors.fields.disputes import mark_disputed
from extractors.fields.id_cards import find_card_holders
from extractors.fields.id_numbers import find_id_numbers, number_extents
from extractors.fields.letter_barcodes import find_letter_barcodes
from extractors.fields.named_units import find_named_units
from extractors.fields.names import find_names
from extractors.fields.phones import find_phones
from extractors.fields.places import find_places
from extractors.fields.sheets import lay_out
from extractors.fields.summaries import find_summaries
from extractors.fields.titles import find_titles
from extractors.pages.postmarks import find_postmark_dates
from records import Finding, Letter
from vocab import Vocabulary


def find_all(letter: Letter, *, vocabulary: Vocabulary, received: date) -> tuple[Finding, ...]:
    """Find every field of `docs/fields.md` in `letter`, field by field, each field in the order written.

    `received` is the day the letter came: a date after it is doubted.
    """
    sheet = lay_out(letter)
    blocks = find_blocks(sheet)
    titles = find_titles(sheet, blocks=blocks)
    names = find_names(sheet, blocks=blocks, vocabulary=vocabulary)
    petitioners = tuple(name.value for name in names if name.value)
    cards = tuple(find_card_holders(letter, names=petitioners))
    if not petitioners and any(finding.field == "name" for finding in cards):
        names = ()  # the card's name takes the place of the one that is missing
    taken = date_extents(sheet.text) + number_extents(sheet.text)
    mentions = find_mentions(sheet, blocks=blocks, vocabulary=vocabulary)
    found = (
        *titles,
        *find_addressees(sheet, blocks=blocks),
        *names,
        *find_phones(sheet, blocks=blocks, names=petitioners, taken=taken),
        *find_id_numbers(sheet),
        *find_addresses(sheet, blocks=blocks, mentions=mentions),
        *find_places(sheet, blocks=blocks, mentions=mentions, vocabulary=vocabulary),
        *find_dates(sheet, blocks=blocks, received=received),
        *find_amounts(sheet, blocks=blocks),
        *find_demands(sheet, blocks=blocks),
        *find_summaries(sheet, blocks=blocks, title=titles[0] if titles else None),
        *find_accused(sheet, blocks=blocks, vocabulary=vocabulary, names=petitioners),
        *find_named_units(sheet, vocabulary=vocabulary),
        *find_letter_barcodes(letter),
        *find_postmark_dates(letter, received=received),
        *cards,
    )
    return mark_disputed(found, letter)
