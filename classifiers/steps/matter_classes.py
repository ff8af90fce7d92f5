"""Tell the class of a matter: appeal, suggestion, accusation or other (Regulation, art. 29 to 31)."""

from classifiers.looking.sights import Sight
from classifiers.weighing.class_evidence import MODEL
from classifiers.weighing.evidence_judgements import judge_weighed
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.weighing import Weighed, weigh_task
from records import Judgement
from vocab import Vocabulary

DOUBT, ACCUSES = "matter-class.unsure", "letter.accusation"


def weigh_classes(sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Weighed:
    """Weigh the evidence on the class."""
    return weigh_task(MODEL, sight, judging, vocabulary=vocabulary)


def judge_matter_class(weighed: Weighed, sight: Sight, judging: JudgingModel) -> Judgement:
    """Answer `appeal`, `suggestion`, `accusation` or `other`, or abstain with `matter-class.unsure`."""
    judged = judge_weighed("matter_class", weighed, sight, judging, doubt=DOUBT)
    return judged.model_copy(update={"doubt": ACCUSES}) if judged.answer == "accusation" else judged
