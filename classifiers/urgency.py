"""Tell what must be reported at once: danger to life, collective or sudden events (Regulation, art. 22 and 25)."""

from classifiers.cue_words import match_cues, show_cues, squash, weigh
from classifiers.parts import Parts
from records import Candidate, Judgement
from vocab import Vocabulary

MADE_BY = "rule:urgency/1"
NEEDED = 4.0
"""The weight at which urgent and ordinary are equally likely; a plain threat alone reaches it."""
URGENT = 0.5
POSSIBLE = 0.18


def judge_urgency(parts: Parts, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `urgent` or `ordinary`; between the two abstain with `urgency.possible`.

    Hiding or delaying such news is punishable (art. 46), so a letter is called urgent from one half on and a
    person is asked long before.
    """
    hits = match_cues(parts, vocabulary.cues["urgency"], vocabulary=vocabulary)
    sums = weigh(hits)
    urgent = squash(sums.get("urgent", 0.0) - sums.get("ordinary", 0.0) - NEEDED)
    answer: str | None
    runners: tuple[Candidate, ...]
    for_urgent = Candidate(answer="urgent", score=urgent)
    for_ordinary = Candidate(answer="ordinary", score=1 - urgent)
    if urgent >= URGENT:
        answer, score, runners, doubt = "urgent", urgent, (for_ordinary,), "letter.urgent"
    elif urgent >= POSSIBLE:
        answer, score, runners, doubt = None, 1 - urgent, (for_ordinary, for_urgent), "urgency.possible"
    else:
        answer, score, runners, doubt = "ordinary", 1 - urgent, (for_urgent,), None
    return Judgement(
        question="urgency",
        answer=answer,
        score=score,
        runners_up=runners,
        cues=show_cues(parts, hits, "urgent"),
        made_by=MADE_BY,
        doubt=doubt,
    )
