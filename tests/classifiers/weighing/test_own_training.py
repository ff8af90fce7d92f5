"""An office's own model is one more voice: heard as far as the office's letters bear it out."""

import json

import numpy as np
import pytest
from scipy.special import expit

from classifiers.learning.data_rows import LabelledRow
from classifiers.weighing.combining import fit_score, log_odds
from classifiers.weighing.combining_files import describe_combiner, read_combiner, read_held_out
from classifiers.weighing.evidence import FLOOR, OWN, UNMET
from classifiers.weighing.judging_model import HeldOut
from classifiers.weighing.own_files import write_combined
from classifiers.weighing.own_training import (
    ENOUGH_LETTERS,
    OwnChances,
    add_own,
    answer_combined,
    combine_own,
    see_tables,
)
from classifiers.weighing.whole_answers import answer_whole
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
TASK = "unit"
LIGHTS, COVERS = "SWJ", "NYNCJ"
"""Units that nobody but this office would send street lights and manhole covers to."""
LETTERS = 40
FOLDS = np.arange(LETTERS) % 5


def draw_rows():
    words = {LIGHTS: "巷口的路灯不亮，夜里看不清路，请派人修。", COVERS: "门前井盖丢失，老人险些掉下去，请补上。"}
    return [
        LabelledRow(str(n), "", f"第{'甲乙丙丁戊己庚辛壬癸'[n % 10]}段{words[unit]}", unit)
        for n, unit in enumerate([LIGHTS, COVERS] * (LETTERS // 2))
    ]


def say(rows, chance):
    """An own model that gives the true answer this chance."""
    labels = tuple(sorted({row.label for row in rows}))
    chances = np.array([[chance if row.label == label else 1 - chance for label in labels] for row in rows])
    return OwnChances(labels, chances, FOLDS)


@pytest.fixture(scope="module")
def rows():
    return draw_rows()


@pytest.fixture(scope="module")
def tables(rows, judging):
    return see_tables(rows, TASK, judging, vocabulary=VOCABULARY)


def test_the_tables_are_those_of_the_task_with_room_for_the_own_voice(tables, judging):
    assert tables[0].kinds == (*judging.combiners[TASK].kinds, OWN)
    assert not tables[0].values[:, -1].any()


def test_the_own_voice_is_laid_out_as_in_service(tables):
    (filled,) = add_own(tables[:1], (COVERS, LIGHTS), np.array([[1e-9, 1.0]]))
    said = dict(zip(filled.answers, filled.values[:, -1].tolist(), strict=True))
    assert (said[LIGHTS], said[COVERS]) == (0.0, FLOOR)
    assert {value for answer, value in said.items() if answer not in (LIGHTS, COVERS)} == {UNMET}
    assert not tables[0].values[:, -1].any()  # the tables given are as they were


def test_an_own_model_that_is_right_decides_against_what_ships(rows, tables, judging):
    shipped = [one.said for one in answer_whole(rows[:2], TASK, judging, vocabulary=VOCABULARY)]
    own = say(rows, 0.95)
    combiner, _ = combine_own(rows, tables, own, task=TASK, judging=judging)
    answered = answer_combined(rows, add_own(tables, own.labels, own.chances), combiner)
    assert shipped != [LIGHTS, COVERS]
    assert all(one.is_right for one in answered)
    assert combiner.factors[-1] > 0.5


def test_an_own_model_that_knows_nothing_is_not_heard(rows, tables, judging):
    answers = tables[0].answers
    mute = OwnChances(answers, np.full((LETTERS, len(answers)), 1 / len(answers)), FOLDS)
    combiner, _ = combine_own(rows, tables, mute, task=TASK, judging=judging)
    assert combiner.factors[-1] == pytest.approx(0, abs=1e-6)


def test_few_letters_leave_what_ships_nearly_as_it_was(rows, tables, judging):
    own = say(rows, 0.95)
    few = OwnChances(own.labels, own.chances[:5], FOLDS[:5])
    combiner, _ = combine_own(rows[:5], tables[:5], few, task=TASK, judging=judging)
    moved = np.abs(combiner.factors[:-1] - judging.combiners[TASK].factors)
    assert moved.max() < 0.35


def test_a_few_letters_that_are_all_right_make_no_score_certain(judging):
    shipped = judging.combiners[TASK].slope, judging.combiners[TASK].shift
    chances = np.linspace(0.5, 0.97, 60).tolist()
    alone, held = (fit_score(chances, [True] * 60, known=known) for known in (None, shipped))
    unlikely = [float(expit(slope * log_odds(0.3) + shift)) for slope, shift in (alone, held)]
    assert unlikely[0] > 0.99  # what the letters alone would say of an answer that is hardly likely
    assert unlikely[1] < 0.7


def test_what_is_combined_holds_its_scores_to_those_that_ship(rows, tables, judging):
    combiner, held_out = combine_own(rows, tables, say(rows, 0.999), task=TASK, judging=judging)
    shipped = judging.combiners[TASK]
    assert abs(combiner.slope - shipped.slope) < 1
    assert abs(combiner.shift - shipped.shift) < 1
    assert max(held_out.scores[-LETTERS:]) < 0.9995


def test_many_letters_move_scores_to_where_they_are_right(judging):
    known = judging.combiners[TASK].slope, judging.combiners[TASK].shift
    slope, shift = fit_score([0.6] * 4000, [True, False] * 2000, known=known)
    assert expit(slope * log_odds(0.6) + shift) == pytest.approx(0.5, abs=0.01)


def test_with_few_letters_those_that_ship_tell_thresholds_too(rows, tables, judging):
    _, held_out = combine_own(rows, tables, say(rows, 0.95), task=TASK, judging=judging)
    assert LETTERS < ENOUGH_LETTERS
    assert len(held_out.scores) == len(judging.held_out[TASK].scores) + LETTERS


def test_a_label_that_is_no_answer_of_the_office_teaches_nothing(rows, tables, judging):
    stray = [LabelledRow(row.id, row.title, row.text, "NOWHERE") if n < 10 else row for n, row in enumerate(rows)]
    _, held_out = combine_own(stray, tables, say(rows, 0.95), task=TASK, judging=judging)
    assert len(held_out.scores) == len(judging.held_out[TASK].scores) + LETTERS - 10


def test_what_is_written_is_read_again_and_is_the_same_every_time(judging):
    combiner, held_out = judging.combiners[TASK], HeldOut((0.5, 0.75), (True, False))
    written = write_combined(combiner, held_out)
    assert written == write_combined(combiner, held_out)
    facts = json.loads(written)
    again = read_combiner(facts["combiner"])
    assert (again.answers, again.kinds) == (combiner.answers, combiner.kinds)
    assert np.allclose(again.factors, combiner.factors, atol=1e-6)
    assert read_held_out(facts["held_out"]) == held_out


def test_a_combiner_whose_parts_do_not_fit_is_refused(judging):
    row = describe_combiner(judging.combiners[TASK])
    with pytest.raises(ValueError, match="shapes"):
        read_combiner({**row, "factors": row["factors"][1:]})
    with pytest.raises(ValueError, match="lengths"):
        read_held_out({"scores": [0.5], "right": [], "positive": [], "negative": []})
