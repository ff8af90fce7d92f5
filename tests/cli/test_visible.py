"""What strangers wrote must not act on the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.visible import MOST_NAME, mask_name, show_lines, show_name, show_visible


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("信 001.pdf", "信 001.pdf"),
        ("two\nlines.pdf", "two\\nlines.pdf"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\x1b[31mred.pdf", "\\x1b[31mred.pdf"),
        ("全\u3000角.pdf", "全\u3000角.pdf"),
        ("\udcff.pdf", "\\udcff.pdf"),
    ],
)
def test_control_and_bidi_characters_of_a_name_are_written_out(name: str, shown: str) -> None:
    assert show_name(name) == shown


def test_a_long_name_keeps_its_head_and_its_ending() -> None:
    shown = show_name("a" * 200 + ".pdf")
    assert len(shown) == MOST_NAME
    assert shown.startswith("aaa")
    assert shown.endswith(".pdf")


@given(st.text())
def test_whatever_is_shown_is_printable(words: str) -> None:
    assert all(char.isprintable() or char == "\u3000" for char in show_visible(words))


def test_a_text_keeps_its_lines_and_tabs() -> None:
    assert show_lines("甲\t乙\n\x07丙") == "甲\t乙\n\\x07丙"


@pytest.mark.parametrize(("name", "masked"), [("林小川", "林**"), ("欧阳", "欧*"), ("", "")])
def test_a_name_shows_its_first_character_alone(name: str, masked: str) -> None:
    assert mask_name(name) == masked
