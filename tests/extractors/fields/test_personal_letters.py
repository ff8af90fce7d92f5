"""Who writes and who is complained of, in letters invented for it (personal_letters.toml)."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from stdnum.cn import ric

from extractors.fields.findings import find_all
from tests.extractors.sheet_of import make_letter

RECEIVED = date(2026, 11, 20)
LETTERS = tomllib.loads(Path(__file__).with_name("personal_letters.toml").read_text(encoding="utf-8"))["letters"]
FIELDS = {
    "name", "phone", "id_no", "age", "sex", "birth_date", "employer", "signatory_count", "concerned_count", "accused",
    "accused_post", "accused_unit",
}  # fmt: skip
DOUBTS = {"id.checksum", "id.old-form", "id.age-differs", "id.sex-differs", "accused.unclear"}


def make_id(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


NUMBERS = {
    "M58": make_id("35062319680214301"),
    "W74": make_id("35062819520909102"),
    "M45": make_id("35068119810520471"),
    "W33": make_id("35060219930101004"),
}
NUMBERS["W33_WRONG"] = NUMBERS["W33"].replace("1993", "1998", 1)


def fill(words: str) -> str:
    for key, number in NUMBERS.items():
        words = words.replace(f"{{{key}}}", number)
    return words


def find(text: str, vocabulary):
    return find_all(make_letter(fill(text)), vocabulary=vocabulary, received=RECEIVED)


def test_every_letter_says_what_is_expected_of_it_by_known_names():
    known = FIELDS | {"name_is", "text", "doubts", "proposed"}
    assert len(LETTERS) >= 30
    assert not [(letter["name"], key) for letter in LETTERS for key in letter.keys() - known]


@pytest.mark.parametrize("letter", LETTERS, ids=[letter["name"] for letter in LETTERS])
def test_a_letter_gives_what_it_states_of_persons(letter, vocabulary):
    found = find(letter["text"], vocabulary)
    expected = {
        ("name" if key == "name_is" else key): [fill(v) for v in letter[key]]
        for key in letter
        if key in FIELDS - {"name"} | {"name_is"}
    }
    got = {field: [f.value for f in found if f.field == field and f.value is not None] for field in expected}
    assert got == expected
    if "doubts" in letter:
        assert sorted({f.doubt for f in found} & DOUBTS) == sorted(letter["doubts"])
    if "proposed" in letter:
        number = next(f for f in found if f.field == "id_no")
        assert [fill(value) for value in letter["proposed"]] == list(number.proposals[:1])
        assert len(number.proposals) <= 3


@pytest.mark.parametrize("letter", LETTERS, ids=[letter["name"] for letter in LETTERS])
def test_every_finding_quotes_the_letter(letter, vocabulary):
    text = make_letter(fill(letter["text"])).text
    for finding in find(letter["text"], vocabulary):
        if finding.field in ("accused", "accused_post", "employer") and finding.value:
            assert finding.span.of(text).replace("\n", "") == finding.value


def test_the_petitioner_is_never_among_the_accused(vocabulary):
    for letter in LETTERS:
        found = find(letter["text"], vocabulary)
        names = {f.value for f in found if f.field == "name" and f.value}
        assert not names & {f.value for f in found if f.field == "accused"}, letter["name"]
