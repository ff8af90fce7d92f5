"""Read a letter: every finder, in one list."""

from datetime import date

from extractors.fields.accused import find_accused
from extractors.fields.address_levels import find_address_levels
from extractors.fields.addressees import find_addressees
from extractors.fields.addresses import find_addresses, find_mentions, sender_address
from extractors.fields.ages import find_ages, find_sexes
from extractors.fields.amounts import find_amounts
from extractors.fields.areas import find_areas
from extractors.fields.births import tell_births
from extractors.fields.blocks import find_blocks
from extractors.fields.dates import date_extents, find_dates
from extractors.fields.demands import find_demands
from extractors.fields.disputes import mark_disputed
from extractors.fields.earlier_steps import find_earlier_steps
from extractors.fields.employers import find_employers
from extractors.fields.id_cards import find_card_holders
from extractors.fields.id_facts import add_id_facts, written_on
from extractors.fields.id_numbers import find_id_numbers, number_extents
from extractors.fields.letter_barcodes import find_letter_barcodes
from extractors.fields.named_units import find_named_units
from extractors.fields.names import find_names
from extractors.fields.paper_numbers import find_paper_numbers
from extractors.fields.phones import find_phones
from extractors.fields.places import find_places
from extractors.fields.sheets import lay_out
from extractors.fields.signatories import count_concerned, count_signatories
from extractors.fields.summaries import find_summaries
from extractors.fields.titles import compose_title, find_titles
from extractors.pages.postmarks import find_postmark_dates
from records import Finding, Letter
from vocab import Vocabulary, simplify


def find_all(letter: Letter, *, vocabulary: Vocabulary, received: date) -> tuple[Finding, ...]:
    """Find every field of `docs/fields.md` in `letter`, field by field, each field in the order written.

    `received` is the day the letter came: a date after it is doubted.
    """
    sheet = lay_out(letter)
    blocks = find_blocks(sheet)
    titles = find_titles(sheet, blocks=blocks)
    names = find_names(sheet, blocks=blocks, vocabulary=vocabulary)
    # A finder looks for the names in the sheet's text, which is in simplified characters.
    petitioners = tuple(simplify(name.value) for name in names if name.value)
    cards = tuple(find_card_holders(letter, names=petitioners))
    if not petitioners and any(finding.field == "name" for finding in cards):
        names = ()  # the card's name takes the place of the one that is missing
    taken = date_extents(sheet.text) + number_extents(sheet.text)
    mentions = find_mentions(sheet, blocks=blocks, vocabulary=vocabulary)
    dates = find_dates(sheet, blocks=blocks, received=received)
    on = written_on(dates, received=received)
    demands = find_demands(sheet, blocks=blocks, vocabulary=vocabulary)
    demanded = [sheet.extent(demand.span) for demand in demands]
    titles = titles or compose_title(sheet, blocks=blocks, vocabulary=vocabulary, demands=demands)
    found: tuple[Finding, ...] = (
        *titles,
        *find_addressees(sheet, blocks=blocks),
        *names,
        *find_phones(sheet, blocks=blocks, names=petitioners, taken=taken),
        *find_id_numbers(sheet),
        *find_addresses(sheet, blocks=blocks, mentions=mentions),
        *find_address_levels(sheet, sender_address(sheet, blocks=blocks, mentions=mentions), vocabulary=vocabulary),
        *find_places(sheet, blocks=blocks, mentions=mentions, vocabulary=vocabulary),
        *dates,
        *find_amounts(sheet, blocks=blocks),
        *find_areas(sheet),
        *demands,
        *find_paper_numbers(sheet, blocks=blocks, vocabulary=vocabulary),
        *find_earlier_steps(sheet, blocks=blocks, vocabulary=vocabulary, demanded=demanded),
        *find_accused(sheet, blocks=blocks, vocabulary=vocabulary, names=petitioners),
        *find_sexes(sheet, blocks=blocks, names=petitioners, vocabulary=vocabulary),
        *find_ages(sheet, blocks=blocks, names=petitioners, on=on, vocabulary=vocabulary),
        *find_employers(sheet, blocks=blocks, names=petitioners, vocabulary=vocabulary),
        *count_signatories(sheet, blocks=blocks, names=names),
        *count_concerned(sheet, blocks=blocks),
        *find_named_units(sheet, vocabulary=vocabulary),
        *find_letter_barcodes(letter),
        *find_postmark_dates(letter, received=received),
        *cards,
    )
    found = (*found, *find_summaries(sheet, blocks=blocks, vocabulary=vocabulary, found=found))
    found = tell_births(found, sheet=sheet, blocks=blocks, names=petitioners, vocabulary=vocabulary)
    found = add_id_facts(found, sheet=sheet, blocks=blocks, names=petitioners, on=on, vocabulary=vocabulary)
    return mark_disputed(found, letter)
