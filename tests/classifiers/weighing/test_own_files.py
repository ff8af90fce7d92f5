"""An own model in service is what was written, weighed with the evidence of this program, under its folder's name."""

import json
import math

import pytest

from classifiers.registry.names import own_models
from classifiers.weighing.own_files import COMBINED, load_own
from records import SetupError
from tests.own_models import FIRST, TASK, change_facts, copy_home, sign_files
from vocab import load_vocabulary


@pytest.fixture
def folder(tmp_path):
    return own_models(copy_home(tmp_path)) / FIRST


def refusal(folder):
    with pytest.raises(SetupError) as told:
        load_own(folder, TASK, load_vocabulary())
    assert told.value.code == "setup.model"
    return told.value.remedy


def change_combined(folder, part, **changes):
    facts = json.loads((folder / COMBINED).read_text())
    facts[part] |= changes
    (folder / COMBINED).write_text(json.dumps(facts))
    sign_files(folder)


def test_what_was_trained_is_loaded_under_its_folders_name(folder):
    assert load_own(folder, TASK, load_vocabulary()).text.id.startswith(f"{FIRST}@")


def test_weights_that_no_checksum_names_are_refused(folder):
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.read_text().splitlines(keepends=True) if COMBINED not in line))
    assert refusal(folder) == f"{FIRST}: {COMBINED} is missing"


def test_a_model_that_calls_itself_otherwise_is_refused_for_stamps_would_name_another(folder):
    change_facts(folder, id="topic-2")
    assert "calls itself topic-2" in refusal(folder)


def test_weights_of_other_evidence_than_this_program_gathers_are_refused_before_any_letter(folder):
    facts = json.loads((folder / COMBINED).read_text())
    kinds, factors = facts["combiner"]["kinds"], facts["combiner"]["factors"]
    change_combined(folder, "combiner", kinds=kinds[1:], factors=factors[1:])
    assert "weighs other evidence" in refusal(folder)


@pytest.mark.parametrize("shift", [math.nan, math.inf])
def test_weights_that_are_no_numbers_are_refused(folder, shift):
    change_combined(folder, "combiner", score=[1.0, shift])
    assert "does not fit" in refusal(folder)


def test_scores_that_are_no_probabilities_are_refused(folder):
    change_combined(folder, "held_out", scores=[1.5], right=[1])
    assert "does not fit" in refusal(folder)
