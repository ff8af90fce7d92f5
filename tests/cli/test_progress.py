"""The tally of a run, and how it is shown in a pipe."""

import io
from types import SimpleNamespace

import pytest
from rich.console import Console

from cli.progress import RunProgress, Tally
from cli.texts import text
from cli.training_progress import TrainingProgress


def arrival(sha256: str, outcome: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(scan=SimpleNamespace(sha256=sha256), outcome=outcome)


def outcome(sha256: str, case_no: str | None = None, code: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(sha256=sha256, result="case" if case_no else "quarantined", case_no=case_no, code=code)


def test_files_still_in_the_inbox_and_letters_begun_are_known() -> None:
    tally = Tally(3)
    assert (tally.done, tally.known) == (0, 3)
    tally.note_arrival(arrival("a"))
    assert tally.known == 3
    tally.note_arrival(arrival("a"))
    assert (tally.known, tally.copies) == (2, 1)
    tally.note_arrival(arrival("b", "duplicate"))
    assert (tally.known, tally.copies) == (1, 2)
    tally.note_letter(outcome("a", "1"))
    assert (tally.done, tally.known) == (1, 1)


def test_a_file_whose_letter_an_earlier_run_finished_is_neither_begun_nor_a_copy() -> None:
    tally = Tally(1)
    assert not tally.note_arrival(arrival("a", "case"))
    assert (tally.known, tally.copies) == (0, 0)


def test_a_letter_of_an_earlier_run_and_a_late_file_are_known_too() -> None:
    tally = Tally(0)
    tally.note_letter(outcome("old", "1"))
    tally.note_arrival(arrival("late"))
    assert (tally.done, tally.known) == (1, 2)


def test_in_a_pipe_each_letter_is_a_line_without_names(capsys: pytest.CaptureFixture[str]) -> None:
    with RunProgress(Tally(2)) as progress:
        progress.on_arrival(arrival("a" * 64))
        progress.on_step("prefect.starting")
        progress.on_page()
        progress.on_letter(outcome("a" * 64, "2026-XF-00001"))
        progress.on_arrival(arrival("b" * 64))
        progress.on_letter(outcome("b" * 64, code="intake.empty"))
        progress.on_step("letters.done")
        progress.on_step("prefect.done")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [
        "信件已在识别；Prefect 记录服务同时启动，不耽误读信",
        "1/2  2026-XF-00001",
        "2/2  bbbbbbbbbbbb  已隔离：intake.empty",
        "信件都读完了，正等 Prefect 记下这一批…",
    ]


def test_prefect_is_announced_once_and_not_waited_for_when_it_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    with RunProgress(Tally(0)) as progress:
        for _ in range(2):
            progress.on_step("prefect.starting")
            progress.on_step("prefect.done")
        progress.on_step("letters.done")
    assert capsys.readouterr().err.splitlines() == ["信件已在识别；Prefect 记录服务同时启动，不耽误读信"]


def test_on_a_terminal_a_bar_shows_letters_and_pages(monkeypatch) -> None:
    screen = Console(file=io.StringIO(), force_terminal=True, width=120)
    monkeypatch.setattr("cli.progress.remarks", lambda: screen)
    with RunProgress(Tally(2)) as progress:
        progress.on_arrival(arrival("a"))
        progress.on_page()
        progress.on_letter(outcome("a", "1"))
    shown = screen.file.getvalue()
    assert "1/2 封，1 页" in shown
    assert "约剩" in shown


def split(sha256: str, *parts: str) -> SimpleNamespace:
    return SimpleNamespace(sha256=sha256, result="split", parts=[SimpleNamespace(sha256=part) for part in parts])


def test_of_a_stack_its_letters_count_whichever_is_told_first(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally(1)
    tally.note_arrival(arrival("stack"))
    tally.note_letter(outcome("one", "1"))
    tally.note_letter(split("stack", "one", "two"))
    assert (tally.done, tally.known) == (1, 2)
    tally.note_letter(outcome("two", "2"))
    assert (tally.done, tally.known) == (2, 2)
    with RunProgress(Tally(1)) as progress:
        progress.on_letter(split("c" * 64, "one", "two"))
    assert capsys.readouterr().err == "cccccccccccc 拆成 2 封\n"


@pytest.mark.parametrize("step", ["cut", "count", "choose", "inner", "curve", "outer", "learn", "weigh", "judge"])
def test_on_a_terminal_every_step_of_a_training_and_of_a_promotion_has_its_words(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr("cli.training_progress.remarks", lambda: console)
    with TrainingProgress() as progress:
        progress.note(step, 1, 2)
    assert text(f"train.step.{step}") in screen.getvalue()
