import json

import pytest

from classifiers.learning.annotations import hash_letter
from classifiers.learning.data_rows import LabelledRow, TextRow, drop_repeats, read_labelled_rows, read_text_rows
from records import UsageError

GOOD = {"id": "a", "title": "停水", "text": "小区停水三天", "label": "城乡建设"}


def write(path, *lines):
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    path.write_bytes(data)
    return path


def test_rows_are_read_with_blank_lines_and_a_byte_order_mark_passed_over(tmp_path):
    path = write(
        tmp_path / "rows.jsonl", b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), b"", {**GOOD, "id": 7, "more": 1}
    )
    assert list(read_labelled_rows(path)) == [
        LabelledRow("a", "停水", "小区停水三天", "城乡建设"),
        LabelledRow("7", "停水", "小区停水三天", "城乡建设"),
    ]


def test_title_and_id_of_a_labelled_row_may_be_absent(tmp_path):
    path = write(tmp_path / "rows.jsonl", GOOD, {"text": "路灯不亮", "label": "城乡建设", "title": None})
    assert list(read_labelled_rows(path))[1] == LabelledRow(hash_letter("", "路灯不亮"), "", "路灯不亮", "城乡建设")


def test_a_text_to_classify_may_be_empty_but_not_absent(tmp_path):
    path = write(tmp_path / "rows.jsonl", {"id": "a", "title": "停水", "text": ""}, {"id": "b", "title": "停水"})
    rows = read_text_rows(path)
    assert next(rows) == TextRow("a", "停水", "")
    with pytest.raises(UsageError, match=r'data\.row: line 2: "text" is missing'):
        next(rows)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": "\xff"}', "not UTF-8"),
        ({**GOOD, "text": " "}, '"text" is empty'),
        ({**GOOD, "label": None}, '"label" is missing'),
        ({**GOOD, "label": ["x"]}, '"label" is not a string'),
        ({**GOOD, "title": 3}, '"title" is not a string'),
    ],
)
def test_a_broken_row_is_told_with_its_line_and_without_its_words(tmp_path, line, fault):
    path = write(tmp_path / "rows.jsonl", GOOD, b"", line)
    with pytest.raises(UsageError) as told:
        list(read_labelled_rows(path))
    assert str(told.value) == f"data.row: line 3: {fault}"


def test_a_missing_file_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match=r"data\.missing"):
        list(read_text_rows(tmp_path / "none.jsonl"))


def test_a_lone_surrogate_is_replaced_so_that_the_answer_can_be_written(tmp_path):
    path = write(tmp_path / "rows.jsonl", b'{"id": "\\ud800", "text": "x"}')
    assert next(read_text_rows(path)).id == "?"


def test_repeats_count_once_and_the_order_decides_nothing():
    rows = [LabelledRow(str(number), "t", text, "x") for number, text in enumerate(["乙", "甲", "乙"])]
    assert [row.text for row in drop_repeats(rows)] == ["乙", "甲"]
    assert drop_repeats(rows) == drop_repeats(rows[::-1])
