"""From weighed evidence to a judgement: the answer with its probability, or none, and the words that add up to it."""

from classifiers.looking.sights import Sight
from classifiers.steps.rule_answers import rest_cue
from classifiers.weighing.evidence import OWN
from classifiers.weighing.judging_model import JudgingModel, own_name
from classifiers.weighing.topic_evidence import ANNOTATED, SERVICE, SERVICE_MODEL
from classifiers.weighing.weighing import Weighed
from records import Candidate, Cue, Judgement
from records.reading import Question

MOST_RUNNERS_UP = 3
MOST_CUES = 12
LEARNED = "learned"
_POSITIVE = {"urgent": "yes", "ordinary": "no"}
"""The learned models of questions of yes and no have these answers under the names of the annotations."""


def judge_weighed(
    question: Question, weighed: Weighed, sight: Sight, judging: JudgingModel, *, doubt: str
) -> Judgement:
    """Answer with what is likeliest, or abstain with `doubt` below the task's threshold.

    The score is the probability that the best answer is right. The weights of the cues add up to its log-odds: what
    no single word stands for is in the last cue, whose source is `rest`.
    """
    ranked = rank_answers(weighed)
    best, next_best = ranked[0], ranked[1]
    given = best.score >= judging.thresholds[weighed.task].score
    cues = explain_weighed(weighed, sight, best.answer, next_best.answer, slope=weighed.combiner.slope)
    return Judgement(
        question=question,
        answer=best.answer if given else None,
        score=best.score,
        runners_up=tuple(ranked[1:] if given else ranked),
        cues=(*cues, rest_cue(cues, best.score)),
        made_by=judging.maker(weighed.task),
        doubt=None if given else doubt,
    )


def rank_answers(weighed: Weighed) -> list[Candidate]:
    """The likeliest answers with their scores, the best first."""
    order = sorted(weighed.chances.items(), key=lambda item: -item[1])[: MOST_RUNNERS_UP + 1]
    ranked = [Candidate(answer=answer, score=round(chance, 4)) for answer, chance in order]
    score = round(weighed.combiner.score(order[0][1]), 4)
    return [ranked[0].model_copy(update={"score": score}), *ranked[1:]]


def explain_weighed(weighed: Weighed, sight: Sight, best: str, other: str, *, slope: float = 1.0) -> tuple[Cue, ...]:
    """The words for the best answer (above 0) and for the next one (below), in log-odds, the heaviest first.

    `slope` leads from the log-odds of a chance to those of the score that is shown (`Combiner.score`); a gate shows the
    chance itself.
    """
    table, combiner = weighed.table, weighed.combiner
    rows = {answer: number for number, answer in enumerate(table.answers)}
    cues: list[Cue] = []
    for column, kind in enumerate(table.kinds):
        factor = slope * float(combiner.factors[column])
        if kind in (LEARNED, SERVICE, ANNOTATED, OWN):
            task = {SERVICE: SERVICE_MODEL, OWN: own_name(weighed.task)}.get(kind, weighed.task)
            found = sight.explain(task, _POSITIVE.get(best, best), _POSITIVE.get(other, other))
            cues += [_scaled(cue, factor) for cue in found]
            continue
        for answer, sign in ((best, 1.0), (other, -1.0)):
            found = table.cues.get((answer, kind), ())
            total = sum(cue.weight for cue in found)
            if total:
                share = sign * factor * float(table.values[rows[answer], column]) / total
                cues += [_scaled(cue, share) for cue in found]
    cues.sort(key=lambda cue: (-abs(cue.weight), cue.span.start if cue.span else 0))
    return tuple(cue for cue in cues[:MOST_CUES] if cue.weight)


def _scaled(cue: Cue, factor: float) -> Cue:
    return cue.model_copy(update={"weight": round(cue.weight * factor, 3)})
