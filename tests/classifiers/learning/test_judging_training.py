"""A judging model learned from letters put together by chance: what it learns, and what it must not learn."""

import json
from types import SimpleNamespace

import pytest

from classifiers.learning.model_files import load_model
from classifiers.looking.parts import divide_letter
from classifiers.weighing.judging_files import load_judging
from classifiers.weighing.judging_tasks import TASKS, see_letter
from classifiers.weighing.unit_evidence import FIXED
from classifiers.weighing.weighing import weigh_task
from flows.judging_models import newest_model
from tests.classifiers.judging_data import LETTERS, invent_letters, train_small
from tests.classifiers.test_judge import write_letter
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = train_small(tmp_path_factory.mktemp("training"), invent_letters())
    judging = load_judging(folder, in_service=load_model(newest_model(), vocabulary=VOCABULARY), vocabulary=VOCABULARY)
    return SimpleNamespace(folder=folder, judging=judging)


def chances_of(judging, task, title, text, **given):
    parts = divide_letter(write_letter(f"{title}\n{text}"), [])
    sight = see_letter(title, text, judging.read(parts).learned, vocabulary=VOCABULARY)
    return weigh_task(task, sight, judging, vocabulary=VOCABULARY, **given).chances


def test_every_task_is_learned_and_held_out(small):
    names = {task.name for task in TASKS}
    assert names == set(small.judging.models) == set(small.judging.combiners) == set(small.judging.held_out)
    assert len(small.judging.held_out["topic"].scores) == LETTERS


def test_what_the_words_tell_is_learned(small):
    for task in ("topic", "unit", "accusation", "urgency"):
        held = small.judging.held_out[task]
        assert sum(held.right) > 0.9 * len(held.right), task
    assert (
        max(chances_of(small.judging, "topic", "低保金停发", "五保户没有补助。").items(), key=lambda one: one[1])[0]
        == "民政"
    )
    accused = chances_of(small.judging, "accusation", "夜里被盗", "村支书收了老板的钱，派出所不出警。")
    plain = chances_of(small.judging, "accusation", "夜里被盗", "派出所不出警。")
    assert accused["yes"] > 0.5 > plain["yes"]


def test_a_label_thrown_with_a_coin_cannot_be_told_of_letters_that_were_held_out(small):
    held = small.judging.held_out["litigation"]
    assert sum(held.right) < 0.65 * len(held.right)
    assert sum(held.scores) / len(held.scores) < 0.65


def test_letters_that_readers_would_not_decide_teach_the_combiner_nothing(small):
    undecided = sum(row["urgency"] == "maybe" for row in invent_letters())
    held = small.judging.held_out["urgency"]
    assert undecided > 5
    assert len(held.scores) == LETTERS - undecided


def test_what_must_not_be_missed_keeps_the_chances_of_its_letters_apart(small):
    rows = invent_letters()
    for task, yes in (("accusation", "yes"), ("urgency", "yes")):
        held = small.judging.held_out[task]
        assert len(held.positive) == sum(row[task] == yes for row in rows)
        assert len(held.positive) + len(held.negative) == len(held.scores)
        assert min(held.positive) > sum(held.negative) / len(held.negative)
    assert small.judging.held_out["topic"].positive == ()


def test_with_so_few_letters_no_topic_unit_or_class_passes_alone(small):
    passing = {task for task, threshold in small.judging.thresholds.items() if threshold.score <= 1}
    assert passing <= {"topic2"}
    assert set(small.judging.floors) == {"accusation", "litigation", "urgency"}


def test_a_factor_that_letters_cannot_teach_is_as_it_was_set(small):
    unit = small.judging.combiners["unit"]
    assert FIXED
    assert {kind: unit.factors[unit.kinds.index(kind)] for kind in FIXED} == FIXED


def test_the_card_tells_data_figures_and_factors(small):
    card = (small.folder / "card.md").read_text(encoding="utf-8")
    assert "Put together by chance." in card
    assert f"Letters: {LETTERS}" in card
    assert all(f"| {task.name} |" in card for task in TASKS)


def test_no_words_of_a_letter_are_in_the_facts(small):
    facts = json.loads((small.folder / "judging.json").read_text(encoding="utf-8"))
    assert set(facts) == {"format", "id", "letters", "vocabulary", "models", "combiners", "held_out"}
    assert "村支书" not in json.dumps(facts, ensure_ascii=False)
