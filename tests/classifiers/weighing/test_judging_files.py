"""A judging model is read back as it was written, or not at all."""

import hashlib
import json
import shutil

import numpy as np
import pytest

from classifiers.learning.training import train_model
from classifiers.weighing.combining import Combiner
from classifiers.weighing.judging_files import load_judging, write_judging
from classifiers.weighing.judging_model import Budgets, HeldOut
from records import SetupError
from tests.classifiers.topic_data import own_letters
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
COMBINERS = {
    "topic": Combiner(("a", "b"), ("words", "model"), np.array([0.5, 1.25]), np.array([0.1, -0.1]), 1.2, -0.3),
    "urgency": Combiner(("urgent", "ordinary"), ("words",), np.array([1.0]), np.array([0.0, 0.0])),
}
HELD_OUT = {
    "topic": HeldOut(tuple(0.9 + n / 10000 for n in range(400)), (True,) * 398 + (False,) * 2),
    "urgency": HeldOut((0.9, 0.8), (True, False), (0.4, 0.7), (0.1,)),
}


@pytest.fixture(scope="module")
def service():
    return train_model(own_letters(), vocabulary=VOCABULARY).model


@pytest.fixture(scope="module")
def written(service, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "judging-3"
    write_judging(folder, {"topic": service}, COMBINERS, HELD_OUT, letters=400, vocabulary_hash="v", about="Invented.")
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "judging-3")


@pytest.fixture
def refusal(folder, service):
    def load():
        with pytest.raises(SetupError) as told:
            load_judging(folder, in_service=service, vocabulary=VOCABULARY)
        assert told.value.code == "setup.model"
        return str(told.value)

    return load


def sign(folder, *, without=()):
    """Renew the checksums, as somebody would who changes a model on purpose."""
    names = [name for name in ("judging.json", "card.md", "topic/SHA256SUMS") if name not in without]
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums))


def change(folder, **changes):
    facts = json.loads((folder / "judging.json").read_text(encoding="utf-8"))
    (folder / "judging.json").write_text(json.dumps({**facts, **changes}), encoding="utf-8")
    sign(folder)


def test_what_was_written_is_read(folder, service):
    judging = load_judging(folder, in_service=service, budgets=Budgets(topic=0.05), vocabulary=VOCABULARY)
    assert judging.id.startswith("judging-3@")
    assert judging.in_service is service
    assert judging.held_out == HELD_OUT
    for task, combiner in COMBINERS.items():
        read = judging.combiners[task]
        assert (read.answers, read.kinds, read.slope, read.shift) == (
            combiner.answers, combiner.kinds, combiner.slope, combiner.shift,
        )  # fmt: skip
        assert read.factors.tolist() == combiner.factors.tolist()
        assert read.biases.tolist() == combiner.biases.tolist()
    row = own_letters()[0]
    said = judging.models["topic"].judge(row.title, row.text)
    assert (said.label, said.score) == (
        service.judge(row.title, row.text).label,
        pytest.approx(service.judge(row.title, row.text).score, abs=0.002),
    )


def test_the_thresholds_follow_the_budgets_of_the_office(folder, service):
    strict, easy = (
        load_judging(folder, in_service=service, budgets=Budgets(topic=budget), vocabulary=VOCABULARY)
        for budget in (0.005, 0.05)
    )
    assert strict.thresholds["topic"].score > 1 > easy.thresholds["topic"].score
    assert set(easy.thresholds) == {"topic"}
    assert set(easy.floors) == {"urgency"}


def test_another_model_of_the_same_name_has_another_id(folder, service):
    before = load_judging(folder, in_service=service, vocabulary=VOCABULARY).id
    change(folder, letters=401)
    assert load_judging(folder, in_service=service, vocabulary=VOCABULARY).id != before


@pytest.mark.parametrize("name", ["judging.json", "card.md", "topic/SHA256SUMS"])
def test_a_file_that_was_changed_is_refused(folder, refusal, name):
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert name in refusal()


@pytest.mark.parametrize("name", ["topic/weights.skops", "topic/model.json"])
def test_a_changed_file_of_a_task_is_refused(folder, refusal, name):
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    assert "checksum" in refusal()


@pytest.mark.parametrize("name", ["judging.json", "card.md", "SHA256SUMS", "topic/SHA256SUMS", "topic/weights.skops"])
def test_a_missing_file_is_refused(folder, refusal, name):
    (folder / name).unlink()
    assert "missing" in refusal()


def test_a_task_whose_sums_nobody_vouches_for_is_refused(folder, refusal):
    sign(folder, without=("topic/SHA256SUMS",))
    assert "topic/SHA256SUMS" in refusal()


def test_a_name_that_leads_out_of_the_folder_is_refused(folder, refusal):
    (folder.parent / "other").write_text("x")
    digest = hashlib.sha256(b"x").hexdigest()
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{digest}  ../other\n")
    assert "../other" in refusal()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": 2}, "format"),
        ({"combiners": {"topic": {"answers": ["a"]}}}, "do not fit"),
        ({"held_out": {"topic": {"scores": [0.5], "right": [], "positive": [], "negative": []}}}, "do not fit"),
        ({"held_out": {"topic": {"scores": [0.5]}}}, "do not fit"),
        ({"models": None}, "do not fit"),
    ],
)
def test_facts_that_do_not_fit_are_refused(folder, refusal, changes, told):
    change(folder, **changes)
    assert told in refusal()


def test_a_combiner_of_another_shape_is_refused(folder, refusal):
    facts = json.loads((folder / "judging.json").read_text(encoding="utf-8"))
    facts["combiners"]["topic"]["factors"].append(1.0)
    change(folder, combiners=facts["combiners"])
    assert "do not fit" in refusal()


def test_a_writing_cut_short_leaves_nothing_that_is_taken(service, tmp_path, monkeypatch):
    folder = tmp_path / "judging-4"
    given = {"letters": 1, "vocabulary_hash": "v", "about": ""}
    write_judging(folder, {"topic": service}, COMBINERS, HELD_OUT, **given)
    monkeypatch.setattr("classifiers.weighing.judging_files.write_judging_card", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_judging(folder, {"topic": service}, COMBINERS, HELD_OUT, **given)
    with pytest.raises(SetupError):
        load_judging(folder, in_service=service, vocabulary=VOCABULARY)
