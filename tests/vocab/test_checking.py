"""A check tells what is suspicious and what differs, and says nothing of tables as they ship."""

import pytest

from vocab.checking import check_tables, names_of
from vocab.exporting import export_tables
from vocab.sources import SHIPPED, TABLES, WORD_LISTS
from vocab.suspicions import COMMON, Yardstick

UNITS = (SHIPPED / "units.csv").read_text(encoding="utf-8")


def check(tmp_path, *rows, yardstick=None, name="units.csv", text=UNITS):
    (tmp_path / name).write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return check_tables(tmp_path, yardstick=yardstick)


def told(report, kind):
    return {problem.where for problem in report.problems if problem.kind == kind}


def test_the_shipped_tables_are_right():
    report = check_tables(None)
    assert report.errors == ()
    assert report.differences == ()
    assert report.vocabulary is not None


def test_what_is_exported_is_what_ships(tmp_path):
    paths = export_tables(tmp_path / "tables")
    assert {path.name for path in paths} == {*TABLES, *WORD_LISTS}
    report = check_tables(tmp_path / "tables")
    assert (report.errors, report.differences) == ((), ())
    assert report.vocabulary.hash == check_tables(None).vocabulary.hash
    assert (tmp_path / "tables" / "units.csv").read_bytes().startswith(b"\xef\xbb\xbfcode,")
    with pytest.raises(FileExistsError):
        export_tables(tmp_path / "tables")


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        ("NEW,新设的局,government,新事,,,,,", "unit-without-aliases", "aliases"),
        ("NEW,新设的局,government,新事,新局,,,,", "unit-unused", "code"),
        ("NEW,新设的局,government,新事,新局,NEW,,,", "own-parent", "parent"),
        ("NEW,新设的局,government,新事,新,,,,", "short-alias", "aliases"),
        ("NEW,新设的局,government,新事,学校,,,,", "common-alias", "aliases"),
        ("NEW,新设的局,government,新事,角美镇,,,,", "name-in-place", "aliases"),
        ("NEW,新设的局,government,新事,新局,,监察局,,", "former-twice", "successor_of"),
    ],
)
def test_what_is_suspicious_is_told_and_does_not_forbid(tmp_path, row, kind, column):
    yardstick = Yardstick(frequency=lambda word: COMMON if word == "学校" else 0)
    report = check(tmp_path, row, yardstick=yardstick)
    assert report.errors == ()
    assert f"units.csv:75:{column}" in told(report, kind)
    assert f"units.csv:75:{column}" not in told(check(tmp_path), kind)


def test_a_name_that_ships_is_not_too_common(tmp_path):
    yardstick = Yardstick(lambda _: COMMON, names_of(check_tables(None).vocabulary.units))
    assert told(check(tmp_path, yardstick=yardstick), "common-alias") == set()


def test_topics_that_nothing_speaks_for_are_told(tmp_path):
    topics = (SHIPPED / "topics.csv").read_text(encoding="utf-8") + "水务,排水,,,\n"
    units = (SHIPPED / "topic_units.csv").read_text(encoding="utf-8") + "水务,排水,SLJ,,administrative,,,\n"
    (tmp_path / "topic_units.csv").write_text(units, encoding="utf-8")
    report = check(tmp_path, name="topics.csv", text=topics, yardstick=Yardstick(learned=["城乡建设", "文物"]))
    assert report.errors == ()
    assert any("水务/排水" in problem.sentence() for problem in report.problems if problem.kind == "topic-without-rule")
    unlearned = {dict(problem.words)["value"] for problem in report.problems if problem.kind == "topic-unlearned"}
    assert "水务" in unlearned
    assert "城乡建设" not in unlearned
    assert {dict(p.words)["value"] for p in report.problems if p.kind == "topic-gone"} == {"文物"}


def test_rows_added_removed_and_changed_are_told(tmp_path):
    text = UNITS.replace("JYJ,教育局,", "JYJ,教育委员会,").replace("\nDAG,", "\nDAGX,")
    report = check(tmp_path, "NEW,新设的局,government,新事,新局,,,,", text=text)
    found = {(one.change, one.key): one for one in report.differences}
    assert set(found) == {("added", "NEW"), ("added", "DAGX"), ("removed", "DAG"), ("changed", "JYJ")}
    assert found["changed", "JYJ"].columns == ("name",)
    assert found["added", "NEW"].row == 75


def test_rules_added_and_changed_are_told_and_what_is_filled_up_is_not_removed(tmp_path):
    rule = '[prison.x]\nanswer = "a"\nweight = 1.0\nwords = ["甲"]\n'
    (tmp_path / "cues.toml").write_text(rule, encoding="utf-8")
    assert [(one.change, one.key) for one in check_tables(tmp_path).differences] == [("added", "prison/x")]


def test_a_file_that_is_no_table_is_told(tmp_path):
    (tmp_path / "unit.csv").write_text("code\n", encoding="utf-8")
    (tmp_path / "readme.txt").write_text("", encoding="utf-8")
    assert told(check_tables(tmp_path), "stray-file") == {"unit.csv"}


def test_a_column_of_the_offices_own_is_let_be(tmp_path):
    text = "\n".join(f"{line},{'remark' if number == 0 else ''}" for number, line in enumerate(UNITS.splitlines()))
    report = check(tmp_path, text=text + "\n")
    assert report.errors == ()
    assert told(report, "column-unknown") == {"units.csv:1:remark"}
