import hashlib
import json
import shutil
from collections import Counter

import pytest
import skops.io
from sklearn.preprocessing import FunctionTransformer

from classifiers.learning.model_files import load_model, read_held_out
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import train_model
from records import SetupError
from tests.classifiers.topic_data import own_letters
from vocab import load_vocabulary


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "topic-9"
    save_model(train_model(own_letters(), vocabulary=load_vocabulary()), folder)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "topic-9")


def sign(folder):
    """Renew the checksums, as somebody would who changes a model on purpose."""
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums))


def change_facts(folder, **changes):
    facts = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**facts, **changes}))
    sign(folder)


def refusal(folder):
    with pytest.raises(SetupError) as told:
        load_model(folder)
    assert told.value.code == "setup.model"
    return told.value.remedy


FILES = ["model.json", "metrics.json", "card.md", "weights.skops", "ngrams-letter-characters.txt"]


def test_a_model_folder_holds_what_its_readers_need(folder):
    assert {*FILES, "SHA256SUMS"} <= {path.name for path in folder.iterdir()}
    facts = json.loads((folder / "model.json").read_text())
    assert {"task", "labels", "threshold", "data_sha256", "seed", "versions", "recipe", "letters"} <= facts.keys()
    assert "## Limits" in (folder / "card.md").read_text()


@pytest.mark.parametrize("name", [*FILES, "SHA256SUMS"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    assert refusal(folder) == f"topic-9: {name} is missing"


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_named(folder, name):
    with (folder / name).open("ab") as file:
        file.write(b" ")
    assert refusal(folder) == f"topic-9: {name} is not as it was written (checksum)"


def test_a_file_that_the_checksums_leave_out_is_refused(folder):
    sums = (folder / "SHA256SUMS").read_text().splitlines(keepends=True)
    (folder / "SHA256SUMS").write_text("".join(line for line in sums if "weights" not in line))
    assert "does not name weights.skops" in refusal(folder)


def test_checksums_lead_to_no_file_outside_the_folder(folder):
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{hashlib.sha256(b'').hexdigest()}  ../outside\n")
    (folder.parent / "outside").write_bytes(b"")
    assert "../outside is missing" in refusal(folder)


def test_ngrams_of_a_file_outside_the_folder_are_never_read(folder):
    facts = json.loads((folder / "model.json").read_text())
    outside = folder.parent / "outside.txt"
    (folder / f"ngrams-{facts['views'][0]['name']}.txt").rename(outside)
    (folder / "ngrams-x").mkdir()  # what makes `ngrams-x/../../outside.txt` a path
    facts["views"][0]["name"] = "x/../../outside"
    (folder / "model.json").write_text(json.dumps(facts))
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "SHA256SUMS").write_text("".join(sums))
    assert refusal(folder) == "topic-9: ngrams-x/../../outside.txt is missing"


def test_a_folder_that_is_none_is_refused(tmp_path):
    assert "SHA256SUMS is missing" in refusal(tmp_path / "topic-9")


def test_a_model_of_another_task_or_format_is_refused(folder):
    change_facts(folder, task="unit")
    assert "made for the task 'unit'" in refusal(folder)
    change_facts(folder, task="topic", format=99)
    assert "its format is 99" in refusal(folder)


@pytest.mark.parametrize(
    "parts",
    [{"classifier": FunctionTransformer(func=print)}, {"classifier": Counter()}, {"classifier": shutil.rmtree}],
)
def test_weights_with_a_type_that_is_not_trusted_are_refused_even_with_right_checksums(folder, parts):
    skops.io.dump(parts, folder / "weights.skops")
    sign(folder)
    told = refusal(folder)
    assert "not trusted" in told or "do not fit" in told
    assert ("not trusted" in told) == bool(skops.io.get_untrusted_types(file=folder / "weights.skops"))


def test_weights_that_are_no_skops_file_are_refused(folder):
    (folder / "weights.skops").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    sign(folder)
    assert "cannot be read" in refusal(folder)


def test_ngrams_and_labels_that_do_not_fit_the_weights_are_refused(folder):
    facts = json.loads((folder / "model.json").read_text())
    change_facts(folder, labels=[*facts["labels"], "another"])
    assert "do not fit" in refusal(folder)
    change_facts(folder, labels=facts["labels"])
    with (folder / "ngrams-title-words.txt").open("a") as file:
        file.write("another\n")
    sign(folder)
    assert "n-grams of title-words do not fit" in refusal(folder)


@pytest.mark.parametrize("facts", ["[]", "{", '{"task": "topic", "format": 1}'])
def test_facts_that_are_broken_are_refused(folder, facts):
    (folder / "model.json").write_text(facts)
    sign(folder)
    assert refusal(folder)


def test_of_very_many_held_out_answers_a_sample_is_kept_the_same_every_time(tmp_path, monkeypatch):
    trained = train_model(own_letters(), vocabulary=load_vocabulary())
    save_model(trained, tmp_path / "whole")
    monkeypatch.setattr("classifiers.learning.trained_files.MOST_HELD_OUT", 10)
    for name in ("sample", "again"):
        save_model(trained, tmp_path / name)
    whole, sample, again = (read_held_out(tmp_path / name) for name in ("whole", "sample", "again"))
    assert len(whole) == len(trained.answers) > len(sample) == 10
    assert set(sample) < set(whole)
    assert sample == again
