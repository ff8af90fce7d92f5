"""The texts: every one in both languages, every key that the code asks for there, none left over."""

import re
from pathlib import Path

import pytest

from cli.texts import TextsError, has_text, load_texts, places, text
from vocab import load_vocabulary

CODE = Path(__file__).parents[2]
ASKED = re.compile(r"""\btext\(\s*f?["']([a-z0-9.{}_-]+)["']""")


def asked_for() -> set[str]:
    """Every key, or pattern of keys, that the code of the command line asks for."""
    return {key for path in (CODE / "cli").glob("*.py") for key in ASKED.findall(path.read_text())}


def test_both_languages_of_every_text_hold_the_same_places() -> None:
    for key, languages in load_texts().items():
        assert places(languages["zh"]) == places(languages["en"]), key


def test_every_key_that_the_code_asks_for_is_there() -> None:
    assert asked_for()
    missing = [key for key in asked_for() if "{" not in key and not has_text(key)]
    assert missing == []


def test_no_text_is_left_over() -> None:
    patterns = [re.escape(key).replace(r"\{", "{") for key in asked_for()]
    patterns = [re.sub(r"\{[^}]*\}?|\\\}", "[a-z-]+", pattern) for pattern in patterns]
    sources = "".join(path.read_text() for path in (CODE / "cli").glob("*.py"))
    unused = [
        key
        for key in load_texts()
        if not key.startswith(
            ("error.", "event.", "reason.", "help.", "doctor.", "heading.", "show.", "bulletin.", "ledger.step-")
        )
        and not any(re.fullmatch(pattern, key) for pattern in patterns)
        and f'"{key}"' not in sources
    ]
    assert unused == []


def test_every_error_code_raised_for_a_caller_has_a_sentence() -> None:
    raised = re.compile(r"""(?:UsageError|SetupError|LetterError)\(\s*["']([a-z.-]+)["']""")
    rooms = ("cli", "ledger", "extractors", "classifiers", "vocab")
    codes = {
        code for room in rooms for path in (CODE / room).rglob("*.py") for code in raised.findall(path.read_text())
    }
    inner = {"arrival.unknown", "case.no-arrival", "store.no-such-name"}  # no command can bring them about
    told = {code for code in codes if has_text(f"error.{code}") or code in load_vocabulary().codes}
    assert codes - inner - told == set()


def test_every_kind_of_event_that_the_ledger_writes_has_a_name() -> None:
    kind = re.compile(r"""append_event\([^"]*?"([a-z]+\.[a-z-]+)\"""", re.DOTALL)
    kinds = {found for path in (CODE / "ledger").rglob("*.py") for found in kind.findall(path.read_text())}
    assert {"letter.taken-in", "case.registered", "review.decided"} <= kinds
    assert [found for found in kinds if not has_text(f"event.{found.replace('.', '-')}")] == []


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ('[a]\nb = { zh = "甲" }', "a.b: a language is missing"),
        ('[a]\nb = { zh = "{x}", en = "{y}" }', "a.b: the languages hold different places"),
        ('[a]\nb = "c"', "a.b: not a text in zh or en"),
    ],
)
def test_a_broken_file_of_texts_is_told_with_its_place(tmp_path: Path, broken: str, message: str) -> None:
    path = tmp_path / "texts.toml"
    path.write_text(broken)
    with pytest.raises(TextsError, match=re.escape(message)):
        load_texts(path)


def test_places_are_filled() -> None:
    assert text("run.summary", cases=2, duplicates=1, held=0) == "2 件立件，1 件重复，0 件隔离"
