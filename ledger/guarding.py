"""The guard in the books: what a letter accuses stands in no value, no export and no review (Regulation, art. 30).

The judgements were guarded when they were made. This is done again whenever a case is put together, for since then a
person may have named the accused, and the office's units may have been renamed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ledger.values import was_accusation, was_called_accusation
from records import CaseValues, JudgementRecord, MatterRecord, Reading, Review, UsageError
from vocab import Vocabulary
from vocab.closures import NET_RULE, Closure, accused_closure, lies_in_county, listed_codes

UNIT_FIELDS: Final = ("unit", "co_units")
COUNTY_FIELDS: Final = ("level", "territory")
"""What may lead a letter to a county, and so to any of its bodies."""
BARRED, ABOVE, UNCLEAR = "unit.accused", "unit.accused-parent", "accused.unclear"


def close_case(
    readings: Sequence[Reading],
    values: CaseValues,
    reviews: Sequence[Review],
    *,
    vocabulary: Vocabulary,
) -> Closure:
    """The units that a case keeps away from: those that a person named as accused, else those that were found.

    `readings` are all readings ever made. Of a letter that is no accusation only those count that its proposals were
    kept away from: to complain of a unit that is slow is no accusation, and that unit is who must answer. Of an
    accusation every unit counts that is named as accused, and the units above accused bodies without a code are to be
    confirmed; also when a person said since that it is none, until one says who is accused. When none is known of a
    letter that was ever called an accusation, the closure is `unclear`, until a person says which units are accused,
    or, with a note, that none is.
    """
    accusing = was_accusation(readings, reviews)
    decided = {review.field for review in reviews}
    words = [*values.accused, *values.accused_posts]
    given = set(values.accused_units) if "accused_units" in decided else set()
    if "accused_units" not in decided:
        found = [
            (finding.value, finding.span.of(reading.letter.text))
            for reading in readings
            for finding in reading.findings
            if finding.field == "accused_unit" and (accusing or finding.rule == NET_RULE)
        ]
        given |= {code for code, _ in found if code is not None}
        words += [told for code, told in found if code is None]
        if accusing or decided & {"accused", "accused_posts"}:
            given |= {unit.code for word in words for _, _, unit in vocabulary.find_units(word)}
    codes = {code for name in given for code in _codes_of(name, vocabulary)}
    above = listed_codes(words, "bodies_below_units", vocabulary=vocabulary) if accusing else ()
    closure = accused_closure(codes, vocabulary=vocabulary, above=above)
    unclear = closure.is_empty and was_called_accusation(readings, reviews) and not _says_who(reviews)
    return replace(closure, unclear=unclear)


def says_nobody(asked: Review, closure: Closure) -> bool:
    """Whether a review says of an accusation whose accused is unclear that no unit is accused."""
    return closure.unclear and asked.field == "accused_units" and not asked.human_value


def _says_who(reviews: Sequence[Review]) -> bool:
    """Whether a person's newest word on the units accused names some, or tells why there are none."""
    newest = next((review for review in reversed(reviews) if review.field == "accused_units"), None)
    return newest is not None and bool(newest.human_value or newest.note.strip())


def _codes_of(given: str, vocabulary: Vocabulary) -> set[str]:
    """The code given, or the codes of the units that a name given holds; a word that is neither stays as it is."""
    if given in vocabulary.units:
        return {given}
    return {unit.code for _, _, unit in vocabulary.find_units(given)} or {given}


def confirmed_units(reviews: Sequence[Review]) -> dict[str, frozenset[str]]:
    """For lead unit and co-units the units above the accused that a person's newest review chose on purpose."""
    newest = {review.field: review for review in reviews if review.field in UNIT_FIELDS}
    return {
        field: frozenset(_listed(review.human_value)) if review.confirms_parent else frozenset()
        for field, review in newest.items()
    }


