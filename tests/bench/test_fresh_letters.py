"""The fresh letters of `bench_fields.py` state what their truth says, differ from one another, and are understood."""

import random
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

pytest.importorskip("opencc")

from stdnum.cn import ric

from tests.bench.fresh_letters import figures
from tests.bench.fresh_letters.judging import FIELDS, Tally, find_values, is_same, judge
from tests.bench.fresh_letters.letters import FreshLetter, Writer, invent_letter, invent_letters
from tests.bench.fresh_letters.material import manners, matter_kinds
from tests.extractors.sheet_of import make_letter
from vocab import Vocabulary, load_vocabulary

FLOORS = {
    "id_no": 0.99, "phone": 0.99, "letter_date": 0.97, "date": 0.97, "amount": 0.97, "name": 0.97, "place_code": 0.97,
    "address": 0.97, "demand": 1.0, "title": 0.97, "addressee": 0.97, "sex": 0.95, "age": 0.95, "birth_date": 0.97,
    "employer": 0.9, "area": 0.97, "signatory_count": 0.9, "concerned_count": 0.9, "accused": 0.9, "paper_no": 0.95,
    "earlier_step": 0.97,
}  # fmt: skip
"""Shares of values found exactly in sixty letters: the bars of the fields that have one, and what the bench holds."""
UNSTATED = 0.01
"""Values found that no letter states, as a share of all that is expected: the most."""
WORDED = ("title", "addressee", "name", "address", "place", "demand", "employer", "accused", "accused_post", "paper_no")


@pytest.fixture(scope="module")
def letters() -> list[FreshLetter]:
    return invent_letters(7, 60)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_every_matter_is_told_in_every_way_of_writing_without_a_word_left_open():
    for kind in matter_kinds():
        for manner in manners():
            written = Writer(f"{kind.name} {manner.name}", manner, kind).write()
            assert not re.search(r"[{}|]|None", written.text), (kind.name, manner.name)
            assert "place_code" in written.fields, (kind.name, manner.name)


def test_what_a_letter_states_stands_in_it_word_for_word(letters):
    for letter in letters:
        for name in WORDED:
            for value in letter.fields.get(name, ()):
                assert value in letter.text, (letter.seed, name)


def test_identity_numbers_are_valid(letters):
    numbers = [number for letter in letters for number in letter.fields.get("id_no", ())]
    assert len(numbers) > 30
    assert all(ric.calc_check_digit(number) == number[-1] for number in numbers)


def test_place_codes_are_divisions_of_the_vocabulary(letters, vocabulary):
    codes = {code for letter in letters for code in letter.fields.get("place_code", ())}
    assert len(codes) > 20
    assert codes <= set(vocabulary.division_by_code)


def test_the_same_seed_invents_the_same_letter_and_another_seed_another():
    assert invent_letter(5, 3) == invent_letter(5, 3)
    assert invent_letter(5, 3).text != invent_letter(6, 3).text


def test_two_letters_seldom_share_a_sentence(letters):
    sentences = [{part for part in re.split(r"[。！？\n]", letter.text) if len(part) >= 12} for letter in letters]
    counted = Counter(sentence for own in sentences for sentence in own)
    shared = sum(count for count in counted.values() if count > 1)
    assert shared / sum(counted.values()) < 0.05


def test_figures_are_worth_what_they_say():
    assert [figures.spell(n) for n in (10, 105, 1010, 12000, 30405, 1000001)] == [
        "一十", "一百零五", "一千零一十", "一万二千", "三万零四百零五", "一百万零一",
    ]  # fmt: skip
    assert figures.count(12) == "十二"
    chance = random.Random(3)
    lunar = {figures.write_lunar(2023, chance).value for _ in range(60)}
    assert date(2023, 9, 29).isoformat() in lunar  # 八月十五 (Hong Kong Observatory)
    area = figures.write_area(random.Random(1), house=False, digits="arabic")
    assert Decimal(area.value) == (Decimal(area.words.removesuffix("亩")) * 10000 / 15).quantize(Decimal("0.01"))


def test_a_demand_counts_as_found_when_half_of_it_stands_in_one_piece():
    assert is_same("demand", "公开征地补偿款的分配明细", "请求公开征地补偿款的分配明细，补足差额")
    assert not is_same("demand", "公开征地补偿款的分配明细", "请求公开")


def test_a_value_that_nobody_stated_is_counted_as_extra():
    letter = invent_letter(5, 3)
    tallies: dict[str, Tally] = {}
    judge(letter, {"phone": ["13000000000"]}, tallies, text=letter.text)
    assert tallies["phone"].extra == 1
    assert tallies["phone"].right == 0


def test_sixty_letters_are_understood_above_the_floors(vocabulary):
    tallies: dict[str, Tally] = {}
    for letter in invent_letters(11, 60):
        judge(letter, find_values(make_letter(*letter.pages), vocabulary=vocabulary), tallies, text=letter.text)
    below = {
        name: (tally.rate, [(miss.letter, miss.expected, miss.found) for miss in tally.misses])
        for name, floor in FLOORS.items()
        if (tally := tallies[name]).rate < floor
    }
    assert not below
    expected = sum(tallies[name].expected for name in FIELDS)
    assert expected > 600
    assert sum(tallies[name].extra for name in FIELDS) <= UNSTATED * expected
