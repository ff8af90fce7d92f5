"""Choose the words that tell what a letter is about: the clauses that say most of the matter, and nothing else.

Nothing is written anew: a clause is taken or left. What speaks for one: words that tell what is wrong, words that the
heading and the demands share with it, figures (days, sums, areas), a place, an early stand. What speaks against it:
courtesies, feelings, who writes, laws, questions. Numbers of people (identity cards, telephones) are never taken.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractors.fields.blocks import Blocks, Extent
from extractors.fields.sheets import LONGEST_SENTENCE, Sheet
from extractors.fields.taken import Taken
from vocab import Vocabulary

_SENTENCE = re.compile(r"[^。！？!?\n；;]+")
_BREAK = re.compile(r"(?<![0-9])[，,]|[，,](?![0-9]{3}(?![0-9]))|[：:。；]|$")
_RULE = re.compile(r"^[^，]{0,12}(?:根据|依据|依照|按照|《)[^。]*(?:规定|应当|不得|必须)")
_NUMBER_OF_PEOPLE = re.compile(r"[0-9]{7,}|[0-9]{3,4}-[0-9]{7}|身份证|电话|手机|邮编|微信")
_SELF = re.compile(
    r"^(?:我叫|我是|我们是|本人(?!的)|我系|我名|姓名|男$|女$|[男女]，|现年|今年?[0-9一二三四五六七八九十]+岁|[0-9]{1,2}岁|年[0-9一二三四五六七八九十]{1,3}岁|家住|住址?|现住|户籍|系|我家住|"
    r"[0-9一二三四五六七八九十]{4}年[^，。]{0,8}生|[^，。]{2,4}$(?=.{0}$))|(?:村民|居民|业主|职工|员工|农民|家长|老师|教师|市民|党员|军人)$|[男女]$"
)
_LAW = re.compile(r"根据|依据|依照|按照《|第[一二三四五六七八九十百0-9]+条|规定")
_FIGURE = re.compile(
    r"(?<![0-9一二两三四五六七八九十百千万])[0-9一二两三四五六七八九十百千万]{1,12}(?:[多余]?[万千百]?元|亩|平方|㎡|户|人|岁|天|个月|年|次|吨|米|公里)|[12][0-9]{3}年"
)
_ORDINAL = re.compile(r"^(?:[（(]?[一二三四五六七八九十0-9]{1,2}[、.．)）]|第[一二三四五六七八九十][，、：]|[①-⑩])\s*")
_DATE_ONLY = re.compile(
    r"(?:自|从|在|于|到)?[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{0,3}月?[0-9一二三四五六七八九十]{0,3}[日号]?(?:起|晚|凌晨|上午|下午)?"
)
_PRONOUN_ONLY = re.compile(r"^(?:这|那|他们?|她们?|它|此)[^，。]{0,3}$")

LONGEST = 80
"""Characters of the matter in a summary."""

_SHORTEST = 4
_NEAR_THE_BEST = 0.55
"""The share of the best sentence's score that another needs to stand beside it."""
_EARLY = 0.9
"""What standing at the very beginning adds to a sentence's score; at the end nothing."""

MOST_SENTENCES = 60
"""Sentences that are weighed: a letter has told its matter by then."""


@dataclass(frozen=True)
class _Clause:
    start: int
    end: int
    score: float
    barred: bool


def choose_matter(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, hints: Sequence[str], apart: Sequence[Extent]
) -> tuple[Extent, ...]:
    """Choose the clauses that tell the matter, in the order written, together at most `LONGEST` characters.

    `hints` are the words of the heading and the demands; `apart` the places that are not told again: demands,
    names, identity and telephone numbers. Nothing when the letter tells nothing but courtesies.
    """
    low, high = blocks.body
    high = high if high > low else blocks.sign_off[1]
    shared = {pair for words in hints for pair in _pairs(words)}
    kept_apart = Taken(len(sheet.text), apart)
    weighed: list[tuple[float, list[_Clause]]] = []
    length = max(1, high - low)
    sentences = [m for m in _SENTENCE.finditer(sheet.text, low, high) if m.end() - m.start() >= _SHORTEST]
    for sentence in sentences[:MOST_SENTENCES]:
        clauses = list(_clauses(sheet.text, sentence.span(), shared, kept_apart, vocabulary))
        score, window = _best_window(clauses)
        early = _EARLY * (1 - (sentence.start() - low) / length)
        question = -1.0 if sheet.text[sentence.end() : sentence.end() + 1] in ("？", "?") else 0.0
        if window and score + early + question > 0:
            weighed.append((score + early + question, window))
    return _fill(weighed)


