"""Tell a petition from a private letter or an advertisement that came among the post."""

from classifiers.looking.cue_words import match_cues, squash, weigh
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import explain_hits
from records import Candidate, Judgement
from vocab import Vocabulary

MADE_BY = "rule:petitions/1"
START = 1.0
"""What comes to a petition office is a petition unless something speaks against it."""
SURE = 0.7
QUITE_SURE = 0.98


def judge_petition(parts: Parts, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `petition` or `private`; a private letter goes to a person too unless it is quite sure."""
    hits = match_cues(parts, vocabulary.cues["petition"], vocabulary=vocabulary)
    sums = weigh(hits)
    petition = squash(START + sums.get("petition", 0.0) - sums.get("private", 0.0))
    best, score = ("petition", petition) if petition >= 0.5 else ("private", 1 - petition)
    other = "private" if best == "petition" else "petition"
    runners = (Candidate(answer=other, score=1 - score),)
    doubt = None
    if score < SURE or (best == "private" and score < QUITE_SURE):
        doubt = "petition.unsure"
    return Judgement(
        question="petition",
        answer=best if score >= SURE else None,
        score=score,
        runners_up=runners if score >= SURE else (Candidate(answer=best, score=score), *runners),
        cues=explain_hits("petition", hits, parts, best, score),
        made_by=MADE_BY,
        doubt=doubt,
    )
