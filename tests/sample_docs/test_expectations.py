"""The sample letters and their expectations agree with each other, with the vocabulary and with the calendar."""

import csv
import re
import tomllib
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image
from pydantic import ValidationError
from stdnum.cn import ric

from tests.sample_docs.expectations import FOLDER, SUFFIX, Expectation, load_expectation, load_expectations

VOCAB = FOLDER.parent / "vocab"
LETTERS = load_expectations()
MIB = 2**20
QUOTED = ("title", "addressee", "name", "address", "demand", "accused", "employer", "accused_post")
TOP_TOPICS = {
    "城乡建设",
    "党务政务",
    "国土资源",
    "环境保护",
    "纪检监察",
    "交通运输",
    "经济管理",
    "科技与信息产业",
    "民政",
    "农村农业",
    "商贸旅游",
    "卫生计生",
    "政法",
    "教育文体",
    "劳动和社会保障",
    "组织人事",
    "其他",
}
WRONG_CHECKSUM = {"id-wrong-digit"}
every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)


def rows(name: str) -> list[dict[str, str]]:
    with (VOCAB / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def squeezed(text: str) -> str:
    return "".join(text.split())


def same_file_name(letter: Expectation) -> bool:
    return Path(letter.file).stem == letter.name


def test_there_are_at_least_twenty_eight_letters() -> None:
    assert len(LETTERS) >= 28


def test_every_file_has_an_expectation_and_every_expectation_a_file() -> None:
    drawn = {path.name for path in FOLDER.iterdir() if path.suffix in {".jpg", ".tif", ".pdf", ".png"}}
    assert drawn == {letter.file for letter in LETTERS}
    assert all(same_file_name(letter) for letter in LETTERS)


def test_every_letter_has_a_recipe_and_a_row_in_the_readme() -> None:
    with (FOLDER / "recipes.toml").open("rb") as stream:
        assert set(tomllib.load(stream)["letters"]) == {letter.name for letter in LETTERS}
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `([^`]+)` \| (print|hand) \| (.+) \|$", readme, re.MULTILINE))
    assert table == {(letter.file, letter.kind, letter.purpose) for letter in LETTERS}


def test_all_files_together_stay_under_twenty_mebibytes() -> None:
    assert sum(letter.path.stat().st_size for letter in LETTERS) <= 20 * MIB


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "print"', 'kind = "print"\ncolour = "red"'),
        ("[fields]", '[fields]\nnickname = ["x"]'),
        ("[judgements]", '[judgements]\nmood = "angry"'),
        ('accused = "a request for wages, no accusation of an official"', ""),
        ('accused = "a request for wages, no accusation of an official"', 'accused = " "'),
        ('urgency = "ordinary"', ""),
        ("[nothing]", '[nothing]\nsex = "not stated"'),
        ("[nothing]", '[doubts]\npaper_no = "id.checksum"\n[nothing]'),
    ],
    ids=[
        "unknown key",
        "unknown field",
        "unknown judgement",
        "field left out",
        "empty reason",
        "judgement left out",
        "excuse without need",
        "doubt of nothing",
    ],
)
def test_a_careless_expectation_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = (FOLDER / f"wages-print{SUFFIX}").read_text(encoding="utf-8")
    assert old in text
    careless = tmp_path / f"wages-print{SUFFIX}"
    careless.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ValidationError):
        load_expectation(careless)


def test_all_seventeen_topics_occur() -> None:
    assert {letter.judgements.topic for letter in LETTERS} - {None} == TOP_TOPICS


@every_letter
def test_topics_and_units_are_in_the_vocabulary(letter: Expectation) -> None:
    topics = {(row["level1"], row["level2"]) for row in rows("topics.csv")}
    units = {row["code"] for row in rows("units.csv")}
    judged = letter.judgements
    if judged.topic is not None:
        assert judged.topic in {level1 for level1, _ in topics}
    if judged.topic2 is not None:
        assert (judged.topic, judged.topic2) in topics
    assert {judged.unit, *letter.guard.never} - {None} <= units


@every_letter
def test_the_lead_unit_is_never_one_that_is_accused(letter: Expectation) -> None:
    assert letter.judgements.unit not in letter.guard.never
    assert bool(letter.guard.never) == (letter.judgements.matter_class == "accusation") == ("accused" in letter.fields)


@every_letter
def test_quoted_values_stand_in_the_text(letter: Expectation) -> None:
    text = squeezed(letter.text)
    missing = [value for field in QUOTED for value in letter.fields.get(field, ()) if value not in text]
    assert missing == []


@every_letter
def test_numbers_stand_in_the_text(letter: Expectation) -> None:
    values = [value for field in ("phone", "id_no") for value in letter.fields.get(field, ())]
    assert [value for value in values if value not in letter.text] == []


@every_letter
def test_every_id_number_is_expected_with_the_checksum_it_is_meant_to_have(letter: Expectation) -> None:
    written = re.findall(r"[0-9]{17}[0-9X]", letter.text)
    assert list(letter.fields.get("id_no", ())) == written
    for number in written:
        assert (number[-1] == ric.calc_check_digit(number)) == (letter.name not in WRONG_CHECKSUM)
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


@every_letter
def test_phones_are_in_standard_form(letter: Expectation) -> None:
    assert all(re.fullmatch(r"1[3-9][0-9]{9}|0596-[0-9]{7}", phone) for phone in letter.fields.get("phone", ()))


@every_letter
def test_dates_are_in_standard_form_and_the_letter_is_of_the_years_it_is_meant_for(letter: Expectation) -> None:
    (written,) = letter.fields["letter_date"]
    assert date(2024, 1, 1) <= date.fromisoformat(written) < date(2026, 11, 20)
    for value in letter.fields.get("date", ()):
        assert re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", value)
        date.fromisoformat(value if len(value) == 10 else f"{value}-01")


@every_letter
def test_every_date_written_with_a_year_is_expected_in_its_order(letter: Expectation) -> None:
    found = [
        f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
        for year, month, day in re.findall(r"([0-9]{4})年([0-9]{1,2})月(?:([0-9]{1,2})日)?", letter.text)
    ]
    expected = [*letter.fields.get("date", ()), *letter.fields["letter_date"]]
    chinese_numerals = "〇" in letter.text
    assert list(dict.fromkeys(found)) == (expected[:-1] if chinese_numerals else expected)


@every_letter
def test_amounts_are_plain_decimals(letter: Expectation) -> None:
    assert all(re.fullmatch(r"[1-9][0-9]*(\.[0-9]{2})?", value) for value in letter.fields.get("amount", ()))


@every_letter
def test_personal_facts_and_codes_are_in_standard_form(letter: Expectation) -> None:
    shapes = {
        "sex": r"male|female",
        "age": r"[1-9][0-9]",
        "birth_date": r"19[0-9]{2}-[0-9]{2}-[0-9]{2}",
        "signatory_count": r"[1-9][0-9]*",
        "concerned_count": r"[1-9][0-9]*",
        "area": r"[1-9][0-9]*(\.[0-9]{1,2})?",
        "accused_unit": r"[A-Z]+",
        "earlier_step": "|".join(
            row["code"] for row in rows("labels.csv") if row["question"] == "earlier_steps" and row["code"]
        ),
    }
    for name, shape in shapes.items():
        assert all(re.fullmatch(shape, value) for value in letter.fields.get(name, ())), name
    assert len({*letter.fields.get("earlier_step", ())}) == len(letter.fields.get("earlier_step", ()))


@every_letter
def test_a_birth_date_is_the_one_of_the_first_number_that_is_right(letter: Expectation) -> None:
    numbers = letter.fields.get("id_no", ())
    right = bool(numbers) and letter.name not in WRONG_CHECKSUM
    born = numbers[0][6:14] if right else None
    assert [day.replace("-", "") for day in letter.fields.get("birth_date", ())] == ([born] if born else [])


@every_letter
def test_place_codes_are_divisions_of_the_city(letter: Expectation) -> None:
    divisions = {row["code"] for row in rows("divisions.csv")}
    for code in letter.fields.get("place_code", ()):
        assert code in divisions
        assert len(code) in (6, 9)


@every_letter
def test_letters_are_as_long_as_people_write(letter: Expectation) -> None:
    assert 120 <= len(squeezed(letter.text)) <= 620


def test_links_lead_both_ways() -> None:
    names = {letter.name: letter.links.same_matter for letter in LETTERS}
    linked = {name: other for name, other in names.items() if other}
    assert linked
    assert all(names[other] == name for name, other in linked.items())


@every_letter
def test_the_file_has_the_pages_that_are_expected(letter: Expectation) -> None:
    if letter.path.suffix == ".pdf":
        with pdfplumber.open(letter.path) as pdf:
            assert len(pdf.pages) == len(letter.pages)
            for page, expected in zip(pdf.pages, letter.pages, strict=True):
                layer = squeezed(page.extract_text())
                assert layer == (squeezed(expected.text) if expected.source == "text-layer" else "")
        return
    with Image.open(letter.path) as image:
        assert getattr(image, "n_frames", 1) == len(letter.pages)
        sideways = letter.pages[0].rotation in (90, 270)
        assert (image.width > image.height) == sideways
        assert round(image.info["dpi"][0]) >= 200
    assert all(page.source == "image" for page in letter.pages)
