"""The parts of a letter that the judgements by rule look at, in simplified characters."""

from collections.abc import Sequence
from dataclasses import dataclass

from records import Finding, Letter, Span
from vocab import simplify

OPENING = 120
"""Characters after the title that count as the opening: salutation and first sentences."""
CLOSING = 160
"""Characters at the end that count as the closing."""
LONGEST_TITLE = 45


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


def divide_letter(letter: Letter, findings: Sequence[Finding]) -> Parts:
    """Divide a letter by the findings `title` and `addressee`; without them, by its first line."""
    text = simplify(letter.text)
    title = _found(findings, "title") or _first_line(text)
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
    if len(line) > LONGEST_TITLE or line.endswith((":", "：", "，", "。")):
        return Span(start=0, end=0)
    return Span(start=0, end=len(line))
