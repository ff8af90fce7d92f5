"""Columns are read one after the other, notes in the margin after the text, and tables row by row."""

import pytest

from extractors.engines.engine import RawLine
from extractors.lines.line_order import order_lines
from extractors.pages.page_readings import OrderedPage
from tests.extractors.lines.test_line_order import FULL, box

A, B = "三月以来楼下新开的烧烤店每天营业到", "恳请有关部门到现场查看并责令其整改"


def ordered(raw: list[RawLine], size: tuple[int, int] = (0, 0)) -> OrderedPage:
    return order_lines(raw, page=1, engine="fake", size=size)


def texts(page: OrderedPage) -> list[str]:
    """Paragraphs, each with its lines."""
    return "".join((line.joint if at else "") + line.text for at, line in enumerate(page.lines)).split("\n")


def column(text: str, *, at: float, rows: range) -> list[RawLine]:
    return [box(f"{row % 10}{text[1:]}", row=row, column=at) for row in rows]


def numbers(page: OrderedPage) -> list[str]:
    return [line.text[0] for line in page.lines]


def test_two_columns_are_read_from_the_left():
    left, right = column(A, at=0, rows=range(1, 7)), column(B, at=19, rows=range(1, 7))
    page = ordered([box("关于烧烤店油烟扰民的情况反映", row=0, column=10), *left, *right])
    assert "".join(line.text for line in page.lines) == "关于烧烤店油烟扰民的情况反映" + "".join(
        line.text for line in left + right
    )


def test_a_sentence_runs_on_from_one_column_into_the_next():
    left, right = column(A, at=0, rows=range(6)), column(B, at=19, rows=range(6))
    assert texts(ordered([*left, *right])) == ["".join(line.text for line in left + right)]


def test_text_across_the_page_stands_before_and_after_the_columns():
    above, below = box(FULL + "甲", row=0), box(FULL + "乙", row=7)
    left, right = column(A, at=0, rows=range(1, 6)), column(B, at=18, rows=range(1, 6))
    page = ordered([below, *right, *left, above])
    assert page.lines[0].text.endswith("甲")
    assert page.lines[-1].text.endswith("乙")
    assert [line.text for line in page.lines[1:6]] == [line.text for line in left]


def test_three_columns_of_a_newspaper_are_read_in_turn():
    parts = [column(A[:11], at=at, rows=range(6)) for at in (0, 12.5, 25)]
    page = ordered([line for row in zip(*parts, strict=True) for line in row])
    assert [line.box[0] for line in page.lines] == sorted(line.box[0] for line in page.lines)


def test_a_form_of_labels_and_values_is_read_row_by_row():
    rows = [
        ("姓名", "陈阿明"),
        ("住址", "芗城区南坑街道延安北路一栋三楼"),
        ("电话", "13800000000"),
        ("事项", "油烟扰民"),
    ]
    raw = [box(text, row=row, column=10 * at) for row, pair in enumerate(rows) for at, text in enumerate(pair)]
    assert texts(ordered(raw)) == ["\t".join(pair) for pair in rows]


def test_a_table_with_long_cells_is_read_row_by_row():
    rows = [(f"第{row}户", "芗城区南坑街道延安北路" + "一二三四五六"[:row], f"1380000000{row}") for row in range(6)]
    raw = [box(text, row=row, column=(0, 6, 26)[at]) for row, cells in enumerate(rows) for at, text in enumerate(cells)]
    assert texts(ordered(raw)) == ["\t".join(cells) for cells in rows]


@pytest.mark.parametrize("at", [33, -5])
def test_a_note_in_the_margin_comes_after_the_text(at):
    body = [box(FULL, row=row) for row in range(8)]
    note = [box("此事已", row=3.1, column=at), box("问过", row=3.9, column=at)]
    page = ordered([*body, *note])
    assert [line.text for line in page.lines[-2:]] == ["此事已", "问过"]
    assert texts(page)[0] == FULL * 8


