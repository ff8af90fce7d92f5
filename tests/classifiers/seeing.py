"""A letter of a line as the steps of judgement see it, read by a learned model."""

from classifiers.looking.sights import Sight, see_parts
from classifiers.weighing.judging_model import JudgingModel
from records import Candidate, Finding, Judgement
from tests.classifiers.looking.test_cue_words import VOCABULARY, parts_of


def see(text: str, judging: JudgingModel, *, title: str | None = None, findings: tuple[Finding, ...] = ()) -> Sight:
    """What the steps look at; `title` is what the text begins with."""
    parts = parts_of(text, title=title)
    return see_parts(parts, findings, judging.read(parts), vocabulary=VOCABULARY)


def answer(question: str, given: str | None, *likeliest: tuple[str, float], score: float = 0.9) -> Judgement:
    """A judgement that was made before; `likeliest` are its runners-up."""
    ranked = tuple(Candidate(answer=code, score=chance) for code, chance in likeliest)
    return Judgement(question=question, answer=given, score=score, runners_up=ranked, made_by="test")  # type: ignore[arg-type]


def best_of(judgement: Judgement) -> str | None:
    """The answer, or what stands first where none was given."""
    return judgement.answer or next((runner.answer for runner in judgement.runners_up), None)


def all_of(judgement: Judgement) -> set[str]:
    """Every code in a judgement, as answer or as runner-up."""
    answers = (judgement.answer, *(runner.answer for runner in judgement.runners_up))
    return {code for one in answers for code in (one or "").split()}
