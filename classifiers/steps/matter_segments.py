"""Cut a letter's body where its words may turn to another matter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from classifiers.looking.parts import Parts
from records import Finding, Span
from vocab import Vocabulary

Opened = Literal["start", "turn", "number", "paragraph"]
"""What opens a segment: the body itself, words that turn to something else, a number, or a new paragraph."""

NUMBER = re.compile(
    r"(?:^|(?<=[。！？；：:\n]))[ \t\u3000]*"
    r"(?:[一二三四五六七八九]、|[（(][一二三四五六七八九][）)]|[1-9][、.．](?![0-9])"
    r"|第[一二三四五六](?:个|件|项|点)?(?:问题|事情?|方面)?[，、：:是]|其[一二三四五][，：:、])"
)
ANNOUNCED = re.compile(
    r"(?:有|反映|说|讲|提|反应)[^，。；！？\n]{0,6}[两二三四2-4](?:件|个|桩|点|方面的?)[^，。；！？\n]{0,4}(?:事|问题|情况)"
)
"""A letter that says itself that it tells of two things and more: its numbers then turn to something else."""
SIGN_OFF = re.compile(r"此致|敬礼|特此反映|特此报告")
MOST_SEGMENTS = 60
HEAD = 4
"""Characters that may stand before the title, and between it and the salutation."""
LEAST_BEFORE_SIGN_OFF = 0.5
HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Segment:
    """Words between two places where the matter may change."""

    span: Span
    opened: Opened


def cut_segments(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> tuple[Segment, ...]:
    """Cut the body, from the salutation to the sign-off, at every possible turn; at most `MOST_SEGMENTS` of them.

    A number inside the list of demands cuts nothing: what is asked belongs to what was told.
    """
    start, end = _body(parts, findings)
    asked = [finding.span for finding in findings if finding.field == "demand"]
    cuts: dict[int, Opened] = {
        match.end(): "paragraph" for match in re.finditer(r"[。！？!?]\s*\n", parts.text[start:end])
    }
    cuts = {start + at: kind for at, kind in cuts.items()}
    announced = ANNOUNCED.search(parts.text, 0, end)
    for match in NUMBER.finditer(parts.text, start, end):
        if not any(demand.start - 3 <= match.end() <= demand.start + 3 for demand in asked):
            cuts[match.start()] = "turn" if announced and announced.end() <= match.start() else "number"
    for match in _turns(vocabulary).finditer(parts.text, start, end):
        cuts[match.start()] = "turn"
    places = sorted(at for at in cuts if start < at < end)
    if len(places) >= MOST_SEGMENTS:
        return ()
    opened: list[Opened] = [cuts.get(start, "start"), *(cuts[at] for at in places)]
    bounds = pairwise([start, *places, end])
    return tuple(
        Segment(Span(start=low, end=high), kind)
        for (low, high), kind in zip(bounds, opened, strict=True)
        if parts.text[low:high].strip()
    )


def han_count(text: str) -> int:
    """How many Han characters there are."""
    return len(HAN.findall(text))


def _body(parts: Parts, findings: Sequence[Finding]) -> tuple[int, int]:
    length = len(parts.text)
    start = 0
    for head in sorted((parts.title, parts.addressee), key=lambda span: span.start):
        if head.start - start <= HEAD:  # a title may be words of the body where the letter bears none
            start = max(start, head.end)
    start += len(parts.text[start:]) - len(parts.text[start:].lstrip("：:，,。 \n\t\u3000"))
    late = start + LEAST_BEFORE_SIGN_OFF * (length - start)
    ends = [f.span.start for f in findings if f.field == "letter_date" and f.span.start > late]
    ends += [match.start() for match in SIGN_OFF.finditer(parts.text, int(late))]
    return start, min(ends, default=length)


@cache
def _turns(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Words at the head of a sentence that turn to something else."""
    words = "|".join(map(re.escape, vocabulary.phrase_list("matter_turns")))
    return re.compile(rf"(?:^|(?<=[。！？；\n]))[ \t\u3000]*(?:{words})")
