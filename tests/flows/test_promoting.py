"""A model that was really trained is promoted, or refused for each reason by itself; and there is a way back."""

import csv
import io
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import skops.io
from sklearn.ensemble import RandomForestClassifier

import flows.subjects
from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.model_files import FACTS, WHOLE_HELD_OUT, add_files, lay_held_out, read_held_out
from classifiers.learning.taught_letters import TaughtLetters
from classifiers.registry.names import own_models
from classifiers.registry.service import read_service, service_folders
from classifiers.weighing.judging_model import JudgingModel
from classifiers.weighing.own_files import COMBINED, load_own
from classifiers.weighing.whole_answers import answer_whole
from flows.promoting import find_way_back, promote_model, roll_back, weigh_candidate
from records import Settings, UsageError
from tests.own_models import FIRST, MADE_AT, SECOND, TASK, add_version, change_facts, copy_home, sign_files
from vocab import Vocabulary
from vocab.tables import Term

_ANSWERED: dict[str, Answered] = {}


def answer_once(
    rows: Iterable[LabelledRow], task: str, judging: JudgingModel, *, vocabulary: Vocabulary
) -> list[Answered]:
    """The real answers of what ships; each letter is judged once for all tests, for that takes 30 ms."""
    wanted = list(rows)
    new = [row for row in wanted if row.id not in _ANSWERED]
    _ANSWERED.update({one.id: one for one in answer_whole(new, task, judging, vocabulary=vocabulary)})
    return [_ANSWERED[row.id] for row in wanted]


def open_with_own(shipped: JudgingModel) -> Callable[[Settings, Vocabulary], JudgingModel]:
    """Opens what is in service as an office does, but what ships once for all tests."""

    def open_it(settings: Settings, vocabulary: Vocabulary) -> JudgingModel:
        folders = service_folders(settings)
        return replace(shipped, own={task: load_own(folder, task, vocabulary) for task, folder in folders.items()})

    return open_it


