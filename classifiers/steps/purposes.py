"""Tell what a letter is written for: 申诉, 求决, 揭发控告, 意见建议, 其他. A field beside the class of the matter.

The purpose is a code list of the petition system older than the three classes of the Regulation of 2022 (articles
29 to 31), whose one class of appeals holds two purposes: redress disagrees with a decision, judgment or earlier
handling (不服), relief asks for a problem to be solved. The other classes have the purpose of their name.
"""

from classifiers.looking.cue_words import Hit, match_cues, squash, weigh
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import rest_cue
from records import Candidate, Cue, Judgement
from vocab import Vocabulary

MADE_BY = "rule:purposes/1"
DOUBT = "purpose.unsure"
START = -3.0
"""The log-odds of redress in an appeal without any word for it: about one letter in forty."""
SURE = 0.55
SAME = {"suggestion": "suggestion", "accusation": "accusation", "other": "other"}
REDRESS, RELIEF = "redress", "relief"


def judge_purpose(parts: Parts, matter_class: Judgement, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `redress`, `relief`, `accusation`, `suggestion` or `other`, or abstain.

    The score is that of the class, shared between redress and relief by the words. It abstains with
    `purpose.unsure` where the class is sure and those two are close; an open class leaves the purpose open too, and
    has its own doubt.
    """
    hits = match_cues(parts, vocabulary.cues["purpose"], vocabulary=vocabulary)
    redress = squash(START + weigh(hits).get(REDRESS, 0.0))
    shares: dict[str, float] = {}
    for answer, score in _classes(matter_class):
        if answer == "appeal":
            shares[REDRESS], shares[RELIEF] = score * redress, score * (1 - redress)
        elif answer in SAME:
            shares[SAME[answer]] = score
    if not shares:
        return Judgement(question="purpose", answer=None, score=0.0, made_by=MADE_BY)
    ranked = tuple(
        Candidate(answer=answer, score=min(1.0, score))
        for answer, score in sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    )
    best = ranked[0]
    sure = matter_class.answer is not None and best.score >= min(SURE, 0.8 * matter_class.score)
    doubt = DOUBT if matter_class.answer is not None and not sure else None
    cues = _explain(parts, hits, matter_class, best)
    return Judgement(
        question="purpose",
        answer=best.answer if sure else None,
        score=best.score,
        runners_up=ranked[1:] if sure else ranked,
        cues=(*cues, rest_cue(cues, best.score)),
        made_by=MADE_BY,
        doubt=doubt,
    )


def _classes(matter_class: Judgement) -> list[tuple[str, float]]:
    given = [(matter_class.answer, matter_class.score)] if matter_class.answer else []
    return given + [(other.answer, other.score) for other in matter_class.runners_up]


def _explain(parts: Parts, hits: tuple[Hit, ...], matter_class: Judgement, best: Candidate) -> tuple[Cue, ...]:
    """The words for redress or against it, and those of the class."""
    sign = 1 if best.answer == REDRESS else -1
    own = tuple(
        Cue(
            text=hit.span.of(parts.written),
            weight=round(sign * hit.weight, 3),
            span=hit.span,
            source=f"purpose.{hit.rule.name}",
        )
        for hit in hits
        if best.answer in (REDRESS, RELIEF)
    )
    return (*own, *(cue for cue in matter_class.cues if cue.span is not None))
