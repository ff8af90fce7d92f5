"""The guard as a property: whatever is judged and whatever the table, no unit accused is ever proposed."""

import ast
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.guarding.guard import guard_judgements
from records import Candidate, Judgement, Settings
from tests.vocab.accused_trees import UNKNOWN, above_slowly, barred_slowly, draw_vocabulary
from vocab import Vocabulary
from vocab.closures import Closure, accused_closure

ROOT = Path(__file__).parents[3]
GUARD = (
    "classifiers/guarding/guard.py",
    "classifiers/guarding/accused_net.py",
    "vocab/closures.py",
    "ledger/guarding.py",
)
CASES_AT_ONCE, EXAMPLES = 50, 2200
"""A hundred and ten thousand cases: each its own table, its own accused, its own judgements."""

A = Closure(barred=frozenset({"A"}), to_confirm=frozenset({"P"}), organs=frozenset({"JWJW"}))


def judged(answer=None, *runners, question="unit", score=0.8, doubt=None):
    ranked = tuple(Candidate(answer=code, score=round(score - 0.1 * n, 3)) for n, code in enumerate(runners, start=1))
    return Judgement(question=question, answer=answer, score=score, runners_up=ranked, made_by="test", doubt=doubt)


def guard_one(judgement, closure=A, *, accusing=True, clear=True):
    (guarded,) = guard_judgements((judgement,), closure, accusing=accusing, clear=clear)
    return guarded


def told(judgement):
    return judgement.answer, [runner.answer for runner in judgement.runners_up], judgement.doubt


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        (judged("A", "B", "C"), (None, ["B", "C"], "unit.accused")),
        (judged("B", "A", "C"), ("B", ["C"], None)),
        (judged("P", "B"), (None, ["P", "B"], "unit.accused-parent")),
        (judged("B", "P"), ("B", ["P"], None)),
        (judged(None, "A", "B", doubt="unit.unsure"), (None, ["B"], "unit.accused")),
        (judged(None, "P", "B", doubt="unit.unsure"), (None, ["P", "B"], "unit.accused-parent")),
        (judged(None, "B", "A", doubt="unit.unsure"), (None, ["B"], "unit.unsure")),
        (judged("B", "C"), ("B", ["C"], None)),
        (judged("A"), (None, [], "unit.accused")),
        (judged("A B P", question="co_units"), ("B", ["P"], "unit.accused")),
        (judged("B C", "A B", question="co_units"), ("B C", ["B"], None)),
    ],
)
def test_the_accused_goes_and_its_superior_waits_for_a_person(given_, left):
    assert told(guard_one(given_)) == left


def test_it_holds_though_nobody_called_the_letter_an_accusation():
    assert told(guard_one(judged("A", "B"), accusing=False)) == (None, ["B"], "unit.accused")


def test_an_accusation_of_nobody_knows_whom_goes_to_a_person():
    assert told(guard_one(judged("JWJW", "B"), clear=False)) == (None, ["JWJW"], "accused.unclear")
    assert told(guard_one(judged("B", "JWJW"), clear=False)) == (None, ["JWJW"], "accused.unclear")


def test_a_person_accused_whose_unit_is_not_known_may_be_told_to_the_discipline_organs_alone():
    nobody = Closure(organs=frozenset({"JWJW"}))
    assert told(guard_one(judged("JWJW", "B"), nobody)) == ("JWJW", [], None)
    assert told(guard_one(judged("B", "C"), nobody)) == (None, [], "accused.unclear")
    assert told(guard_one(judged("B", "C"), nobody, accusing=False)) == ("B", ["C"], None)


def test_accused_discipline_organs_are_no_way_out():
    organs = Closure(barred=frozenset({"JWJW"}))
    assert told(guard_one(judged("JWJW", "B"), organs)) == (None, ["B"], "unit.accused")
    assert told(guard_one(judged("JWJW", "B"), organs, clear=False)) == (None, [], "unit.accused")


