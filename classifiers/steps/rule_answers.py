"""Answer a question from the weights of its rules: scores, runners-up, and cues that add up to the score."""

import math
from collections.abc import Mapping, Sequence

from classifiers.looking.cue_words import Hit, share
from classifiers.looking.parts import Parts
from records import Cue, Judgement
from records.reading import Question

LEAST_CHANCE = 1e-6
REST = "rest"
"""The source of what is not shown word by word: the starting values, and what a softmax over several answers bends."""


def answer_by_weight(
    question: Question,
    sums: Mapping[str, float],
    hits: Sequence[Hit],
    parts: Parts,
    *,
    made_by: str,
    margin: float,
    doubt: str | None,
) -> Judgement:
    """Give the heaviest answer of `sums`, or abstain with `doubt` when the next one is nearer than `margin`.

    Scores are the softmax of the weights. The cues are the words for the best answer (above 0) and against it
    (below), the heaviest first, and a rest without words; together they are the log-odds of the score.
    """
    ranked = share(sums)
    best = ranked[0]
    next_weight = max((weight for answer, weight in sums.items() if answer != best.answer), default=-math.inf)
    sure = sums[best.answer] - next_weight >= margin
    return Judgement(
        question=question,
        answer=best.answer if sure else None,
        score=best.score,
        runners_up=ranked[1:] if sure else ranked,
        cues=explain_hits(question, hits, parts, best.answer, best.score),
        made_by=made_by,
        doubt=None if sure else doubt,
    )


def explain_hits(question: str, hits: Sequence[Hit], parts: Parts, answer: str, score: float) -> tuple[Cue, ...]:
    """The hits as cues for and against an answer, and the rest that is missing to the log-odds of its score.

    `question` is the name under which the rules stand in `cues.toml`.
    """
    signed = [(hit, hit.weight if hit.rule.answer == answer else -hit.weight) for hit in hits]
    signed.sort(key=lambda item: (-abs(item[1]), item[0].span.start))
    cues = [
        Cue(
            text=hit.span.of(parts.written),
            weight=round(weight, 3),
            span=hit.span,
            source=f"{question}.{hit.rule.name}",
        )
        for hit, weight in signed
    ]
    return (*cues, rest_cue(cues, score))


def rest_cue(cues: Sequence[Cue], score: float) -> Cue:
    """What the cues lack to the log-odds of a score."""
    chance = min(max(score, LEAST_CHANCE), 1 - LEAST_CHANCE)
    missing = math.log(chance / (1 - chance)) - sum(cue.weight for cue in cues)
    return Cue(text="", weight=round(missing, 3), source=REST)
