"""Check the word lists: phrases, cue rules, and the words of second-level topics."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from vocab.files import fail
from vocab.tables import CueRule, Scope, SecondTopicCues

Pair = tuple[str, str]


def _words(name: str, where: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        fail(name, where, "must be a list of words")
    if len(set(value)) != len(value):
        fail(name, where, f"{next(word for word in value if value.count(word) > 1)} stands twice")
    return tuple(value)


def read_phrases(
    lists: Mapping[str, Any], *, topics: Iterable[str], units: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Give every list of `phrases.toml`; two of them hold topics and unit codes, which must be known."""
    found = {key: _words("phrases.toml", key, value) for key, value in lists.items()}
    for key, known in (("rule_topics", frozenset(topics)), ("general_addressees", frozenset(units))):
        if unknown := set(found.get(key, ())) - known:
            fail("phrases.toml", key, f"{min(unknown)} is not known")
    return found


def read_cues(lists: Mapping[str, Any], *, pairs: set[Pair], units: Iterable[str]) -> dict[str, tuple[CueRule, ...]]:
    """Give the cue rules of every question; the answers of `unit` and `judicial` are unit codes."""
    known = {level1 for level1, _ in pairs} | {f"{level1}/{level2}" for level1, level2 in pairs}
    found = {
        question: tuple(_cue_rule(f"{question}.{name}", rule, known) for name, rule in rules.items())
        for question, rules in lists.items()
    }
    codes = frozenset(units)
    for rule in (*found.get("unit", ()), *found.get("judicial", ())):
        if rule.answer not in codes:
            fail("cues.toml", rule.name, f"unit {rule.answer} is not known")
    return found


def _cue_rule(where: str, rule: Mapping[str, Any], topics: set[str]) -> CueRule:
    keys = set(CueRule.__slots__) - {"name"}
    if unknown := set(rule) - keys:
        fail("cues.toml", where, f"unknown key {min(unknown)}")
    named = [key for key in ("words", "patterns", "unless", "topics") if key in rule]
    lists = {key: _words("cues.toml", where, rule[key]) for key in named}
    if "words" not in lists and "patterns" not in lists:
        fail("cues.toml", where, "has neither words nor patterns")
    for pattern in lists.get("patterns", ()):
        try:
            re.compile(pattern)
        except re.error as error:
            fail("cues.toml", where, f"{pattern}: {error}")
    if rule.get("scope", "anywhere") not in get_args(Scope):
        fail("cues.toml", where, "scope is not known")
    if unknown := set(lists.get("topics", ())) - topics:
        fail("cues.toml", where, f"topic {min(unknown)} is not known")
    if not isinstance(rule.get("answer"), str) or not isinstance(rule.get("weight"), int | float):
        fail("cues.toml", where, "needs an answer and a weight")
    return CueRule(**{**rule, **lists, "name": where.split(".", 1)[1]})


def read_second_topics(lists: Mapping[str, Any], *, pairs: set[Pair]) -> dict[Pair, SecondTopicCues]:
    """Give the words of every second-level topic that has some."""
    found = {}
    for level1, below in lists.items():
        for level2, words in below.items():
            where = f"{level1}/{level2}"
            if (level1, level2) not in pairs:
                fail("second_topics.toml", where, "the topic is not known")
            if not isinstance(words, dict) or set(words) != {"strong", "plain"}:
                fail("second_topics.toml", where, "needs the lists strong and plain")
            strong, plain = (_words("second_topics.toml", where, words[key]) for key in ("strong", "plain"))
            found[level1, level2] = SecondTopicCues(level1, level2, strong, plain)
    return found
