"""Tasks for Label Studio from the ledger, and labels of cases that were drawn blind."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from classifiers.judge import Verdict
from classifiers.labelling.label_studio import read_studio_file
from classifiers.weighing.judging_model import JudgingModel
from flows import label_tasks
from flows.label_tasks import make_tasks
from flows.labels import gather_labels
from ledger import Ledger, open_ledger
from ledger.blind import ASKED, BlindShare
from records import Candidate, Judgement, UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab import load_vocabulary

WORDS = load_vocabulary()
FIRST, SECOND = next(iter(WORDS.topic_units))
SAID = (
    Judgement(question="topic", answer=FIRST, score=0.9, made_by="topic-2"),
    Judgement(
        question="topic2",
        answer=None,
        score=0.4,
        runners_up=(Candidate(answer=SECOND, score=0.4),),
        made_by="judging-1",
    ),
)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setattr(label_tasks, "judge_letter", lambda *_, **__: Verdict(SAID))
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF") as opened:
        yield opened


def put(ledger: Ledger, content: str, *, blind: bool = False) -> str:
    scan = make_scan(content)
    ledger.take_in(scan, source=make_source(len(ledger.scans()) + 1))
    share = BlindShare(1.0, b"k" * 32) if blind else None
    return ledger.record_case(make_reading(scan), at=LATER, blind=share)


def tasks(ledger: Ledger, task: str = "topic", **options: Any) -> list[tuple[str, list[str]]]:
    made = make_tasks(ledger, task, vocabulary=WORDS, judging=cast(JudgingModel, None), **options)
    return [
        (one.data["reference"], [choice for said in one.predictions for choice in said.result[0].value.choices])
        for one in made
    ]


def test_a_case_goes_with_the_best_answer_even_when_the_machine_stepped_back(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    assert tasks(ledger) == [(case_no, [FIRST])]
    assert tasks(ledger, "topic2") == [(case_no, [f"{FIRST}/{SECOND}"])]
    assert tasks(ledger, "unit") == [(case_no, [])]


def test_a_case_that_waits_for_a_blind_answer_is_never_exported(ledger: Ledger) -> None:
    blind, other = put(ledger, "one", blind=True), put(ledger, "two")
    assert ledger.case(blind).blind == "open"
    assert [reference for reference, _ in tasks(ledger)] == [other]
    assert tasks(ledger, case_nos=[blind]) == []


def test_a_task_bears_the_letters_day_and_brings_it_back(ledger: Ledger, tmp_path: Path) -> None:
    put(ledger, "one")
    (task,) = make_tasks(ledger, "topic", vocabulary=WORDS, judging=cast(JudgingModel, None))
    done = {"completed_by": "陈录入", "result": [said.model_dump() for said in task.predictions[0].result]}
    path = tmp_path / "project.json"
    path.write_text(json.dumps([{"data": task.data, "annotations": [done]}]))
    read = read_studio_file(path, "topic", vocabulary=WORDS, now=LATER)
    assert [letter.day for letter in read.letters] == [date(2026, 11, 1)]


def test_at_most_as_many_as_asked(ledger: Ledger) -> None:
    numbers = [put(ledger, content) for content in ("one", "two", "three")]
    assert [reference for reference, _ in tasks(ledger, most=2)] == numbers[:2]


def test_a_task_that_is_not_learned_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"task\.unknown"):
        tasks(ledger, "urgency")


def test_a_second_level_said_alone_is_not_paired_with_the_hidden_first_level_of_the_machine(ledger: Ledger) -> None:
    case_no = put(ledger, "one", blind=True)
    machine = ledger.reading(case_no).judgements[0]
    assert (machine.question, machine.answer) == ("topic", "环境保护")
    second = next(second for first, second in WORDS.topic_units if first == "环境保护")
    ledger.decide(case_no, {"topic2": second}, by="陈录入", note="", at=LATER)
    gathered = gather_labels(ledger, "topic2", vocabulary=WORDS)
    assert (gathered.letters, gathered.outdated) == ((), 0)
    ledger.decide(case_no, {"topic": FIRST}, by="陈录入", note="", at=LATER)
    assert gather_labels(ledger, "topic2", vocabulary=WORDS).outdated == (f"{FIRST}/{second}" not in _pairs())


def _pairs() -> set[str]:
    return {"/".join(pair) for pair in WORDS.topic_units}


def test_what_was_said_before_the_machines_answer_was_seen_is_a_blind_label(ledger: Ledger) -> None:
    case_no = put(ledger, "one", blind=True)
    said = {"topic": FIRST, "topic2": SECOND, "matter_class": "appeal", "purpose": "relief", "unit": "JYJ"}
    assert set(said) == set(ASKED)
    ledger.decide(case_no, said, by="陈录入", note="", at=LATER)
    ledger.decide(case_no, {"topic": FIRST}, by="李主任", note="", at=LATER + timedelta(hours=1))
    (letter,) = gather_labels(ledger, "topic", vocabulary=WORDS).letters
    assert [(label.by, label.source) for label in letter.labels] == [("陈录入", "blind"), ("李主任", "review")]
