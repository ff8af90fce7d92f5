"""Label files: good rows taken, bad ones told, hostile files refused."""

import codecs
import csv
import io
import json
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from classifiers.labelling.label_files import LONGEST_TEXT, LabelFile, read_label_files
from classifiers.labelling.sheet_rows import MOST_PARTS
from records import UsageError
from vocab import load_vocabulary

WORDS = load_vocabulary()
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HEADING = ("标题", "正文", "标签", "日期", "填写人")
GOOD = ("路灯", "小区路灯坏了", "城乡建设", "2026-01-03", "陈录入")


def read(*paths: Path, task: str = "topic", by: str = "") -> LabelFile:
    return read_label_files(paths, task, vocabulary=WORDS, now=NOW, by=by)


def table(*rows: tuple[object, ...], heading: tuple[str, ...] = HEADING) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([heading, *rows])
    return text.getvalue()


def csv_file(folder: Path, *rows: tuple[object, ...], heading: tuple[str, ...] = HEADING) -> Path:
    path = folder / "标注.csv"
    path.write_text(table(*rows, heading=heading), encoding="utf-8", newline="")
    return path


def sheet_file(folder: Path, *rows: tuple[object, ...], heading: tuple[object, ...] = HEADING) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (heading, *rows):
        sheet.append(row)
    path = folder / "标注.xlsx"
    book.save(path)
    return path


def faults(found: LabelFile) -> list[tuple[int, str, str]]:
    return [(bad.place.row, bad.code.removeprefix("label-row."), bad.column) for bad in found.bad]


