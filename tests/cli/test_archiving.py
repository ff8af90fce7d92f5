"""`laixin archive`: a PDF/A a case, accusations for the entitled alone, and every case asked for accounted for."""

import io
import re
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image

from ledger import Originals, open_ledger
from records import Page
from tests.cli.conftest import BY_RIGHT, Call, run_program
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

ORDINARY, ACCUSATION, MAIL, GONE = (f"2026-XF-0000{number}" for number in (1, 2, 3, 4))


def picture(grey: int) -> bytes:
    body = io.BytesIO()
    Image.new("L", (800, 1100), grey).save(body, "JPEG")
    return body.getvalue()


@pytest.fixture
def archived(tmp_path: Path) -> Path:
    """A home with an ordinary letter, an accusation, a mail, and a letter whose original is gone."""
    home = tmp_path / "home"
    originals = Originals(home / "originals")
    bodies = (picture(250), picture(240), "尊敬的领导：请修路灯。".encode(), picture(230))
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        for number, body in enumerate(bodies, start=1):
            told = {"sha256": sha256(body).hexdigest(), "size": len(body)}
            if number == 3:
                told["media_type"] = "text/plain"
            scan = make_scan(str(number), name=f"信 {number}.jpg").model_copy(update=told)
            if number != 4:
                originals.put(io.BytesIO(body))
            ledger.take_in(scan, source=make_source(number))
            given = {"matter_class": "accusation", "channel": "discipline"} if number == 2 else {}
            reading = make_reading(scan, **given)
            if number == 3:
                typed = reading.letter.model_copy(update={"pages": (Page(number=1, source="document"),)})
                reading = reading.model_copy(update={"letter": typed})
            ledger.record_case(reading, at=LATER)
    return home


def counts(shown: str) -> list[int]:
    """Asked for, written, unchanged, never on paper, failed, restricted."""
    (summary,) = (line for line in shown.splitlines() if line.startswith("存档到"))
    return [int(number) for number in re.findall(r" ([0-9]+)", summary.rsplit("：", 1)[1].join((" ", "")))]


def test_a_case_is_written_as_pdf_a_under_its_number(laixin: Call, archived: Path, tmp_path: Path) -> None:
    done = laixin("archive", ORDINARY, "--to", tmp_path / "out", "--home", archived)
    assert done.exit_code == 0
    assert counts(done.stdout) == [1, 1, 0, 0, 0, 0]
    (copy,) = (tmp_path / "out").iterdir()
    assert copy.name == f"{ORDINARY}.pdf"
    assert pdfa.validate_written(copy, "2b").passed
    with pikepdf.open(copy) as pdf:
        assert str(pdf.docinfo.Title) == ORDINARY


def test_every_case_asked_for_is_accounted_for(laixin: Call, archived: Path, tmp_path: Path) -> None:
    done = laixin("archive", "--all", "--to", tmp_path / "out", "--home", archived)
    assert done.exit_code == 1  # an original is gone
    asked, *parts = counts(done.stdout)
    assert (asked, parts) == (4, [1, 0, 1, 1, 1])
    assert sum(parts) == asked
    assert "原件库中的内容与校验值不符" in done.stdout
    assert "没有一页是扫描来的" in done.stdout
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{ORDINARY}.pdf"]


def test_an_accusation_is_written_for_the_entitled_alone(laixin: Call, archived: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused = laixin("archive", ACCUSATION, "--to", out, "--home", archived)
    assert refused.exit_code == 1
    assert "--restricted" in refused.stdout
    assert list(out.iterdir()) == []
    done = laixin("archive", ACCUSATION, *BY_RIGHT, "--to", out, "--home", archived)
    assert done.exit_code == 0
    assert [path.name for path in out.iterdir()] == [f"{ACCUSATION}.pdf"]


def test_a_second_time_nothing_is_written(laixin: Call, archived: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = ("archive", ORDINARY, MAIL, "--to", out, "--home", archived)
    assert laixin(*call).exit_code == 0
    (copy,) = out.iterdir()
    before = copy.stat()
    done = laixin(*call)
    assert counts(done.stdout) == [2, 0, 1, 1, 0, 0]
    assert copy.stat() == before or (copy.stat().st_ino, copy.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_copy_that_was_damaged_is_written_anew(laixin: Call, archived: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    laixin("archive", ORDINARY, "--to", out, "--home", archived)
    copy = out / f"{ORDINARY}.pdf"
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-100])
    assert counts(laixin("archive", ORDINARY, "--to", out, "--home", archived).stdout) == [1, 1, 0, 0, 0, 0]
    assert copy.read_bytes() == whole


def test_a_case_named_twice_is_written_once(laixin: Call, archived: Path, tmp_path: Path) -> None:
    done = laixin("archive", ORDINARY, ORDINARY, "--to", tmp_path / "out", "--home", archived)
    assert counts(done.stdout) == [1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize("named", [(), ("--all", ORDINARY)])
def test_cases_are_named_or_all_are_meant(laixin: Call, archived: Path, tmp_path: Path, named: tuple[str, ...]) -> None:
    done = laixin("archive", *named, "--to", tmp_path / "out", "--home", archived)
    assert done.exit_code == 2
    assert "没有说明存哪些" in done.stderr


def test_a_case_that_there_is_not_is_told_before_anything_is_written(
    laixin: Call, archived: Path, tmp_path: Path
) -> None:
    done = laixin("archive", ORDINARY, "2026-XF-99999", "--to", tmp_path / "out", "--home", archived)
    assert done.exit_code == 2
    assert "2026-XF-99999" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_is_told(laixin: Call, archived: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = laixin("archive", ORDINARY, "--to", tmp_path / "file" / "out", "--home", archived)
    assert done.exit_code == 2
    assert "文件写不了" in done.stderr


def test_in_a_pipe_each_case_is_a_line_that_names_nobody(archived: Path, tmp_path: Path) -> None:
    done = run_program("archive", "--all", *BY_RIGHT, "--to", tmp_path / "out", "--home", archived)
    said = done.stderr.decode() + done.stdout.decode()
    for case_no in (ORDINARY, ACCUSATION, MAIL, GONE):
        assert f"/4  {case_no}" in said
    assert "林小川" not in said
    assert "13800001234" not in said
