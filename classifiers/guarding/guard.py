"""Keep an accusing letter away from the units it accuses: the last step of every judgement (Regulation, art. 30).

No setting, option or rule is asked here. Whoever proposes units, by whatever evidence, passes through this step.
"""

from collections.abc import Mapping
from typing import Final

from records import Candidate, Judgement
from records.reading import Question
from vocab.closures import Closure

UNITS: Final[tuple[Question, ...]] = ("unit", "co_units")
"""The questions whose answers are codes of units."""
BARRED, ABOVE, UNCLEAR = "unit.accused", "unit.accused-parent", "accused.unclear"
COUNTY = "county"
CITY_END = "00"
"""A division code of four digits and two zeros is a city's (GB/T 2260); any other lies below one."""
_RANK: Final[Mapping[str | None, int]] = {UNCLEAR: 1, ABOVE: 2, BARRED: 3}


def guard_judgements(
    judgements: tuple[Judgement, ...], closure: Closure, *, accusing: bool, clear: bool
) -> tuple[Judgement, ...]:
    """Give the judgements without any unit that the letter accuses; all others as they are.

    `accusing` says that the letter is an accusation or may well be one, `clear` that it can be made out who is
    accused. What follows holds for every judgement of a letter and of each of its matters:

    - a barred unit is neither in an answer nor among the runners-up. When it was the answer, or the likeliest
      candidate, the judgement abstains with `unit.accused`;
    - a unit above the accused is never in an answer; it stays as a runner-up, with `unit.accused-parent`;
    - of an accusation whose accused is unclear, nothing but the discipline organs is left, as candidates, with
      `accused.unclear`; where a person is accused and no unit known, the organs alone may be answer and candidate;
    - when a county government is accused, neither the county level nor a county answers.

    Guarding twice is guarding once.
    """
    return tuple(_guard(judgement, closure, accusing=accusing, clear=clear) for judgement in judgements)


def _guard(judgement: Judgement, closure: Closure, *, accusing: bool, clear: bool) -> Judgement:
    if judgement.question in UNITS:
        guarded = _keep_away(judgement, closure)
        return (
            _keep_to_organs(guarded, closure, clear=clear) if accusing and (not clear or closure.is_empty) else guarded
        )
    if closure.counties and judgement.question in ("level", "territory"):
        return _keep_from_county(judgement)
    return judgement


def _keep_away(judgement: Judgement, closure: Closure) -> Judgement:
    """Without barred units; with those above as candidates alone."""
    answer, ranked, doubt = closure.sift(judgement.answer, judgement.runners_up, judgement.score)
    likeliest = judgement.runners_up[0].answer.split() if judgement.runners_up and judgement.answer is None else []
    if doubt is None and closure.barred.intersection(likeliest):
        doubt = BARRED
    if doubt is None and closure.to_confirm.intersection(likeliest):
        doubt = ABOVE
    if judgement.question == "unit" and doubt is not None:
        answer = None
    if answer == judgement.answer and ranked == judgement.runners_up and doubt is None:
        return judgement
    return _changed(judgement, answer, ranked, doubt)


def _keep_to_organs(judgement: Judgement, closure: Closure, *, clear: bool) -> Judgement:
    """With the discipline organs alone; without an answer where it is unclear who is accused."""
    asked = judgement.question == "unit"
    given = judgement.answer if judgement.answer in closure.organs else None
    ranked = tuple(runner for runner in judgement.runners_up if runner.answer in closure.organs)
    if given is not None and not clear:
        ranked, given = (Candidate(answer=given, score=judgement.score), *ranked), None
    doubt = UNCLEAR if asked and (not clear or given is None) else None
    if given == judgement.answer and ranked == judgement.runners_up and doubt in (None, judgement.doubt):
        return judgement
    return _changed(judgement, given, ranked, doubt)


def _keep_from_county(judgement: Judgement) -> Judgement:
    """Without the county level, and without a county."""

    def lies_below(answer: str) -> bool:
        return answer == COUNTY or (answer.isdecimal() and not answer.endswith(CITY_END))

    ranked = tuple(runner for runner in judgement.runners_up if not lies_below(runner.answer))
    if judgement.answer is not None and lies_below(judgement.answer):
        return _changed(judgement, None, ranked, BARRED)
    return judgement if ranked == judgement.runners_up else _changed(judgement, judgement.answer, ranked, None)


def _changed(judgement: Judgement, answer: str | None, ranked: tuple[Candidate, ...], doubt: str | None) -> Judgement:
    """The judgement with what is left, the score of the best that is left, and the graver doubt of the two."""
    best = judgement.score if answer is not None else ranked[0].score if ranked else 0.0
    graver = max((judgement.doubt, doubt), key=lambda code: _RANK.get(code, 0 if code is None else 0.5))
    return judgement.model_copy(update={"answer": answer, "runners_up": ranked, "score": best, "doubt": graver})
