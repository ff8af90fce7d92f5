"""`cases`, `show` and `review` on a ledger with an ordinary case and an accusation."""

import csv
import io
import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cli.cases import tell_next_due
from records import CaseRecord, Deadline
from tests.cli.conftest import BY_RIGHT, PROGRAM, Call, run_program

ORDINARY, ACCUSATION = "2026-XF-00001", "2026-XF-00002"


def test_the_table_masks_names_and_shows_no_numbers_of_persons(laixin: Call, seeded: Path) -> None:
    shown = laixin("cases", "--home", seeded).stdout
    assert ORDINARY in shown
    assert "林**" in shown
    assert "林小川" not in shown
    assert "13800001234" not in shown


def test_the_table_masks_what_a_person_typed_for_a_letter_that_could_not_be_read(
    seeded: Path, monkeypatch: pytest.MonkeyPatch, laixin: Call
) -> None:
    from ledger import Ledger

    known = Ledger.cases
    monkeypatch.setattr(
        Ledger,
        "cases",
        lambda self, **asked: (record.model_copy(update={"text": ""}) for record in known(self, **asked)),
    )
    assert "林小川" not in laixin("cases", "--home", seeded).stdout


def test_the_table_names_doubts_in_words(laixin: Call, seeded: Path) -> None:
    assert "信访人姓名拿不准。" in laixin("cases", "--home", seeded).stdout


def test_an_accusation_shows_what_it_is_and_not_who_wrote_it(laixin: Call, seeded: Path) -> None:
    row = next(line for line in laixin("cases", "--home", seeded).stdout.splitlines() if ACCUSATION in line)
    assert "检举控告件" in row
    assert "林" not in row


def test_a_json_row_is_the_masked_record_and_nothing_else_is_on_standard_output(seeded: Path) -> None:
    done = run_program("cases", "--format", "jsonl", "--home", seeded, COLUMNS="40")
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [row["case_no"] for row in rows] == [ORDINARY, ACCUSATION]
    assert rows[0]["values"]["names"] == ["林**"]
    assert rows[1]["values"]["names"] == []
    assert all(row["schema"] == "laixin.case/1" and row["scan_sha256"] for row in rows)
    assert done.stderr == b""


def test_accusations_are_whole_for_those_who_may_see_them(laixin: Call, seeded: Path) -> None:
    done = laixin("cases", "--format", "jsonl", *BY_RIGHT, "--home", seeded)
    assert json.loads(done.stdout.splitlines()[1])["values"]["names"] == ["林小川"]


def test_only_those_that_need_a_person(laixin: Call, seeded: Path) -> None:
    done = laixin("cases", "--format", "jsonl", "--needs-person", "--home", seeded)
    assert [json.loads(line)["case_no"] for line in done.stdout.splitlines()] == [ORDINARY]


def test_csv_goes_to_standard_output(seeded: Path) -> None:
    done = run_program("cases", "--format", "csv", "--home", seeded)
    rows = list(csv.reader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows[1:]] == [ORDINARY]


