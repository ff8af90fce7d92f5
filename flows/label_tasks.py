"""Tasks for Label Studio: cases that nobody labelled yet, with what the models in service say of them."""

from collections.abc import Collection, Iterator
from itertools import islice

from classifiers.judge import judge_letter
from classifiers.labelling.case_texts import part_letter
from classifiers.labelling.label_studio import StudioTask, make_task, predict
from classifiers.learning.tasks import ANSWERS, join_pair
from classifiers.weighing.judging_model import JudgingModel
from flows.labels import day_of_case
from ledger import Ledger
from ledger.clock import office_date
from records import CaseRecord, Judgement, Reading, UsageError
from records.reading import Question
from vocab import Vocabulary


def make_tasks(
    ledger: Ledger,
    task: str,
    *,
    vocabulary: Vocabulary,
    judging: JudgingModel,
    case_nos: Collection[str] = (),
    most: int | None = None,
    restricted: bool = False,
) -> Iterator[StudioTask]:
    """Yield a task for each case that nobody decided yet, or for those that are named.

    Left out are restricted cases unless `restricted` is true, cases that were split, and those that wait for a blind
    answer: nobody may see what the machine says of them.

    Raises:
        UsageError: `task.unknown`, or `case.unknown` for a number that the ledger does not have.
    """
    if task not in ANSWERS:
        raise UsageError("task.unknown", task)
    cases = (
        (ledger.case(case_no, restricted=True) for case_no in case_nos) if case_nos else ledger.cases(restricted=True)
    )
    open_ = (record for record in cases if _may_go(record, task, named=bool(case_nos), restricted=restricted))
    for record in islice(open_, most):
        reading = ledger.reading(record.case_no)
        title, text = part_letter(reading.letter, reading.findings)
        if not text:
            continue
        said = _judge(reading, task, vocabulary=vocabulary, judging=judging)
        predictions = [predict(task, said[0], score=said[1], model_version=said[2])] if said else []
        yield make_task(title, text, reference=record.case_no, day=day_of_case(record), predictions=predictions)


def _may_go(record: CaseRecord, task: str, *, named: bool, restricted: bool) -> bool:
    if record.status == "split" or record.blind == "open" or (record.restricted and not restricted):
        return False
    return named or not any(review.field == task for review in record.reviews)


def _judge(
    reading: Reading, task: str, *, vocabulary: Vocabulary, judging: JudgingModel
) -> tuple[str, float, str] | None:
    """The best answer of the models in service, its score, and what gave it; none where the question was not asked."""
    day = office_date(reading.letter.scan.received_at)
    verdict = judge_letter(reading.letter, reading.findings, vocabulary=vocabulary.on(day), judging=judging)
    found = {one.question: one for one in verdict.judgements}
    if task == "topic2":
        first, second = (_best(found.get(question)) for question in ("topic", "topic2"))
        return (
            (join_pair((first, second)), found["topic2"].score, found["topic2"].made_by) if first and second else None
        )
    question: Question = task  # type: ignore[assignment] # the names of learned tasks are those of questions
    best = _best(found.get(question))
    return (best, found[question].score, found[question].made_by) if best else None


def _best(judgement: Judgement | None) -> str | None:
    if judgement is None:
        return None
    return judgement.answer or (judgement.runners_up[0].answer if judgement.runners_up else None)
