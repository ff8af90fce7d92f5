"""Propose the unit that a letter goes to, and never one that is complained of (Regulation, art. 22, 24, 30)."""

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.looking.cue_words import match_cues, share, weigh
from classifiers.looking.sights import Sight
from classifiers.steps.rule_answers import explain_hits
from classifiers.weighing.combining import log_odds
from classifiers.weighing.evidence_judgements import judge_weighed
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import Weighed, weigh_task
from records import Candidate, Judgement
from vocab import Vocabulary

MADE_BY = "rule:units/2"
DOUBT = "unit.unsure"
DISCIPLINE = "JWJW"
SURE = 0.6
LEADING = "ZFW"
"""The committee that leads the organs of justice, for what belongs to none of them."""
EVIDENCE = 0.5
"""What the evidence on units is worth beside the organs' own words."""


@dataclass(frozen=True)
class Questions:
    """What was judged before the unit."""

    petition: Judgement
    accusation: Judgement
    matter_class: Judgement
    channel: Judgement


def judge_unit(
    sight: Sight, asked: Questions, second_topics: Mapping[str, float], judging: JudgingModel, *, vocabulary: Vocabulary
) -> Judgement:
    """Give the code of the lead unit, or abstain with `unit.unsure`.

    `second_topics` holds the chance of each pair of topics. Accusations go to the organs of discipline, what is for
    justice to its organs; for all else the evidence on units is weighed. Who is accused is taken out afterwards
    (`guard.py`).
    """
    if asked.petition.answer == "private":
        return Judgement(question="unit", answer=None, score=asked.petition.score, made_by=MADE_BY)
    if asked.channel.answer == "discipline":
        return Judgement(
            question="unit", answer=DISCIPLINE, score=asked.channel.score, cues=asked.channel.cues, made_by=MADE_BY
        )
    weighed = weigh_task("unit", sight, judging, before={"topic2": second_topics}, vocabulary=vocabulary)
    if asked.channel.answer == "litigation":
        return _judge_judicial(sight, weighed, vocabulary)
    judged = judge_weighed("unit", weighed, sight, judging, doubt=DOUBT)
    return _step_back(judged) if asked.accusation.leans_to("yes") and judged.answer is not None else judged


def _judge_judicial(sight: Sight, weighed: Weighed, vocabulary: Vocabulary) -> Judgement:
    """The court, the prosecution, the police or the prison: by the evidence on units, and by their own words."""
    hits = match_cues(sight.parts, vocabulary.cues["judicial"], vocabulary=vocabulary)
    organs = {rule.answer for rule in vocabulary.cues["judicial"]} | {LEADING}
    sums = {unit: EVIDENCE * log_odds(weighed.chances[unit]) for unit in organs & weighed.chances.keys()}
    for unit, weight in weigh(hits).items():
        sums[unit] = sums.get(unit, 0.0) + weight
    ranked = share(sums)
    best = ranked[0]
    given = best.score >= SURE
    return Judgement(
        question="unit",
        answer=best.answer if given else None,
        score=best.score,
        runners_up=ranked[1:] if given else ranked,
        cues=explain_hits("judicial", hits, sight.parts, best.answer, best.score),
        made_by=MADE_BY,
        doubt=None if given else DOUBT,
    )


def _step_back(judged: Judgement) -> Judgement:
    """The same without an answer: it accuses, or may, so a person looks first."""
    best = Candidate(answer=judged.answer or "", score=judged.score)
    return judged.model_copy(update={"answer": None, "runners_up": (best, *judged.runners_up), "doubt": DOUBT})
