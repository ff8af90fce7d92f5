"""Put a report together: every figure, comparison, plot point and quoted letter, before it is written in any form."""

from dataclasses import dataclass

from classifiers.ngrams.views import PreparedLetter, prepare_letter
from classifiers.reporting.comparing import Comparison, compare_answers
from classifiers.reporting.confusing import Confusion, Matrix, fold_matrix, list_confusions
from classifiers.reporting.drifting import Drift, measure_drift
from classifiers.reporting.evaluations import Evaluation, Mask
from classifiers.reporting.figures import Figures, measure
from classifiers.reporting.mistakes import Mistake, list_mistakes
from classifiers.reporting.strong_words import ClassWords, find_strong_words

MOST_LETTERS = 1000
"""Letters whose words are looked at: more change no word's mean."""


@dataclass(frozen=True, eq=False)
class Report:
    """What a report says, with the evaluation that it is of."""

    evaluation: Evaluation
    figures: Figures
    matrix: Matrix
    confusions: tuple[Confusion, ...]
    comparison: Comparison | None
    drift: Drift | None
    words: tuple[ClassWords, ...]
    mistakes: tuple[Mistake, ...]

    def name(self, label: str) -> str:
        """What people call a label."""
        return self.evaluation.names.get(label, label)


def compose_report(evaluation: Evaluation, *, mask: Mask) -> Report:
    """Measure an evaluation; letters are quoted masked alone."""
    answers, against = evaluation.answers, evaluation.against
    letters = prepare_sample(evaluation)
    return Report(
        evaluation=evaluation,
        figures=measure(answers, threshold=evaluation.threshold),
        matrix=fold_matrix(answers),
        confusions=list_confusions(answers),
        comparison=compare_answers(answers, against.answers, against=against.id, old_threshold=against.threshold)
        if against is not None
        else None,
        drift=measure_drift(evaluation, letters),
        words=find_strong_words(evaluation.model, letters) if evaluation.model is not None else (),
        mistakes=list_mistakes(evaluation, mask=mask),
    )


def prepare_sample(evaluation: Evaluation) -> list[PreparedLetter]:
    """Some of the letters, evenly taken, cut into words; none without a model."""
    model = evaluation.model
    rows = [evaluation.texts[answer.id] for answer in evaluation.answers if answer.id in evaluation.texts]
    step = max(1, -(-len(rows) // MOST_LETTERS))
    return [prepare_letter(row.title, row.text, segmenter=model.segmenter) for row in rows[::step]] if model else []
