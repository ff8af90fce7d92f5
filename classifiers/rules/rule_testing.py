"""Try a rule of the word lists on letters: what it hits, what stops it, and how often its answer is right."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from scipy.stats import beta

from classifiers.looking.cue_words import LONGEST_NEGATION, compile_negation, compile_rule
from classifiers.looking.parts import Parts
from records import Span
from vocab import CueRule, SecondTopicCues, Vocabulary

Stop = Literal["unless", "negation", "scope", "again", "enough", "longer"]
"""Why a hit does not count: inside a wording that is spared, after a negation, outside the rule's scope, the same word
once more, a third different word, part of a longer word of another topic."""
CONTEXT = 15
"""Characters shown on either side of a hit."""
CONFIDENCE = 0.95
Rule = CueRule | SecondTopicCues


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A place where a rule's words stand. `word` is the rule's word or pattern, not the letter's text."""

    word: str
    span: Span
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter to try a rule on. `truth` are the answers that a person accepts; nothing where nobody said."""

    key: str
    parts: Parts
    truth: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A hit with the words around it; empty words for a letter that may not be shown."""

    key: str
    before: str
    hit: str
    after: str
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class WordCount:
    """In how many letters a word counts, and how often it stands there at all, counting or not."""

    word: str
    letters: int
    times: int


@dataclass
class RuleReport:
    """What a rule did on some letters."""

    letters: int = 0
    hit: int = 0
    words: list[WordCount] = field(default_factory=list)
    stopped: Counter[Stop] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)
    judged: int = 0
    judged_with_answer: int = 0
    judged_hit: int = 0
    right: int = 0

    @property
    def precision(self) -> float | None:
        """The share of hit letters with a known answer in which the rule's answer is right."""
        return self.right / self.judged_hit if self.judged_hit else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where that share lies with 95 % confidence (Clopper and Pearson, 1934)."""
        return exact_interval(self.right, self.judged_hit) if self.judged_hit else None

    @property
    def found(self) -> float | None:
        """The share of letters with the rule's answer that it hits."""
        return self.right / self.judged_with_answer if self.judged_with_answer else None


def find_hits(parts: Parts, rule: Rule, *, vocabulary: Vocabulary) -> Iterator[RuleHit]:
    """Yield every place where a rule's words stand, with what stops it; those without a stop count in judging."""
    if isinstance(rule, SecondTopicCues):
        yield from _find_topic_words(parts, rule, vocabulary)
        return
    pattern, unless = compile_rule(rule)
    scope = parts.of(rule.scope)
    spared = [match.span() for match in unless.finditer(parts.text)] if unless else []
    negation = compile_negation(vocabulary)
    for start, end in ((0, scope.start), (scope.end, len(parts.text))):
        for match in pattern.finditer(parts.text, start, end):
            yield RuleHit(_word_of(rule, match), _span(match), "scope")
    seen: set[str] = set()
    for match in pattern.finditer(parts.text, scope.start, scope.end):
        start, end = match.span()
        stop: Stop | None = None
        if any(low < end and start < high for low, high in spared):
            stop = "unless"
        elif rule.negatable and negation.search(parts.text[max(0, start - LONGEST_NEGATION) : start]):
            stop = "negation"
        elif match[0] in seen:
            stop = "again"
        elif len(seen) > 1:
            stop = "enough"
        else:
            seen.add(match[0])
        yield RuleHit(_word_of(rule, match), _span(match), stop)


def try_rule(
    rule: Rule, answer: frozenset[str], samples: Iterable[Sample], *, vocabulary: Vocabulary, most_examples: int = 10
) -> RuleReport:
    """Try a rule on letters. `answer` are the ways in which a person may write the answer that it speaks for.

    A letter counts as hit when some hit counts. Examples are the first hits of as many letters as there is room for.
    """
    report = RuleReport()
    letters: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for sample in samples:
        hits = list(find_hits(sample.parts, rule, vocabulary=vocabulary))
        counting = [hit for hit in hits if hit.stop is None]
        report.letters += 1
        report.hit += bool(counting)
        letters.update({hit.word for hit in counting})
        times.update(hit.word for hit in hits)
        report.stopped.update(hit.stop for hit in hits if hit.stop is not None)
        shown = counting[:1] or [hit for hit in hits if hit.stop != "again"][:1]
        if shown and len(report.examples) < most_examples:
            report.examples.append(_show(sample, shown[0]))
        if sample.truth is not None:
            right = bool(sample.truth & answer)
            report.judged += 1
            report.judged_with_answer += right
            report.judged_hit += bool(counting)
            report.right += right and bool(counting)
    words = sorted(times, key=lambda word: (-letters[word], -times[word], word))
    report.words = [WordCount(word, letters[word], times[word]) for word in words]
    return report


def exact_interval(right: int, count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided interval of Clopper and Pearson for a share of `right` among `count`."""
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, right, count - right + 1)) if right else 0.0
    high = float(beta.ppf(1 - tail, right + 1, count - right)) if right < count else 1.0
    return low, high


def _show(sample: Sample, hit: RuleHit) -> Example:
    text, (start, end) = sample.parts.written, (hit.span.start, hit.span.end)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Example(sample.key, _on_one_line(before), _on_one_line(text[start:end]), _on_one_line(after), hit.stop)


def _on_one_line(words: str) -> str:
    return " ".join(words.split("\n"))


def _span(match: re.Match[str]) -> Span:
    return Span(start=match.start(), end=match.end())


def _word_of(rule: CueRule, match: re.Match[str]) -> str:
    """The word or the pattern that a match is of; words go first, as in matching."""
    if match[0] in rule.words:
        return match[0]
    fits = (source for source in rule.patterns if _ends_alike(source, match))
    return next(fits, rule.patterns[0] if rule.patterns else match[0])


def _ends_alike(source: str, match: re.Match[str]) -> bool:
    found = _compiled(source).match(match.string, match.start(), match.endpos)
    return found is not None and found.end() == match.end()


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _find_topic_words(parts: Parts, rule: SecondTopicCues, vocabulary: Vocabulary) -> Iterator[RuleHit]:
    """The words of a second-level topic; at a place the longest word of any topic goes first."""
    own = frozenset((*rule.strong, *rule.plain))
    known = {word for row in vocabulary.second_topics.values() for word in (*row.strong, *row.plain)}
    taken = {match.span(): match[0] for match in _alternation(frozenset(known | own)).finditer(parts.text)}
    for match in _alternation(own).finditer(parts.text):
        counts = match.span() in taken
        yield RuleHit(match[0], _span(match), None if counts else "longer")


@cache
def _alternation(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
