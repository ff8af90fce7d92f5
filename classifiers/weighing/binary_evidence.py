"""What speaks for yes on a question of yes or no: a learned model of annotated letters, and words for and against."""

from collections.abc import Sequence

from classifiers.looking.cue_words import Hit
from classifiers.looking.parts import Parts
from classifiers.weighing.evidence import FLOOR, Evidence, Learned
from records import Cue

LEARNED, VAGUE, WORDS, AGAINST = "learned", "vague", "words", "against"
KINDS = (LEARNED, VAGUE, WORDS, AGAINST)
FIXED = {AGAINST: -0.8}
"""What words say against the courts' part (only thinks of suing) is too rare in messages to be learned."""
YES, MAYBE, NO = "yes", "maybe", "no"
"""The labels of the annotated letters; `maybe` is what readers would not decide."""
HEAVIEST = 6.0
"""The weight of words beyond which more make it no surer."""


def gather_binary(
    task: str, parts: Parts, learned: Learned, hits: Sequence[Hit], *, answer: str, rule_answer: str
) -> list[Evidence]:
    """Evidence for `answer`; `hits` are those of the question's rules, of which `rule_answer` speaks for it."""
    found = [
        _words(parts, [hit for hit in hits if hit.rule.answer == rule_answer], task, answer, WORDS),
        _words(parts, [hit for hit in hits if hit.rule.answer != rule_answer], task, answer, AGAINST),
    ]
    said = learned.get(task)
    if said is not None:
        against = said.get(NO, FLOOR)
        found.append(Evidence(answer, LEARNED, said.get(YES, FLOOR) - against))
        found.append(Evidence(answer, VAGUE, said.get(MAYBE, FLOOR) - against))
    return found


def _words(parts: Parts, hits: Sequence[Hit], task: str, answer: str, kind: str) -> Evidence:
    cues = tuple(
        Cue(text=hit.span.of(parts.written), weight=hit.weight, span=hit.span, source=f"{task}.{hit.rule.name}")
        for hit in hits
    )
    return Evidence(answer, kind, min(HEAVIEST, sum(hit.weight for hit in hits)), cues)
