"""Tell what must be reported at once: danger to life, collective or sudden events (Regulation, art. 22 and 25)."""

from classifiers.looking.cue_words import match_cues, squash, weigh
from classifiers.looking.parts import Parts
from classifiers.looking.sights import Sight
from classifiers.steps.gates import judge_gate
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import weigh_task
from records import Judgement
from vocab import Vocabulary

NEEDED = 4.0
"""The weight of words at which they alone call a letter urgent; a plain threat reaches it."""
POSSIBLE = 0.18
"""What the words must come to, as a probability, for a person to be asked whatever the learned model says."""


def judge_urgency(sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `urgent` or `ordinary`; between the two abstain with `urgency.possible`.

    Hiding or delaying such news is punishable (art. 46), so recall goes before precision: words alone may call a letter
    urgent, and a person is asked as soon as either words or model make it possible.
    """
    words = weigh_words(sight.parts, vocabulary=vocabulary)
    return judge_gate(
        "urgency",
        weigh_task("urgency", sight, judging, vocabulary=vocabulary),
        sight,
        judging,
        answers=("urgent", "ordinary"),
        at_least=words if words >= POSSIBLE else 0.0,
        possible=words >= POSSIBLE,
        doubts=("letter.urgent", "urgency.possible"),
    )


def weigh_words(parts: Parts, *, vocabulary: Vocabulary) -> float:
    """How likely the words alone make it that a letter is urgent."""
    sums = weigh(match_cues(parts, vocabulary.cues["urgency"], vocabulary=vocabulary))
    return squash(sums.get("urgent", 0.0) - sums.get("ordinary", 0.0) - NEEDED)
