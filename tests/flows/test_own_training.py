"""An office's own model from labelled letters to a folder under the next number; and none where nothing changed."""

import asyncio
import json
import shutil
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

import flows.retrain
from classifiers.labelling.snapshots import read_snapshot
from classifiers.learning.model_files import WHOLE_HELD_OUT, add_files, load_model, read_held_out
from classifiers.registry.folder_checks import check_own
from classifiers.registry.names import own_models
from classifiers.registry.reserving import read_made
from classifiers.registry.service import switch_model
from flows.own_evidence import combine_evidence
from flows.own_training import learned_from, newest_own, open_data, train_own
from flows.retraining import Retrained, retrain_tasks
from records import Settings, SetupError, UsageError
from tests.classifiers.topic_data import TOPICS, own_letters
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()


def write_data(path, rows, **labels):
    lines = [{"title": row.title, "text": row.text, "label": labels.get(row.label, row.label)} for row in rows]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def few_letters():
    return [row for topic in TOPICS[:2] for row in [one for one in own_letters() if one.label == topic][:12]]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home)
    data = write_data(home / "rows.jsonl", few_letters())
    snapshot = open_data(data, home, "topic", vocabulary=VOCABULARY)
    made = train_own(settings, snapshot, by="tester", vocabulary=VOCABULARY)
    return SimpleNamespace(settings=settings, snapshot=snapshot, made=made, data=data)


def test_it_gets_the_next_number_and_is_whole(trained):
    assert trained.made.name == "own-topic-1"
    assert trained.made.could_serve
    assert check_own(trained.made.folder, "topic", vocabulary=VOCABULARY, home=trained.settings.home) == ()
    assert read_made(own_models(trained.settings.home))["own-topic-1"].by == "tester"
    assert load_model(trained.made.folder).id == f"own-topic-1@{trained.snapshot.sha256[:8]}"


def test_all_evidence_together_answers_the_same_held_out_letters(trained):
    alone, whole = (read_held_out(trained.made.folder, name) for name in ("held-out.csv", WHOLE_HELD_OUT))
    assert [one.id for one in alone] == [one.id for one in whole]
    assert sum(one.is_right for one in whole) > 0.8 * len(whole)
    assert {one.id for one in whole} <= {row.id for row in read_snapshot(trained.snapshot.folder).rows}


def test_the_same_snapshot_again_is_known_and_gives_the_same_bytes(trained):
    models = own_models(trained.settings.home)
    assert learned_from(trained.snapshot, models) == trained.made.folder
    again = train_own(trained.settings, trained.snapshot, by="another", vocabulary=VOCABULARY)
    assert newest_own(models, "topic") == again.folder != trained.made.folder
    for path in trained.made.folder.iterdir():
        assert path.read_bytes() == (again.folder / path.name).read_bytes(), path.name


def test_labels_of_another_field_make_a_model_that_cannot_serve(tmp_path):
    data = write_data(tmp_path / "rows.jsonl", few_letters(), **{TOPICS[0]: "A", TOPICS[1]: "B"})
    snapshot = open_data(data, tmp_path, "unit", vocabulary=VOCABULARY)
    made = train_own(Settings(home=tmp_path), snapshot, by="tester", vocabulary=VOCABULARY)
    assert not made.could_serve
    assert not (made.folder / "combined.json").exists()
    assert load_model(made.folder, task="unit").labels == ("A", "B")


def test_more_letters_than_are_weighed_and_no_test_part_are_answered_as_far_as_they_are_weighed(
    trained, monkeypatch, judging
):
    monkeypatch.setattr("flows.own_evidence.MOST_LETTERS", 15)
    made = trained.made.trained
    assert not len(made.learned.split.test)
    files = combine_evidence(made, judging, vocabulary=VOCABULARY)
    assert 15 <= len(files[WHOLE_HELD_OUT].splitlines()) - 1 < len(made.learned.material.letters)


def test_a_broken_model_in_service_keeps_nobody_from_training_the_next(trained, tmp_path):
    models = own_models(tmp_path)
    shutil.copytree(trained.made.folder, models / trained.made.name)
    promoted = {"kind": "promote", "before": None, "by": "tester", "at": datetime.now(UTC)}
    switch_model(models, "topic", trained.made.name, **promoted)
    (models / trained.made.name / "weights.skops").write_bytes(b"")
    made = train_own(Settings(home=tmp_path), trained.snapshot, by="tester", vocabulary=VOCABULARY)
    assert made.name == "own-topic-2"


