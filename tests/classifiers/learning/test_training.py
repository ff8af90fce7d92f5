import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.model_files import WHOLE_HELD_OUT, load_model, read_held_out
from classifiers.learning.topics import classify_file
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import train_model
from classifiers.learning.training_data import train_file
from classifiers.ngrams.features import LEAST_LETTERS
from records import UsageError
from tests.classifiers.topic_data import TOPICS, own_letters, write_rows
from vocab import load_vocabulary

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def trained():
    return train_model(own_letters(), vocabulary=load_vocabulary())


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
    again = train_model([*own_letters()[::-1], *own_letters()], vocabulary=load_vocabulary())
    assert again.data_sha256 == trained.data_sha256
    assert np.array_equal(again.model.classifier.coef_, trained.model.classifier.coef_)
    assert np.array_equal(again.model.calibrator.weights, trained.model.calibrator.weights)
    assert again.model.space.ngrams == trained.model.space.ngrams
    assert [a.score for a in again.answers] == [a.score for a in trained.answers]


def test_other_rows_have_another_hash(trained):
    rows = own_letters()
    changed = [replace(rows[0], text=rows[0].text + "。"), *rows[1:]]
    assert train_model(changed, vocabulary=load_vocabulary()).data_sha256 != trained.data_sha256


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
    ("labels", "fault"), [(["a"] * 9, r"data.too-few: 1$"), (["a"] * 9 + ["b"] * 4, r"data.too-few: 1 \(b 4\)")]
)
def test_too_little_to_learn_from_is_told(labels, fault):
    rows = [LabelledRow(str(number), "", f"第{'一' * number}封", label) for number, label in enumerate(labels)]
    with pytest.raises(UsageError, match=fault):
        train_model(rows, vocabulary=load_vocabulary())


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


def test_a_label_with_few_letters_is_left_out_and_told(tmp_path):
    few = [LabelledRow(f"few{n}", "", f"第{'一' * n}次请问图书馆几点关门", "图书馆") for n in range(1, 4)]
    trained = train_model([*own_letters(), *few], vocabulary=load_vocabulary())
    assert trained.model.labels == TOPICS
    assert ("left-out", "1 / 3") in [(remark.code, remark.detail) for remark in trained.remarks]
    save_model(trained, tmp_path / "model")
    assert json.loads((tmp_path / "model" / "model.json").read_text())["left_out"] == {"图书馆": 3}
    assert "| 图书馆 | 3 |" in (tmp_path / "model" / "card.md").read_text()


def test_thirty_letters_of_two_labels_train_and_say_that_figures_are_worth_little():
    rows = [row for topic in TOPICS[:2] for row in own_letters() if row.label == topic]
    rows = [*rows[:15], *rows[-15:]]
    trained = train_model(rows, vocabulary=load_vocabulary())
    assert trained.learned.split.by == "none"
    assert [remark.code for remark in trained.remarks] == ["no-test"]
    assert len(trained.answers) == len(rows)
    assert not trained.curve


def test_letters_that_are_all_one_text_still_train_and_are_told():
    rows = [
        LabelledRow(f"{label}{n}", "", f"{text}，第{n}次反映。", label)
        for label, text in (("教育文体", "学校食堂饭菜太贵"), ("环境保护", "河水发臭，工厂排放废水"))
        for n in range(20)
    ]
    trained = train_model(rows, vocabulary=load_vocabulary())
    assert "alike" in [remark.code for remark in trained.remarks]
    assert trained.report.accuracy == 1


def test_labels_of_another_field_train_and_are_told():
    rows = [
        replace(row, label={"政法": "A", "民政": "B"}[row.label]) for row in own_letters() if row.label in TOPICS[:2]
    ]
    trained = train_model(rows, task="unit", vocabulary=load_vocabulary())
    assert [(one.code, one.detail) for one in trained.remarks if one.code == "foreign"] == [("foreign", "A, B")]


def test_what_people_say_of_the_test_part_decides_nothing_that_is_said_of_it():
    """The labels of the latest letters are exchanged: whoever had looked at them would answer otherwise."""
    rows = random.Random(3).sample(own_letters(), len(own_letters()))
    dated = [replace(row, id=str(n), day=date(2026, 1, 1) + timedelta(n)) for n, row in enumerate(rows)]
    first = train_model(dated, vocabulary=load_vocabulary())
    assert first.learned.split.by == "day"
    said = {answer.id: (answer.said, answer.score) for answer in first.answers}
    turn = dict(zip(TOPICS, (*TOPICS[1:], TOPICS[0]), strict=True))
    turned = [replace(row, label=turn[row.label]) if row.id in said else row for row in dated]
    again = train_model(turned, vocabulary=load_vocabulary())
    assert {answer.id: (answer.said, answer.score) for answer in again.answers} == said
    assert (again.choice, again.step_back) == (first.choice, first.step_back)
    assert again.report.accuracy < 0.2 < first.report.accuracy


def test_the_held_out_file_names_the_letters_of_the_test_part(trained, tmp_path):
    save_model(trained, tmp_path / "model")
    read = read_held_out(tmp_path / "model")
    letters = trained.learned.material.letters
    assert sorted(one.id for one in read) == sorted(letters[place].id for place in trained.learned.split.test)
    assert read_held_out(tmp_path / "model", WHOLE_HELD_OUT) == ()
    figures = json.loads((tmp_path / "model" / "metrics.json").read_text())
    assert figures["all"]["letters"] == len(read) == figures["split"]["test"]
    assert figures["all"]["accuracy"] == pytest.approx(sum(one.is_right for one in read) / len(read), abs=1e-4)
    assert {"inner", "outer", "curve", "recipe", "step_back"} <= figures.keys()


def test_the_learning_curve_ends_with_the_whole_training_part(trained):
    assert [point.letters for point in trained.curve] == sorted({point.letters for point in trained.curve})
    assert trained.curve[-1].letters == len(trained.learned.split.train)


TRAIN = """
import sys
from pathlib import Path
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import train_model
from tests.classifiers.topic_data import own_letters
from vocab import load_vocabulary
rows = own_letters()
save_model(train_model([*rows[::-1], *rows[:9]], vocabulary=load_vocabulary(), seed=7), Path(sys.argv[1]))
"""


def test_another_order_of_rows_in_another_process_gives_the_same_bytes(tmp_path):
    save_model(train_model(own_letters(), vocabulary=load_vocabulary(), seed=7), tmp_path / "one")
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "2", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", TRAIN, tmp_path / "another"], check=True, env=environment, cwd=PROJECT)
    one, another = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "another")
    )
    assert one.keys() == another.keys()
    assert json.loads(one["model.json"]) == json.loads(another["model.json"])
    assert [name for name in one if one[name] != another[name]] == []
