"""Who is learned from and who is asked about: never copies on both sides, whatever the order of the letters."""

import random
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.grouping import group_letters
from classifiers.learning.near_copies import sketch_text
from classifiers.learning.splitting import LEAST_SPLIT, make_folds, split_letters

CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 800)]
LABELS = ("甲", "乙", "丙")


def draw_text(seed, length=60):
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def draw_letters(count=300, *, days=False, groups=False):
    return [
        LabelledRow(
            str(n),
            "",
            draw_text(n),
            LABELS[n % 7 % 3],
            date(2026, 1, 1) + timedelta(n // 3) if days else None,
            f"g{n // 4}" if groups and n % 2 else "",
        )
        for n in range(count)
    ]


def part(letters):
    topics = np.array([sorted({row.label for row in letters}).index(row.label) for row in letters])
    groups = group_letters(letters, [sketch_text(row.text) for row in letters])
    return split_letters(letters, topics, groups), topics, groups


def ids(letters, places):
    return {letters[place].id for place in places}


def test_about_a_fifth_is_asked_about_and_every_letter_is_on_one_side():
    letters = draw_letters()
    split, _, _ = part(letters)
    assert split.by == "hash"
    assert 0.12 < len(split.test) / len(letters) < 0.28
    assert sorted([*split.train, *split.test]) == list(range(len(letters)))


@pytest.mark.parametrize("days", [True, False])
def test_the_order_of_the_letters_decides_nothing(days):
    letters = draw_letters(days=days, groups=True)
    mixed = random.Random(1).sample(letters, len(letters))
    assert ids(letters, part(letters)[0].test) == ids(mixed, part(mixed)[0].test)


def test_with_days_the_latest_are_asked_about():
    letters = draw_letters(days=True)
    split, _, _ = part(letters)
    assert split.by == "day"
    assert max(letters[place].day for place in split.train) <= min(letters[place].day for place in split.test)
    assert split.since == min(letters[place].day for place in split.test)


def test_few_days_are_not_enough_to_part_by():
    letters = draw_letters(days=True)
    letters = [*letters[:100], *draw_letters()[100:]]
    assert part(letters)[0].by == "hash"


def test_a_letter_stays_on_its_side_when_more_letters_come():
    letters = draw_letters(600)
    before, after = part(letters[:400])[0], part(letters)[0]
    assert ids(letters, before.test) <= ids(letters, after.test)


@pytest.mark.parametrize("days", [True, False])
def test_letters_of_one_group_are_never_on_both_sides(days):
    letters = draw_letters(days=days, groups=True)
    split, _, _ = part(letters)
    named = [{letters[place].group for place in side} - {""} for side in (split.train, split.test)]
    assert not named[0] & named[1]
    assert all(named)


def test_near_copies_are_never_on_both_sides():
    letters = draw_letters()
    copies = [
        LabelledRow(f"copy{n}", "", f"{row.text[:20]}另{row.text[21:]}请回复", row.label)
        for n, row in enumerate(letters)
        if n % 3 == 0
    ]
    split, _, groups = part([*letters, *copies])
    assert groups.count == len(letters)
    for number in range(len(copies)):
        assert (number * 3 in split.test) == (len(letters) + number in split.test)


def test_letters_that_share_a_sentence_alone_are_no_copies():
    letters = [LabelledRow(str(n), "", draw_text(n) + "请有关部门尽快处理并答复", LABELS[n % 3]) for n in range(60)]
    assert part(letters)[2].count == len(letters)


def test_a_label_that_came_early_has_letters_on_both_sides():
    letters = draw_letters(days=True)
    early = [LabelledRow(f"e{n}", "", draw_text(f"e{n}"), "早", date(2025, 1, 1)) for n in range(20)]
    late = [LabelledRow(f"l{n}", "", draw_text(f"l{n}"), "晚", date(2027, 1, 1)) for n in range(12)]
    every = [*letters, *early, *late]
    split, _, _ = part(every)
    train, test = (Counter(every[place].label for place in side) for side in (split.train, split.test))
    assert test["早"] == 2
    assert train["晚"] >= 5
    assert test["晚"] >= 2


def test_one_large_group_is_not_asked_about():
    letters = [
        *draw_letters(),
        *(LabelledRow(f"g{n}", "", draw_text(f"g{n}"), "甲", group="同一小区") for n in range(80)),
    ]
    split, _, _ = part(letters)
    assert not [place for place in split.test if letters[place].group]


def test_few_letters_have_no_test_part():
    split, _, _ = part(draw_letters(LEAST_SPLIT - 1))
    assert split.by == "none"
    assert not len(split.test)


def test_a_label_whose_letters_are_all_alike_is_loosened():
    letters = [*draw_letters(), *(LabelledRow(f"s{n}", "", f"路灯不亮，第{n}次", "灯") for n in range(20))]
    assert part(letters)[2].loosened == ("灯",)


@pytest.mark.parametrize("seed", [0, 1])
def test_folds_keep_groups_whole_and_spread_each_label(seed):
    letters = draw_letters(groups=True)
    _, topics, groups = part(letters)
    folds = make_folds(topics, groups.numbers, groups.keys, 5, seed=seed)
    assert all(len(set(folds[groups.numbers == group])) == 1 for group in range(groups.count))
    for topic in range(3):
        sizes = np.bincount(folds[topics == topic], minlength=5)
        assert sizes.max() - sizes.min() <= 2


def test_another_seed_folds_otherwise():
    _, topics, groups = part(draw_letters())
    one, another = (make_folds(topics, groups.numbers, groups.keys, 5, seed=seed) for seed in (0, 1))
    assert (one != another).mean() > 0.5
