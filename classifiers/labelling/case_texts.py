"""Title and text of a read letter, apart from each other, as the judging model reads them."""

from collections.abc import Sequence

from classifiers.looking.parts import divide_letter
from classifiers.ngrams.folding import fold_text, fold_with_places
from records import Finding, Letter


def part_letter(letter: Letter, findings: Sequence[Finding]) -> tuple[str, str]:
    """The heading and the text without it, as written.

    What is cut out is where the folded heading first stands, as `classifiers.looking.text_readings.read_text` cuts it.
    A letter that is nothing but a heading is a text without title.
    """
    parts = divide_letter(letter, findings)
    title = parts.title.of(parts.written).strip()
    folded, heading = fold_with_places(parts.text), fold_text(parts.title.of(parts.text))
    at = folded.text.find(heading) if heading else -1
    if at < 0:
        return title, parts.written.strip()
    span = folded.span(at, at + len(heading))
    text = f"{parts.written[: span.start].rstrip()}\n{parts.written[span.end :].lstrip()}".strip()
    return (title, text) if text else ("", title)
