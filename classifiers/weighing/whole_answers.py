"""The whole judgement of texts, task by task: shipped models, rules, tables and an office's own models together."""

from collections.abc import Iterable, Iterator, Mapping

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.looking.sights import Chances, Sight, see_parts
from classifiers.weighing.evidence_judgements import rank_answers
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.judging_tasks import divide_words
from classifiers.weighing.weighing import Weighed, weigh_task
from vocab import Vocabulary

BUILDS_ON: Mapping[str, tuple[str, ...]] = {
    "topic2": ("topic",),
    "unit": ("topic", "topic2"),
    "purpose": ("matter_class",),
}
"""The tasks whose chances a task needs, in the order in which they are weighed."""


def see_words(title: str, text: str, judging: JudgingModel, *, vocabulary: Vocabulary) -> Sight:
    """A letter of which only the words are known, as the learned models and the rules see it."""
    parts = divide_words(title, text)
    return see_parts(parts, (), judging.read(parts), vocabulary=vocabulary)


def weigh_before(task: str, sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Chances:
    """The chances of the tasks that a task builds on."""
    before: dict[str, Mapping[str, float]] = {}
    for earlier in BUILDS_ON.get(task, ()):
        before[earlier] = weigh_task(earlier, sight, judging, before=before, vocabulary=vocabulary).chances
    return before


def weigh_whole(task: str, sight: Sight, judging: JudgingModel, *, vocabulary: Vocabulary) -> Weighed:
    """Weigh the evidence on a task and, before it, on those that it builds on."""
    before = weigh_before(task, sight, judging, vocabulary=vocabulary)
    return weigh_task(task, sight, judging, before=before, vocabulary=vocabulary)


def answer_whole(
    rows: Iterable[LabelledRow], task: str, judging: JudgingModel, *, vocabulary: Vocabulary
) -> Iterator[Answered]:
    """Answer each row by all evidence, whether it would pass alone or not; about 30 ms a letter.

    What follows in a case from other answers is not in it: the topic that a class brings with it, the guard.
    """
    for row in rows:
        sight = see_words(row.title, row.text, judging, vocabulary=vocabulary)
        best = rank_answers(weigh_whole(task, sight, judging, vocabulary=vocabulary))[0]
        yield Answered(row.id, row.label, best.answer, best.score, row.day)
