import random

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from classifiers.learning.data_rows import TextRow
from classifiers.ngrams import counted_views, counting
from classifiers.ngrams.counting import CodeTable, TokenRuns, bits_for, count_repeats_of, keep_columns
from classifiers.ngrams.cutting import cut_letters, gather_letters
from classifiers.ngrams.ngram_index import NgramIndex
from classifiers.ngrams.segmenting import segmenter_for
from classifiers.ngrams.views import VIEWS, PreparedLetter
from vocab import load_vocabulary

WORDS = ("电梯", "停水", "小区", "物业", "修", "路灯", "𠮷", "不亮", "0", "app")


@pytest.fixture(scope="module")
def segmenter():
    return segmenter_for(load_vocabulary())


def draw_letters(count=300, seed=1):
    chance = random.Random(seed)
    letters = []
    for _ in range(count):
        title = tuple(chance.choices(WORDS, k=chance.choice((0, 3))))
        text = tuple(chance.choices(WORDS, k=chance.randint(0, 400 if chance.random() < 0.05 else 9)))
        letters.append(PreparedLetter("".join(title), "".join(text), title, text))
    return letters


def count_plainly(view, letters):
    """The same by scikit-learn: n-grams of at least five letters in order, and their counts."""
    unit = {"analyzer": "char"} if view.unit == "character" else {"analyzer": "word", "token_pattern": r"\S+"}
    vectorizer = CountVectorizer(**unit, ngram_range=(1, view.longest), lowercase=False)
    joint = "" if view.unit == "character" else " "
    counts = vectorizer.fit_transform([joint.join(letter.tokens(view)) for letter in letters]).tocsr()
    kept = np.flatnonzero(np.bincount(counts.indices, minlength=counts.shape[1]) >= 5)
    return vectorizer.get_feature_names_out()[kept].tolist(), counts[:, kept].toarray()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("batch", [counting.BATCH, 50])
def test_the_counts_are_those_of_scikit_learn_in_one_batch_and_in_many(view, batch, segmenter, monkeypatch):
    monkeypatch.setattr(counting, "PART", 40 * batch)
    monkeypatch.setattr(counting, "ENTRIES", 10 * batch)
    monkeypatch.setattr(TokenRuns.batches, "__defaults__", (batch,))
    monkeypatch.setattr(
        counted_views,
        "find_personal",
        lambda views, *_: [np.zeros(len(ngrams), dtype=np.bool_) for _, ngrams, _ in views],
    )
    letters = draw_letters()
    ngrams, counts = count_plainly(view, letters)
    (counted,) = counted_views.count_views(letters, segmenter=segmenter, views=[view])
    assert list(counted.ngrams) == ngrams
    assert (counted.counts.toarray() == counts).all()
    assert counts.max() > (30 if view.part == "letter" else 1)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_model_finds_its_ngrams_in_new_letters_as_scikit_learn_does(view):
    ngrams, _ = count_plainly(view, draw_letters())
    new = [*draw_letters(50, seed=2), PreparedLetter("", "", (), ()), PreparedLetter("\U0010ffff", "\ud800", (), ())]
    unit = {"analyzer": "char"} if view.unit == "character" else {"analyzer": "word", "token_pattern": r"\S+"}
    vectorizer = CountVectorizer(**unit, ngram_range=(1, view.longest), lowercase=False, vocabulary=ngrams)
    joint = "" if view.unit == "character" else " "
    expected = vectorizer.transform([joint.join(letter.tokens(view)) for letter in new]).toarray()
    assert (NgramIndex(view, ngrams).count(new).toarray() == expected).all()
    assert expected.any()


def test_a_model_without_ngrams_counts_nothing():
    assert NgramIndex(VIEWS[0], ()).count(draw_letters(3)).shape == (3, 0)


def test_more_than_255_times_in_a_letter_are_counted(segmenter):
    letters = [PreparedLetter("", "修" * 300, (), ("修",) * 300)] * 5
    counted = counted_views.count_views(letters, segmenter=segmenter)
    assert counted[0].counts.max() == 300


def test_two_processes_cut_as_one_does(segmenter):
    rows = [TextRow("", "电梯坏了", f"小区第{n}栋停水，物业不管。𠮷") for n in range(2_500)]
    alone, together = (cut_letters(rows, segmenter=segmenter, processes=number) for number in (1, 2))
    for one, other in ((alone.characters, together.characters), (alone.words, together.words)):
        assert (one.tokens == other.tokens).all()
        assert (one.starts == other.starts).all()
    assert alone.vocabulary == together.vocabulary
    assert (alone.title_words == together.title_words).all()


def test_the_folded_texts_come_back():
    letters = draw_letters(20)
    assert list(gather_letters(letters).texts()) == [letter.title + letter.text for letter in letters]


def test_every_ngram_is_found_at_its_place_and_no_other_is():
    codes = np.unique(np.random.default_rng(0).integers(1, 2**63, 5_000).astype(np.uint64))
    table = CodeTable(codes[::2])
    assert (table.find(codes[::2]) == np.arange(len(codes[::2]))).all()
    assert (table.find(codes[1::2]) == -1).all()
    assert (CodeTable(codes[:0]).find(codes) == -1).all()


def test_an_ngram_too_long_for_its_number_is_refused():
    assert bits_for(2**21 - 1, 3) == 21
    with pytest.raises(ValueError, match="do not fit"):
        bits_for(2**21, 4)


def test_letters_of_one_writer_are_one_for_each_ngram(monkeypatch):
    monkeypatch.setattr(counting, "ENTRIES", 100)
    chance = np.random.default_rng(0)
    present = chance.random((200, 30)) < 0.2
    letters, writers = np.arange(20, 180), chance.integers(0, 80, 160)
    repeats = count_repeats_of(sparse.csr_matrix(present.astype(np.uint8)), letters, writers)
    distinct = [len(set(writers[present[letters, column]].tolist())) for column in range(30)]
    assert (present[letters].sum(axis=0) - repeats).tolist() == distinct


def test_columns_are_kept_row_by_row(monkeypatch):
    monkeypatch.setattr(counting, "ENTRIES", 7)
    counts = sparse.random(40, 12, 0.3, format="csr", random_state=0)
    kept = np.array([1, 2, 5, 11])
    assert (keep_columns(counts, kept).toarray() == counts.toarray()[:, kept]).all()
