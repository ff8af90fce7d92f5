"""`separators` and `split`, and what `run`, `show`, `cases` and `balance` say of stacks."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from cli.texts import text
from extractors.intake.formats import PDF
from extractors.intake.scans import scan_file
from extractors.stacks.letter_starts import PROPOSED
from ledger import Originals, open_ledger
from records import Letter, Line, Page, Reading, Settings, SourceId, Stamp
from tests.cli.conftest import Call
from tests.stacks import page, pdf_of

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STAMP = Stamp(code="0.1.0", vocab="v" * 64, models=("topic-1",), engine="rapidocr 3.9")


def test_separators_are_printed_into_a_pdf(laixin: Call, tmp_path: Path) -> None:
    to = tmp_path / "隔页纸.pdf"
    done = laixin("separators", "--batch", "2026年11月23日", "--count", 3, "--to", to)
    assert done.exit_code == 0, done.stderr
    assert "3 张隔页纸" in done.stdout
    with pypdfium2.PdfDocument(to) as document:
        assert len(document) == 3


@pytest.mark.parametrize(("batch", "count"), [("", 1), ("x" * 50, 1), ("a", 0)])
def test_separators_that_cannot_be_printed_are_told_and_leave_no_file(
    laixin: Call, tmp_path: Path, batch: str, count: int
) -> None:
    done = laixin("separators", "--batch", batch, "--count", count, "--to", tmp_path / "a.pdf")
    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def stacked(tmp_path: Path) -> tuple[Path, str]:
    """A home with one case of three pages; on the third another letter seems to begin."""
    home, path = tmp_path / "var", tmp_path / "stack.pdf"
    (home / "inbox").mkdir(parents=True)
    path.write_bytes(pdf_of([page(1), page(2), page(3)]))
    scan = scan_file(path).model_copy(update={"received_at": NOW})
    with path.open("rb") as stream:
        Originals(home / "originals").put(stream)
    pages = tuple(
        Page(number=number, source="image", doubts=(PROPOSED,) if number == 3 else ()) for number in (1, 2, 3)
    )
    words = ("尊敬的市信访局：路灯坏了", "此致敬礼", "尊敬的教育局：我叫林小红")
    lines = tuple(
        Line(page=number, box=(0, 0, 9, 9), text=word, raw=word, confidence=1, engine="x")
        for number, word in enumerate(words, start=1)
    )
    reading = Reading(letter=Letter(scan=scan, pages=pages, lines=lines), findings=(), judgements=(), stamp=STAMP)
    with open_ledger(Settings(home=home).ledger_url, office="XF") as ledger:
        ledger.take_in(scan, source=SourceId(path_hash="0" * 64, device=1, inode=1, mtime_ns=1))
        case_no = ledger.record_case(reading, at=NOW)
    assert scan.media_type == PDF
    return home, case_no


def test_where_another_letter_seems_to_begin_is_shown_with_the_command_that_splits_there(
    laixin: Call, stacked: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    home, case_no = stacked
    shown = laixin("split", case_no, "--home", home).stdout
    assert "尊敬的教育局" in shown
    assert shown.count(text("split.proposed")) == 1
    assert f"laixin split {case_no} --at 3 --by" in shown


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--at", "3"), "署名"), (("--at", "x", "--by", "王"), "页码"), (("--at", "9", "--by", "王"), "页码")],
)
def test_a_split_that_nobody_signs_or_at_no_page_changes_nothing(
    laixin: Call, stacked: tuple[Path, str], options: tuple[str, ...], said: str
) -> None:
    home, case_no = stacked
    done = laixin("split", case_no, *options, "--home", home)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "账平：1 = 1 + 0 + 0 + 0" in laixin("balance", "--home", home).stdout


def test_a_person_splits_a_case_and_the_old_one_stays(
    laixin: Call, stacked: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    home, case_no = stacked
    read = []
    monkeypatch.setattr("cli.runs.run_once", read.append)
    done = laixin("split", case_no, "--at", "3", "--by", "王晓梅", "--home", home)
    assert done.exit_code == 0, done.stderr
    assert len(read) == 1, "its letters are read at once"
    assert "账平：2 = 0 + 0 + 0 + 2" in laixin("balance", "--home", home).stdout
    assert "扫描 3 页 = 信件 3 + 隔页纸 0 + 空白 0" in laixin("balance", "--home", home).stdout
    with open_ledger(Settings(home=home).ledger_url, office="XF") as ledger:
        parts = ledger.pending()
        for part in parts:
            letter = Letter(scan=part, pages=(Page(number=1, source="image"),), lines=())
            ledger.record_case(Reading(letter=letter, findings=(), judgements=(), stamp=STAMP), at=NOW)
    assert [part.pages for part in parts] == [(1, 2), (3, 3)]
    old = laixin("show", case_no, "--home", home).stdout
    assert "已拆分" in old
    assert "2026-XF-00002 2026-XF-00003" in old
    assert "王晓梅" in old
    new = laixin("show", "2026-XF-00003", "--home", home).stdout
    assert f"{parts[0].parent[:12]} #2" in new
    assert laixin("verify", "--home", home).exit_code == 0
    again = laixin("split", case_no, "--at", "2", "--by", "王晓梅", "--home", home)
    assert again.exit_code == 2
    assert "已经拆分" in again.stderr
