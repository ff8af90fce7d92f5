"""The parts of a letter that the judgements by rule look at, in simplified characters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from records import Finding, Letter, Span
from vocab import simplify

OPENING = 120
"""Characters after the title that count as the opening: salutation and first sentences."""
CLOSING = 160
"""Characters at the end that count as the closing."""
LONGEST_TITLE = 45
COMPOSED_TITLE = "title.composed"
"""The rule of a title that was put together from words of the body: the letter itself bears none."""
BLANK = "。"
"""What stands where a part is not to be read: it ends every sentence and is no word."""


@dataclass(frozen=True)
class Parts:
    """A letter's text in simplified characters, and where its title, opening, salutation and closing stand.

    `written` is the letter's own text; every span is one of both, for simplifying moves no character.
    """

    text: str
    written: str
    title: Span
    opening: Span
    addressee: Span
    closing: Span

    def of(self, scope: str) -> Span:
        """Give the part that a cue rule's scope names; without a known salutation the opening stands for it."""
        named = {
            "title": self.title,
            "opening": self.opening,
            "addressee": self.addressee if self.addressee.end else self.opening,
            "closing": self.closing,
        }
        return named.get(scope) or Span(start=0, end=len(self.text))

    def only(self, spans: Sequence[Span]) -> "Parts":
        """The parts of a letter of which nothing but these places, and the salutation, can be read.

        All else is full stops, so that every span keeps its place and no word of one place meets one of another.
        A title speaks for the whole letter and is blanked too.
        """
        kept, at = [], 0
        for span in sorted((*spans, self.addressee), key=lambda span: span.start):
            if span.end > at:
                start = max(at, span.start)
                kept.append(BLANK * (start - at) + self.text[start : span.end])
                at = span.end
        kept.append(BLANK * (len(self.text) - at))
        return replace(self, text="".join(kept), title=Span(start=0, end=0))


def divide_letter(letter: Letter, findings: Sequence[Finding]) -> Parts:
    """Divide a letter by the findings `title` and `addressee`; without them, by its first line."""
    text = simplify(letter.text)
    headings = [finding for finding in findings if finding.rule != COMPOSED_TITLE]
    title = _found(headings, "title") or _first_line(text)
    opening = Span(start=0, end=min(len(text), title.end + OPENING))
    return Parts(
        text=text,
        written=letter.text,
        title=title,
        opening=opening,
        addressee=_found(findings, "addressee") or Span(start=0, end=0),
        closing=Span(start=max(0, len(text) - CLOSING), end=len(text)),
    )


def _found(findings: Sequence[Finding], field: str) -> Span | None:
    return next((finding.span for finding in findings if finding.field == field), None)


def _first_line(text: str) -> Span:
    """The first line when it is short and no salutation, else nothing."""
    line = text.split("\n", 1)[0]
    if len(line) > LONGEST_TITLE or line.endswith((":", "：", "，")) or "。" in line:
        return Span(start=0, end=0)
    return Span(start=0, end=len(line))
