"""Agreement, against examples worked out by hand and by others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from classifiers.labelling.agreement import FEWEST, cohen_kappa, krippendorff_alpha, measure_agreement


def pairs(*said: str) -> list[dict[str, str]]:
    return [{"甲": one, "乙": other} for one, other in said]


def test_kappa_of_twenty_five_with_seventy_percent_agreed() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: agreed 0.7, chance 0.5, so 0.4
    letters = pairs(*["yy"] * 20, *["yn"] * 5, *["ny"] * 10, *["nn"] * 15)
    assert cohen_kappa(letters, ["甲", "乙"]) == pytest.approx(0.4)


def test_alpha_of_the_textbook_example_with_missing_answers() -> None:
    # four persons, twelve units, some answers missing: nominal alpha 0.743 (Krippendorff, 2011, computing alpha)
    table = ["1 2 3 3 2 1 4 1 2 * * *", "1 2 3 3 2 2 4 1 2 5 * 3", "* 3 3 3 2 3 4 2 2 5 1 *", "1 2 3 3 2 4 4 1 2 5 1 *"]
    columns = zip(*(row.split() for row in table), strict=True)
    letters = [{str(who): said for who, said in enumerate(column) if said != "*"} for column in columns]
    assert krippendorff_alpha(letters) == pytest.approx(0.743, abs=0.001)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_kappa_is_that_of_scikit_learn(said: list[tuple[str, str]]) -> None:
    own = cohen_kappa([{"甲": one, "乙": other} for one, other in said], ["甲", "乙"])
    if len({answer for pair in said for answer in pair}) == 1:
        assert own is None
    else:
        assert own == pytest.approx(cohen_kappa_score(*zip(*said, strict=True)))


def test_few_letters_give_the_raw_share_alone() -> None:
    found = measure_agreement(pairs("aa", "ab"))
    assert (found.measure, found.value, found.share, found.letters) == ("share", None, 0.5, 2)


def test_letters_of_one_person_tell_nothing() -> None:
    found = measure_agreement([{"甲": "a"}] * 50)
    assert (found.measure, found.letters, found.persons) == ("none", 0, 0)


def test_two_persons_get_kappa_and_three_alpha() -> None:
    two = pairs(*["aa", "bb"] * FEWEST)
    assert measure_agreement(two).measure == "cohen-kappa"
    assert measure_agreement(two).value == 1
    three = [{**said, "丙": said["甲"]} for said in two]
    assert measure_agreement(three).measure == "krippendorff-alpha"
    assert measure_agreement(three).value == 1


def test_one_answer_alone_gives_no_coefficient() -> None:
    found = measure_agreement(pairs(*["aa"] * FEWEST))
    assert (found.value, found.share) == (None, 1.0)
