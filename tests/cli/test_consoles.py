"""Machine output: one line a value, in UTF-8, whatever it holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.consoles import print_json, results


def printed(capfdbinary: pytest.CaptureFixture[bytes], value: object) -> bytes:
    print_json(value)
    return capfdbinary.readouterr().out


def test_chinese_stays_readable_and_is_never_wrapped(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    line = printed(capfdbinary, {"text": "信" * 500}).decode()
    assert line == '{"text": "' + "信" * 500 + '"}\n'


def test_a_name_that_is_no_unicode_becomes_an_escape(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    line = printed(capfdbinary, {"file": "a\udcff.jpg"})
    assert line == b'{"file": "a\\udcff.jpg"}\n'
    assert json.loads(line) == {"file": "a\udcff.jpg"}


@given(words=st.text(st.characters(exclude_categories=())))
def test_every_value_is_one_line_and_reads_back_the_same(words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        import io

        written = io.BytesIO()
        patch.setattr("cli.consoles.binary_output", lambda: written)
        print_json({"text": words})
    line = written.getvalue().decode()
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"text": words}


def test_a_table_in_a_pipe_has_no_colours_and_is_wide(capsys: pytest.CaptureFixture[str]) -> None:
    from cli.tables import make_table

    results().print(make_table(["甲", "乙"], [["x", "长" * 60]]))
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "长" * 60 in out


def test_square_brackets_of_a_letter_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    results().print("[red]附件[/red]")
    assert capsys.readouterr().out == "[red]附件[/red]\n"