@pytest.fixture
def trained(make_settings, tmp_path: Path, judging: JudgingModel, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a home with one trained model; what ships is opened once for all tests."""
    monkeypatch.setattr(flows.subjects, "open_judging", open_with_own(judging))
    monkeypatch.setattr(flows.subjects, "answer_whole", answer_once)
    return make_settings(home=copy_home(tmp_path / "trained"))


@pytest.fixture
def folder(trained: Settings) -> Path:
    return own_models(trained.home) / FIRST


def refusals(settings: Settings, vocabulary: Vocabulary, name: str = FIRST) -> list[str]:
    return [refusal.code for refusal in weigh_candidate(settings, name, vocabulary).refusals]


def promote(settings: Settings, vocabulary: Vocabulary, name: str = FIRST, **given: str) -> None:
    promote_model(settings, weigh_candidate(settings, name, vocabulary), by="王", at=MADE_AT, **given)


def serving(settings: Settings) -> str | None:
    return read_service(own_models(settings.home)).tasks.get(TASK)


def spoil(folder: Path, *, keep: int) -> None:
    """Let the model have answered wrongly all held-out letters of one topic but some."""
    answers, spoilt = read_held_out(folder, WHOLE_HELD_OUT), []
    for answer in answers:
        bad = answer.label == "民政" and len(spoilt) >= keep
        spoilt.append(replace(answer, said="政法") if bad else answer)
    add_files(folder, {WHOLE_HELD_OUT: lay_held_out(spoilt)})


def test_a_good_model_passes_against_what_ships_on_the_letters_held_out(trained, vocabulary) -> None:
    weighed = weigh_candidate(trained, FIRST, vocabulary)
    assert (weighed.refusals, weighed.serving, weighed.learned) == ((), None, 0)
    assert weighed.comparison is not None
    assert weighed.comparison.letters == 150
    promote(trained, vocabulary)
    assert serving(trained) == FIRST
    with pytest.raises(UsageError, match=r"model\.serves"):
        weigh_candidate(trained, FIRST, vocabulary)


def test_against_an_own_model_its_kept_answers_count_and_nothing_it_learned_is_asked_anew(
    trained, vocabulary, monkeypatch
) -> None:
    promote(trained, vocabulary)
    add_version(trained.home)

    def fail(rows: list[object], *args: object, **given: object) -> list[object]:
        assert list(rows) == []
        return []

    monkeypatch.setattr(flows.subjects, "answer_whole", fail)
    weighed = weigh_candidate(trained, SECOND, vocabulary)
    assert (weighed.serving, weighed.refusals) == (FIRST, ())
    assert weighed.comparison is not None
    assert (weighed.comparison.letters, weighed.comparison.only_old) == (150, 0)


def test_letters_that_the_shipped_models_learned_from_are_not_compared(
    trained, vocabulary, folder, monkeypatch
) -> None:
    known = [answer.id for answer in read_held_out(folder, WHOLE_HELD_OUT)][:40]
    monkeypatch.setattr(flows.subjects, "read_taught", lambda _: TaughtLetters(letters=frozenset(known)))
    told: list[tuple[str, int, int]] = []
    weighed = weigh_candidate(trained, FIRST, vocabulary, on_step=lambda *step: told.append(step))
    assert weighed.comparison is not None
    assert (weighed.learned, weighed.comparison.letters) == (40, 110)
    assert told[-1] == ("judge", 109, 110)


def test_a_class_that_gets_worse_is_refused_and_may_be_promoted_with_a_reason_that_is_kept(
    trained, vocabulary, folder
) -> None:
    spoil(folder, keep=40)
    assert {"gate.class-worse", "gate.worse"} <= set(refusals(trained, vocabulary))
    for despite in ("", "  "):
        with pytest.raises(UsageError, match=r"model\.refused"):
            promote(trained, vocabulary, despite=despite)
    assert serving(trained) is None
    promote(trained, vocabulary, despite="民政另有专人看")
    (switch,) = read_service(own_models(trained.home)).history
    assert switch.despite == "民政另有专人看"
    assert "gate.class-worse" in switch.refusals


def test_broken_calibration_is_refused(trained, vocabulary, folder) -> None:
    answers = [replace(answer, score=0.7) for answer in read_held_out(folder, WHOLE_HELD_OUT)]
    add_files(folder, {WHOLE_HELD_OUT: lay_held_out(answers)})
    assert set(refusals(trained, vocabulary)) == {"gate.calibration"}


def test_too_few_held_out_letters_are_refused(trained, vocabulary, folder) -> None:
    add_files(folder, {WHOLE_HELD_OUT: lay_held_out(read_held_out(folder, WHOLE_HELD_OUT)[:49])})
    assert refusals(trained, vocabulary) == ["gate.too-few"]


def test_without_its_snapshot_it_cannot_be_compared(trained, vocabulary) -> None:
    shutil.rmtree(trained.home / "learning")
    assert refusals(trained, vocabulary) == ["gate.not-compared"]


def damage_file(folder: Path) -> None:
    (folder / "card.md").write_text("x")


def remove_file(folder: Path) -> None:
    (folder / "held-out.csv").unlink()


def add_file(folder: Path) -> None:
    (folder / "more.py").write_text("print(1)")


def link_file(folder: Path) -> None:
    (folder / "card.md").rename(folder.parent / "card.md")
    (folder / "card.md").symlink_to(folder.parent / "card.md")


def lead_out(folder: Path) -> None:
    (folder.parent / "x").write_text("x")
    with (folder / "SHA256SUMS").open("a") as file:
        file.write(f"{'0' * 64}  ../x\n")


def carry_program(folder: Path) -> None:
    (folder / "weights.skops").write_bytes(skops.io.dumps({"classifier": RandomForestClassifier, "x": print}))
    sign_files(folder)


def cut_weights(folder: Path) -> None:
    whole = (folder / "weights.skops").read_bytes()
    (folder / "weights.skops").write_bytes(whole[: len(whole) // 2])
    sign_files(folder)


def lose_combiner(folder: Path) -> None:
    (folder / COMBINED).unlink()
    sign_files(folder)


FINAL = {
    "a file was changed": (damage_file, "gate.checksum"),
    "a file is missing": (remove_file, "gate.checksum"),
    "a file was added": (add_file, "gate.checksum"),
    "a file is a link": (link_file, "gate.checksum"),
    "the sums lead out of the folder": (lead_out, "gate.checksum"),
    "the weights carry a program": (carry_program, "gate.untrusted"),
    "the weights are cut off": (cut_weights, "gate.unreadable"),
    "the facts are no JSON": (lambda folder: ((folder / FACTS).write_text("{"), sign_files(folder)), "gate.format"),
    "another format": (lambda folder: change_facts(folder, format=2), "gate.format"),
    "another task": (lambda folder: change_facts(folder, task="unit"), "gate.task"),
    "a label of no table": (lambda folder: change_facts(folder, labels=["民政", "房产"]), "gate.labels"),
    "not weighed with the rest": (lose_combiner, "gate.not-combined"),
    "tables that nobody kept": (lambda folder: change_facts(folder, vocabulary="0" * 64), "gate.terms"),
}


@pytest.mark.parametrize("kind", FINAL)
def test_what_cannot_serve_is_refused_and_no_reason_helps(trained, vocabulary, folder, kind) -> None:
    break_it, code = FINAL[kind]
    break_it(folder)
    assert refusals(trained, vocabulary)[0] == code
    with pytest.raises(UsageError, match=r"model\.refused"):
        promote(trained, vocabulary, despite="急用")
    assert serving(trained) is None


def test_tables_that_changed_matter_only_where_words_are_cut_otherwise(trained, vocabulary) -> None:
    other = replace(vocabulary, hash="1" * 64)
    assert refusals(trained, other) == []
    term = Term("拆迁安置费补差", 9, "n")
    shorter = replace(vocabulary, hash="1" * 64, terms=(*vocabulary.terms, term))
    assert refusals(trained, shorter)[0] == "gate.terms"


@pytest.mark.parametrize("name", ["own-topic-9", "topic-2", "../own-topic-1", "own-topic-1/", "", "own-topic-01"])
def test_a_name_that_is_no_own_model_is_told(trained, vocabulary, name) -> None:
    with pytest.raises(UsageError, match=r"model\.unknown"):
        weigh_candidate(trained, name, vocabulary)


def test_promoted_by_somebody_else_meanwhile_the_comparison_does_not_count(trained, vocabulary) -> None:
    add_version(trained.home)
    weighed = weigh_candidate(trained, SECOND, vocabulary)
    promote(trained, vocabulary, FIRST)
    with pytest.raises(UsageError, match=r"model\.changed"):
        promote_model(trained, weighed, by="李", at=MADE_AT)
    assert serving(trained) == FIRST


def test_the_way_back_leads_to_the_one_before_and_then_to_what_ships(trained, vocabulary) -> None:
    add_version(trained.home)
    promote(trained, vocabulary, FIRST)
    promote(trained, vocabulary, SECOND)
    way = find_way_back(trained, TASK, vocabulary)
    assert (way.serving, way.back_to, way.broken) == (SECOND, FIRST, ())
    roll_back(trained, way, by="王", at=MADE_AT)
    with pytest.raises(UsageError, match=r"model\.changed"):
        roll_back(trained, way, by="王", at=MADE_AT)
    roll_back(trained, find_way_back(trained, TASK, vocabulary), by="王", at=MADE_AT)
    assert serving(trained) is None
    with pytest.raises(UsageError, match=r"model\.no-earlier"):
        find_way_back(trained, TASK, vocabulary)


def test_a_broken_model_is_passed_over_on_the_way_back_also_when_the_serving_one_is_broken(trained, vocabulary) -> None:
    add_version(trained.home)
    promote(trained, vocabulary, FIRST)
    promote(trained, vocabulary, SECOND)
    for name in (FIRST, SECOND):
        damage_file(own_models(trained.home) / name)
    way = find_way_back(trained, TASK, vocabulary)
    assert way.back_to is None
    assert [(name, refusal.code) for name, refusal in way.broken] == [(FIRST, "gate.checksum")]
    roll_back(trained, way, by="王", at=MADE_AT)
    assert serving(trained) is None


def test_the_held_out_answers_of_the_trained_model_are_those_of_the_form_that_all_share(folder) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / WHOLE_HELD_OUT).read_text())))
    assert list(rows[0]) == ["id", "label", "said", "score", "day"]
    assert len(rows) == 150
