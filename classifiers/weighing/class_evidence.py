"""What speaks for each class of a matter (Regulation, art. 29 to 31): a learned model, and words of each class."""

from collections.abc import Sequence

from classifiers.guarding.accused import find_accused_units, find_cadres
from classifiers.learning.tasks import CLASSES
from classifiers.looking.cue_words import Hit, match_cues
from classifiers.looking.parts import Parts
from classifiers.weighing.evidence import Evidence, Learned, learned_evidence
from records import Cue, Finding, Span
from vocab import Vocabulary

LEARNED, WORDS, CADRE = "learned", "words", "cadre"
KINDS = (LEARNED, WORDS, CADRE)
FIXED = {WORDS: 0.7}
"""Letters on paper say outright what they are (感谢信, 举报信, 关于…的建议): messages teach too little of it."""
MODEL = "matter_class"
NEAR = 22
"""Characters between the words for a cadre and for his breach of duty."""
TO_DISCIPLINE = "to-discipline"
"""The rule that tells that a letter is addressed to the discipline inspection."""


def gather_classes(
    parts: Parts, findings: Sequence[Finding], learned: Learned, *, vocabulary: Vocabulary
) -> list[Evidence]:
    """Evidence for the four classes.

    An accusation tells of breaches by cadres or public servants (art. 30): words of misconduct weigh when a cadre
    or an accused unit is named near them. A complaint about a company, even one called 举报, asks an authority to
    act and is an appeal (art. 31, no. 5).
    """
    hits = match_cues(parts, vocabulary.cues["matter_class"], vocabulary=vocabulary)
    found = [*learned_evidence(learned, MODEL, CLASSES, kind=LEARNED)]
    for hit in hits:
        source = f"matter_class.{hit.rule.name}"
        cue = Cue(text=hit.span.of(parts.written), weight=hit.weight, span=hit.span, source=source)
        found.append(Evidence(hit.rule.answer, WORDS, hit.weight, (cue,)))
    cadre = find_cadre_near(parts, hits, findings, vocabulary=vocabulary)
    if cadre is not None:
        cue = Cue(text=cadre.of(parts.written), weight=1.0, span=cadre, source=CADRE)
        found.append(Evidence("accusation", CADRE, 1.0, (cue,)))
    return found


def find_cadre_near(
    parts: Parts, hits: Sequence[Hit], findings: Sequence[Finding], *, vocabulary: Vocabulary
) -> Span | None:
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
        found = next((finding.span for finding in findings if finding.field == "accused"), None)
    return found