def _fill(weighed: list[tuple[float, list[_Clause]]]) -> tuple[Extent, ...]:
    """The best sentence's clauses, and those of others that come near it and still fit, in the order written."""
    chosen: list[Extent] = []
    room, best = LONGEST, 0.0
    for score, window in sorted(weighed, key=lambda one: -one[0]):
        extents = [(clause.start, clause.end) for clause in _joined(window)]
        length = sum(high - low + 1 for low, high in extents)
        if chosen and (length > room or score < _NEAR_THE_BEST * best):
            continue
        best = max(best, score)
        chosen += extents
        room -= length
    return tuple(sorted(chosen))


def cut_head(text: str, low: int, high: int, vocabulary: Vocabulary) -> int:
    """Where a clause begins without its number and its leading words (但是, 现在, 反映)."""
    ordinal = _ORDINAL.match(text[low:high])
    low += ordinal.end() if ordinal else 0
    while (lead := _words(vocabulary)["leading"].match(text, low, high)) and high - lead.end() >= _SHORTEST:
        low = lead.end()
    return low


def _clauses(text: str, extent: Extent, shared: set[str], apart: Taken, vocabulary: Vocabulary) -> Iterator[_Clause]:
    words = _words(vocabulary)
    if _RULE.match(text[extent[0] : min(extent[1], extent[0] + LONGEST_SENTENCE)]):
        return
    at = extent[0]
    for mark in _BREAK.finditer(text, *extent):
        low, high, at = at, mark.start(), mark.end()
        while low < high and text[low] in ' \t　“”"':
            low += 1
        low = cut_head(text, low, high, vocabulary)
        if high - low < 2 or high - low > LONGEST_SENTENCE:
            continue
        said = text[low:high]
        barred = (
            _NUMBER_OF_PEOPLE.search(said) is not None
            or _SELF.search(said) is not None
            or _LAW.search(said) is not None
            or words["courtesy"].search(said) is not None
            or words["feeling"].search(said) is not None
            or apart.touches(low, high)
            or "\t" in said
        )
        telling = {m[0] for m in words["telling"].finditer(said)}
        pairs = _pairs(said)
        overlap = len(pairs & shared) / max(4, len(pairs))
        score = 1.2 * min(2, len(telling)) + 2.5 * overlap + 0.6 * min(2, len(_FIGURE.findall(said))) - 0.35
        score -= 0.6 if _PRONOUN_ONLY.match(said) else 0
        yield _Clause(low, high, 0.0 if _DATE_ONLY.fullmatch(said) else score, barred)


def _best_window(clauses: list[_Clause]) -> tuple[float, list[_Clause]]:
    """The run of clauses without a barred one between them that scores most within `LONGEST` characters."""
    best: tuple[float, list[_Clause]] = (0.0, [])
    for first in range(len(clauses)):
        total, length = 0.0, 0
        run: list[_Clause] = []
        for clause in clauses[first:]:
            length += clause.end - clause.start + 1
            if clause.barred or (run and length > LONGEST):
                break
            run.append(clause)
            total += clause.score
            if total > best[0]:
                best = (total, list(run))
            if length > LONGEST:
                break
    return best


def _joined(clauses: list[_Clause]) -> list[_Clause]:
    """Clauses that stand side by side, parted by a comma alone, as one."""
    joined: list[_Clause] = []
    for clause in clauses:
        if joined and clause.start - joined[-1].end == 1:
            joined[-1] = replace(joined[-1], end=clause.end)
        else:
            joined.append(clause)
    if joined and joined[0].end - joined[0].start > LONGEST:
        joined = [replace(joined[0], end=joined[0].start + LONGEST)]
    return joined


def _pairs(words: str) -> set[str]:
    han = re.sub(r"[^\u3400-\u9fff0-9]", "", words)
    return {han[at : at + 2] for at in range(len(han) - 1)}


@cache
def _words(vocabulary: Vocabulary) -> dict[str, re.Pattern[str]]:
    def either(name: str) -> str:
        return "|".join(map(re.escape, vocabulary.phrase_list(name)))

    return {
        "telling": re.compile(either("telling_words")),
        "courtesy": re.compile(either("courtesy_words")),
        "feeling": re.compile(either("feeling_words")),
        "leading": re.compile(either("leading_words")),
    }
