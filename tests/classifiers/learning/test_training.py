import json
from dataclasses import replace

import numpy as np
import pytest

from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.features import LEAST_LETTERS
from classifiers.learning.model_files import load_model
from classifiers.learning.topics import classify_file
from classifiers.learning.training import save_model, train_file, train_topics
from records import UsageError
from tests.classifiers.topic_data import TOPICS, own_letters, write_rows
from vocab import load_vocabulary


@pytest.fixture(scope="module")
def trained():
    return train_topics(own_letters(), vocabulary=load_vocabulary())


def test_three_topics_are_learned_from_own_letters(trained):
    report = trained.report
    assert [topic.topic for topic in report.topics] == list(TOPICS)
    assert report.accuracy > 0.85
    assert abs(report.mean_score - report.accuracy) < 0.08


def test_above_the_threshold_at_most_three_in_a_hundred_held_out_answers_are_wrong(trained):
    passed = [answer for answer in trained.answers if answer.score >= trained.model.threshold]
    assert len(passed) > 30
    assert sum(answer.label != answer.said for answer in passed) <= 0.03 * len(passed) + 1e-9


def test_the_same_rows_in_another_order_and_twice_over_give_the_same_weights(trained):
    again = train_topics([*own_letters()[::-1], *own_letters()], vocabulary=load_vocabulary())
    assert again.data_sha256 == trained.data_sha256
    assert np.array_equal(again.model.classifier.coef_, trained.model.classifier.coef_)
    assert np.array_equal(again.model.calibrator.weights, trained.model.calibrator.weights)
    assert again.model.space.ngrams == trained.model.space.ngrams
    assert [a.score for a in again.answers] == [a.score for a in trained.answers]


def test_other_rows_have_another_hash(trained):
    rows = own_letters()
    changed = [replace(rows[0], text=rows[0].text + "。"), *rows[1:]]
    assert train_topics(changed, vocabulary=load_vocabulary()).data_sha256 != trained.data_sha256


def test_no_ngram_of_the_model_stands_in_fewer_than_five_letters(trained):
    prepared = [trained.model.segmenter.segment(row.title + row.text) for row in own_letters()]
    texts = [set("".join(words)) for words in prepared]
    single = [ngram for view, ngram in trained.model.space.ngrams if view.unit == "character" and len(ngram) == 1]
    assert min(sum(ngram in text for text in texts) for ngram in single if ngram.isalpha()) >= LEAST_LETTERS


def test_two_topics_are_enough(tmp_path):
    rows = [row for row in own_letters() if row.label != TOPICS[2]]
    train_file(write_rows(tmp_path / "rows.jsonl", rows), tmp_path / "model")
    model = load_model(tmp_path / "model")
    assert model.labels == TOPICS[:2]
    found = model.judge("低保被停发", "我父亲的低保金被民政所停发了，救助也没有。")
    assert found.label == "民政"
    assert sum([found.score, *(other.score for other in found.runners_up)]) == pytest.approx(1, abs=1e-3)
    assert sum(cue.weight for cue in found.cues) > 0


@pytest.mark.parametrize(
    ("labels", "fault"), [(["a"] * 9, "at least two labels"), (["a"] * 9 + ["b"] * 4, "label 'b' has 4 letters")]
)
def test_too_little_to_learn_from_is_told(labels, fault):
    rows = [LabelledRow(str(number), "", f"第{'一' * number}封", label) for number, label in enumerate(labels)]
    with pytest.raises(UsageError, match=fault):
        train_topics(rows, vocabulary=load_vocabulary())


def test_a_trained_folder_classifies_a_file_row_by_row(tmp_path):
    rows = own_letters()
    train_file(write_rows(tmp_path / "train.jsonl", rows), tmp_path / "model")
    data = write_rows(tmp_path / "rows.jsonl", rows[:300:7], labelled=False)
    said = list(classify_file(tmp_path / "model", data))
    assert [row["id"] for row in said] == [row.id for row in rows[:300:7]]
    assert {frozenset(row) for row in said} == {frozenset({"id", "label", "score", "runners_up"})}
    assert all(row["score"] >= row["runners_up"][0]["score"] for row in said)
    right = sum(row["label"] == true.label for row, true in zip(said, rows[:300:7], strict=True))
    assert right > 0.95 * len(said)
    json.dumps(said)


def test_a_model_says_the_same_after_it_is_written_and_read(trained, tmp_path):
    save_model(trained, tmp_path / "model-7")
    model = load_model(tmp_path / "model-7")
    assert model.id == f"model-7@{trained.data_sha256[:8]}"
    for row in own_letters()[::20]:
        read, kept = model.judge(row.title, row.text), trained.model.judge(row.title, row.text)
        # Weights are written in 16 bits.
        assert (read.label, read.score) == (kept.label, pytest.approx(kept.score, abs=0.002))
        assert {cue.words: cue.weight for cue in read.cues} == pytest.approx(
            {cue.words: cue.weight for cue in kept.cues}, abs=0.005
        )
