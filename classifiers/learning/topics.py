"""The topic model in service: a letter's topic as a judgement, and a file of texts classified."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from classifiers.learning.data_rows import read_text_rows
from classifiers.learning.model_files import load_model
from classifiers.learning.text_model import BATCH, Prediction, TextModel, WordCue
from classifiers.ngrams.features import prepare_folded
from classifiers.ngrams.folding import FoldedText, cut_out, fold_text, fold_with_places
from records import Candidate, Cue, Judgement
from vocab import Vocabulary

__all__ = ["DOUBT", "Prediction", "TextModel", "classify_file", "judge_topic_of_text"]

DOUBT = "topic.unsure"


def judge_topic_of_text(text: str, *, model: TextModel, title: str = "") -> Judgement:
    """Judge what a text is about by the model alone; below its threshold it abstains with `topic.unsure`.

    The title is read apart from the text, as the model learned it, and is not read twice. White space is not read: of a
    letter all but one matter may be blanked with it, and every place stays.
    """
    folded, heading = fold_with_places(text), fold_text(title)
    prepared = prepare_folded(heading, cut_out(folded.text, heading), segmenter=model.segmenter)
    made_by = f"model:{model.id}"
    if not prepared.title_words and not prepared.text_words:
        return Judgement(question="topic", answer=None, score=0.0, made_by=made_by, doubt=DOUBT)
    found = model.judge_prepared(prepared)
    cues = _place_cues(found.cues, folded)
    if found.score < model.threshold:
        best = Candidate(answer=found.label, score=found.score)
        return Judgement(
            question="topic",
            answer=None,
            score=found.score,
            runners_up=(best, *found.runners_up),
            cues=cues,
            made_by=made_by,
            doubt=DOUBT,
        )
    return Judgement(
        question="topic", answer=found.label, score=found.score, runners_up=found.runners_up, cues=cues, made_by=made_by
    )


def classify_file(
    model_folder: Path, data: Path, *, task: str = "topic", vocabulary: Vocabulary | None = None
) -> Iterator[dict[str, object]]:
    """Yield `{id, label, score, runners_up}` for each row `{id, title, text}` of a JSON Lines file.

    `label` is always the best answer; `score` is the calibrated probability that it is right.

    Raises:
        SetupError: `setup.model`, when the model cannot be used.
        UsageError: `data.row`, when a row is not as it must be.
    """
    model = load_model(model_folder, task=task, vocabulary=vocabulary)
    rows = read_text_rows(data)
    while batch := list(islice(rows, BATCH)):
        for row, found in zip(batch, model.judge_many(batch), strict=True):
            runners_up = [{"label": other.answer, "score": other.score} for other in found.runners_up]
            yield {"id": row.id, "label": found.label, "score": found.score, "runners_up": runners_up}


def _place_cues(cues: Sequence[WordCue], folded: FoldedText) -> tuple[Cue, ...]:
    """Each cue at its first stand in the letter, in the letter's own characters; those that stand nowhere go."""
    placed = []
    for cue in cues:
        start = folded.text.find(cue.words)
        if start >= 0:
            placed.append(Cue(text=cue.words, weight=cue.weight, span=folded.span(start, start + len(cue.words))))
    return tuple(placed)