@pytest.mark.parametrize(
    ("question", "answer", "runners", "left"),
    [
        ("level", "county", ["city"], (None, ["city"], "unit.accused")),
        ("level", "city", ["county"], ("city", [], None)),
        ("territory", "350681", ["350600"], (None, ["350600"], "unit.accused")),
        ("territory", "350600", [], ("350600", [], None)),
        ("topic", "county", ["350681"], ("county", ["350681"], None)),
    ],
)
def test_an_accused_county_government_answers_on_no_level(question, answer, runners, left):
    county = Closure(barred=frozenset({"SDZF"}), counties=True)
    assert told(guard_one(judged(answer, *runners, question=question), county)) == left
    assert told(guard_one(judged(answer, *runners, question=question), A)) == (answer, runners, None)


def draw_judgement(random: Random, question: str, codes: list[str]) -> Judgement:
    """Any answer and any runners-up, several codes in one where co-units are asked for."""
    most = 3 if question == "co_units" else 1

    def draw_answer() -> str:
        return " ".join(random.sample(codes, random.randint(1, min(most, len(codes)))))

    score = random.random()
    runners = [Candidate(answer=draw_answer(), score=random.random() * score) for _ in range(random.randint(0, 4))]
    return Judgement(
        question=question, answer=draw_answer() if random.random() < 0.7 else None, score=score, made_by="test",
        runners_up=tuple(sorted(runners, key=lambda runner: -runner.score)),
        doubt=random.choice((None, "unit.unsure")),
    )  # fmt: skip


def codes_in(answers: Iterable[str | None]) -> set[str]:
    return {code for answer in answers for code in (answer or "").split()}


def check_case(random: Random, vocabulary: Vocabulary) -> None:
    codes = [*vocabulary.units, UNKNOWN, "FREE"]
    named = set(random.sample(codes[:-1], random.randint(0, min(3, len(codes) - 1))))
    accusing, clear = random.random() < 0.7, random.random() < 0.7
    asked = ("unit", "co_units", "unit", "topic")
    before = tuple(draw_judgement(random, question, codes) for question in asked)
    closure = accused_closure(named, vocabulary=vocabulary)
    after = guard_judgements(before, closure, accusing=accusing, clear=clear)

    barred = barred_slowly(named, vocabulary)
    above = above_slowly(barred, vocabulary)
    organs = {unit.code for unit in vocabulary.units.values() if unit.kind == "supervision"} - barred - above
    for old, new in zip(before, after, strict=True):
        if new.question == "topic":
            assert new == old, "what names no unit is let alone"
            continue
        proposed = codes_in((new.answer, *(runner.answer for runner in new.runners_up)))
        assert not proposed & barred
        assert not codes_in((new.answer,)) & above
        assert proposed <= codes_in((old.answer, *(runner.answer for runner in old.runners_up)))
        if new.question == "unit" and codes_in((old.answer,)) & barred:
            assert (new.answer, new.doubt) == (None, "unit.accused")
        if accusing and not clear:
            assert proposed <= organs
            assert new.question != "unit" or (
                new.answer is None and new.doubt in ("accused.unclear", "unit.accused", "unit.accused-parent")
            )
        if not accusing and not named:
            assert new == old
    assert guard_judgements(after, closure, accusing=accusing, clear=clear) == after


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**40))
def test_no_unit_in_the_accused_closure_is_ever_proposed_whatever_the_table(seed: int) -> None:
    random = Random(seed)
    for _ in range(CASES_AT_ONCE):
        check_case(random, draw_vocabulary(random))


@pytest.mark.parametrize("file", GUARD)
def test_the_guard_reads_no_setting_and_no_environment(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
    }
    assert not names & {"Settings", "environ", "getenv", "os", "settings", *Settings.model_fields}


def test_no_setting_is_about_the_guard_but_how_many_accusations_may_be_missed():
    """The budget tells when a person is asked; that the guard holds at any, `test_guard_letters.py` shows."""
    said = {name: f"{name} {field.description}".lower() for name, field in Settings.model_fields.items()}
    about = {name for name, words in said.items() if any(word in words for word in ("guard", "accus", "restrict"))}
    assert about == {"budget_accusation"}
