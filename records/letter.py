"""The letter: all pages and lines of a scan in reading order, as one text with a way back to the ink."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from pydantic import model_validator

from records.base import Record
from records.page import Box, Line, Page
from records.scan import Scan

RUNS_DOWN = 1.8
"""A line whose box is this much higher than wide is written from the top down."""


class Span(Record):
    """Where words stand in `Letter.text`: `start` counts, `end` does not."""

    start: int
    end: int

    @model_validator(mode="after")
    def _in_order(self) -> "Span":
        if not 0 <= self.start <= self.end:
            raise ValueError("a span must not end before it starts")
        return self

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]


class PageBox(Record):
    """A place on a page."""

    page: int
    box: Box


class Letter(Record):
    """A scan that has been read."""

    scan: Scan
    pages: tuple[Page, ...]
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """All lines in reading order, joined by their joints."""
        return "".join((line.joint if number else "") + line.text for number, line in enumerate(self.lines))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line's text starts in `text`."""
        starts, at = [], 0
        for number, line in enumerate(self.lines):
            at += len(line.joint) if number else 0
            starts.append(at)
            at += len(line.text)
        return tuple(starts)

    def boxes(self, span: Span) -> tuple[PageBox, ...]:
        """The places on the pages where the words of `span` stand, one for each line they touch.

        Inside a line the place is cut out by the characters' widths: a Han character counts as two
        Latin ones (Unicode Annex 11).
        """
        places = []
        for line, start in self._touched(span):
            low, high = max(span.start, start) - start, min(span.end, start + len(line.text)) - start
            if low < high:
                places.append(PageBox(page=line.page, box=_cut(line, low, high)))
        return tuple(places)

    def confidence(self, span: Span) -> float:
        """The lowest confidence among the lines that the span touches; 1 when it touches none."""
        return min((line.confidence for line, _ in self._touched(span)), default=1.0)

    def _touched(self, span: Span) -> Iterator[tuple[Line, int]]:
        """The lines that a span may touch, with where each starts."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        for at in range(first, bisect_left(self.starts, span.end)):
            yield self.lines[at], self.starts[at]


def _cut(line: Line, low: int, high: int) -> Box:
    widths = [2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.text]
    left, top, right, bottom = line.box
    first, last = (sum(widths[:at]) / max(1, sum(widths)) for at in (low, high))
    if len(line.text) > 1 and bottom - top > RUNS_DOWN * (right - left):
        return left, round(top + (bottom - top) * first, 1), right, round(top + (bottom - top) * last, 1)
    return round(left + (right - left) * first, 1), top, round(left + (right - left) * last, 1), bottom
