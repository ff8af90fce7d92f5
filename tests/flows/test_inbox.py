"""What Prefect gets to see of a batch: hashes, codes and counts, and a retry only where it helps."""

import asyncio
from concurrent.futures import CancelledError
from types import SimpleNamespace

import pytest

import flows.inbox
from flows.inbox import LetterFailedError, _count_outcomes, _retry, inbox, label_batch, letter, sweep
from flows.office import Outcome
from flows.runs import Report
from records import LetterError


@pytest.mark.parametrize("name", ["2026-10-08", "7", "2026.11_3", "1" * 40])
def test_a_plain_batch_name_is_shown_as_it_is(name):
    assert label_batch(name) == name


@pytest.mark.parametrize(
    "name", ["陈阿明的来信", "a/b", "two words", "ZhangSan", "1" * 41, "new\nline", "\\xc4\\xe3", "x\n"]
)
def test_a_batch_name_that_may_hold_a_persons_name_is_shown_by_hash(name):
    label = label_batch(name)
    assert label.startswith("batch-")
    assert len(label) == 14
    assert label == label_batch(name)
    assert label != label_batch(name + "2")


def test_the_inbox_itself_is_a_batch():
    assert label_batch("") == "inbox"


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (OSError(28, "full"), True),
        (LetterError("store.busy", passing=True), True),
        (LetterError("intake.damaged"), False),
        (ValueError("bug"), False),
    ],
)
def test_prefect_tries_again_what_may_pass_and_nothing_else(error, again):
    state = SimpleNamespace(result=lambda raise_on_failure: LetterFailedError(error))
    assert _retry(letter, None, state) is again


def test_an_error_of_prefects_own_is_not_tried_again():
    assert not _retry(letter, None, SimpleNamespace(result=lambda raise_on_failure: OSError(28, "full")))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("陈阿明 13800001234"), "ValueError"),
        (LetterError("store.busy", "陈阿明", passing=True), "store.busy"),
    ],
)
def test_what_prefect_hears_of_an_error_is_its_kind_alone(monkeypatch, tmp_path, error, told):
    def fail(sha256):
        raise error

    monkeypatch.setattr(flows.inbox, "bench_of", lambda home: SimpleNamespace(outcome=fail))
    with pytest.raises(LetterFailedError) as heard:
        letter.fn(str(tmp_path), "a" * 64)
    assert str(heard.value) == told
    assert heard.value.__suppress_context__


def test_a_letter_given_back_is_no_failure(monkeypatch, tmp_path):
    def give_back(sha256):
        raise CancelledError

    monkeypatch.setattr(flows.inbox, "bench_of", lambda home: SimpleNamespace(outcome=give_back))
    assert letter.fn(str(tmp_path), "a" * 64) is None


def test_the_counts_of_a_batch_name_no_letter():
    outcomes = [
        Outcome("a" * 64, "case", case_no="XF-1", doubts=("page.blank", "id.checksum")),
        Outcome("b" * 64, "case", case_no="XF-2", doubts=("page.blank",)),
        Outcome("c" * 64, "quarantined", code="intake.empty"),
        LetterFailedError(ValueError()),
        KeyError("of Prefect"),
        None,
    ]
    assert _count_outcomes(outcomes) == [
        {"result": "case", "code": "", "letters": 2},
        {"result": "doubt", "code": "id.checksum", "letters": 1},
        {"result": "doubt", "code": "page.blank", "letters": 2},
        {"result": "failed", "code": "", "letters": 2},
        {"result": "given back", "code": "", "letters": 1},
        {"result": "quarantined", "code": "intake.empty", "letters": 1},
    ]
    assert _count_outcomes([]) == []


def test_a_task_without_an_open_home_is_told(tmp_path):
    with pytest.raises(LetterFailedError, match=r"UsageError"):
        letter.fn(str(tmp_path), "a" * 64)


def test_nothing_is_persisted_or_cached_by_prefect():
    assert letter.persist_result is False
    assert inbox.persist_result is False
    assert sweep.persist_result is False
    assert letter.retries == 3


def test_a_sweep_runs_the_inbox_of_its_home_once(tmp_path, monkeypatch):
    asked = []

    def run(settings):
        asked.append(settings.home)
        return Report((Outcome("a" * 64, "case"),), 2, ("b" * 64,), (), (), None)

    monkeypatch.setattr("flows.runs.run_inbox", run)
    assert asyncio.run(sweep.fn(str(tmp_path))) == {
        "letters": 1, "stacks": 0, "duplicates": 2, "failed": 1,
    }  # fmt: skip
    assert asked == [tmp_path]