def test_a_snapshot_of_another_task_is_refused(trained):
    with pytest.raises(UsageError, match=r"snapshot\.task"):
        open_data(trained.snapshot.folder, trained.settings.home, "unit", vocabulary=VOCABULARY)


def test_a_file_that_is_added_is_checked_like_the_others(trained, tmp_path):
    folder = shutil.copytree(trained.made.folder, tmp_path / "own-topic-9")
    add_files(folder, {"more.txt": "a\n"})
    load_model(folder)
    (folder / "more.txt").write_text("b\n")
    with pytest.raises(SetupError, match=r"more\.txt is not as it was written"):
        load_model(folder)
    with pytest.raises(SetupError, match="checksum"):
        read_held_out(folder)


def test_without_labels_nothing_is_trained(tmp_path):
    assert [*retrain_tasks(Settings(home=tmp_path), ["topic", "unit"])] == [
        Retrained("topic", "too-few"),
        Retrained("unit", "too-few"),
    ]


def test_what_a_newest_model_learned_already_is_not_learned_again(trained, monkeypatch):
    monkeypatch.setattr("flows.retraining.take_snapshot", lambda *_, **__: trained.snapshot)
    (came,) = retrain_tasks(trained.settings, ["topic"])
    assert (came.result, came.letters) == ("unchanged", len(trained.snapshot.rows))


def test_other_labels_are_learned_and_reported_and_not_promoted(trained, monkeypatch, tmp_path):
    snapshot = open_data(trained.data, tmp_path, "topic", vocabulary=VOCABULARY)
    assert snapshot.sha256 == trained.snapshot.sha256
    monkeypatch.setattr("flows.retraining.take_snapshot", lambda *_, **__: snapshot)
    (came,) = retrain_tasks(Settings(home=tmp_path), ["topic"])
    assert (came.task, came.result, came.model) == ("topic", "trained", "own-topic-1")
    assert came.report is not None
    assert came.report.is_file()
    assert not (own_models(tmp_path) / "in-service.json").exists()


def test_the_flow_tells_prefect_tasks_names_and_counts_alone(monkeypatch, tmp_path):
    told = []

    async def note(table, **given):
        told.append((table, given))

    monkeypatch.setattr(flows.retrain, "acreate_table_artifact", note)
    report = tmp_path / "陈阿明" / "report.html"
    came = [Retrained("topic", "trained", "own-topic-2", 40, 0.9, 0.88888, report), Retrained("unit", "too-few")]
    monkeypatch.setattr(flows.retrain, "retrain_tasks", lambda *_, **__: came)
    assert asyncio.run(flows.retrain.retrain.fn(str(tmp_path), ["topic", "unit"])) == {
        "topic": "trained",
        "unit": "too-few",
    }
    (table, given), *_ = told
    assert table[0] == {"task": "topic", "result": "trained", "model": "own-topic-2", "letters": 40, "macro_f1": 0.8889}
    assert given == {"key": "retrain", "description": "retrain"}
    assert "陈阿明" not in str(told)


def test_the_flow_tells_prefect_the_code_of_an_error_alone(monkeypatch, tmp_path):
    def fail(*_, **__):
        raise SetupError("setup.model", "陈阿明")

    monkeypatch.setattr(flows.retrain, "retrain_tasks", fail)
    with pytest.raises(flows.retrain.RetrainFailedError) as told:
        asyncio.run(flows.retrain.retrain.fn(str(tmp_path), ["topic"]))
    assert str(told.value) == "setup.model"
    assert told.value.__cause__ is None
    assert flows.retrain.retrain.persist_result is False


def test_without_prefect_the_tasks_are_trained_all_the_same(monkeypatch, tmp_path):
    async def no_server(*_):
        raise RuntimeError("陈阿明")

    monkeypatch.setattr(flows.retrain, "retrain", no_server)
    monkeypatch.setattr(flows.retrain, "retrain_tasks", lambda _, tasks, **__: [Retrained(t, "too-few") for t in tasks])
    told = []
    done = flows.retrain.run_retrain(
        Settings(home=tmp_path), ["topic"], on_step=lambda *_: None, on_no_prefect=told.append
    )
    assert done == [Retrained("topic", "too-few")]
    assert told == ["RuntimeError"]
