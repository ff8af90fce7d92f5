"""Separator sheets say what they are to people and to scanners, and nothing else is taken for one."""

import io

import numpy as np
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages.barcodes import read_codes
from extractors.stacks.separator_sheets import print_separators
from extractors.stacks.separators import (
    LONGEST_BATCH,
    PREFIX,
    Separator,
    list_separators,
    number_batch,
    parse_text,
    write_text,
)
from records import UsageError

BATCH = "2026年11月23日 上午"
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=LONGEST_BATCH)


@given(NAMES, st.integers(1, 9999), st.integers(0, 50))
def test_what_is_written_is_read_back(batch, number, more):
    sheet = Separator(number_batch(batch), number, min(9999, number + more), batch)
    assert parse_text(write_text(sheet, with_name=True)) == sheet
    nameless = parse_text(write_text(sheet, with_name=False))
    assert (nameless.batch_number, nameless.number, nameless.batch) == (sheet.batch_number, number, "")


@given(st.integers(0, 27), st.sampled_from("0123456789"))
def test_a_changed_figure_is_noticed(place, figure):
    text = write_text(list_separators(BATCH, 3)[1], with_name=False)
    changed = text[:place] + figure + text[place + 1 :]
    assert changed == text or parse_text(changed) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://weixin.qq.com/r/abc", "XA12345678935", "", PREFIX, "LAIXIN1;12345678000100030000",
        "LAIXIN2;" + "0" * 20, write_text(list_separators("a", 1)[0], with_name=True) + "b",
    ],
)  # fmt: skip
def test_other_codes_are_no_separators(text):
    assert parse_text(text) is None


@pytest.mark.parametrize("batch", ["", "  ", "x" * 41, "a\x07b", "a\u202eb"])
def test_a_name_that_cannot_be_printed_is_told(batch):
    with pytest.raises(UsageError, match=r"separators\.batch"):
        list_separators(batch, 1)


@pytest.mark.parametrize("count", [0, -1, 10_000])
def test_a_number_of_sheets_out_of_bounds_is_told(count):
    with pytest.raises(UsageError, match=r"separators\.count"):
        list_separators("a", count)


def test_each_sheet_bears_its_code_twice_and_shows_chinese_without_any_font():
    sheets = list_separators(BATCH, 3)
    words = [("隔页纸", f"批次：{sheet.batch}", f"第 {sheet.number} 张", "放在每封来信前面") for sheet in sheets]
    body = io.BytesIO()
    print_separators(sheets, body, words=words)
    with pypdfium2.PdfDocument(body.getvalue()) as document:
        assert len(document) == 3
        page = document[1]
        assert tuple(round(side) for side in page.get_size()) == (595, 842)
        drawn = np.squeeze(page.render(scale=2, grayscale=True).to_numpy())
    codes = {name: text for name, text, _ in read_codes(drawn)}
    assert parse_text(codes["QRCode"]) == sheets[1]
    assert parse_text(codes["Code128"]).number == 2
    heading, batch = drawn[120:260], drawn[290:390]
    assert (heading < 128).mean() > 0.02
    assert (batch < 128).mean() > 0.02
    with pikepdf.open(body) as pdf:
        assert all("/Font" not in page.Resources for page in pdf.pages), "no page asks a machine for its fonts"


def test_a_long_name_is_written_smaller_and_read_all_the_same():
    sheets = list_separators("信" * LONGEST_BATCH, 1)
    body = io.BytesIO()
    print_separators(sheets, body, words=[("隔页纸", sheets[0].batch, "1", "放在每封来信前面" * 6)])
    with pypdfium2.PdfDocument(body.getvalue()) as document:
        drawn = np.squeeze(document[0].render(scale=2, grayscale=True).to_numpy())
    assert (drawn[:, :60] > 250).all()
    assert parse_text(read_codes(drawn, ["QRCode"])[0][1]) == sheets[0]