def guard_values(values: CaseValues, closure: Closure, reviews: Sequence[Review]) -> CaseValues:
    """The values without the units accused, and without those above them that nobody confirmed.

    While it is unclear whose unit it is, with the discipline organs alone. When a county government is accused, without
    the county.
    """
    confirmed = confirmed_units(reviews)

    def may_have_it(field: str, code: str) -> bool:
        above = closure.to_confirm - confirmed.get(field, frozenset())
        return code not in closure.barred and code not in above and (not closure.unclear or code in closure.organs)

    unit = values.unit if values.unit and may_have_it("unit", values.unit) else None
    co_units = tuple(code for code in values.co_units if may_have_it("co_units", code))
    kept: dict[str, object] = {"unit": unit, "co_units": co_units}
    if closure.counties:
        kept |= {field: None for field in COUNTY_FIELDS if lies_in_county(getattr(values, field) or "")}
    return values.model_copy(update=kept)


def guard_judged(judged: JudgementRecord, closure: Closure) -> JudgementRecord:
    """A judgement as the ledger shows it, without the units accused, with the score of the best that is left."""
    answer, ranked, doubt = judged.answer, judged.runners_up, None
    if judged.question in UNIT_FIELDS:
        answer, ranked, doubt = closure.sift(answer, ranked, judged.score)
        if closure.unclear:
            answer, ranked = closure.keep_to_organs(answer, ranked)
            doubt = UNCLEAR if answer is None else None
    elif closure.counties and judged.question in COUNTY_FIELDS:
        ranked = tuple(runner for runner in ranked if not lies_in_county(runner.answer))
        if answer is not None and lies_in_county(answer):
            answer, doubt = None, BARRED
    if (answer, ranked) == (judged.answer, judged.runners_up):
        return judged
    best = judged.score if answer is not None else ranked[0].score if ranked else 0.0
    left = {"answer": answer, "runners_up": ranked, "score": best, "doubt": doubt or judged.doubt}
    return judged.model_copy(update=left)


def guard_matter(matter: MatterRecord, closure: Closure) -> MatterRecord:
    """A matter without the units that its letter accuses."""
    return matter.model_copy(update={"judgements": tuple(guard_judged(one, closure) for one in matter.judgements)})


def withdrawn_doubts(before: CaseValues, after: CaseValues, closure: Closure) -> tuple[str, ...]:
    """The doubts that tell why a unit or the county was withdrawn, or that nobody knows where the letter may go."""
    gone = {code for code in (before.unit, *before.co_units) if code} - {after.unit, *after.co_units}
    county = any(getattr(before, field) != getattr(after, field) for field in COUNTY_FIELDS)
    found = (
        (BARRED, county or bool(gone & closure.barred)),
        (ABOVE, bool(gone & closure.to_confirm)),
        (UNCLEAR, closure.unclear and (after.unit is None or bool(gone))),
    )
    return tuple(doubt for doubt, is_so in found if is_so)


def check_units(field: str, value: object, closure: Closure, *, confirm_parent: bool) -> frozenset[str]:
    """Let a review of units pass, or refuse it; gives the units above the accused that it confirms.

    Raises:
        UsageError: `unit.accused` for a unit accused, whoever asks, and for the county when its government is accused;
            `unit.accused-parent` for one above it when the person did not confirm that on purpose; `accused.unclear`
            for any but a discipline organ while nobody knows whose unit it is. The error names codes alone.
    """
    if field in COUNTY_FIELDS and closure.counties and isinstance(value, str) and lies_in_county(value):
        raise UsageError(BARRED, value)
    if field not in UNIT_FIELDS:
        return frozenset()
    asked = frozenset(_listed(value))
    if barred := asked & closure.barred:
        raise UsageError(BARRED, " ".join(sorted(barred)))
    if closure.unclear and (others := asked - closure.organs):
        raise UsageError(UNCLEAR, " ".join(sorted(others)))
    above = asked & closure.to_confirm
    if above and not confirm_parent:
        raise UsageError(ABOVE, " ".join(sorted(above)))
    return above


def _listed(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
