import numpy as np
import pytest

from classifiers.ngrams.features import (
    LEAST_LETTERS,
    VIEWS,
    count_views,
    fit_space,
    most_ngrams,
    prepare_letter,
    weigh_telling,
)
from classifiers.ngrams.segmenting import segmenter_for
from vocab import load_vocabulary


@pytest.fixture(scope="module")
def segmenter():
    return segmenter_for(load_vocabulary())


def fit(letters, topics, segmenter):
    prepared = [prepare_letter(title, text, segmenter=segmenter) for title, text in letters]
    counted = count_views(prepared, segmenter=segmenter)
    return prepared, fit_space(counted, np.array(topics), np.arange(len(letters)))[0]


def test_an_ngram_of_fewer_than_five_letters_enters_no_view_however_often_it_stands_there(segmenter):
    rare = "停水停水停水停水停水停水"
    letters = [("电梯", f"电梯坏了{rare if number < LEAST_LETTERS - 1 else ''}") for number in range(8)]
    _, space = fit(letters, [0, 1] * 4, segmenter)
    known = {ngram for _, ngram in space.ngrams}
    assert "电梯" in known
    assert not any("停" in ngram for ngram in known)


def test_an_ngram_of_five_letters_enters(segmenter):
    letters = [("", f"电梯坏了{'停水' if number < LEAST_LETTERS else ''}") for number in range(8)]
    _, space = fit(letters, [0, 1] * 4, segmenter)
    assert "停水" in {ngram for _, ngram in space.ngrams}


def test_a_name_enters_no_view_even_when_ten_letters_bear_it(segmenter):
    letters = [("何蔓荻反映电梯", "村民何蔓荻反映电梯坏了") for _ in range(10)]
    _, space = fit(letters, [0, 1] * 5, segmenter)
    assert segmenter.may_be_name("何蔓荻")
    assert not any("何蔓荻" in ngram for _, ngram in space.ngrams)
    assert "反映" in {ngram for _, ngram in space.ngrams}


def test_letters_left_out_of_the_fit_decide_no_ngram(segmenter):
    letters = [("", "电梯坏了" if number < 6 else "停水三天") for number in range(12)]
    prepared = [prepare_letter(title, text, segmenter=segmenter) for title, text in letters]
    space, columns = fit_space(count_views(prepared, segmenter=segmenter), np.array([0, 1] * 6), np.arange(6))
    assert not any("停" in ngram for _, ngram in space.ngrams)
    assert [len(kept) for kept in columns] == [len(view.ngrams) for view in space.views]


def test_every_row_has_length_one_with_and_without_a_title(segmenter):
    letters = [("电梯坏了", "小区电梯坏了三天")] * 6 + [("", "小区停水三天")] * 6
    prepared, space = fit(letters, [0] * 6 + [1] * 6, segmenter)
    rows = space.weigh(prepared)
    assert rows.shape == (12, len(space.ngrams))
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)), 1)


def test_a_letter_of_unknown_words_is_an_empty_row_and_no_error(segmenter):
    _, space = fit([("电梯", "电梯坏了")] * 6 + [("停水", "停水")] * 6, [0] * 6 + [1] * 6, segmenter)
    assert space.weigh([prepare_letter("", "", segmenter=segmenter)]).nnz == 0


def test_without_any_title_the_title_views_are_empty(segmenter):
    letters, space = fit([("", "电梯坏了")] * 6 + [("", "小区停水")] * 6, [0] * 6 + [1] * 6, segmenter)
    assert [len(view.ngrams) > 0 for view in space.views] == [view.part == "letter" for view in VIEWS]
    assert space.weigh(letters).shape[0] == 12


def test_what_all_topics_share_tells_nothing_and_what_one_has_tells_much():
    even, uneven = weigh_telling(np.array([[10.0, 10.0], [10.0, 0.0]]), np.array([10, 10]))
    assert even == pytest.approx(0, abs=1e-6)
    assert uneven > 0.3


def test_a_small_topic_tells_little_by_a_single_letter():
    sizes = np.array([98, 2])
    by_both, by_small = weigh_telling(np.array([[0.0, 0.0], [2.0, 1.0]]), sizes)
    assert by_small < by_both < 0.7
    by_large, _ = weigh_telling(np.array([[1.0, 0.0], [0.0, 0.0]]), sizes)
    assert by_large < by_small


def test_a_model_of_many_topics_may_have_fewer_ngrams():
    assert most_ngrams(150) < most_ngrams(15) < 1_000_000


def test_of_too_many_ngrams_a_common_one_that_tells_stays_before_a_rare_one_that_tells_more(segmenter):
    letters = [("", "电梯坏了" if n < 40 else "停水三天") for n in range(80)]
    letters = [(title, text + ("路灯" if n < 5 else "")) for n, (title, text) in enumerate(letters)]
    prepared = [prepare_letter(title, text, segmenter=segmenter) for title, text in letters]
    topics, every = np.array([0] * 40 + [1] * 40), np.arange(80)
    counted = count_views(prepared, segmenter=segmenter)
    (whole, _), (small, columns) = (fit_space(counted, topics, every, most=most) for most in (None, 20))
    assert "路灯" in {ngram for _, ngram in whole.ngrams}
    assert "电梯" in {ngram for _, ngram in small.ngrams}
    assert "路灯" not in {ngram for _, ngram in small.ngrams}
    assert [len(kept) for kept in columns] == [len(view.ngrams) for view in small.views]
