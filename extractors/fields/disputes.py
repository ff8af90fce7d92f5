"""Doubt what stands where two readings of the ink differ."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from extractors.fields.id_numbers import fits_check_figure
from records import Finding, Letter, Line, Span

FIELDS = frozenset({"name", "phone", "other_phone", "id_no", "letter_date", "date", "amount"})
"""Fields whose words are read a second time; in longer ones a character read otherwise changes nothing."""

AS_OFTEN_WRONG = 0.5
"""A disputed value is about as often wrong as right (docs/performance.md)."""


def mark_disputed(findings: Sequence[Finding], letter: Letter) -> tuple[Finding, ...]:
    """The findings, those that stand on disputed ink with the other reading and the doubt `value.disputed`.

    An identity number whose check figure fits (GB 11643) settles the dispute. One whose check figure does not fit keeps
    its own doubt: the other reading is a proposal and repairs nothing.
    """
    if all(line.second in (None, line.text) for line in letter.lines):
        return tuple(findings)
    return tuple(_mark(finding, letter) if finding.field in FIELDS else finding for finding in findings)


def _mark(finding: Finding, letter: Letter) -> Finding:
    words = finding.span.of(letter.text)
    other = read_otherwise(letter, finding.span)
    settled = finding.field == "id_no" and finding.value is not None and fits_check_figure(finding.value)
    if other == words or settled:
        return finding
    told = {
        "second": other,
        "doubt": finding.doubt or "value.disputed",
        "confidence": round(finding.confidence * AS_OFTEN_WRONG, 4),
    }
    return finding.model_copy(update=told)


def read_otherwise(letter: Letter, span: Span) -> str:
    """The words of a span by the second reading, where there is one; by the first elsewhere."""
    pieces = []
    at = span.start
    for line, start in zip(letter.lines, letter.starts, strict=True):
        low, high = max(span.start, start) - start, min(span.end, start + len(line.text)) - start
        if low < high:
            pieces += [letter.text[at : start + low], _second_words(line, low, high)]
            at = start + high
    return "".join(pieces) + letter.text[at : span.end]


def _second_words(line: Line, low: int, high: int) -> str:
    """The part of a line's second reading that stands for the characters from `low` to before `high`."""
    if line.second in (None, line.text):
        return line.text[low:high]
    pieces = []
    for _, start, end, to_start, to_end in SequenceMatcher(None, line.text, line.second, autojunk=False).get_opcodes():
        if start == end:  # added by the second reading
            if low <= start <= high:
                pieces.append(line.second[to_start:to_end])
        elif start < high and end > low:
            if line.text[start:end] == line.second[to_start:to_end]:
                pieces.append(line.text[max(start, low) : min(end, high)])
            else:
                pieces.append(line.second[to_start:to_end])
    return "".join(pieces)
