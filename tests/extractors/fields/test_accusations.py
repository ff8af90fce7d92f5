"""Whether a letter accuses, and whom the wrong is laid to."""

import tomllib
from pathlib import Path

import pytest

from extractors.fields.accusations import find_charges, find_officials
from extractors.fields.accused import find_accused
from tests.extractors.sheet_of import lay

WORDS = tomllib.loads(Path(__file__).with_name("accusing_words.toml").read_text(encoding="utf-8"))


def find(text, vocabulary, names=()):
    sheet, blocks = lay(text)
    return find_accused(sheet, blocks=blocks, vocabulary=vocabulary, names=names)


def blamed(text, vocabulary):
    """The words of each official that a wrong is laid to."""
    sheet, blocks = lay(text)
    officials = find_officials(sheet, blocks=blocks, vocabulary=vocabulary)
    charges = find_charges(sheet, blocks=blocks, officials=officials, vocabulary=vocabulary)
    return [sheet.text[charge.of.start : charge.of.end] for charge in charges if charge.of]


@pytest.mark.parametrize("words", WORDS["accuses"])
def test_words_that_blame_an_official_name_somebody_or_say_that_he_is_not_made_out(words, vocabulary):
    found = find(f"领导：\n{words}\n一个老百姓", vocabulary)
    assert {f.field for f in found} & {"accused", "accused_unit"}


@pytest.mark.parametrize("words", WORDS["blames_nobody"])
def test_words_that_blame_no_official_have_no_accused(words, vocabulary):
    assert find(f"领导：\n{words}\n一个老百姓", vocabulary) == ()