def test_a_row_becomes_a_labelled_letter(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, GOOD))
    (letter,) = found.letters
    (label,) = letter.labels
    assert (letter.title, letter.text, letter.day) == ("路灯", "小区路灯坏了", date(2026, 1, 3))
    assert (label.task, label.answer, label.by, label.at) == ("topic", "城乡建设", "陈录入", NOW)
    assert (label.source, label.reference) == ("file", "标注.csv:2")
    assert (found.bad, found.rows) == ((), 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_in_the_encodings_that_offices_have(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(table(GOOD, ("", "公交车\n不来", "交通运输", "", "李")).replace("\r\n", end).encode(encoding))
    found = read(path)
    assert found.bad == ()
    assert [letter.text for letter in found.letters] == ["小区路灯坏了", "公交车\n不来"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_with_the_delimiters_that_spreadsheets_write(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(delimiter.join(row) for row in (HEADING, GOOD)), encoding="utf-8")
    assert len(read(path).letters) == 1


@pytest.mark.parametrize(
    "heading",
    [
        ("subject", "detail", "answer", "date", "annotator"),
        ("题目", "来信内容", "人工分类", "来信日期", "标注人"),
        (" Title ", "TEXT", "Label", "day", "by"),
    ],
)
def test_columns_by_their_other_names(tmp_path: Path, heading: tuple[str, ...]) -> None:
    (letter,) = read(csv_file(tmp_path, GOOD, heading=heading)).letters
    assert (letter.title, letter.day, letter.labels[0].by) == ("路灯", date(2026, 1, 3), "陈录入")


def test_a_sheet_with_dates_as_dates_and_other_sheets_beside_it(tmp_path: Path) -> None:
    book = Workbook()
    note = book.active
    assert note is not None
    note.append(["说明：本表由张三填写"])
    sheet = book.create_sheet("一月")
    sheet.append([*HEADING, "填写时间", "备注"])
    # a spreadsheet knows no zone
    day, moment = datetime(2026, 1, 3), datetime(2026, 1, 5, 9, 30)  # noqa: DTZ001
    sheet.append(["路灯", "小区路灯坏了", "城乡建设", day, "陈", moment, "急"])
    sheet.append([None] * 7)
    sheet.append([3, 12345, "交通运输", date(2026, 1, 4), "李", "2026-01-06", None])
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = read(path)
    assert found.bad == ()
    first, second = found.letters
    assert (first.day, first.labels[0].at) == (date(2026, 1, 3), datetime(2026, 1, 5, 1, 30, tzinfo=UTC))
    assert first.labels[0].reference == "a.xlsx:一月:2"
    assert (second.title, second.text, second.labels[0].reference) == ("3", "12345", "a.xlsx:一月:4")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [
        {"id": 7, "title": "路灯", "text": "小区路灯坏了\u2028没人修", "label": "城乡建设", "day": "2026-01-03",
         "by": "陈", "group": "g", "at": "2026-01-04T08:00:00+08:00", "other": [1]},
        {"正文": "公交车不来", "标签": "交通运输", "填写人": "李"},
    ]  # fmt: skip
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(codecs.BOM_UTF8 + b"\n\n".join([*lines, b"{", b"[]", b'{"text": "\xff"}']))
    found = read(path)
    first, second = found.letters
    assert (first.group, first.labels[0].reference, first.labels[0].at.hour) == ("g", "7", 0)
    assert second.labels[0].by == "李"
    assert faults(found) == [(5, "json", ""), (7, "json", ""), (9, "encoding", "")]


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        (("路灯", "", "城乡建设", "", "陈"), "no-text", "text"),
        (("路灯", "坏了", "", "", "陈"), "no-answer", "label"),
        (("路灯", "坏了", "城乡", "", "陈"), "unknown-answer", "label"),
        (("路灯", "坏了", "城乡建设", "2026-02-30", "陈"), "day", "day"),
        (("路灯", "坏了", "城乡建设", "45000", "陈"), "day", "day"),
        (("路灯", "坏了", "城乡建设", "1月3日", "陈"), "day", "day"),
        (("路灯", "坏了", "城乡建设", "2027-01-03", "陈"), "future", "day"),
        (("路灯", "坏了", "城乡建设", "", ""), "nobody", "by"),
        (("路灯", "坏了", "城乡建设", "", "陈" * 61), "too-long", "by"),
        (("路" * 501, "坏了", "城乡建设", "", "陈"), "too-long", "title"),
        (("路灯", "坏" * (LONGEST_TEXT + 1), "城乡建设", "", "陈"), "too-long", "text"),
        (("路灯", "坏" * 32_767, "城乡建设", "", "陈"), "cut-off", "text"),
        (("路灯", "坏了", "城乡建设", "", "陈", "多的一格"), "cells", ""),
    ],
)
def test_a_bad_row_is_told_and_the_others_are_taken(
    tmp_path: Path, row: tuple[str, ...], fault: str, column: str
) -> None:
    found = read(csv_file(tmp_path, GOOD, row, ("", "公交车不来", "交通运输", "", "李")))
    assert faults(found) == [(3, fault, column)]
    assert len(found.letters) == 2
    assert found.rows == 3


def test_the_report_holds_no_word_of_a_letter(tmp_path: Path) -> None:
    found = read(
        csv_file(tmp_path, ("张三的信", "李四欠钱不还", "王五", "赵六", "陈"), ("钱七", "孙八", "周九", "", "陈"))
    )
    assert len(found.bad) == 2
    for word in ("张三", "李四", "王五", "赵六", "钱七", "孙八", "周九"):
        assert word not in repr(found.bad)


def test_an_answer_near_to_what_was_written_is_proposed(tmp_path: Path) -> None:
    (bad,) = read(csv_file(tmp_path, ("", "坏了", "城乡建没", "", "陈"))).bad
    assert bad.detail == "城乡建设"


@pytest.mark.parametrize(
    ("task", "written", "answer"),
    [
        ("matter_class", "申诉求决", "appeal"),
        ("matter_class", "Appeal", "appeal"),
        ("purpose", "求决", "relief"),
        ("unit", "jyj", "JYJ"),
        ("unit", WORDS.units["JYJ"].name, "JYJ"),
        ("topic", " 城乡 建设 ", "城乡建设"),
    ],
)
def test_answers_by_name_or_code(tmp_path: Path, task: str, written: str, answer: str) -> None:
    (letter,) = read(csv_file(tmp_path, ("", "坏了", written, "", "陈")), task=task).letters
    assert letter.labels[0].answer == answer


def test_a_second_level_is_a_pair_or_stands_below_one_first_level_alone(tmp_path: Path) -> None:
    pairs = list(WORDS.topic_units)
    alone = next(pair for pair in pairs if [second for _, second in pairs].count(pair[1]) == 1)
    rows = [
        ("", f"第{n}封", written, "", "陈") for n, written in enumerate(("/".join(alone), "／".join(alone), alone[1]))
    ]
    found = read(csv_file(tmp_path, *rows), task="topic2")
    assert {letter.labels[0].answer for letter in found.letters} == {"/".join(alone)}
    assert len(found.letters) == 3


def test_repeats_are_taken_once_and_the_others_told(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, GOOD, GOOD))
    assert faults(found) == [(3, "repeat", "text")]
    assert found.bad[0].detail == "2"
    assert len(found.letters) == 1


def test_repeats_are_seen_across_files(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, GOOD), sheet_file(tmp_path, GOOD))
    assert [(bad.code, bad.detail) for bad in found.bad] == [("label-row.repeat", "标注.csv 2")]


def test_of_contradictions_of_one_person_none_is_taken(tmp_path: Path) -> None:
    other = (*GOOD[:2], "交通运输", *GOOD[3:])
    found = read(csv_file(tmp_path, GOOD, ("", "公交", "交通运输", "", "李"), other))
    assert faults(found) == [(2, "contradiction", "label"), (4, "contradiction", "label")]
    assert [bad.detail for bad in found.bad] == ["4", "2"]
    assert [letter.text for letter in found.letters] == ["公交"]


