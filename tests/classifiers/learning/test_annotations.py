"""Labels come together with the words that they belong to, and no word is in the table."""

import csv
import json

import pytest

from classifiers.learning.annotations import COLUMNS, AnnotatedLetter, hash_letter, read_annotations
from records import UsageError

LABELS = dict.fromkeys(COLUMNS[1:], "")
MESSAGES = [("路灯不亮", "村口的路灯坏了半年。"), (None, "水费太高。"), ("化工厂", "夜里排放废气。")]


@pytest.fixture
def messages(tmp_path):
    lines = [json.dumps({"subject": subject, "detail": detail}, ensure_ascii=False) for subject, detail in MESSAGES]
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_table(path, rows, columns=COLUMNS):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_letters_come_in_the_tables_order_with_their_words(messages, tmp_path):
    hashes = [hash_letter("化工厂", "夜里排放废气。"), hash_letter("", "水费太高。")]
    table = write_table(tmp_path / "t.csv", [{"text_sha256": name, **LABELS, "topic": "其他"} for name in hashes])
    letters = read_annotations(table, messages)
    assert [(one.id, one.title, one.text) for one in letters] == [
        (hashes[0], "化工厂", "夜里排放废气。"),
        (hashes[1], "", "水费太高。"),
    ]
    assert letters[0].labels == {**LABELS, "topic": "其他"}


def test_title_and_text_do_not_run_together():
    assert hash_letter("路灯", "不亮") != hash_letter("路", "灯不亮")


def test_a_letter_that_is_not_there_is_told_by_its_line(messages, tmp_path):
    table = write_table(tmp_path / "t.csv", [{"text_sha256": "0" * 64, **LABELS}])
    with pytest.raises(UsageError, match="line 2") as told:
        read_annotations(table, messages)
    assert told.value.code == "data.row"


def test_another_heading_is_refused(messages, tmp_path):
    with pytest.raises(UsageError, match="heading"):
        read_annotations(write_table(tmp_path / "t.csv", [], COLUMNS[:-1]), messages)


@pytest.mark.parametrize(
    ("first", "also", "accepted"),
    [("A", "", {"A": 1.0}), ("A", "A", {"A": 1.0}), ("A", "B", {"A": 2 / 3, "B": 1 / 3})],
)
def test_a_second_answer_deserves_a_third(first, also, accepted):
    letter = AnnotatedLetter("x", "", "", {"unit": first, "unit_also": also})
    assert letter.accepted("unit") == accepted


def test_a_question_without_second_answers_has_the_first_alone():
    assert AnnotatedLetter("x", "", "", {"urgency": "yes"}).accepted("urgency") == {"yes": 1.0}
