import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC

from classifiers.learning import solving
from classifiers.learning.solving import fit_linear
from classifiers.learning.text_model import find_margins


def draw(topics, letters=600):
    chance = np.random.default_rng(0)
    numbers = np.arange(letters) % topics
    rows = chance.random((letters, 40)) * 0.3
    rows[np.arange(letters), numbers] += 1
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    return sparse.csr_matrix(rows.astype(np.float32)), numbers


def test_ordinary_numbers_of_letters_are_learned_by_liblinear_as_ever():
    rows, topics = draw(3)
    known = LinearSVC(C=4.0, class_weight={0: 1.0, 1: 1.0, 2: 1.0}, random_state=0).fit(rows, topics)
    assert (fit_linear(rows, topics, cost=4.0, balance=0.25, seed=0).coef_ == known.coef_).all()


@pytest.mark.parametrize("topics", [2, 5])
def test_very_many_letters_are_learned_by_descent_to_the_same_kind_of_classifier(topics, monkeypatch):
    monkeypatch.setattr(solving, "MOST_AT_ONCE", 100)
    rows, numbers = draw(topics)
    first, again = (fit_linear(rows, numbers, cost=4.0, balance=0.25, seed=3) for _ in range(2))
    assert isinstance(first, LinearSVC)
    assert (first.coef_ == again.coef_).all()
    margins = find_margins(first, rows)
    assert margins.shape == (len(numbers), topics)
    assert (margins.argmax(axis=1) == numbers).mean() > 0.95
