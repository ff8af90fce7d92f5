"""What speaks for each purpose of a letter: the class of its matter, a learned model, words of disagreeing."""

import math
from collections.abc import Mapping, Sequence

from classifiers.learning.tasks import PURPOSES
from classifiers.looking.cue_words import Hit
from classifiers.looking.parts import Parts
from classifiers.weighing.evidence import FLOOR, Evidence, Learned, learned_evidence
from records import Cue

ABOVE, LEARNED, WORDS = "above", "learned", "words"
KINDS = (ABOVE, LEARNED, WORDS)
FIXED = {WORDS: 0.7}
"""Letters on paper say outright what they disagree with (不服, 申请复查): messages teach too little of it."""
MODEL = "purpose"
REDRESS, RELIEF = "redress", "relief"
CLASS_OF = {REDRESS: "appeal", RELIEF: "appeal"} | {same: same for same in ("suggestion", "accusation", "other")}
"""The one class of a matter (Regulation, art. 29 to 31) in which a purpose occurs."""


def gather_purposes(
    parts: Parts, classes: Mapping[str, float], learned: Learned, hits: Sequence[Hit]
) -> list[Evidence]:
    """Evidence for the purposes; `classes` holds the chances of the classes, `hits` the words for redress."""
    found = learned_evidence(learned, MODEL, PURPOSES, kind=LEARNED)
    for purpose, of_class in CLASS_OF.items():
        chance = classes.get(of_class, 0.0)
        found.append(Evidence(purpose, ABOVE, math.log(chance) if chance > math.exp(FLOOR) else FLOOR))
    for hit in hits:
        source = f"purpose.{hit.rule.name}"
        cue = Cue(text=hit.span.of(parts.written), weight=hit.weight, span=hit.span, source=source)
        found.append(Evidence(hit.rule.answer, WORDS, hit.weight, (cue,)))
    return found
