"""Imported labels: appended with their letters, once, under an event that vouches for them."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import SQLAlchemyError

from ledger import Ledger
from records import Label, LabelledLetter
from tests.ledger.back_door import BackDoor
from tests.ledger.labelled import labelled
from tests.ledger.letters import LATER

HOUR = timedelta(hours=1)


@pytest.fixture
def tables(ledger: Ledger, back_door: BackDoor) -> BackDoor:
    """The tables of a ledger with two labels, behind its back."""
    ledger.import_labels([labelled("路灯坏了", ("甲", "城乡建设"), ("乙", "交通运输"))], by="陈录入", at=LATER)
    return back_door


def test_what_is_imported_comes_back_whole(ledger: Ledger) -> None:
    letter = labelled("路灯坏了", ("甲", "城乡建设"), ("乙", "交通运输"), title="路灯", day=date(2026, 1, 2), group="g")
    done = ledger.import_labels([letter], by="陈录入", at=LATER)
    assert (done.labels, done.texts, done.known) == (2, 1, 0)
    assert ledger.labelled() == [letter]
    assert ledger.labelled("topic") == [letter]
    assert ledger.labelled("unit") == []


def test_the_same_labels_again_change_nothing(ledger: Ledger) -> None:
    first = labelled("路灯坏了", ("甲", "城乡建设"))
    changed = labelled("路灯坏了", ("甲", "交通运输"), at=LATER + HOUR)
    for letter in (first, changed):
        ledger.import_labels([letter], by="陈录入", at=LATER)
    before = ledger.labelled()
    again = ledger.import_labels([first, changed], by="陈录入", at=LATER + 2 * HOUR)
    assert (again.labels, again.texts, again.known) == (0, 0, 2)
    assert ledger.labelled() == before
    assert len(before[0].labels) == 2


def test_who_says_the_same_again_later_adds_nothing_and_who_changes_his_mind_does(ledger: Ledger) -> None:
    ledger.import_labels([labelled("路灯坏了", ("甲", "城乡建设"))], by="", at=LATER)
    same = ledger.import_labels([labelled("路灯坏了", ("甲", "城乡建设"), at=LATER + HOUR)], by="", at=LATER)
    other = ledger.import_labels([labelled("路灯坏了", ("甲", "交通运输"), at=LATER + HOUR)], by="", at=LATER)
    back = ledger.import_labels([labelled("路灯坏了", ("甲", "城乡建设"), at=LATER + 2 * HOUR)], by="", at=LATER)
    assert [same.labels, other.labels, back.labels] == [0, 1, 1]


def test_the_event_tells_counts_and_no_word(ledger: Ledger, tables: BackDoor) -> None:
    ((kind, by, data),) = tables.execute("SELECT kind, by, data FROM events")
    assert (kind, by) == ("labels.imported", "陈录入")
    assert '"labels":2' in data
    assert '"texts":1' in data
    for word in ("路灯", "城乡建设", "甲"):
        assert word not in data
    assert ledger.verify_chain() == []


@pytest.mark.parametrize("table", ["labels", "labelled_texts"])
@pytest.mark.parametrize("edit", ["UPDATE {0} SET {1} = '9'", "DELETE FROM {0}"])
def test_the_database_refuses_every_edit_of_what_was_imported(tables: BackDoor, table: str, edit: str) -> None:
    column = {"labels": "task", "labelled_texts": "title"}[table]
    with pytest.raises(SQLAlchemyError, match=f"the table {table} is append-only"):
        tables.execute(edit.format(table, column))


@pytest.mark.sqlite_only("PostgreSQL has no such statements; it has TRUNCATE: test_postgres.py")
@pytest.mark.parametrize("table", ["labels", "labelled_texts"])
@pytest.mark.parametrize("edit", ["UPDATE {0} SET rowid = 9", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"])
def test_the_database_refuses_to_replace_what_was_imported(tables: BackDoor, table: str, edit: str) -> None:
    with pytest.raises(SQLAlchemyError, match=f"the table {table} is append-only"):
        tables.execute(edit.format(table))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("UPDATE labels SET answer = '教育文体' WHERE id = 1", "labels: not what event 1 recorded"),
        ("UPDATE labels SET \"by\" = '丙' WHERE id = 1", "labels: not what event 1 recorded"),
        ("DELETE FROM labels WHERE id = 2", "labels: not what event 1 recorded"),
        ("UPDATE labelled_texts SET text = '路灯亮了'", "labelled text"),
    ],
)
def test_what_was_changed_by_force_is_found(ledger: Ledger, tables: BackDoor, edit: str, told: str) -> None:
    tables.unlock().execute(edit)
    (found,) = ledger.verify_chain()
    assert found.startswith(told)


def test_a_label_that_no_import_brought_is_found(ledger: Ledger, tables: BackDoor) -> None:
    tables.unlock().execute(
        "INSERT INTO labels SELECT 9, text_sha256, task, answer, '丁', at, source, reference, day, \"group\", salt, 99"
        " FROM labels WHERE id = 1"
    )
    assert ledger.verify_chain() == ["labels.imported: 1 labels without an event"]


def test_many_letters_are_imported_and_given_back(ledger: Ledger) -> None:
    letters = [labelled(f"第{number}封信", ("甲", "城乡建设")) for number in range(1203)]
    ledger.import_labels(letters, by="陈录入", at=LATER)
    assert sorted(ledger.labelled(), key=_id) == sorted(letters, key=_id)
    assert ledger.verify_chain() == []


def _id(letter: LabelledLetter) -> str:
    return letter.id


def test_one_import_may_name_a_letter_twice(ledger: Ledger) -> None:
    twice = [labelled("路灯坏了", ("甲", "城乡建设")), labelled("路灯坏了", ("乙", "交通运输"))]
    done = ledger.import_labels(twice, by="陈录入", at=LATER)
    assert (done.labels, done.texts) == (2, 1)


def test_cases_are_found_by_the_fields_that_people_decided(ledger: Ledger) -> None:
    from tests.ledger.letters import make_reading, make_scan, make_source

    numbers = []
    for number, content in enumerate(("one", "two", "three"), start=1):
        ledger.take_in(make_scan(content), source=make_source(number))
        numbers.append(ledger.record_case(make_reading(make_scan(content)), at=LATER))
    ledger.decide(numbers[0], {"topic": "环境保护", "title": "信"}, by="陈", note="", at=LATER)
    ledger.decide(numbers[1], {"title": "信"}, by="陈", note="", at=LATER)
    assert [record.case_no for record in ledger.reviewed(("topic", "unit"))] == numbers[:1]


def test_a_label_needs_its_hash_and_its_person() -> None:
    with pytest.raises(ValueError, match="text_sha256"):
        Label(text_sha256="x", task="topic", answer="城乡建设", by="甲", at=LATER, source="file")
    with pytest.raises(ValueError, match="by"):
        Label(text_sha256="0" * 64, task="topic", answer="城乡建设", by="", at=LATER, source="file")
