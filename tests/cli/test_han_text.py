"""Lines of Han text: none too wide, nothing lost, no number torn that a line can hold, no comma at a line's start."""

import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cli.han_text import find_breaks
from cli.tables import make_table

WORDS = st.text(st.sampled_from("河水发黑，。（）《》“”aZ09.%+-—é　\u00a0 \u200b"), max_size=60)


def lines(words: str, width: int) -> list[str]:
    breaks = [0, *find_breaks(words, width), len(words)]
    return [words[start:end] for start, end in pairwise(breaks)]


@given(WORDS, st.integers(2, 40))
def test_no_line_is_too_wide_and_nothing_is_lost(words: str, width: int) -> None:
    broken = lines(words, width)
    assert "".join(broken) == words
    assert all(cell_len(line.rstrip()) <= width for line in broken)
    assert all(broken[:-1]), "no break twice in one place"


@given(WORDS, st.integers(20, 40))
def test_a_number_that_fits_is_not_torn(words: str, width: int) -> None:
    for number in re.findall(r"[0-9]+", words):
        if len(number) < width // 2:
            assert any(number in line for line in lines(words, width))


@pytest.mark.parametrize(
    ("words", "width", "expected"),
    [
        ("房屋拆迁安置迟迟不落实，2024年", 22, ["房屋拆迁安置迟迟不落", "实，2024年"]),
        ("补偿款（另给）安置房", 8, ["补偿款", "（另给）", "安置房"]),
        ("身份证350624195412250054", 20, ["身份证", "350624195412250054"]),
        ("支持 水利局+1.9 灌溉+0.5", 16, ["支持 水利局+1.9 ", "灌溉+0.5"]),
        ("程序（六项）\u00a014%", 12, ["程序（六", "项）\u00a014%"]),
        ("1234567890", 4, ["1234", "5678", "90"]),
        ("", 10, [""]),
    ],
)
def test_lines_end_where_a_writer_would_end_them(words: str, width: int, expected: list[str]) -> None:
    assert lines(words, width) == expected


def test_a_table_breaks_its_cells_so() -> None:
    to = io.StringIO()
    table = make_table(["甲", "乙"], [["一", "补偿款（另给）安置房\n\n第二段"]])
    Console(file=to, width=16, color_system=None).print(table)
    told = [line.removeprefix(" 一").strip() for line in to.getvalue().splitlines()[3:-1]][:5]
    assert told == ["补偿款", "（另给）", "安置房", "", "第二段"]
