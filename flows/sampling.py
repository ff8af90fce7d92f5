"""What to label next, from the ledger and the models in service."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from classifiers.labelling.label_studio import StudioTask, make_task, predict
from classifiers.learning.annotations import hash_letter
from classifiers.learning.model_files import HELD_OUT, WHOLE_HELD_OUT, read_held_out
from classifiers.learning.tasks import join_pair
from classifiers.registry.service import service_folders
from classifiers.watching.choosing import Choice, Known, Unlabelled, count_known
from flows.judging_models import newest_model
from flows.labels import day_of_case, text_of_case
from ledger import Ledger
from records import CaseRecord, JudgementRecord, Settings


def find_unlabelled(ledger: Ledger, task: str, *, restricted: bool = False, again: bool = False) -> list[Unlabelled]:
    """The letters that may be drawn to be labelled for a task.

    Left out are letters with a label (by review or import), those that wait for a blind answer, those drawn before
    unless `again`, split ones, and accusations unless `restricted`.
    """
    records = [record for record in ledger.cases(restricted=restricted) if record.status != "split"]
    labelled = {record.case_no for record in records if any(review.field == task for review in record.reviews)}
    labelled |= _imported(ledger, task, (record.case_no for record in records if record.case_no not in labelled))
    gone = set() if again else ledger.sampled(task)
    clusters = ledger.clusters()
    settled = {clusters[case_no] for case_no in labelled if case_no in clusters}
    return [
        _see(record, task, clusters.get(record.case_no), settled)
        for record in records
        if record.case_no not in labelled | gone
        and record.blind != "open"
        and (restricted or not record.restricted)
        and record.text
    ]


def _imported(ledger: Ledger, task: str, case_nos: Iterator[str]) -> set[str]:
    """The cases whose words were labelled outside the desk."""
    known = {letter.id for letter in ledger.labelled(task)}
    return {case_no for case_no in case_nos if hash_letter(*text_of_case(ledger, case_no)) in known} if known else set()


def _see(record: CaseRecord, task: str, cluster: int | None, settled: Collection[int]) -> Unlabelled:
    judged = next((one for one in record.judgements if one.question == task), None)
    answer, score, margin = _rank(judged)
    if task == "topic2" and answer:
        first, *_ = _rank(next((one for one in record.judgements if one.question == "topic"), None))
        answer = join_pair((first, answer))
    return Unlabelled(record.case_no, answer, score, margin, cluster, cluster in settled)


def _rank(judged: JudgementRecord | None) -> tuple[str, float, float]:
    """The best answer, its score, and how far the second best lies below."""
    if judged is None:
        return "", 0.0, 0.0
    given = [(judged.answer, judged.score)] if judged.answer is not None else []
    ranked = [*given, *((other.answer, other.score) for other in judged.runners_up)]
    if not ranked:
        return "", 0.0, 0.0
    (answer, score), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    return answer, score, max(0.0, score - second)


def find_known(settings: Settings, task: str) -> dict[str, Known]:
    """What the held-out letters of the model in service tell of each answer; nothing where there are no figures."""
    folder = service_folders(settings).get(task)
    if folder is not None:
        for name in (WHOLE_HELD_OUT, HELD_OUT):  # of all evidence together, else of the text model alone
            if answers := read_held_out(folder, name):
                return count_known(answers)
        return {}
    if task != "topic":
        return {}
    return _shipped(settings.topic_model or newest_model())


def _shipped(folder: Path) -> dict[str, Known]:
    """The same from the figures of a topic model that ships: how often a topic was said follows from its precision."""
    try:
        rows = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))["all"]["topics"]
    except (OSError, ValueError, KeyError):
        return {}
    known = {}
    for row in rows:
        right = round(row["recall"] * row["letters"])
        known[row["topic"]] = Known(round(right / row["precision"]) if row["precision"] else 0, right)
    return known


def make_tasks(ledger: Ledger, task: str, choices: Collection[Choice]) -> Iterator[StudioTask]:
    """A task for Label Studio for each letter chosen; what was drawn blind comes without the machine's answer."""
    for choice in choices:
        letter = choice.letter
        title, text = text_of_case(ledger, letter.case_no)
        shown = choice.way != "blind" and letter.answer
        record = ledger.case(letter.case_no, restricted=True)
        version = "+".join(record.stamp.models)
        said = (predict(task, letter.answer, score=letter.score, model_version=version),) if shown else ()
        yield make_task(title, text, reference=letter.case_no, day=day_of_case(record), predictions=said)
