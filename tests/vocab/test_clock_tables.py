"""The table of clocks: an office's own takes the shipped one's place, and is never longer than the law."""

import pytest

from vocab import load_vocabulary
from vocab.checking import check_tables
from vocab.clock_tables import is_no_longer, load_clocks
from vocab.problems import TableError
from vocab.procedure import load_steps
from vocab.sources import SHIPPED, TABLES

HEADING = ",".join(TABLES["clocks.csv"])
FORWARD = "forward,receipt return,{length},{unit},,,forward assign,merge,office,petition-office,,,22"


def write(tmp_path, *rows):
    (tmp_path / "clocks.csv").write_text("\n".join((HEADING, *rows)) + "\n", encoding="utf-8")
    return tmp_path


def kinds(tmp_path, *rows):
    with pytest.raises(TableError) as trouble:
        load_clocks(write(tmp_path, *rows))
    return {(problem.where, problem.kind) for problem in trouble.value.problems}


def test_every_shipped_clock_names_steps_that_there_are_and_has_a_name_in_both_languages():
    steps, labels = load_steps(), load_vocabulary().labels
    for rule in load_clocks():
        assert {*rule.ends, *rule.stops} <= set(steps)
        assert {kind for kind, _ in rule.starts} <= {"receipt", *steps}
        assert ("clock", rule.name) in labels


def test_a_shorter_clock_of_the_office_holds_and_the_others_stay_as_shipped(tmp_path):
    rules = {rule.name: rule for rule in load_clocks(write(tmp_path, FORWARD.format(length=5, unit="working")))}
    assert (rules["forward"].length, rules["forward"].unit) == (5, "working")
    assert rules["decide"] == next(rule for rule in load_clocks() if rule.name == "decide")
    assert list(rules) == [rule.name for rule in load_clocks()]


def test_an_office_may_have_a_clock_of_its_own(tmp_path):
    own = "own_check,forward,3,working,,,progress,return close,unit,petition-office,,,local"
    assert load_clocks(write(tmp_path, own))[-1].name == "own_check"


@pytest.mark.parametrize(("length", "unit"), [(16, "calendar"), (11, "working"), ("due", "calendar")])
def test_a_clock_longer_than_the_law_is_refused(tmp_path, length, unit):
    told = kinds(tmp_path, FORWARD.format(length=length, unit=unit))
    assert told == {("clocks.csv:2:length", "clock-longer")}


@pytest.mark.parametrize(
    ("row", "where", "kind"),
    [
        (FORWARD.format(length="0", unit="calendar"), "clocks.csv:2:length", "number"),
        (FORWARD.format(length="999", unit="calendar"), "clocks.csv:2:length", "number"),
        (FORWARD.format(length="ten days", unit="calendar"), "clocks.csv:2:length", "number"),
        (FORWARD.format(length="", unit="calendar"), "clocks.csv:2:length", "empty"),
        (FORWARD.format(length="10", unit="workdays"), "clocks.csv:2:unit", "not-allowed"),
        (FORWARD.format(length="10", unit="calendar").replace("merge", "melt"), "clocks.csv:2:stops", "not-allowed"),
        (FORWARD.format(length="10", unit="calendar").replace("receipt", "arrival"), "clocks.csv:2:starts",
         "not-allowed"),
        ("x,forward,3,calendar,nothing,,return,,unit,unit,,,1", "clocks.csv:2:after", "not-allowed"),
        ("x,forward,3,calendar,,,return,,nobody,unit,,,1", "clocks.csv:2:holder", "not-allowed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(tmp_path, row, where, kind):
    assert (where, kind) in kinds(tmp_path, row)


def test_a_clock_that_stands_twice_is_told(tmp_path):
    row = FORWARD.format(length=5, unit="calendar")
    assert kinds(tmp_path, row, row) == {("clocks.csv:3:name", "twice")}


def test_the_check_of_tables_looks_at_the_clocks_and_compares_them(tmp_path):
    report = check_tables(write(tmp_path, FORWARD.format(length=16, unit="calendar")))
    assert "clock-longer" in {problem.kind for problem in report.errors}
    report = check_tables(write(tmp_path, FORWARD.format(length=7, unit="calendar")))
    assert report.errors == ()
    assert {(one.change, one.key) for one in report.differences} == {("changed", "forward")}


def test_clocks_and_days_off_are_no_part_of_what_letters_are_understood_by(tmp_path):
    before = load_vocabulary()
    write(tmp_path, FORWARD.format(length=7, unit="calendar"))
    (tmp_path / "holidays.csv").write_text("day,kind,name\n2150-01-01,off,元旦\n", encoding="utf-8")
    assert load_vocabulary(tmp_path).hash == before.hash
    assert not {"clocks.csv", "holidays.csv"} & set(before.files)


@pytest.mark.parametrize(
    ("length", "unit", "law", "law_unit", "fits"),
    [
        (15, "calendar", 15, "calendar", True), (10, "working", 15, "calendar", True),
        (11, "working", 15, "calendar", False), (5, "calendar", 5, "working", True),
        (6, "calendar", 5, "working", False), (5, "working", 5, "working", True), (6, "working", 5, "working", False),
    ],
)  # fmt: skip
def test_which_length_is_no_longer(length, unit, law, law_unit, fits):
    assert is_no_longer(length, unit, law, law_unit) is fits


def test_the_shipped_days_off_are_none():
    assert (SHIPPED / "holidays.csv").read_text(encoding="utf-8") == "day,kind,name\n"
