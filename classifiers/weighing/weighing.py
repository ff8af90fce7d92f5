"""Weigh the evidence on a task: the step that all questions with a learned model share."""

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.looking.sights import Chances, Sight
from classifiers.weighing.combining import Combiner
from classifiers.weighing.evidence import OWN, EvidenceTable, lay_table, learned_evidence
from classifiers.weighing.judging_model import JudgingModel, own_name
from classifiers.weighing.judging_tasks import TASK_BY_NAME
from vocab import Vocabulary


@dataclass(frozen=True, eq=False)
class Weighed:
    """The evidence on a task with the chance of each answer."""

    task: str
    table: EvidenceTable
    combiner: Combiner
    chances: Mapping[str, float]


def weigh_task(
    task: str, sight: Sight, judging: JudgingModel, *, before: Chances | None = None, vocabulary: Vocabulary
) -> Weighed:
    """Gather and weigh the evidence on a task; `before` holds the chances of the tasks that it builds on.

    Answers that the office's tables no longer have are left out; those that are new to the model count too, without a
    bias of their own.
    """
    known = TASK_BY_NAME[task]
    combiner = judging.combiner(task).fitted_to(known.answers(vocabulary))
    evidence = known.gather(sight, before or {}, vocabulary)
    if task in judging.own:
        evidence += learned_evidence(sight.learned, own_name(task), combiner.answers, kind=OWN)
    table = lay_table(combiner.answers, combiner.kinds, evidence)
    found = combiner.find_chances(table)
    return Weighed(task, table, combiner, dict(zip(combiner.answers, found.tolist(), strict=True)))
