"""What was judged of a case, on the terminal: answers, what else it may be, the words that spoke for and against."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cli.case_clocks import tell_clock
from cli.consoles import results
from cli.tables import Row, make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from records import CaseRecord, CueRecord, JudgementRecord, MatterRecord

MOST_CUES = 4
"""Words for, and words against, that are shown unless all are asked for."""
LEAST_WEIGHT = 0.05
"""A word that weighs less says nothing to a reader."""
MOST_RUNNERS_UP = 3
LEAST_SCORE = 0.005
"""An answer less likely than this is shown only where the judgement abstained: it would read 0 %."""
LONGEST_WORDS = 60
"""Characters of a matter's words that are shown: enough to tell it from the others."""


def print_judgements(record: "CaseRecord", *, verbose: bool) -> None:
    """Print the judgements; `verbose` adds those with nothing to say, every cue, and what judged."""
    headings = [text("show.question"), name_field("answer"), name_field("score"), name_field("runners_up")]
    headings.append(name_field("cues"))
    if verbose:
        headings.append(name_field("made_by"))
    shown = [one for one in record.judgements if verbose or one.answer or one.doubt or one.runners_up]
    if shown:
        rows = (_row(judgement, verbose=verbose) for judgement in shown)
        results().print(make_table(headings, rows, title=name_field("judgements")))
    for matter in record.matters:
        _print_matter(matter)


def _row(judgement: "JudgementRecord", *, verbose: bool) -> Row:
    question, given = judgement.question, judgement.answer is not None
    unsure = text("show.unsure" if judgement.doubt or judgement.runners_up else "show.nothing")
    runners_up = [
        f"{name_value(question, other.answer)}\u00a0{other.score:.0%}"
        for other in judgement.runners_up[:MOST_RUNNERS_UP]
        if not given or other.score >= LEAST_SCORE
    ]
    answer = name_value(question, judgement.answer) or unsure
    score = f"{judgement.score:.0%}" if given else ""
    cues = "\n".join(_tell_cues(judgement.cues, verbose=verbose))
    row = [name_field(question), answer, score, "\n".join(runners_up), cues]
    return [*row, judgement.made_by] if verbose else row


def _tell_cues(cues: Iterable["CueRecord"], *, verbose: bool) -> Iterator[str]:
    """A line of the words for the best answer and one of those against it, the heaviest first."""
    weights: dict[str, float] = {}
    for cue in cues:
        words = show_visible("".join(cue.text.split())) or (text("show.rest") if verbose else "")
        if words and verbose and cue.text:
            words += f"[{cue.source}]" if cue.source else ""
        if words:
            weights[words] = weights.get(words, 0.0) + cue.weight
    ranked = sorted(weights.items(), key=lambda item: -abs(item[1]))
    for key, sign in (("show.for", 1), ("show.against", -1)):
        told = [
            f"{words}{weight:+.1f}" for words, weight in ranked if weight * sign >= (0 if verbose else LEAST_WEIGHT)
        ]
        if told:
            yield text(key, words=" ".join(told if verbose else told[:MOST_CUES]))


def _print_matter(matter: "MatterRecord") -> None:
    """A matter of several: its number and state, its demands, what was judged of it, and its clocks."""
    console = results()
    state = name_value("matter_state", matter.state)
    console.print(f"{text('show.matter', number=matter.number)}  {state}", style="bold")
    for words in matter.words:
        console.print("  " + show_visible(_shorten(words)), soft_wrap=True)
    told = [(name_field("demand"), show_visible(demand)) for demand in matter.demands]
    if matter.place_code:
        told.append((name_field("place_code"), name_value("place_code", matter.place_code)))
    for judgement in matter.judgements:
        answer = name_value(judgement.question, judgement.answer)
        if answer:
            told.append((name_field(judgement.question), f"{answer}  {judgement.score:.0%}"))
    told += [(text("show.deadline"), tell_clock(deadline)) for deadline in matter.deadlines]
    for name, value in told:
        console.print(f"  {name}  {value}", soft_wrap=True)


def _shorten(words: str) -> str:
    line = "".join(words.splitlines())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1] + "…"
