"""Lay a letter's text out for the finders: one script, wrong breaks taken out, and the way back kept."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from records import FieldName, Finding, Letter, Line, Span
from vocab import simplify

FULL_LINE = 0.85
"""A line at least this share of the widest common one ran on into the next unless a mark ends it."""

LONGEST_SENTENCE = 500
"""Characters before a place that are looked at: what is longer is no sentence, but text without a mark."""

FOREIGN = frozenset({"id-card", "photo", "separator"})
"""Kinds of pages whose words are not the letter's own."""

_ENDS = re.compile(r"[。！？：；…”』」）】!?]$")
_SENTENCE_END = re.compile(r"[。！？\n]")
_RUNS_ON = re.compile(r"[，、,（(“《]$")
_GOES_ON = re.compile(r"[，。、；：）！？”》]")
_STARTS = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.．，）)：]|第[一二三四五六七八九十]|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[①-⑳]"
    r"|此致|敬礼|附[件：:]|尊敬的|关于|[\u4e00-\u9fff]{0,14}(?:领导|书记|同志|[局市县区镇乡]长|信访局|政府|纪委|监委)们?[：:，](?:您好|你们好|你好)?[！!。：:]?$|[\u4e00-\u9fff]{0,4}(?:人|电话|方式|地址|住址|日期|号码|姓名|编)[：:]|[12][0-9]{3}[年.\-/][0-9]{1,2}[月.\-/][0-9]{1,2}[日号]?$|[一二][〇零○一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月"
)


@dataclass(frozen=True)
class Paragraph:
    """A run of the sheet's text without a break, and the page that it starts on."""

    start: int
    end: int
    page: int
    text: str

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return "\t" in self.text


@dataclass(frozen=True)
class Sheet:
    """A letter's text as the finders read it.

    `text` is in simplified characters; `written` is the same text, character for character, as it stands in
    the letter; `offsets` tells for each character where it stands in `Letter.text`. Line breaks that the
    page's layout put inside a sentence are in neither.
    """

    letter: Letter
    text: str
    written: str
    offsets: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]

    def span(self, start: int, end: int) -> Span:
        """Give the place in `Letter.text` of the characters from `start` to before `end`."""
        if start == end:
            place = self.offsets[start] if start < len(self.offsets) else len(self.letter.text)
            return Span(start=place, end=place)
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)

    def finding(
        self,
        field: FieldName,
        value: str | None,
        extent: tuple[int, int],
        *,
        rule: str,
        sureness: float = 1.0,
        doubt: str | None = None,
    ) -> Finding:
        """Make a finding of the characters in `extent`.

        Its confidence is the lowest reading confidence of the lines touched times `sureness`, which says
        how often a value found by this rule is right on a page read without a fault.
        """
        span = self.span(*extent)
        confidence = round(self.letter.confidence(span) * sureness, 4)
        return Finding(field=field, value=value, span=span, rule=rule, confidence=confidence, doubt=doubt)

    def extent(self, span: Span) -> tuple[int, int]:
        """Give the characters of the text that stand at `span` of the letter; none when they were left out of it."""
        start, end = bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end)
        return (start, end) if start < end else (0, 0)

    def paragraph_at(self, place: int) -> Paragraph:
        """Give the paragraph that holds the character at `place`; between two, the one before."""
        return self.paragraphs[max(0, bisect_right(self.paragraphs, place, key=lambda p: p.start) - 1)]

    def sentence_before(self, place: int) -> str:
        """The words of the sentence and paragraph that stand before the character at `place`."""
        start = max(self.paragraph_at(place).start, place - LONGEST_SENTENCE)
        return _SENTENCE_END.split(self.text[start:place])[-1]


def lay_out(letter: Letter) -> Sheet:
    """Lay out the text of `letter`. A letter without a line gives one empty paragraph.

    What stands on identity cards, photographs and separators is no word of the letter's and left out.
    """
    foreign = {page.number for page in letter.pages if page.kind in FOREIGN}
    envelopes = {page.number for page in letter.pages if page.kind == "envelope"}
    own = [at for at, line in enumerate(letter.lines) if line.page not in foreign]
    lines, starts = tuple(letter.lines[at] for at in own), tuple(letter.starts[at] for at in own)
    width = _full_width(lines)
    characters: list[str] = []
    offsets: list[int] = []
    pages: list[int] = []
    before: Line | None = None
    for line, start, in_row in zip(lines, starts, _in_rows(lines), strict=True):
        joint = line.joint
        if before is not None and joint:
            same = (before.page in envelopes) == (line.page in envelopes)
            if joint == "\n" and same and not in_row and _breaks_wrongly(before, line, width):
                joint = ""
            characters += joint
            offsets += [start - 1] * len(joint)
            pages += [line.page] * len(joint)
        characters += line.text
        offsets += range(start, start + len(line.text))
        pages += [line.page] * len(line.text)
        before = line if line.text else before
    written = "".join(characters)
    text = simplify(written)
    return Sheet(letter, text, written, tuple(offsets), _paragraphs(text, pages))


def _paragraphs(text: str, pages: list[int]) -> tuple[Paragraph, ...]:
    found, start = [], 0
    for piece in text.split("\n"):
        page = pages[start] if start < len(pages) else (pages[-1] if pages else 1)
        if piece.strip() or not text:
            found.append(Paragraph(start, start + len(piece), page, piece))
        start += len(piece) + 1
    return tuple(found) or (Paragraph(0, 0, 1, ""),)


def _in_rows(lines: tuple[Line, ...]) -> tuple[bool, ...]:
    """For each line whether its paragraph is a row of a table."""
    found, in_row = [], False
    for number in reversed(range(len(lines))):
        in_row = in_row or lines[number].joint == "\t"
        found.append(in_row)
        in_row = in_row and lines[number].joint != "\n"
    return tuple(reversed(found))


def _full_width(lines: tuple[Line, ...]) -> int:
    lengths = sorted(len(line.text) for line in lines if line.joint != "\t")
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _breaks_wrongly(before: Line, line: Line, width: int) -> bool:
    if not line.text or before.joint == "\t" or _STARTS.match(line.text) or _ENDS.search(before.text):
        return False
    if _GOES_ON.match(line.text):
        return True
    full = len(before.text) >= FULL_LINE * width and width > len("一行不满")
    return full or (_RUNS_ON.search(before.text) is not None and len(before.text) >= width // 2)
