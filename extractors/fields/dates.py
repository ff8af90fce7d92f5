"""Find the dates a letter states, each with the words it was read from."""

import re
from dataclasses import replace
from datetime import date

from extractors.fields.blocks import Blocks
from extractors.fields.date_forms import Base, Reckoned, Stated, state_written
from extractors.fields.lunar_dates import state_lunar
from extractors.fields.relative_dates import state_relative
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import FieldName, Finding

_SURENESS = {
    "date.ymd": 0.99,
    "date.ym": 0.98,
    "date.han": 0.98,
    "date.dotted": 0.98,
    "date.lost-figure": 0.85,
    "date.short-year": 0.85,
    "date.relative-year": 0.7,
    "date.lunar": 0.85,
    "date.lunar-month": 0.6,
    "date.festival": 0.75,
    "date.relative-month": 0.7,
    "date.relative-day": 0.65,
    "date.weekday": 0.65,
    "date.ago": 0.6,
}
"""How often a date of each form is the one meant; a relative one leans on the date under the letter."""

_WITHOUT_LETTER_DATE = 0.7
"""What is left of that when the letter has no date and the day of receipt stands in."""

_UNDER = re.compile(r"(?:日期|时间|写于|于|年月日)?[：: ]*$")


def find_dates(sheet: Sheet, *, blocks: Blocks, received: date) -> tuple[Finding, ...]:
    """Find every date with a year, the one under the letter as `letter_date`, in the order written.

    A day that no calendar has, or one after the letter came, is kept as a doubt and never repaired. What is told from
    the day of writing (昨天, 上个月, 去年) counts from the letter's own date, else from `received` and less surely;
    同年 and 次年 from the date before. Lunar dates and festivals with a year are brought to the calendar's day. A lunar
    month alone lies in two months: it has no value, both are proposals. A month alone is no date under a letter.
    """
    stated = [one for one in _state_dates(sheet.text) if blocks.part(one.start) != "envelope"]  # a postmark's
    under = _letter_date(sheet, blocks, stated)
    base = _base(under, received)
    found = []
    for one in stated:
        reckoned = one.reckon(base)
        if reckoned is None:
            continue
        base = replace(base, year_before=reckoned.year)
        value, doubt = _check(reckoned, received)
        sureness = _SURENESS[one.rule] * (1 if base.stated or not one.leans else _WITHOUT_LETTER_DATE)
        field: FieldName = "letter_date" if one is under else "date"
        finding = sheet.finding(field, value, (one.start, one.end), rule=one.rule, sureness=sureness, doubt=doubt)
        found.append(finding.model_copy(update={"proposals": reckoned.proposals}) if reckoned.proposals else finding)
    return tuple(found)


def date_extents(text: str) -> tuple[tuple[int, int], ...]:
    """Tell where `text` states dates, so that no other finder takes their figures."""
    return tuple((s.start, s.end) for s in _state_dates(text))


def _state_dates(text: str) -> list[Stated]:
    """Every date of the text in the order written; of two readings of the same words the longer one."""
    stated = [*state_lunar(text), *state_written(text), *state_relative(text)]
    taken, kept = Taken(len(text)), []
    for one in sorted(stated, key=lambda s: (s.start - s.end, s.start)):
        if not taken.touches(one.start, one.end):
            taken.add(one.start, one.end)
            kept.append(one)
    return sorted(kept, key=lambda s: s.start)


def _base(under: Stated | None, received: date) -> Base:
    """The day that relative words count from."""
    reckoned = under.reckon(Base(received, stated=False)) if under is not None else None
    if reckoned is None or not reckoned.known:
        return Base(received, stated=False)
    try:
        return Base(date(reckoned.year, reckoned.month, reckoned.day or 1), stated=True)
    except ValueError:
        return Base(received.replace(year=reckoned.year, day=1), stated=True)


def _check(told: Reckoned, received: date) -> tuple[str | None, str | None]:
    if told.proposals:
        return None, None
    if not told.known or (told.has_day and told.day is None):
        return None, "date.no-such-day"
    try:
        stated = date(told.year, told.month, told.day or 1)
    except ValueError:
        return None, "date.no-such-day"
    value = stated.isoformat() if told.day else f"{told.year:04d}-{told.month:02d}"
    return value, "date.after-receipt" if stated > received else None


def _letter_date(sheet: Sheet, blocks: Blocks, stated: list[Stated]) -> Stated | None:
    """The last date in the sign-off that stands at a line's end, or the last words of the letter."""
    start, end = blocks.sign_off
    for one in reversed(stated):
        if not start <= one.start < end or blocks.part(one.start) != "sign_off" or not one.has_day or one.leans:
            continue
        paragraph = sheet.paragraph_at(one.start)
        after = sheet.text[one.end : paragraph.end]
        before = sheet.text[paragraph.start : one.start]
        alone = _UNDER.fullmatch(before) is not None
        if (
            len(after) <= 12
            and not re.search(r"[。，]", after)
            and (alone or len(before) <= 40 or paragraph.end == end)
        ):
            return one
    return None
