"""Judge what a letter is about, at the first and the second level of the tree."""

from classifiers.learning.tasks import part_pair
from classifiers.looking.second_topics import BY_CLASS
from classifiers.looking.sights import Sight
from classifiers.weighing.evidence_judgements import judge_weighed, rank_answers
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import Weighed, weigh_task
from records import Candidate, Judgement
from vocab import Vocabulary

DOUBT = "topic.unsure"
LEAST_OF_CLASS = 0.05
"""What an accusation is about may be something else than the breach: its topic must have some evidence of its own."""
THANKS = ("其他", "表达情感")
MADE_BY = "rule:judge/1"


def weigh_topics_of(sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> tuple[Weighed, Weighed]:
    """Weigh the evidence on the first level and, upon it, on the second."""
    first = weigh_task("topic", sight, judging, vocabulary=vocabulary)
    second = weigh_task("topic2", sight, judging, before={"topic": first.chances}, vocabulary=vocabulary)
    return first, second


def judge_topic(
    weighed: Weighed, matter_class: Judgement, sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary
) -> Judgement:
    """Answer the top-level topic, or abstain with `topic.unsure`.

    An accusation and a letter of thanks have their topic by their class.
    """
    if matter_class.answer == "accusation":
        by_class = _by_class("topic", BY_CLASS, matter_class)
        return by_class if weighed.chances.get(BY_CLASS, 0.0) >= LEAST_OF_CLASS else _left_open(by_class)
    if is_thanks(matter_class, vocabulary=vocabulary):
        return _by_class("topic", THANKS[0], matter_class)
    judged = judge_weighed("topic", weighed, sight, judging, doubt=DOUBT)
    # no accusation by its class: a person says which it is
    return _left_open(judged) if judged.answer == BY_CLASS else judged


def judge_second_topic(weighed: Weighed, topic: Judgement, sight: Sight, judging: JudgingModel) -> Judgement:
    """Answer the second level below the topic's answer where the evidence allows, else none, without a doubt."""
    if topic.answer == THANKS[0] and topic.made_by == MADE_BY:
        return _by_class("topic2", THANKS[1], topic)
    if topic.answer is None:
        return Judgement(question="topic2", answer=None, score=0.0, made_by=judging.maker("topic2"))
    judged = judge_weighed("topic2", weighed, sight, judging, doubt="")
    ranked = [
        Candidate(answer=part_pair(one.answer)[1], score=one.score)
        for one in rank_answers(weighed)
        if part_pair(one.answer)[0] == topic.answer
    ]
    likeliest = part_pair(judged.answer) if judged.answer else None
    answer = likeliest[1] if likeliest and likeliest[0] == topic.answer else None
    score = next((one.score for one in ranked), 0.0)
    return judged.model_copy(
        update={
            "answer": answer,
            "score": score,
            "runners_up": tuple(one for one in ranked if one.answer != answer),
            "cues": judged.cues if answer or score == judged.score else (),
            "doubt": None,
        }
    )


def is_thanks(matter_class: Judgement, *, vocabulary: Vocabulary) -> bool:
    """Whether a letter of the class `other` thanks, rather than asks for information."""
    if matter_class.answer != "other":
        return False
    rules = {f"matter_class.{rule.name}" for rule in vocabulary.cues["matter_class"] if rule.name.startswith("thanks")}
    return any(cue.weight > 0 and cue.source in rules for cue in matter_class.cues)


def _left_open(judged: Judgement) -> Judgement:
    best = Candidate(answer=judged.answer or "", score=judged.score)
    return judged.model_copy(update={"answer": None, "runners_up": (best, *judged.runners_up), "doubt": DOUBT})


def _by_class(question: str, answer: str, judged: Judgement) -> Judgement:
    return Judgement.model_validate(
        {"question": question, "answer": answer, "score": judged.score, "cues": judged.cues, "made_by": MADE_BY}
    )
