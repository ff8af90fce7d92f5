"""Learn a feature space and a linear classifier from some letters by a recipe, and hold others out of it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from classifiers.learning.recipes import BASE, Recipe
from classifiers.learning.solving import fit_linear
from classifiers.learning.text_model import find_margins
from classifiers.ngrams.features import CountedView, FeatureSpace, FittedView, fit_space

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


def hold_out_margins(
    counted: Sequence[CountedView],
    topics: Places,
    rest: Places,
    held: Places,
    *,
    seed: int,
    most: int | None = None,
    recipe: Recipe = BASE,
) -> Floats:
    """Margins of the held letters from a model of the rest: n-grams, weights and classifier know nothing of them.

    `most` limits the number of n-grams (`fit_space`). A column for each number in `topics`, also for those that no
    letter of the rest has: such a label gets the lowest margin of the letter.
    """
    (margins,) = hold_out_all(counted, topics, rest, held, recipes=(recipe,), seed=seed, most=most)
    return margins


def hold_out_all(
    counted: Sequence[CountedView],
    topics: Places,
    rest: Places,
    held: Places,
    *,
    recipes: Sequence[Recipe],
    seed: int,
    most: int | None = None,
) -> list[Floats]:
    """The same for several recipes, which share the counts and the choice of n-grams."""
    space, columns = fit_space(counted, topics, rest, most=most)
    rows: dict[tuple[float, float], tuple[sparse.csr_matrix, sparse.csr_matrix]] = {}
    found = []
    for recipe in recipes:
        weighing = (recipe.title_share, recipe.power)
        if weighing not in rows:
            rows.clear()  # one weighing at a time: rows of many letters are large
            fitted = _season(space, counted, columns, rest, recipe)
            rows[weighing] = (
                fitted.weigh_counted(counted, columns, rest),
                fitted.weigh_counted(counted, columns, held),
            )
        learned, asked = rows[weighing]
        found.append(
            _spread_margins(learned, topics[rest], asked, labels=int(topics.max()) + 1, recipe=recipe, seed=seed)
        )
    return found


def fit_classifier(
    counted: Sequence[CountedView],
    topics: Places,
    rows: Places,
    *,
    seed: int,
    most: int | None = None,
    recipe: Recipe = BASE,
) -> tuple[FeatureSpace, LinearSVC]:
    """A feature space and a classifier learned from some of the letters; `topics` numbers every letter's label."""
    space, columns = fit_space(counted, topics, rows, most=most)
    space = _season(space, counted, columns, rows, recipe)
    weighed = space.weigh_counted(counted, columns, rows)
    classifier = fit_linear(weighed, topics[rows], cost=recipe.cost, balance=recipe.balance, seed=seed)
    classifier.coef_ = classifier.coef_.astype(np.float32)
    return space, classifier


def _season(
    space: FeatureSpace, counted: Sequence[CountedView], columns: Sequence[Places], rows: Places, recipe: Recipe
) -> FeatureSpace:
    """The space with the weights and shares of a recipe, from that of the base."""
    if (recipe.power, recipe.title_share) == (BASE.power, BASE.title_share):
        return space
    views = []
    for fitted, view, kept in zip(space.views, counted, columns, strict=True):
        share = recipe.title_share if fitted.view.part == "title" else fitted.view.share
        weights = fitted.weights
        if recipe.power != BASE.power:
            seen_in = view.count_letters(rows, by_writer=False)[kept]
            idf = np.log((1 + len(rows)) / (1 + seen_in)) + 1
            weights = (idf * (fitted.weights / idf) ** (recipe.power / BASE.power)).astype(np.float32)
        views.append(FittedView(replace(fitted.view, share=share), fitted.ngrams, weights))
    return FeatureSpace(tuple(views))


def _spread_margins(
    learned: sparse.csr_matrix, topics: Places, asked: sparse.csr_matrix, *, labels: int, recipe: Recipe, seed: int
) -> Floats:
    """Margins for all labels from a classifier of those that the learned letters have."""
    present, numbers = np.unique(topics, return_inverse=True)
    if len(present) < 2:
        margins: Floats = np.full((asked.shape[0], labels), -1.0)
        margins[:, present] = 1.0
        return margins
    classifier = fit_linear(learned, numbers, cost=recipe.cost, balance=recipe.balance, seed=seed)
    known = find_margins(classifier, asked)
    margins = np.repeat(known.min(axis=1, keepdims=True), labels, axis=1)
    margins[:, present] = known
    return margins
