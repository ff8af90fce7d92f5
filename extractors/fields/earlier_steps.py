"""Find the steps that were taken before the letter: court, reconsideration, arbitration, earlier petitions, police."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from extractors.fields.blocks import Blocks, Extent
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import Finding
from vocab import CueRule, Vocabulary

QUESTION = "earlier_step"
"""The rules of `vocab/cues.toml` that this finder follows."""

_GENERAL = "office"
"""The step that says least: it gives way to any other in the same clause."""

_LOOK_BACK = 40
_CLAUSE = re.compile(r"[，。；！？\n：:、]")
_SENTENCE = re.compile(r"[。；！？\n]")
_DONE = re.compile(r"曾|已|过|了|多次|几次|[0-9一二三四五六七八九十两数]+[次趟回]|[0-9日月]，?$")
_SURENESS = {"step.done": 0.93, "step.told": 0.85}
"""How often a step found so was taken: with 曾, 已, 了, 多次 beside it, or told without them."""


def find_earlier_steps(
    sheet: Sheet, *, blocks: Blocks, vocabulary: Vocabulary, demanded: Iterable[Extent]
) -> tuple[Finding, ...]:
    """Find the first words of each step that was taken, in the order written; the value is the step's code.

    Steps that somebody intends, advises, asks for or refuses are none (准备起诉, 让我去仲裁, 请求立案), nor is what
    stands inside `demanded`, the places of the letter's demands.
    """
    start, end = blocks.body[0], blocks.sign_off[1]
    asked = Taken(len(sheet.text), demanded)
    intended = _intended(vocabulary)
    special = Taken(len(sheet.text))
    found: dict[str, Finding] = {}
    rules = sorted(vocabulary.cues.get(QUESTION, ()), key=lambda rule: rule.answer == _GENERAL)
    for rule in rules:
        for low, high in _hits(sheet.text, rule, start, end):
            clause = _clause(sheet.text, low, high)
            if rule.answer == _GENERAL and special.touches(*clause):
                continue
            if asked.touches(low, high) or _is_intended(sheet.text, low, high, intended):
                continue
            special.add(*clause)
            if rule.answer not in found:
                told = "step.done" if _DONE.search(sheet.text, clause[0], clause[1]) else "step.told"
                found[rule.answer] = sheet.finding(
                    "earlier_step", rule.answer, (low, high), rule=told, sureness=_SURENESS[told]
                )
            if rule.answer != _GENERAL:
                continue
            break
    return tuple(sorted(found.values(), key=lambda finding: finding.span.start))


def _hits(text: str, rule: CueRule, start: int, end: int) -> Iterator[Extent]:
    pattern, unless = _compiled(rule)
    spared = [match.span() for match in unless.finditer(text, start, end)] if unless else []
    for match in pattern.finditer(text, start, end):
        low, high = match.span()
        if not any(a < high and low < b for a, b in spared):
            yield low, high


@cache
def _compiled(rule: CueRule) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    words = sorted(rule.words, key=lambda word: -len(word))
    pattern = "|".join([*(f"(?:{one})" for one in rule.patterns), *map(re.escape, words)])
    unless = "|".join(map(re.escape, sorted(rule.unless, key=lambda word: -len(word))))
    return re.compile(pattern), re.compile(unless) if unless else None


@cache
def _intended(vocabulary: Vocabulary) -> re.Pattern[str]:
    # 请 and 应 are no intent in 申请 and 反应.
    return re.compile(rf"(?<![申反])(?:{'|'.join(map(re.escape, vocabulary.phrase_list('step_intended')))})")


def _clause(text: str, low: int, high: int) -> Extent:
    """The words between two marks that hold the extent, at most `_LOOK_BACK` characters to either side."""
    first = max(0, low - _LOOK_BACK)
    before = [match.end() for match in _CLAUSE.finditer(text, first, low)]
    after = _CLAUSE.search(text, high, min(len(text), high + _LOOK_BACK))
    return (before[-1] if before else first), (after.start() if after else min(len(text), high + _LOOK_BACK))


def _is_intended(text: str, low: int, high: int, intended: re.Pattern[str]) -> bool:
    """Whether the clause before the words, or the words themselves, say that the step was not taken yet."""
    clause = _clause(text, low, high)
    if intended.search(text, clause[0], high):
        return True
    sentence = [match.end() for match in _SENTENCE.finditer(text, max(0, low - _LOOK_BACK), low)]
    opened = sentence[-1] if sentence else max(0, low - _LOOK_BACK)
    return re.match(r"(?:如果|如若|若|否则|假如|请问)", text[opened:low]) is not None
