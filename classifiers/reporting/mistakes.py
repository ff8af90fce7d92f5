"""The worst mistakes: what the model was surest of and had wrong, with the words that led there."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.learning.answers import Answered
from classifiers.learning.text_model import TextModel, WordCue
from classifiers.ngrams.folding import fold_with_places
from classifiers.ngrams.views import prepare_letter
from classifiers.reporting.evaluations import Evaluation, Mask

MOST = 100
AROUND = 24
"""Characters that are quoted on each side of a word that led there."""
HEAD = 60
"""Characters that are quoted where no such word stands."""
LONGEST = 240
LONGEST_TITLE = 80
GAP = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a letter; `cue` says that they led to the answer."""

    text: str
    cue: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """A letter that got a wrong answer. Title and quote are masked and empty where the text is not known."""

    id: str
    label: str
    said: str
    score: float
    title: str
    quote: tuple[Piece, ...]
    cues: tuple[WordCue, ...]


def list_mistakes(evaluation: Evaluation, *, mask: Mask, most: int = MOST) -> tuple[Mistake, ...]:
    """The mistakes with the highest scores, the highest first."""
    wrong = sorted((a for a in evaluation.answers if not a.is_right), key=lambda a: (-a.score, a.id))
    return tuple(_show_mistake(answer, evaluation, mask) for answer in wrong[:most])


def _show_mistake(answer: Answered, evaluation: Evaluation, mask: Mask) -> Mistake:
    row = evaluation.texts.get(answer.id)
    if row is None:
        return Mistake(answer.id, answer.label, answer.said, answer.score, "", (), ())
    cues = find_cues(evaluation.model, row.title, row.text, answer) if evaluation.model is not None else ()
    title, text = mask(row.title, row.text)
    # a word that the mask took away is not shown beside the quote either
    seen = fold_with_places(f"{title}\n{text}").text
    cues = tuple(cue for cue in cues if cue.words in seen)
    quote = quote_around(text, [cue.words for cue in cues if cue.weight > 0])
    return Mistake(answer.id, answer.label, answer.said, answer.score, _shorten(title), quote, cues)


def find_cues(model: TextModel, title: str, text: str, answer: Answered) -> tuple[WordCue, ...]:
    """The words with the most weight for what was said against the truth.

    Against the next best answer where the model does not know the truth; none where it does not know what was said.
    """
    letter = prepare_letter(title, text, segmenter=model.segmenter)
    if answer.said not in model.labels:
        return ()
    if answer.label not in model.labels:
        return model.judge_prepared(letter).cues
    return model.explain(model.space.weigh([letter]), answer.said, answer.label)


def quote_around(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text shortened to where the folded words stand first, each marked; its beginning where none does."""
    folded = fold_with_places(text)
    places = sorted(
        (span.start, span.end)
        for word in words
        if word and (start := folded.text.find(word)) >= 0 and (span := folded.span(start, start + len(word)))
    )
    if not places:
        return _tidy([Piece(text[:HEAD])], cut=len(text) > HEAD)
    pieces: list[Piece] = []
    at = max(0, places[0][0] - AROUND)
    if at:
        pieces.append(Piece(GAP))
    quoted = 0
    for number, (start, end) in enumerate(places):
        if start < at or quoted > LONGEST:
            continue
        pieces += [Piece(text[at:start]), Piece(text[start:end], cue=True)]
        following = min((place[0] for place in places[number + 1 :] if place[0] >= end), default=len(text))
        quoted += end - at
        if following - end > 2 * AROUND or quoted > LONGEST:
            pieces += [Piece(text[end : end + AROUND]), Piece(GAP if end + AROUND < len(text) else "")]
            at = max(end + AROUND, following - AROUND)
        else:
            at = end
    if at < len(text) and pieces[-1].cue:
        pieces += [Piece(text[at : at + AROUND]), Piece(GAP if at + AROUND < len(text) else "")]
    return _tidy(pieces)


def _shorten(title: str) -> str:
    """A title on one line, cut where it is none: a row may hold a whole letter there."""
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else line[:LONGEST_TITLE] + GAP


def _tidy(pieces: Sequence[Piece], *, cut: bool = False) -> tuple[Piece, ...]:
    tidy = [Piece(" ".join(piece.text.split()), piece.cue) for piece in pieces]
    return tuple(piece for piece in (*tidy, *([Piece(GAP)] if cut else [])) if piece.text)
