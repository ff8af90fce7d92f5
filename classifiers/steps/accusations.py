"""Tell whether a letter accuses cadres or bodies of public service of breaches (Regulation, art. 22 no. 3, 30)."""

from classifiers.looking.sights import Sight
from classifiers.steps.gates import SURE, judge_gate
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import weigh_task
from records import Judgement
from vocab import Vocabulary


def judge_accusation(sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Judgement:
    """Answer `yes`, `no`, or abstain with `accusation.possible`.

    A letter may ask for its own and accuse besides; then its class is an appeal and this is `yes` all the same, for
    nothing of what it says against a person may reach that person. A letter whose class is an accusation accuses.
    """
    of_class = weigh_task("matter_class", sight, judging, vocabulary=vocabulary).chances["accusation"]
    return judge_gate(
        "accusation",
        weigh_task("accusation", sight, judging, vocabulary=vocabulary),
        sight,
        judging,
        answers=("yes", "no"),
        at_least=of_class if of_class >= SURE else 0.0,
        doubts=("letter.accusation", "accusation.possible"),
    )