def test_a_newer_label_of_one_person_is_no_contradiction(tmp_path: Path) -> None:
    heading = ("正文", "标签", "填写人", "填写时间")
    rows = (("坏了", "城乡建设", "陈", "2026-01-03"), ("坏了", "交通运输", "陈", "2026-01-04 10:00"))
    found = read(csv_file(tmp_path, *rows, heading=heading))
    assert found.bad == ()
    assert [label.answer for label in found.letters[0].labels] == ["城乡建设", "交通运输"]


def test_copies_that_differ_in_marks_alone_contradict_each_other_but_do_not_repeat(tmp_path: Path) -> None:
    heading = ("正文", "标签", "填写人")
    rows = (
        ("坏了。", "城乡建设", "陈"),
        ("坏了", "交通运输", "陈"),
        ("食堂", "教育文体", "陈"),
        ("食堂！", "教育文体", "陈"),
    )
    found = read(csv_file(tmp_path, *rows, heading=heading))
    assert faults(found) == [(2, "contradiction", "label"), (3, "contradiction", "label")]
    assert [letter.text for letter in found.letters] == ["食堂", "食堂！"]


@pytest.mark.parametrize(
    ("at", "read_as"),
    [
        ("2026/1/31 8:05", "2026-01-31T00:05:00+00:00"),
        ("2026/1/31 15:30:09", "2026-01-31T07:30:09+00:00"),
        ("2026年1月31日 15:30", "2026-01-31T07:30:00+00:00"),
        ("2026-01-31T15:30:00.25+00:00", "2026-01-31T15:30:00.250000+00:00"),
        ("20260131T073000Z", "2026-01-31T07:30:00+00:00"),
        ("2026.1.31", "2026-01-30T16:00:00+00:00"),
    ],
)
def test_times_as_spreadsheets_write_them_keep_their_hour(tmp_path: Path, at: str, read_as: str) -> None:
    (letter,) = read(
        csv_file(tmp_path, ("坏了", "城乡建设", "陈", at), heading=("正文", "标签", "填写人", "填写时间"))
    ).letters
    assert letter.labels[0].at.isoformat() == read_as


@pytest.mark.parametrize(
    "at", ["2026/1/31 25:00", "2026/1/31x8:05", "1900/1/5 8:05", "0001-01-01", "8:05", "1753833600"]
)
def test_what_is_no_time_is_told(tmp_path: Path, at: str) -> None:
    found = read(csv_file(tmp_path, ("坏了", "城乡建设", "陈", at), heading=("正文", "标签", "填写人", "填写时间")))
    assert faults(found) == [(2, "at", "at")]


def test_two_persons_may_disagree(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, GOOD, (*GOOD[:2], "交通运输", "2026-01-02", "李")))
    assert found.bad == ()
    (letter,) = found.letters
    assert [(label.by, label.answer) for label in letter.labels] == [("陈录入", "城乡建设"), ("李", "交通运输")]
    assert letter.day == date(2026, 1, 2)


def test_who_labelled_may_be_given_for_all_rows(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, ("", "坏了", "城乡建设", "", "")), by="王")
    assert found.letters[0].labels[0].by == "王"


@pytest.mark.parametrize(
    ("day", "read_as"),
    [
        ("2026-1-3", date(2026, 1, 3)),
        ("2026/01/03", date(2026, 1, 3)),
        ("2026.1.3", date(2026, 1, 3)),
        ("2026年1月3日", date(2026, 1, 3)),
        ("20260103", date(2026, 1, 3)),
        ("2026-01-03 00:00:00", date(2026, 1, 3)),
    ],
)
def test_days_as_offices_write_them(tmp_path: Path, day: str, read_as: date) -> None:
    assert read(csv_file(tmp_path, (*GOOD[:3], day, "陈"))).letters[0].day == read_as


def test_a_formula_is_not_worked_out(tmp_path: Path) -> None:
    found = read(sheet_file(tmp_path, GOOD, ("路灯", '=CONCAT("小区","路灯")', "城乡建设", None, "陈")))
    assert faults(found) == [(3, "formula", "text")]


def test_a_text_in_csv_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    assert len(read(csv_file(tmp_path, ("", "=小区路灯坏了", "城乡建设", "", "陈"))).letters) == 1


def test_one_broken_line_of_utf_8_does_not_make_the_file_another_encoding(tmp_path: Path) -> None:
    path = csv_file(tmp_path, GOOD, ("", "公交车不来", "交通运输", "", "李"))
    path.write_bytes(path.read_bytes() + b"\xe8\xb7\xaf\xe7,\xe5\x9d\x8f,x,,y\r\n")
    found = read(path)
    assert faults(found) == [(4, "encoding", "")]
    assert len(found.letters) == 2