def down(text: str, *, column: int, row: float = 0) -> RawLine:
    """A column of characters, the first column at the right."""
    quad = box("字", row=0).quad.copy()
    quad[:, 0] += 30 * 30 - 57 * column
    quad[:, 1] += 30 * row
    quad[2:, 1] = quad[0, 1] + 30 * len(text)
    return RawLine(quad, text, 0.98)


def test_columns_that_run_down_are_read_from_the_right():
    raw = [
        down("尊敬的市信访局领导：", column=0),
        down(FULL[:-2], column=1, row=2),
        down(FULL, column=2),
        down("到现在没有解决。", column=3),
        down("反映人：陈阿明", column=4, row=20),
    ]
    page = ordered(raw[::-1])
    assert texts(page) == ["尊敬的市信访局领导：", FULL[:-2] + FULL + "到现在没有解决。", "反映人：陈阿明"]
    assert not page.unsure


def test_a_column_that_runs_down_beside_rows_comes_last_and_the_order_is_unsure():
    page = ordered([*[box(FULL, row=row) for row in range(5)], down("内容属实", column=-6)])
    assert page.lines[-1].text == "内容属实"
    assert page.unsure


def sheet(left: int, right: int) -> OrderedPage:
    """Two pages on one picture, with so many rows each."""
    raw = [*column(A, at=0, rows=range(left)), *column(B, at=24, rows=range(right))]
    return ordered(raw, size=(1480, 1000))


def test_the_pages_of_a_folded_sheet_are_read_one_after_the_other():
    page = sheet(6, 7)
    assert [len(half.lines) for half in page.halves] == [6, 7]
    assert [line.text[1:] for line in page.lines] == [A[1:]] * 6 + [B[1:]] * 7


def test_one_page_of_a_folded_sheet_may_be_empty():
    assert [len(half.lines) for half in sheet(0, 7).halves] == [0, 7]


def test_a_wide_table_is_no_folded_sheet():
    raw = [
        box(text, row=row, column=at)
        for row in range(8)
        for at, text in [(0, f"第{row}户"), (8, "延安北路"), (24, "13800000000"), (34, "油烟")]
    ]
    page = ordered(raw, size=(1480, 1000))
    assert page.halves == ()
    assert texts(page)[0] == "第0户\t延安北路\t13800000000\t油烟"


def test_the_short_end_of_a_letter_in_a_second_column_is_read_after_the_first():
    left = column(A, at=0, rows=range(6))
    right = [box(text, row=row, column=19) for row, text in enumerate((B, "请查。", B[:12], "此致", "敬礼"))]
    page = ordered([*left, *right])
    assert [line.text for line in page.lines] == [line.text for line in left + right]


def test_columns_too_short_to_be_sure_of_are_doubted_and_a_table_of_short_cells_is_not():
    rows = [(A, B), ("尊敬的领导：", "平了。"), (A[:12], B[:12])]
    short = [box(text, row=row, column=19 * at) for row, pair in enumerate(rows) for at, text in enumerate(pair)]
    assert ordered(short).unsure
    table = [("陈阿明", "350602196604055731"), ("林小红", "350602197003021245"), ("王大海", "350602196812300018")]
    cells = [box(text, row=row, column=8 * at) for row, pair in enumerate(table) for at, text in enumerate(pair)]
    assert not ordered(cells).unsure


def test_two_short_letters_on_one_wide_sheet_are_two_pages():
    pages = [
        ("反映信", A, B[:12], "此致", "敬礼", "反映人：陈阿明"),
        ("建议书", B, A[:12], "此致", "敬礼", "建议人：林小红"),
    ]
    raw = [box(text, row=row, column=26 * at) for at, lines in enumerate(pages) for row, text in enumerate(lines)]
    page = ordered(raw, size=(1700, 1100))
    assert [line.text for line in page.lines] == [text for lines in pages for text in lines]
    assert len(page.halves) == 2
