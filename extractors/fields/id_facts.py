"""Bring identity numbers together with what else a letter says of their holder: repairs, birth date, contradictions."""

from collections.abc import Sequence
from datetime import date

from extractors.fields.blocks import Blocks
from extractors.fields.disputes import read_otherwise
from extractors.fields.id_numbers import birth_of, fits_check_figure, is_male, standard_number
from extractors.fields.id_repairs import Known, ages_agree, propose_repairs, years_between
from extractors.fields.own_words import is_own
from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

_SURENESS = 0.97
"""A day of birth is as sure as the number that it is in; the check figure leaves one misreading in eleven unseen."""


def add_id_facts(
    findings: Sequence[Finding],
    *,
    sheet: Sheet,
    blocks: Blocks,
    names: tuple[str, ...],
    on: date,
    vocabulary: Vocabulary,
) -> tuple[Finding, ...]:
    """The findings, with the main petitioner's birth date, and what contradicts his identity number doubted.

    A number whose check figure does not fit gets proposals and stays as read. A stated age that is more than a year
    below the number's or more than two above it (虚岁) has the doubt `id.age-differs`, a stated sex that is not the
    number's `id.sex-differs`; sex is never inferred from the number. `on` is the day of writing.
    """
    age = next((f for f in findings if f.field == "age" and f.value), None)
    sex = next((f for f in findings if f.field == "sex" and f.value), None)
    main = _main_number(findings, sheet, blocks, names, vocabulary)
    told = []
    reread = any(line.second not in (None, line.text) for line in sheet.letter.lines)
    for finding in findings:
        if finding.field == "id_no" and finding.value and finding.doubt == "id.checksum":
            mine = finding is main
            known = Known(
                received=on,
                second=_second(sheet, finding) if reread else None,
                age=int(age.value) if mine and age and age.value else None,
                male=sex.value == "male" if mine and sex else None,
            )
            proposals = propose_repairs(finding.value, known=known, vocabulary=vocabulary)
            told.append(finding.model_copy(update={"proposals": proposals}) if proposals else finding)
        else:
            told.append(finding)
    if main is None or main.value is None or main.doubt is not None or not fits_check_figure(main.value):
        return tuple(told)
    born = birth_of(main.value)
    if born is None or born > on:
        return tuple(told)
    confidence = round(main.confidence * _SURENESS, 4)
    stated = next((f.value for f in told if f.field == "birth_date"), None)
    differs = stated is not None and not ages_agree(
        years_between(date.fromisoformat(stated), on), years_between(born, on)
    )
    told = [f for f in told if f.field != "birth_date"]  # a number that fits says it more surely
    told.append(
        Finding(
            field="birth_date",
            value=born.isoformat(),
            span=main.span,
            rule="id.birth",
            confidence=confidence,
            doubt="id.age-differs" if differs else None,
        )
    )
    if age and age.value and not ages_agree(int(age.value), years_between(born, on)):
        told = [_doubted(f, "id.age-differs") if f is age else f for f in told]
    if sex and (sex.value == "male") != is_male(main.value):
        told = [_doubted(f, "id.sex-differs") if f is sex else f for f in told]
    return tuple(told)


def _main_number(
    findings: Sequence[Finding], sheet: Sheet, blocks: Blocks, names: tuple[str, ...], vocabulary: Vocabulary
) -> Finding | None:
    """The main petitioner's number: it stands with the main name, or is said of the writer, or on his own card."""
    numbers = [f for f in findings if f.field == "id_no" and f.value]
    own = frozenset(names[:1])
    places = {offset: at for at, offset in enumerate(sheet.offsets)} if numbers else {}
    for number in numbers:
        if number.rule == "id-card":
            if number.doubt is None:
                return number
            continue
        at = places.get(number.span.start)
        if at is not None and _stands_with(sheet, at, names):
            return number
    for number in numbers:
        at = places.get(number.span.start)
        if number.rule == "id-card" or at is None or _others_name(sheet, at, names):
            continue
        if is_own(sheet, at, blocks=blocks, names=own, vocabulary=vocabulary):
            return number
    return None


def _stands_with(sheet: Sheet, at: int, names: tuple[str, ...]) -> bool:
    """Whether the main name stands close before a number, and no other petitioner's between."""
    paragraph = sheet.paragraph_at(at)
    before = sheet.text[max(paragraph.start, at - 40) : at]
    where = before.rfind(names[0]) if names else -1
    return where >= 0 and not any(name in before[where + 1 :] for name in names[1:20])


def _others_name(sheet: Sheet, at: int, names: tuple[str, ...]) -> bool:
    before = sheet.text[max(sheet.paragraph_at(at).start, at - 40) : at]
    return any(name in before for name in names[1:20])


def _second(sheet: Sheet, finding: Finding) -> str | None:
    """The number by the second reading, where it differs from the first."""
    words = finding.span.of(sheet.letter.text)
    other = read_otherwise(sheet.letter, finding.span)
    return standard_number(other) if other != words else None


def _doubted(finding: Finding, doubt: str) -> Finding:
    return finding.model_copy(update={"doubt": finding.doubt or doubt})


def written_on(dates: Sequence[Finding], *, received: date) -> date:
    """The day of writing among the dates found, else the day the letter came."""
    for finding in dates:
        if finding.field == "letter_date" and finding.value:
            try:
                return min(date.fromisoformat(finding.value), received)
            except ValueError:
                return received
    return received
