"""Tell what a letter is written for: 申诉, 求决, 揭发控告, 意见建议, 其他. A field beside the class of the matter.

The purpose is a code list of the petition system older than the three classes of the Regulation of 2022 (articles
29 to 31), whose one class of appeals holds two purposes: redress disagrees with a decision, judgment or earlier
handling (不服), relief asks for a problem to be solved. The other classes have the purpose of their name.
"""

from collections.abc import Mapping

from classifiers.looking.sights import Sight
from classifiers.steps.rule_answers import rest_cue
from classifiers.weighing.evidence_judgements import explain_weighed
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.purpose_evidence import CLASS_OF, MODEL, REDRESS, RELIEF
from classifiers.weighing.weighing import Weighed, weigh_task
from records import Candidate, Cue, Judgement
from vocab import Vocabulary

DOUBT = "purpose.unsure"
SURE = 0.55
MOST_CUES = 12


def judge_purpose(
    sight: Sight,
    matter_class: Judgement,
    classes: Mapping[str, float],
    judging: JudgingModel,
    *,
    vocabulary: Vocabulary,
) -> Judgement:
    """Answer `redress`, `relief`, `accusation`, `suggestion` or `other`, or abstain.

    `classes` holds the chance of each class. The score is that of the class, shared between redress and relief as the
    evidence on purposes shares them. It abstains with `purpose.unsure` where the class is sure and those two are close;
    an open class leaves the purpose open too, and has its own doubt.
    """
    weighed = weigh_task(MODEL, sight, judging, before={"matter_class": classes}, vocabulary=vocabulary)
    appealing = weighed.chances[REDRESS] + weighed.chances[RELIEF]
    shares: dict[str, float] = {}
    for of_class, score in _classes(matter_class):
        for purpose in (purpose for purpose, its in CLASS_OF.items() if its == of_class):
            shares[purpose] = score * (weighed.chances[purpose] / appealing if of_class == "appeal" else 1.0)
    if not shares:
        return Judgement(question="purpose", answer=None, score=0.0, made_by=judging.maker(MODEL))
    ranked = tuple(
        Candidate(answer=answer, score=min(1.0, score))
        for answer, score in sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    )
    best = ranked[0]
    sure = matter_class.answer is not None and best.score >= min(SURE, 0.8 * matter_class.score)
    doubt = DOUBT if matter_class.answer is not None and not sure else None
    cues = _explain(weighed, sight, matter_class, best.answer)
    return Judgement(
        question="purpose",
        answer=best.answer if sure else None,
        score=best.score,
        runners_up=ranked[1:] if sure else ranked,
        cues=(*cues, rest_cue(cues, best.score)),
        made_by=judging.maker(MODEL),
        doubt=doubt,
    )


def _classes(matter_class: Judgement) -> list[tuple[str, float]]:
    given = [(matter_class.answer, matter_class.score)] if matter_class.answer else []
    return given + [(other.answer, other.score) for other in matter_class.runners_up]


def _explain(weighed: Weighed, sight: Sight, matter_class: Judgement, best: str) -> tuple[Cue, ...]:
    """The words for redress or against it, and those of the class."""
    of_class = tuple(cue for cue in matter_class.cues if cue.span is not None)
    if best not in (REDRESS, RELIEF):
        return of_class[:MOST_CUES]
    other = RELIEF if best == REDRESS else REDRESS
    return (*explain_weighed(weighed, sight, best, other), *of_class)[:MOST_CUES]
