"""The procedure's tables: as they ship they are right; an office's own are checked and may ask for more, never less."""

import pytest

from records import Status
from vocab import load_vocabulary
from vocab.checking import check_tables
from vocab.problems import Problems, TableError
from vocab.procedure import (
    BACK,
    FIRST,
    NO_STEPS,
    STATUSES,
    UNDOING,
    load_procedure,
    reachable,
    read_procedure,
)
from vocab.sources import SHIPPED, find_sources

STEPS = (SHIPPED / "steps.csv").read_text(encoding="utf-8")
FACTS = (SHIPPED / "step_facts.csv").read_text(encoding="utf-8")
SHIPPED_PROCEDURE = load_procedure()


def put(folder, name="steps.csv", *, text=STEPS, replace=("", ""), rows=()):
    assert text.count(replace[0]) == 1 or not replace[0], "the test replaces nothing"
    (folder / name).write_text(text.replace(*replace, 1) + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder


def told(folder):
    """Where and what is wrong; the names of the vocabulary are those that ship, which spares reading all tables."""
    problems = Problems()
    read_procedure(find_sources(folder, problems), problems, labels=load_vocabulary().labels)
    assert problems.errors
    return {(problem.where, problem.kind) for problem in problems.errors}


def test_every_status_is_reached_by_the_steps_that_ship():
    assert reachable(SHIPPED_PROCEDURE.steps.values()) == STATUSES - {NO_STEPS}
    assert {NO_STEPS, *FIRST} < set(Status.__args__)


def test_no_status_is_a_dead_end_but_the_one_that_is_split():
    left = {status for step in SHIPPED_PROCEDURE.steps.values() if step.after for status in step.before}
    assert STATUSES - left == {NO_STEPS}


def test_only_what_takes_another_step_back_leads_back():
    assert {step.kind for step in SHIPPED_PROCEDURE.steps.values() if step.after == BACK} == UNDOING


@pytest.mark.parametrize(
    ("row", "place", "kind"),
    [
        ("forward,confirmed,forwarded,unit,,,,22", "kind", "twice"),
        ("notify,gone,closed,manner,,,,", "kind", "twice"),
        ("mediate,confirmed,closed,,,,,", "kind", "no-label"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path, row, place, kind):
    number = len(STEPS.splitlines()) + 1
    assert (f"steps.csv:{number}:{place}", kind) in told(put(tmp_path, rows=[row]))


@pytest.mark.parametrize(
    ("replace", "column", "kind"),
    [
        (("forward,confirmed returned,", "forward,confirmd returned,"), "from", "unknown-status"),
        (("forward,confirmed returned,forwarded", "forward,confirmed returned,forwardd"), "to", "unknown-status"),
        (("forward,confirmed returned,forwarded", "forward,confirmed returned,split"), "to", "unknown-status"),
        (("forward,confirmed returned,forwarded", "forward,confirmed returned,back"), "to", "unknown-status"),
        (("forward,confirmed returned,forwarded", "forward,split returned,forwarded"), "from", "unknown-status"),
        (("forward,confirmed returned,forwarded", "forward,,forwarded"), "from", "step-half"),
        (("forward,confirmed returned,forwarded", "forward,confirmed returned,"), "to", "step-half"),
        (("returned,forwarded,unit", "returned,forwarded,unti"), "needs", "unknown-fact"),
        (("co_units paper_no reason,,,22\n", "co_unit paper_no reason,,,22\n"), "may", "unknown-fact"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_place(tmp_path, replace, column, kind):
    assert (f"steps.csv:2:{column}", kind) in told(put(tmp_path, replace=replace))


def test_a_status_that_nothing_leads_to_is_told(tmp_path):
    rows = [line for line in STEPS.splitlines() if not line.startswith("apply-review,")]
    found = told(put(tmp_path, text="\n".join(rows) + "\n"))
    number = next(number for number, row in enumerate(rows, start=1) if row.startswith("decide-review,"))
    assert (f"steps.csv:{number}:from", "unreached-status") in found


def test_a_step_that_names_no_step_is_told(tmp_path):
    found = told(put(tmp_path, replace=(",extend,34", ",extnd,34")))
    assert {kind for _, kind in found} == {"unknown-step"}


EXTEND, RETURN = (
    "extend,accepted in-hand,extended,days reason",
    "return,forwarded assigned to-discipline to-law,returned,unit",
)


@pytest.mark.parametrize(
    ("replace", "need"),
    [
        ((f"{EXTEND} approver", EXTEND), "approver"),
        (("restore,struck-off,back,reason approver", "restore,struck-off,back,reason"), "approver"),
        ((f"{RETURN} reason", RETURN), "reason"),
    ],
)
def test_an_office_may_not_ask_for_less_than_the_regulation(tmp_path, replace, need):
    with pytest.raises(TableError) as error:
        load_procedure(put(tmp_path, replace=replace))
    (problem,) = error.value.problems
    assert (problem.kind, dict(problem.words)["value"]) == ("need-dropped", need)
    assert need in problem.sentence("zh")


def test_an_office_may_ask_for_more_and_have_steps_of_its_own(tmp_path):
    folder = put(
        tmp_path,
        replace=("forwarded,unit,co_units", "forwarded,unit reason official,co_units"),
        rows=["mediate,accepted in-hand,closed,words agreed_on,,,,33"],
    )
    put(folder, "step_facts.csv", text="key,type,answers\nagreed_on,date,\n")
    put(
        folder,
        "labels.csv",
        text="question,code,zh,en\nstep,mediate,调解和解,Settle\nfact,agreed_on,协议日期,Agreed on\n",
    )
    procedure = load_procedure(folder)
    assert procedure.steps["mediate"].after == "closed"
    assert procedure.steps["forward"].needs == ("unit", "reason", "official")
    assert procedure.facts["agreed_on"].type == "date"
    assert procedure.facts["days"] == SHIPPED_PROCEDURE.facts["days"], "what it does not name stays as shipped"


@pytest.mark.parametrize(
    ("row", "kind"),
    [("colour,paint,", "not-allowed"), ("days,number,30", "number-range"), ("opinion,code,maybe", "no-label"),
     ("opinion,code,", "empty"), ("colour,text,", "no-label")],
)  # fmt: skip
def test_a_wrong_fact_is_told(tmp_path, row, kind):
    folder = put(tmp_path, "step_facts.csv", text=f"key,type,answers\n{row}\n")
    assert kind in {kind for _, kind in told(folder)}


def test_an_office_of_other_steps_understands_letters_by_the_same_vocabulary(tmp_path):
    folder = put(tmp_path, replace=("forwarded,unit,co_units", "forwarded,unit reason,co_units"))
    assert load_vocabulary(folder).hash == load_vocabulary().hash
    assert load_procedure(folder) != SHIPPED_PROCEDURE


def test_the_check_of_tables_tells_of_the_procedure_too(tmp_path):
    report = check_tables(put(tmp_path, replace=("forward,confirmed returned,", "forward,confirmd returned,")))
    assert [problem.kind for problem in report.errors] == ["unknown-status"]
    assert report.vocabulary is not None
    differences = check_tables(
        put(tmp_path, replace=("forwarded,unit,co_units", "forwarded,unit reason,co_units"))
    ).differences
    assert [(one.file, one.change, one.key, one.columns) for one in differences] == [
        ("steps.csv", "changed", "forward", ("needs",))
    ]


def test_a_need_of_either_of_two_is_met_by_one():
    rate = SHIPPED_PROCEDURE.steps["rate"]
    assert rate.missing({"words": "x"}) == ("satisfaction|satisfaction_office",)
    assert rate.missing({"satisfaction_office": "x"}) == ()
    assert {"satisfaction", "satisfaction_office", "unit", "words"} == set(rate.facts)
