"""What a run says at its end, and whether it counts as finished."""

from pathlib import Path

import pytest

from cli import run_results
from cli.run_results import print_results
from extractors.intake.inbox import LeftAlone
from flows.office import Outcome
from flows.runs import Report
from ledger import open_ledger
from records import Settings
from tests.cli.conftest import Call
from tests.ledger.letters import make_scan, make_source

SHA256S = [make_scan(content).sha256 for content in ("one", "two", "three")]
OUTCOMES = (
    Outcome(SHA256S[1], "case", case_no="2026-XF-00002"),
    Outcome(SHA256S[0], "case", case_no="2026-XF-00001", doubts=("name.unsure",)),
    Outcome(SHA256S[2], "quarantined", code="intake.unsupported"),
)


def report(**given: object) -> Report:
    empty = {"outcomes": (), "duplicates": 0, "failed": (), "refused": (), "left_alone": (), "trouble": None}
    return Report(**{**empty, **given})


def test_cases_come_in_order_with_their_doubts_and_an_accusation_without_its_title(seeded: Path, capsys) -> None:
    assert print_results(Settings(home=seeded), report(outcomes=OUTCOMES), copies=1)
    shown = capsys.readouterr().out
    rows = [line for line in shown.splitlines() if line.strip().startswith("2026-XF")]
    assert "信访人姓名拿不准。" in rows[0]
    assert "检举控告件（限定人员）" in rows[1]
    assert "无存疑" in rows[1]
    assert "林小川" not in shown
    assert "\\u202egnp.exe" in shown
    assert "2 件立件，1 件重复，1 件隔离" in shown
    assert shown.splitlines()[-1] == "接着做：laixin cases 看台账，laixin show 2026-XF-00001 看这一件"


def test_a_long_list_is_cut_and_says_how_many_more_there_are(seeded: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(run_results, "MOST_ROWS", 1)
    print_results(Settings(home=seeded), report(outcomes=OUTCOMES), copies=0)
    shown = capsys.readouterr().out
    assert "另有 1 件，见 laixin cases" in shown


def test_a_letter_that_failed_is_not_finished(seeded: Path, capsys) -> None:
    assert not print_results(Settings(home=seeded), report(failed=("ab" * 32,)), copies=0)
    assert "1 封没有做完，仍在办：abababababab" in capsys.readouterr().out


def test_a_letter_left_in_progress_is_not_finished(seeded: Path, capsys) -> None:
    with open_ledger(f"sqlite:///{seeded / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.take_in(make_scan("four"), source=make_source(4))
    assert not print_results(Settings(home=seeded), report(), copies=0)
    assert make_scan("four").sha256[:12] in capsys.readouterr().out


def test_a_file_that_could_not_be_taken_in_is_not_finished_and_one_left_alone_is(seeded: Path, capsys) -> None:
    left = (LeftAlone(Path("管道.pdf"), "not-regular"),)
    assert print_results(Settings(home=seeded), report(left_alone=left), copies=0)
    assert "管道.pdf（不是普通文件）" in capsys.readouterr().out
    refused = ((Path("锁\n上.pdf"), "intake.not-readable"),)
    assert not print_results(Settings(home=seeded), report(refused=refused), copies=0)
    assert "锁\\n上.pdf。没有读取这个文件的权限。" in capsys.readouterr().out


def test_trouble_of_prefect_is_told_and_fails_nothing(seeded: Path, capsys) -> None:
    assert print_results(Settings(home=seeded), report(trouble="TimeoutError"), copies=0)
    assert "Prefect 没能记下这次运行（TimeoutError）" in capsys.readouterr().out


@pytest.mark.parametrize(("failed", "code"), [((), 0), (("ab" * 32,), 1)])
def test_the_exit_code_of_a_run_says_whether_all_was_finished(
    laixin: Call, seeded: Path, monkeypatch, failed: tuple[str, ...], code: int
) -> None:
    (seeded / "inbox").mkdir()
    (seeded / "inbox" / "a.png").write_bytes(b"x")
    monkeypatch.setattr("flows.runs.run_inbox", lambda settings, listeners: report(outcomes=OUTCOMES, failed=failed))
    assert laixin("run", "--home", seeded).exit_code == code


def test_stacks_are_told_beside_the_letters(seeded: Path, capsys) -> None:
    stack = Outcome("d" * 64, "split", parts=(make_scan("one"), make_scan("two")))
    assert print_results(Settings(home=seeded), report(outcomes=(*OUTCOMES, stack)), copies=0)
    shown = capsys.readouterr().out
    assert "拆开 1 摞（含压缩包），得 2 封" in shown
    assert "2 件立件，0 件重复，1 件隔离" in shown
