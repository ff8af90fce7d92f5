"""Tell whether a matter is for the courts, the prosecution or criminal police (Regulation, art. 22 no. 3, 28, 31)."""

from classifiers.looking.cue_words import match_cues, share, weigh
from classifiers.looking.parts import Parts
from classifiers.looking.sights import Sight
from classifiers.steps.gates import judge_gate
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import weigh_task
from records import Judgement
from vocab import Vocabulary

START = {"administrative": 3.0, "litigation": 0.0}
"""Most matters are for the administration; the words of the courts must weigh more."""
SURE_WORDS = 0.65


def judge_litigation(sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `yes`, `no`, or abstain with `channel.unsure`.

    Words alone suffice where they are plain: a case number, a judgment, its execution.
    """
    words = weigh_words(sight.parts, vocabulary=vocabulary)
    return judge_gate(
        "litigation",
        weigh_task("litigation", sight, judging, vocabulary=vocabulary),
        sight,
        judging,
        answers=("yes", "no"),
        at_least=words if words >= SURE_WORDS else 0.0,
        doubts=("letter.litigation", "channel.unsure"),
    )


def weigh_words(parts: Parts, *, vocabulary: Vocabulary) -> float:
    """How likely the words alone make it that a matter is before the organs of justice."""
    hits = match_cues(parts, vocabulary.cues["channel"], vocabulary=vocabulary)
    sums = START | {answer: START[answer] + weight for answer, weight in weigh(hits).items()}
    return next(candidate.score for candidate in share(sums) if candidate.answer == "litigation")
