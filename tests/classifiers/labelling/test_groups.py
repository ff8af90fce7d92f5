"""Like letters share a group, others do not."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.labelling.groups import group_letters
from records import LabelledLetter
from tests.ledger.labelled import labelled


def made_up(seed: int, length: int = 200) -> str:
    """Words without sense that no other seed has."""
    return "".join(random.Random(seed).choices([chr(code) for code in range(0x4E00, 0x6E00)], k=length))


def groups(*texts: str) -> list[str]:
    return group_letters([labelled(text, ("甲", "a")) for text in texts])


def test_near_copies_share_a_group_and_others_have_their_own() -> None:
    text = made_up(1)
    found = groups(text, f"{text[:150]}{made_up(2, 30)}", made_up(3))
    assert found[0] == found[1] != found[2]


def test_a_letter_copied_into_a_longer_one_shares_its_group() -> None:
    short = made_up(1, 150)
    found = groups(short, made_up(2, 300) + short + made_up(3, 300))
    assert found[0] == found[1]


def test_copies_of_copies_are_one_group() -> None:
    parts = [made_up(seed, 80) for seed in range(5)]
    found = groups(*("".join(parts[first : first + 3]) for first in range(3)))
    assert len(set(found)) == 1
    assert len(set(groups("".join(parts[:3]), "".join(parts[2:])))) == 2


def test_sharing_a_third_is_not_enough() -> None:
    first, second, third = made_up(1, 100), made_up(2, 200), made_up(3, 200)
    assert len(set(groups(first + second, first + third))) == 2


def test_letters_given_with_one_group_stay_in_one() -> None:
    letters = [labelled(made_up(seed), ("甲", "a"), group="一组" if seed < 3 else "") for seed in range(1, 5)]
    found = group_letters(letters)
    assert found[0] == found[1]
    assert len(set(found)) == 3


def test_many_copies_of_one_letter_are_one_group() -> None:
    text = made_up(1)
    found = groups(*(text + made_up(seed, 20) for seed in range(2, 102)))
    assert len(set(found)) == 1


def test_texts_too_short_for_shingles_have_groups_of_their_own() -> None:
    assert len(set(groups("路灯", "学校", "路", "灯"))) == 4


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(8)))
def test_the_order_of_letters_changes_no_group(order: list[int]) -> None:
    letters: list[LabelledLetter] = [
        labelled(made_up(seed // 2) + made_up(99 + seed, 30), ("甲", "a")) for seed in range(8)
    ]
    names = dict(zip((letter.id for letter in letters), group_letters(letters), strict=True))
    shuffled = [letters[place] for place in order]
    assert dict(zip((letter.id for letter in shuffled), group_letters(shuffled), strict=True)) == names
    assert len(set(names.values())) == 4
