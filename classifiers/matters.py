"""Tell the class of a matter: appeal, suggestion, accusation or other (Regulation, art. 29 to 31)."""

from collections.abc import Sequence

from classifiers.accused import find_accused_units, find_cadres
from classifiers.cue_words import Hit, match_cues, share, show_cues, weigh
from classifiers.parts import Parts
from records import Cue, Finding, Judgement, Span
from vocab import Vocabulary

MADE_BY = "rule:matters/1"
START = {"appeal": 1.5, "suggestion": 0.0, "accusation": -2.0, "other": -0.5}
"""Most letters ask for something of their own; an accusation restricts the letter and needs more."""
SURE = 0.55
NEAR = 22
"""Characters between the words for a cadre and for his breach of duty."""
CADRE = 2.0
NO_CADRE = -2.5
TO_DISCIPLINE = "to-discipline"
"""The rule that tells that a letter is addressed to the discipline inspection."""


def judge_matter_class(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> Judgement:
    """Answer `appeal`, `suggestion`, `accusation` or `other`, or abstain with `matter-class.unsure`.

    An accusation tells of breaches by cadres or public servants (art. 30): words of misconduct weigh when a cadre
    or an accused unit is named near them. A complaint about a company, even one called 举报, asks an authority to
    act and is an appeal (art. 31, no. 5).
    """
    hits = match_cues(parts, vocabulary.cues["matter_class"], vocabulary=vocabulary)
    sums = START | {answer: START[answer] + weight for answer, weight in weigh(hits).items()}
    cadre = _cadre_near(parts, hits, findings, vocabulary)
    sums["accusation"] += CADRE if cadre else NO_CADRE
    ranked = share(sums)
    best = ranked[0]
    sure = best.score >= SURE
    extra = (
        (Cue(text=cadre.of(parts.written), weight=CADRE, span=cadre),) if cadre and best.answer == "accusation" else ()
    )
    doubt = None if sure else "matter-class.unsure"
    if sure and best.answer == "accusation":
        doubt = "letter.accusation"
    return Judgement(
        question="matter_class",
        answer=best.answer if sure else None,
        score=best.score,
        runners_up=ranked[1:] if sure else ranked,
        cues=(*extra, *show_cues(parts, hits, best.answer)),
        made_by=MADE_BY,
        doubt=doubt,
    )


def _cadre_near(parts: Parts, hits: Sequence[Hit], findings: Sequence[Finding], vocabulary: Vocabulary) -> Span | None:
    """The words for a cadre: near words of misconduct or accusing, or anywhere in a letter to the discipline organs.

    The words of an accused unit serve too.
    """
    posts = find_cadres(parts, vocabulary=vocabulary)
    if posts and any(hit.rule.name == TO_DISCIPLINE for hit in hits):
        return posts[0]
    told = [hit.span for hit in hits if hit.rule.answer == "accusation"]
    near = (post for post in posts for span in told if post.start - NEAR <= span.end and span.start <= post.end + NEAR)
    found = next(near, None)
    if found is None and told and find_accused_units(parts, findings, vocabulary=vocabulary):
        found = next(finding.span for finding in findings if finding.field == "accused")
    return found
