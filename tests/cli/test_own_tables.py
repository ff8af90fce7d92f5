"""`laixin vocab`: everything wrong with an office's tables, and a start for its own; the tables are used throughout."""

import json

import pytest

from tests.cli.conftest import run_program
from vocab import load_vocabulary
from vocab.sources import SHIPPED

UNITS = (SHIPPED / "units.csv").read_text(encoding="utf-8")


@pytest.fixture
def own(tmp_path):
    """A folder with a table of the office's own, in which one unit has another name."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "units.csv").write_text(UNITS.replace("JYJ,教育局,", "JYJ,教育和体育委员会,"), encoding="utf-8")
    return folder


def test_the_tables_in_use_are_checked_without_files(laixin):
    done = laixin("vocab", "check")
    assert done.exit_code == 0
    assert load_vocabulary().hash[:12] in done.stdout


def test_a_good_folder_tells_what_differs(laixin, own):
    done = laixin("vocab", "check", own)
    assert done.exit_code == 0
    assert "改 1 行" in done.stdout
    assert "JYJ  (name)" in done.stdout


def test_all_that_is_wrong_is_told_with_its_place(laixin, own):
    path = own / "units.csv"
    path.write_text(path.read_text().replace("government,来信", "kingdom,来信").replace(",SHGZB,,", ",NOBODY,,"))
    done = laixin("vocab", "check", path)
    assert done.exit_code == 1
    assert "units.csv:2:kind" in done.stdout
    assert "units.csv:2:parent" in done.stdout
    told = json.loads(laixin("vocab", "check", path, "--json").stdout)
    assert (told["good"], told["version"]) == (False, None)
    wrong = {(row["file"], row["row"], row["column"]) for row in told["problems"] if not row["warning"]}
    assert wrong == {("units.csv", 2, "kind"), ("units.csv", 2, "parent")}


def test_a_file_is_checked_with_the_offices_other_tables(laixin, own, tmp_path, monkeypatch):
    monkeypatch.setenv("LAIXIN_VOCAB", str(own))
    table = tmp_path / "topic_units.csv"
    text = (SHIPPED / "topic_units.csv").read_text(encoding="utf-8")
    table.write_text(text.replace("城乡建设,安全生产,YJGLJ", "城乡建设,安全生产,NEW"), encoding="utf-8")
    assert laixin("vocab", "check", table).exit_code == 1
    (own / "units.csv").write_text(UNITS + "NEW,新设的局,government,新事,新局,,,,\n", encoding="utf-8")
    assert laixin("vocab", "check", table).exit_code == 0


@pytest.mark.parametrize("name", ["none.csv", "unit.csv"])
def test_a_file_that_is_none_of_the_tables_is_a_wrong_call(laixin, tmp_path, name):
    if name == "unit.csv":
        (tmp_path / name).write_text("code\n")
    assert run_program("vocab", "check", tmp_path / name).returncode == 2


def test_the_english_check_holds_no_chinese_sentence(own):
    (own / "units.csv").write_text("code,name\n", encoding="utf-8")
    done = run_program("vocab", "check", own, LAIXIN_LANG="en")
    assert done.returncode == 1
    assert "the column kind is missing" in done.stdout.decode()


def test_what_is_exported_can_be_used_at_once(laixin, tmp_path):
    assert laixin("vocab", "export", tmp_path / "out").exit_code == 0
    told = json.loads(laixin("vocab", "check", tmp_path / "out", "--json").stdout)
    assert (told["good"], told["differences"]) == (True, [])
    assert told["version"] == load_vocabulary().hash
    assert run_program("vocab", "export", tmp_path / "out").returncode == 2


def test_every_command_ends_with_all_errors_when_a_table_is_wrong(own, seeded):
    (own / "units.csv").write_text(UNITS.replace("government,来信", "kingdom,来信"), encoding="utf-8")
    (own / "topics.csv").write_text("level1,level2\n", encoding="utf-8")
    done = run_program("cases", "--home", seeded, LAIXIN_VOCAB=str(own))
    told = done.stderr.decode()
    assert done.returncode == 3
    assert "units.csv:2:kind" in told
    assert "topics.csv:1:level3" in told


def test_the_offices_names_are_shown_and_exported(own, seeded):
    assert run_program("review", "2026-XF-00001", "--set", "unit=教育和体育委员会", "--by", "王晓梅", "--home", seeded,
                       LAIXIN_VOCAB=str(own)).returncode == 0  # fmt: skip
    shown = run_program("cases", "--format", "csv", "--home", seeded, LAIXIN_VOCAB=str(own))
    assert "教育和体育委员会" in shown.stdout.decode()
    shipped = run_program("cases", "--format", "csv", "--home", seeded)
    assert "教育和体育委员会" not in shipped.stdout.decode()


def test_the_doctor_shows_the_version_and_the_offices_tables(own, tmp_path):
    done = run_program("doctor", "--json", "--home", tmp_path / "home", LAIXIN_VOCAB=str(own))
    [check] = [row for row in json.loads(done.stdout)["checks"] if row["name"] == "vocabulary"]
    assert load_vocabulary(own).hash[:12] in check["found"]
    assert "units.csv" in check["found"]


def test_a_kept_version_that_was_changed_does_not_verify(laixin, seeded):
    from vocab.kept import keep_version

    place = keep_version(load_vocabulary(), seeded / "vocab")
    assert laixin("verify", "--home", seeded).exit_code == 0
    (place / "units.csv").write_text("", encoding="utf-8")
    done = laixin("verify", "--home", seeded)
    assert done.exit_code == 1
    assert place.name in done.stdout