def test_a_workbook_goes_to_a_file(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    done = laixin("cases", "--format", "xlsx", "--to", tmp_path / "台账.xlsx", "--home", seeded)
    assert done.exit_code == 0
    assert done.stdout == ""
    ledger, apart = load_workbook(tmp_path / "台账.xlsx").worksheets
    assert [row[1].value for row in ledger.iter_rows(min_row=3)] == [ORDINARY]
    assert apart["A3"].value == ACCUSATION


def test_a_failed_export_leaves_the_old_file(laixin: Call, seeded: Path, tmp_path: Path, monkeypatch) -> None:
    import ledger

    def fail(records, to, **options):
        to.write(b"half")
        raise RuntimeError

    target = tmp_path / "ledger.csv"
    target.write_text("old")
    monkeypatch.setattr(ledger, "export_cases", fail)
    assert laixin("cases", "--format", "csv", "--to", target, "--home", seeded).exit_code == 1
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["ledger.csv"]


def test_a_folder_that_is_not_there_is_told(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    done = laixin("cases", "--format", "csv", "--to", tmp_path / "no" / "a.csv", "--home", seeded)
    assert done.exit_code == 2
    assert "文件写不了" in done.stderr


def test_a_case_shows_each_value_with_the_words_it_was_read_from(laixin: Call, seeded: Path) -> None:
    lines = laixin("show", ORDINARY, "--home", seeded).stdout.splitlines()
    date = next(line for line in lines if line.strip().startswith("落款日期"))
    assert date.split() == ["落款日期", "2026-11-01", "2026年11月1日", "1", "100%"]
    name = next(line for line in lines if line.strip().startswith("信访人 "))
    assert name.split() == ["信访人", "林小川", "同左", "1", "80%"]
    assert any("2026-12-08" in line and "第22条" in line for line in lines)
    assert any("登记立件" in line for line in lines)


def test_verbose_adds_keys_rules_and_models(laixin: Call, seeded: Path) -> None:
    short, long = (laixin("show", ORDINARY, *more, "--home", seeded).stdout for more in ((), ("--verbose",)))
    for told in ("落款日期 letter_date", "[date.ymd]", "topic-1"):
        assert (told in short, told in long) == (False, True)


def test_a_disputed_value_is_shown_with_both_readings(laixin: Call, seeded: Path) -> None:
    shown = laixin("show", ORDINARY, "--home", seeded).stdout
    assert "13800001234" in shown
    assert "复读作：13800001284" in shown
    told = json.loads(laixin("show", ORDINARY, "--json", "--home", seeded).stdout)["case"]["evidence"]
    assert [entry["second"] for entry in told if entry["field"] == "phone"] == ["13800001284"]


def test_an_accusation_is_withheld_unless_asked_for(laixin: Call, seeded: Path) -> None:
    withheld = laixin("show", ACCUSATION, "--home", seeded).stdout
    assert "检举控告件" in withheld
    assert "林小川" not in withheld
    assert "排污" not in withheld
    assert "林小川" in laixin("show", ACCUSATION, *BY_RIGHT, "--home", seeded).stdout


def test_show_for_programs_is_one_json_value(laixin: Call, seeded: Path) -> None:
    told = json.loads(laixin("show", ORDINARY, "--json", "--home", seeded).stdout)
    assert told["case"]["case_no"] == ORDINARY
    assert told["history"][0]["kind"] == "letter.taken-in"


def test_an_unknown_case_is_told(laixin: Call, seeded: Path) -> None:
    done = laixin("show", "2026-XF-99999", "--home", seeded)
    assert done.exit_code == 2
    assert "2026-XF-99999" in done.stderr


def values(laixin: Call, home: Path) -> dict[str, object]:
    return json.loads(laixin("show", ORDINARY, "--json", "--home", home).stdout)["case"]["values"]


def test_a_review_lies_over_the_machines_values(laixin: Call, seeded: Path) -> None:
    changes = ["--set", "unit=教育局", "--set", "names=李强、张敏", "--set", "anonymous=否", "--set", "topic="]
    done = laixin("review", ORDINARY, *changes, "--by", "王晓梅", "--note", "对照原件", "--home", seeded)
    assert done.exit_code == 0
    now = values(laixin, seeded)
    assert now["unit"] == "JYJ"
    assert now["names"] == ["李强", "张敏"]
    assert now["topic"] is None
    shown = laixin("show", ORDINARY, "--home", seeded).stdout
    assert "王晓梅" in shown
    assert "对照原件" in shown
    assert "人工审核" in shown


def test_a_review_of_an_accusation_does_not_tell_what_was_there_before(laixin: Call, seeded: Path) -> None:
    done = laixin("review", ACCUSATION, "--set", "names=李强", "--set", "topic=", "--by", "王晓梅", "--home", seeded)
    assert done.exit_code == 0
    assert "李强（原为 （已隐去））" in done.stdout
    assert "林小川" not in done.stdout


def test_a_reviewed_case_waits_for_nobody(laixin: Call, seeded: Path) -> None:
    laixin("review", ORDINARY, "--set", "names=李强", "--by", "王晓梅", "--home", seeded)
    assert laixin("cases", "--format", "jsonl", "--needs-person", "--home", seeded).stdout == ""


@pytest.mark.parametrize("wrong", ["unit=没有的局", "letter_date=昨天", "topic=没有的类", "weather=晴", "unit"])
def test_half_a_review_is_none(laixin: Call, seeded: Path, wrong: str) -> None:
    before = values(laixin, seeded)
    done = laixin("review", ORDINARY, "--set", "names=李强", "--set", wrong, "--by", "王晓梅", "--home", seeded)
    assert done.exit_code == 2
    assert values(laixin, seeded) == before


def test_a_review_needs_a_signature(laixin: Call, seeded: Path) -> None:
    assert "--by" in laixin("review", ORDINARY, "--set", "topic=", "--home", seeded).stderr
    unsigned = laixin("review", ORDINARY, "--set", "topic=", "--by", " ", "--home", seeded)
    assert unsigned.exit_code == 2
    assert "没有署名" in unsigned.stderr


def test_a_reader_that_closes_the_pipe_early_is_no_trouble(seeded: Path) -> None:
    for form in ("jsonl", "csv", "table"):
        command = f"'{PROGRAM}' cases --format {form} --home '{seeded}' | true"
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_term_shown_is_that_of_the_running_clock_that_ends_next() -> None:
    clocks = [
        Deadline(name="forward", due=date(2026, 11, 10), basis="22", state="met"),
        Deadline(name="decide", due=date(2027, 1, 10), basis="34"),
        Deadline(name="accept", due=date(2026, 12, 10), basis="23"),
        Deadline(name="notify", due=date(2026, 11, 20), basis="23", state="late"),
    ]
    record = CaseRecord.model_construct(deadlines=tuple(clocks))
    assert tell_next_due(record) == "2026-12-10"
    done = tuple(clock.model_copy(update={"state": "ended"}) for clock in clocks)
    assert tell_next_due(CaseRecord.model_construct(deadlines=done)) == ""


def test_the_form_of_an_export_is_what_its_file_says(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    starts = {"a.csv": b"\xef\xbb\xbf", "a.XLSX": b"PK", "a.jsonl": b"{", "a.parquet": b"PAR1"}
    for name, start in starts.items():
        assert laixin("export", "--to", tmp_path / name, "--home", seeded).exit_code == 0, name
        assert (tmp_path / name).read_bytes().startswith(start), name


@pytest.mark.parametrize(
    ("asked", "name", "told"),
    [
        ((), "台账.docx", ".xlsx .csv .jsonl .parquet"),
        ((), "台账", "从文件名结尾看不出格式"),
        (("--form", "xlsx"), "台账.csv", "--form xlsx, *.csv"),
        (("--form", "csv"), "台账.txt", "从文件名结尾看不出格式"),
    ],
)
def test_a_file_whose_ending_does_not_fit_is_not_written(
    laixin: Call, seeded: Path, tmp_path: Path, asked: tuple[str, ...], name: str, told: str
) -> None:
    done = laixin("export", *asked, "--to", tmp_path / name, "--home", seeded)
    assert (done.exit_code, told in done.stderr) == (2, True)
    assert not (tmp_path / name).exists()
