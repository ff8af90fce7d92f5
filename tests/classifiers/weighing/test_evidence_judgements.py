"""The words behind a judgement add up to its score, and each is quoted from the letter."""

import math

import pytest

from classifiers.judge import judge_letter
from classifiers.looking.parts import divide_letter
from classifiers.looking.sights import see_parts
from classifiers.steps.rule_answers import LEAST_CHANCE, REST
from classifiers.weighing.evidence_judgements import MOST_CUES, MOST_RUNNERS_UP, judge_weighed, rank_answers
from classifiers.weighing.judging_tasks import TASKS, see_letter
from classifiers.weighing.weighing import weigh_task
from extractors.fields.findings import find_all
from tests.classifiers.judging_data import shipped_judging
from tests.classifiers.test_judge import write_letter
from tests.extractors.sheet_of import make_letter
from tests.sample_docs.expectations import load_expectations
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
SAMPLES = load_expectations()
WEIGHED = ("topic", "topic2", "unit", "matter_class", "accusation", "litigation", "urgency")
ROUNDED = 0.0006 * (MOST_CUES + 1)
"""Each weight is rounded to three digits."""
GUARDED = ("unit.accused", "unit.accused-parent", "accused.unclear")
"""Where the guard took the best answer away, the words are those that it was taken for."""


def log_odds(score):
    held = min(max(score, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return math.log(held / (1 - held))


@pytest.fixture(scope="module")
def judged():
    """Every sample letter with its verdict."""
    found = {}
    for sample in SAMPLES:
        letter = make_letter(*(page.text for page in sample.pages))
        findings = find_all(letter, vocabulary=VOCABULARY, received=letter.scan.received_at.date())
        verdict = judge_letter(letter, findings, vocabulary=VOCABULARY, judging=shipped_judging())
        found[sample.name] = (
            letter,
            (
                *verdict.judgements,
                *(one for matter in verdict.matters for one in matter.judgements),
            ),
        )
    return found


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES])
def test_the_cues_of_each_judgement_add_up_to_the_log_odds_of_its_score(judged, name):
    told = [one for one in judged[name][1] if one.cues and one.doubt not in GUARDED]
    assert told
    for one in told:
        assert sum(cue.weight for cue in one.cues) == pytest.approx(log_odds(one.score), abs=ROUNDED), one.question


@pytest.mark.parametrize("name", [sample.name for sample in SAMPLES])
def test_each_cue_quotes_the_letter_and_tells_its_source(judged, name):
    letter, judgements = judged[name]
    for one in judgements:
        for cue in one.cues:
            assert cue.source, one.question
            assert (cue.span is None) == (cue.text == ""), one.question
            assert cue.span is None or cue.span.of(letter.text) == cue.text, one.question


def test_every_learned_question_shows_words_somewhere(judged):
    shown = {
        one.question
        for _, judgements in judged.values()
        for one in judgements
        if any(cue.source != REST for cue in one.cues)
    }
    assert set(WEIGHED) <= shown


LETTER = ("低保金被停发", "我是残疾人，低保金去年被停发，民政所让我找县民政局，请求恢复。")


@pytest.fixture(scope="module")
def sight():
    parts = divide_letter(write_letter("\n".join(LETTER)), [])
    return see_parts(parts, (), shipped_judging().read(parts), vocabulary=VOCABULARY)


def judge(sight, *, doubt="topic.unsure", task="topic"):
    weighed = weigh_task(task, sight, shipped_judging(), vocabulary=VOCABULARY)
    return weighed, judge_weighed("topic", weighed, sight, shipped_judging(), doubt=doubt)


def test_the_score_is_the_mapped_chance_of_the_best_answer(sight):
    weighed, judged = judge(sight)
    best = max(weighed.chances, key=weighed.chances.get)
    assert judged.answer in (best, None)
    assert judged.score == pytest.approx(weighed.combiner.score(weighed.chances[best]), abs=1e-4)


def test_below_the_threshold_the_best_answer_leads_the_candidates(sight):
    empty = see_letter("", "请领导看看，谢谢。", {}, vocabulary=VOCABULARY)
    weighed, judged = judge(empty)
    assert (judged.answer, judged.doubt) == (None, "topic.unsure")
    assert list(judged.runners_up) == rank_answers(weighed)
    assert judged.score == judged.runners_up[0].score < shipped_judging().thresholds["topic"].score


def test_at_most_three_others_are_shown_the_likelier_first(sight):
    weighed, _ = judge(sight)
    ranked = rank_answers(weighed)
    assert len(ranked) == MOST_RUNNERS_UP + 1
    assert [one.score for one in ranked[1:]] == sorted((one.score for one in ranked[1:]), reverse=True)


def test_words_for_the_best_answer_are_above_zero_and_come_heaviest_first(sight):
    _, judged = judge(sight)
    words = [cue for cue in judged.cues if cue.source != REST]
    assert sum(cue.weight for cue in words) > 0
    assert [abs(cue.weight) for cue in words] == sorted((abs(cue.weight) for cue in words), reverse=True)
    assert len(words) <= MOST_CUES
    assert any("低保" in cue.text for cue in words)


def test_every_task_that_is_learned_has_its_combiner_and_its_held_out_scores():
    judging = shipped_judging()
    assert {task.name for task in TASKS} == set(judging.combiners) == set(judging.held_out)
    assert set(judging.thresholds) | set(judging.floors) == set(judging.combiners)
