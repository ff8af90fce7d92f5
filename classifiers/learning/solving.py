"""Fit the linear classifier: a support vector machine for ordinary numbers of letters, averaged descent for very many.

Measured on 100,000 drawn short texts with 15 labels (200,000 n-grams, 10.2 million entries; CPU seconds of a busy
machine), asked about 20,000 others:

| way | CPU s | accuracy | memory beside the rows |
|---|---|---|---|
| averaged descent, alpha 1e-5, 3 times over the letters | 5 | 0.783 | the weights |
| the same, 8 times | 12 | 0.786 | the weights |
| averaged descent, alpha 1e-6, 3 and 8 times | 5, 12 | 0.768, 0.767 | the weights |
| support vector machines of 4 parts, averaged, C = 4 | 38 | 0.784 | 28 bytes an entry of a part |
| one support vector machine, C = 1 | 31 | 0.779 | 28 bytes an entry |
| the same, C = 4 | 58 | 0.762 | 28 bytes an entry |

On easier texts the best alpha of 100,000 letters was 1e-5 (accuracy 0.879; 0.876 with 3e-5, 0.874 with 5e-6); 400,000
did better with 5e-6 (0.888) than with 1e-5 (0.886).
"""

import os

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import SGDClassifier
from sklearn.svm import LinearSVC

MOST_AT_ONCE = 60_000
"""Letters that liblinear learns from: it copies every entry (28 bytes), and takes longer than in proportion."""
TIMES = 5
"""How often the descent goes over the letters. It holds the weights back by one part in their number (the table)."""


def fit_linear(
    rows: sparse.csr_matrix, topics: NDArray[np.intp], *, cost: float, balance: float, seed: int
) -> LinearSVC:
    """A linear classifier with hinge loss a topic; `topics` numbers each row's topic from 0, and none is left out.

    `balance` is the power of the class weights: 0 leaves small topics to drown, 1 lets them outshout the large ones.
    From more than MOST_AT_ONCE letters averaged stochastic gradient descent learns (Polyak and Juditsky, 1992, as in
    Bottou, 2010), where `cost` decides nothing: the penalty is that of C = 1. Memory is then that of the rows, time in
    proportion to the letters. The same rows and seed give the same weights, however many cores.
    """
    sizes = np.bincount(topics)
    weights = dict(enumerate(((len(topics) / (len(sizes) * sizes)) ** balance).tolist()))
    machine = LinearSVC(C=cost, class_weight=weights, random_state=seed)
    if len(topics) <= MOST_AT_ONCE:
        return machine.fit(rows, topics)
    descent = SGDClassifier(
        alpha=1 / len(topics),
        average=True,
        class_weight=weights,
        max_iter=TIMES,
        tol=None,
        random_state=seed,
        n_jobs=min(len(os.sched_getaffinity(0)), len(sizes)),
    ).fit(rows, topics)
    # One kind of classifier for all models: what is written and read knows no other.
    machine.classes_, machine.n_features_in_, machine.n_iter_ = descent.classes_, rows.shape[1], TIMES
    machine.coef_, machine.intercept_ = descent.coef_.astype(np.float64), descent.intercept_.astype(np.float64)
    return machine