def test_one_broken_line_of_gb18030_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(table(GOOD, ("", "公交车不来", "交通运输", "", "李")).encode("gb18030") + b"\xff\xff,\xff,,,\r\n")
    found = read(path)
    assert faults(found) == [(4, "encoding", "")]
    assert len(found.letters) == 2


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        read(path)
    assert path.parent.name not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"\x89PNG\x00\x00\x01", "labels.binary"),
        ("a.csv", b"\xff\xfe\x00\xd8\x00", "labels.binary"),
        ("a.csv", b"", "labels.columns"),
        ("a.csv", "标题,内容\n路灯,坏了\n".encode(), "labels.columns"),
        ("a.csv", "正文,内容,标签\n路灯,坏了,x\n".encode(), "labels.column-twice"),
        ("a.csv", '正文,标签\n"路灯,甲\n公交,乙\n'.encode(), "labels.file"),
        ("a.csv", '正文,标签\n"路灯,甲\n公交,乙\n"食堂",丙\n'.encode(), "labels.file"),
        ("a.csv", '正文,标签\n"路灯'.encode() + "坏".encode() * 2**24 + b'"', "labels.file"),
        ("a.xlsx", b"PK\x03\x04 not a book", "labels.file"),
        ("a.xlsx", b"plain", "labels.file"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "labels.kind"),
        ("a.pdf", b"%PDF", "labels.kind"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == code


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path / "none.csv") == "data.missing"
    assert refused(tmp_path / "folder.csv") == "data.missing"


def with_part(path: Path, name: str, content: bytes) -> Path:
    """An XLSX file with one part more, or with that part in place of its own."""
    target = path.with_name("hostile.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    zeros = bytes(2**20)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(513):
            part.write(zeros)
    assert path.stat().st_size < 8 * 2**20
    assert refused(path) == "labels.bomb"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(f"{number}.txt", b"")
    assert refused(path) == "labels.bomb"


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    lol = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><sst>&c;</sst>'
    assert refused(with_part(sheet_file(tmp_path, GOOD), "xl/sharedStrings.xml", lol)) == "labels.bomb"


def test_a_sheet_cut_off_in_its_middle_is_refused(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, GOOD)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert refused(with_part(path, "xl/worksheets/sheet1.xml", sheet[: len(sheet) // 2])) == "labels.file"


def test_a_sheet_that_claims_to_be_endless_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = sheet_file(tmp_path, GOOD)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'ref="A1:E2"' in sheet
    found = read(with_part(path, "xl/worksheets/sheet1.xml", sheet.replace(b"A1:E2", b"A1:XFD1048576")))
    assert len(found.letters) == 1


def test_a_row_numbered_beyond_what_excel_has_ends_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifiers.labelling.sheet_rows.MOST_ROWS", 500)  # a million take a minute
    path = sheet_file(tmp_path, GOOD, ("", "公交车不来", "交通运输", None, "李"))
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b'<row r="3"' in sheet
    far = sheet.replace(b'<row r="3"', b'<row r="999999999999"')
    assert [letter.text for letter in read(with_part(path, "xl/worksheets/sheet1.xml", far)).letters] == [
        "小区路灯坏了"
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_keys_that_mean_one_column_its_own_name_counts(tmp_path: Path, turned: bool) -> None:
    row = {"text": "小区路灯坏了", "content": "另一段", "label": "城乡建设", "by": "陈"}
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(dict(reversed(row.items())) if turned else row))
    assert [letter.text for letter in read(path).letters] == ["小区路灯坏了"]


def test_the_name_of_the_petitioner_is_not_who_labelled(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, ("坏了", "城乡建设", "林小川"), heading=("正文", "标签", "姓名")))
    assert faults(found) == [(2, "nobody", "by")]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from((".csv", ".jsonl", ".xlsx")))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{kind}"
    path.write_bytes("正文,标签\n".encode() + content if kind == ".csv" else content)
    with suppress(UsageError):  # which says that the file as a whole is no table
        found = read(path, by="陈")
        assert found.rows == len(found.bad) + sum(len(letter.labels) for letter in found.letters)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40),
            st.sampled_from(WORDS.level1),
        ),
        max_size=6,
        unique_by=lambda row: (row[0].strip(), row[1].strip()),
    ),
    st.sampled_from(("utf-8", "utf-8-sig", "gb18030")),
)
def test_what_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("back") / "a.csv"
    path.write_bytes(table(*rows, heading=("标题", "正文", "标签")).encode(encoding))
    found = read(path, by="陈")
    kept = [(title.strip(), text.strip(), label) for title, text, label in rows if text.strip()]
    plain = [tuple(part.replace("\r\n", "\n").replace("\r", "\n") for part in row) for row in kept]
    # letters that differ in their heading alone stand together: the order is not that of the rows
    assert sorted((letter.title, letter.text, letter.labels[0].answer) for letter in found.letters) == sorted(plain)
