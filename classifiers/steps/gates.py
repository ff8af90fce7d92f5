"""A gate: a question of yes or no whose yes must not be missed. Between a sure yes and a sure no a person is asked."""

from classifiers.looking.sights import Sight
from classifiers.steps.rule_answers import rest_cue
from classifiers.weighing.evidence_judgements import explain_weighed
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import Weighed
from records import Candidate, Judgement
from records.reading import Question

SURE = 0.5
"""From here on yes is likelier than no."""


def judge_gate(
    question: Question,
    weighed: Weighed,
    sight: Sight,
    judging: JudgingModel,
    *,
    answers: tuple[str, str],
    at_least: float = 0.0,
    possible: bool = False,
    doubts: tuple[str, str],
) -> Judgement:
    """Answer the first of `answers` (yes), the second (no), or abstain.

    `at_least` is a probability of yes that other evidence guarantees, `possible` whether it makes yes possible. Below
    the task's floor, which misses no more than the office allows, the answer is no. `doubts` are told for yes and for
    what is left open; the first may be empty.
    """
    yes, no = answers
    chance = max(weighed.chances[yes], at_least)
    for_yes, for_no = Candidate(answer=yes, score=round(chance, 4)), Candidate(answer=no, score=round(1 - chance, 4))
    told, left_open = doubts
    if chance >= SURE:
        answer, ranked, doubt = yes, (for_yes, for_no), told or None
    elif possible or chance >= judging.floors[weighed.task]:
        answer, ranked, doubt = None, (for_no, for_yes), left_open or None
    else:
        answer, ranked, doubt = no, (for_no, for_yes), None
    best = ranked[0]
    cues = explain_weighed(weighed, sight, best.answer, ranked[1].answer)
    return Judgement(
        question=question,
        answer=answer,
        score=best.score,
        runners_up=ranked if answer is None else ranked[1:],
        cues=(*cues, rest_cue(cues, best.score)),
        made_by=judging.made_by,
        doubt=doubt,
    )
