"""Match the cue rules of the vocabulary against a letter, and turn weights into a score."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from classifiers.looking.parts import Parts
from records import Candidate, Span
from vocab import CueRule, Vocabulary

SECOND_WORD = 0.5
"""What a second, different word of a rule adds, as a share of the rule's weight; a third adds nothing."""
LONGEST_NEGATION = 8


@dataclass(frozen=True)
class Hit:
    """A place where a rule's words stand, with the weight that they bring."""

    rule: CueRule
    span: Span
    weight: float


def match_cues(parts: Parts, rules: Iterable[CueRule], *, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """Give the hits that count: at most two different words a rule.

    A hit is dropped when it overlaps a wording of the rule's `unless`, stands outside the rule's scope, or
    follows a negation (没有, 防止 …).
    """
    negation = compile_negation(vocabulary)
    return tuple(hit for rule in rules for hit in _match_rule(parts, rule, negation))


def _match_rule(parts: Parts, rule: CueRule, negation: re.Pattern[str]) -> Iterator[Hit]:
    pattern, unless = compile_rule(rule)
    scope = parts.of(rule.scope)
    spared = [match.span() for match in unless.finditer(parts.text)] if unless else []
    seen: set[str] = set()
    for match in pattern.finditer(parts.text, scope.start, scope.end):
        start, end = match.span()
        if match[0] in seen or any(low < end and start < high for low, high in spared):
            continue
        if rule.negatable and negation.search(parts.text[max(0, start - LONGEST_NEGATION) : start]):
            continue
        seen.add(match[0])
        yield Hit(rule, Span(start=start, end=end), rule.weight * (SECOND_WORD if len(seen) > 1 else 1))
        if len(seen) > 1:
            return


@cache
def compile_rule(rule: CueRule) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """The pattern of a rule's words and patterns, the longest word first, and that of the wordings it spares."""
    words = sorted(rule.words, key=lambda word: -len(word))
    pattern = "|".join([*map(re.escape, words), *(f"(?:{pattern})" for pattern in rule.patterns)])
    unless = "|".join(map(re.escape, sorted(rule.unless, key=lambda word: -len(word))))
    return re.compile(pattern), re.compile(unless) if unless else None


@cache
def compile_negation(vocabulary: Vocabulary) -> re.Pattern[str]:
    """The pattern that a text before a denied word ends with."""
    before = "|".join(map(re.escape, vocabulary.phrase_list("negations")))
    between = "|".join(map(re.escape, vocabulary.phrase_list("after_negation")))
    return re.compile(f"(?:{before})(?:{between}){{0,2}}$")


def weigh(hits: Iterable[Hit]) -> dict[str, float]:
    """Add the weights up, an answer each."""
    sums: dict[str, float] = {}
    for hit in hits:
        sums[hit.rule.answer] = sums.get(hit.rule.answer, 0.0) + hit.weight
    return sums


def squash(weight: float) -> float:
    """Turn a weight for and against into a score between 0 and 1: the logistic curve, 0 gives one half."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))


def share(weights: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Turn the weights of several answers into scores that add up to 1 (softmax), the best first."""
    if not weights:
        return ()
    top = max(weights.values())
    powers = {answer: math.exp(max(-30.0, weight - top)) for answer, weight in weights.items()}
    total = sum(powers.values())
    ranked = sorted(powers.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Candidate(answer=answer, score=power / total) for answer, power in ranked)
