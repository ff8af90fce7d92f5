"""Tell which way of article 31 is open to a matter that asks for something.

Regulation on Petition Work (2022), article 31: appeals for relief are told apart by the lawful way open to them.
(1) what belongs to litigation, prosecution or the criminal police goes to the organs of justice; (2) what
arbitration settles, to arbitration: labour disputes, contracts of rural land; (3) appeals of party members and
requests for a new hearing, to the party's own rules; (4) what reconsideration, ruling, confirmation, licence or
penalty settles, to that administrative procedure; (5) requests that an authority investigate or protect a lawful
right, to the duty of that authority; (6) all else is answered by an opinion on the petition, and for this number
alone the clock of 60 days runs (article 34).
"""

from classifiers.looking.cue_words import match_cues, weigh
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import answer_by_weight, explain_hits
from records import Candidate, Judgement
from vocab import Vocabulary

MADE_BY = "rule:legal-ways/1"
START = {
    "justice": -2.0,
    "arbitration": -0.5,
    "party": -2.0,
    "administrative": -0.5,
    "enforcement": -0.5,
    "petition": 1.5,
}
"""Without words for another way a matter is answered by the petition procedure, as number 6 says."""
MARGIN = 0.5
"""How much heavier the best way must be than the next; a person chooses between closer ones."""
BEFORE_COURT = 6.0
"""What an answer of the step before (litigation) adds for number 1."""
DOUBT = "legal-way.unsure"


def judge_legal_way(
    parts: Parts, matter_class: Judgement, litigation: Judgement, *, vocabulary: Vocabulary
) -> Judgement:
    """Answer one of the six ways, or abstain with `legal-way.unsure` when two are close.

    Suggestions, accusations and letters of no demand have no way of article 31: their answer is none, without a
    doubt. While the class is open the likeliest one decides whether the question is asked at all.
    """
    if _likeliest(matter_class) != "appeal":
        return Judgement(question="legal_way", answer=None, score=0.0, made_by=MADE_BY)
    hits = match_cues(parts, vocabulary.cues["legal_way"], vocabulary=vocabulary)
    sums = START | {way: START[way] + weight for way, weight in weigh(hits).items()}
    if litigation.answer == "yes":
        sums["justice"] += BEFORE_COURT
    judged = answer_by_weight("legal_way", sums, hits, parts, made_by=MADE_BY, margin=MARGIN, doubt=DOUBT)
    if litigation.answer == "yes" and judged.answer == "justice":
        others = tuple(Candidate(answer=c.answer, score=c.score) for c in judged.runners_up)
        cues = litigation.cues or explain_hits("legal_way", hits, parts, "justice", litigation.score)
        return judged.model_copy(update={"score": litigation.score, "runners_up": others, "cues": cues})
    return judged


def _likeliest(matter_class: Judgement) -> str | None:
    if matter_class.answer is not None or not matter_class.runners_up:
        return matter_class.answer
    return matter_class.runners_up[0].answer
