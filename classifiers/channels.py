"""Tell the channel a letter goes on: administrative, discipline or litigation (Regulation, art. 22, 28, 30, 31)."""

from classifiers.cue_words import match_cues, share, show_cues, weigh
from classifiers.parts import Parts
from records import Judgement
from vocab import Vocabulary

MADE_BY = "rule:channels/1"
START = {"administrative": 3.0, "litigation": 0.0}
SURE = 0.65


def judge_channel(parts: Parts, matter_class: Judgement, *, vocabulary: Vocabulary) -> Judgement:
    """Answer the channel, or abstain with `channel.unsure`.

    The gate of discipline comes first: an accusation never takes another way. Then litigation: a matter before
    the courts, in execution or in criminal proceedings. All the rest is administrative.
    """
    if matter_class.answer == "accusation":
        return Judgement(
            question="channel",
            answer="discipline",
            score=matter_class.score,
            cues=matter_class.cues,
            made_by=MADE_BY,
            doubt="letter.accusation",
        )
    hits = match_cues(parts, vocabulary.cues["channel"], vocabulary=vocabulary)
    sums = START | {answer: START[answer] + weight for answer, weight in weigh(hits).items()}
    ranked = share(sums)
    best = ranked[0]
    sure = best.score >= SURE and not (matter_class.answer is None and _accusation_likely(matter_class))
    doubt = None if sure else "channel.unsure"
    if sure and best.answer == "litigation":
        doubt = "letter.litigation"
    return Judgement(
        question="channel",
        answer=best.answer if sure else None,
        score=best.score,
        runners_up=ranked[1:] if sure else ranked,
        cues=show_cues(parts, hits, best.answer),
        made_by=MADE_BY,
        doubt=doubt,
    )


def _accusation_likely(matter_class: Judgement) -> bool:
    """Whether the class was left open with accusation among the two likeliest."""
    return any(candidate.answer == "accusation" for candidate in matter_class.runners_up[:2])
