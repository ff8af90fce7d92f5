"""Check the word lists: phrases, cue rules, and the words of second-level topics."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from vocab.problems import Problems
from vocab.sources import Source
from vocab.tables import CueRule, Scope, SecondTopicCues

Pair = tuple[str, str]
UNIT_QUESTIONS = ("unit", "co_unit", "judicial")
"""The questions of `cues.toml` whose answers are codes of units."""
UNIT_PHRASES = ("general_addressees", "city_units")
"""The lists of `phrases.toml` that hold codes of units."""
LISTS = ("words", "patterns", "unless", "topics")
MOST_WEIGHT = 100
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class WordList:
    """A word list file with its text, so that what is wrong can be told by its line."""

    source: Source
    lists: Mapping[str, Any]
    text: str
    problems: Problems

    def fail(self, path: tuple[str, ...], kind: str, *, warning: bool = False, **words: object) -> None:
        """Note that something is wrong with a key, given as its path."""
        self.problems.add(self.source.place(self._line(path), ".".join(path)), kind, warning=warning, **words)

    def _line(self, path: tuple[str, ...]) -> int:
        """The line of the table or the key that a path leads to, as far as it can be found."""
        for depth in range(len(path), 0, -1):
            dotted = r"\s*\.\s*".join(f"[\"']?{re.escape(key)}[\"']?" for key in path[:depth])
            found = re.search(rf"^\s*(?:\[\s*{dotted}\s*\]|{dotted}\s*=)", self.text, re.MULTILINE)
            if found:
                return self.text.count("\n", 0, found.end()) + 1
        return 0

    def words(self, path: tuple[str, ...], value: object) -> tuple[str, ...]:
        """A list of words, each once."""
        if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
            self.fail(path, "word-list")
            return ()
        for word in dict.fromkeys(word for word in value if value.count(word) > 1):
            self.fail(path, "word-twice", value=word)
        return tuple(dict.fromkeys(value))


def read_phrases(file: WordList, *, topics: Collection[str], units: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give every list of `phrases.toml`; some hold topics or unit codes, which must be known."""
    found = {key: file.words((key,), value) for key, value in file.lists.items()}
    for code in sorted({code for name in UNIT_PHRASES for code in found.get(name, ())} - set(units)):
        name = next(name for name in UNIT_PHRASES if code in found.get(name, ()))
        file.fail((name,), "unit-unknown", value=code)
    for topic in sorted(set(found.get("rule_topics", ())) - set(topics)):
        file.fail(("rule_topics",), "topic-unknown", warning=file.source.shipped, value=topic)
    return found


def read_cues(file: WordList, *, pairs: set[Pair], units: Collection[str]) -> dict[str, tuple[CueRule, ...]]:
    """Give the cue rules of every question; the answers of some questions are unit codes."""
    known = {level1 for level1, _ in pairs} | {f"{level1}/{level2}" for level1, level2 in pairs}
    found: dict[str, tuple[CueRule, ...]] = {}
    for question, rules in file.lists.items():
        if not isinstance(rules, Mapping):
            file.fail((question,), "rule-form")
            continue
        read = (_cue_rule(file, (question, name), rule, known) for name, rule in rules.items())
        found[question] = tuple(rule for rule in read if rule is not None)
        for rule in found[question] if question in UNIT_QUESTIONS else ():
            if rule.answer not in units:
                file.fail((question, rule.name, "answer"), "unit-unknown", value=rule.answer)
    return found


def _cue_rule(file: WordList, path: tuple[str, ...], rule: object, topics: set[str]) -> CueRule | None:
    if not isinstance(rule, Mapping):
        file.fail(path, "rule-form")
        return None
    before = len(file.problems.errors)
    lists = {key: file.words((*path, key), rule[key]) for key in LISTS if key in rule}
    _check_lists(file, path, lists, topics)
    _check_values(file, path, rule)
    if len(file.problems.errors) > before:
        return None
    return CueRule(**{**rule, **lists, "name": path[-1]})


def _check_lists(file: WordList, path: tuple[str, ...], lists: Mapping[str, tuple[str, ...]], topics: set[str]) -> None:
    if not lists.get("words") and not lists.get("patterns"):
        file.fail(path, "rule-empty")
    for pattern in lists.get("patterns", ()):
        try:
            if re.compile(pattern).search("") is not None:
                file.fail((*path, "patterns"), "pattern-empty", value=pattern)
        except re.error as error:
            file.fail((*path, "patterns"), "pattern", value=pattern, said=error)
    for topic in sorted(set(lists.get("topics", ())) - topics):
        file.fail((*path, "topics"), "topic-unknown", warning=file.source.shipped, value=topic)


def _check_values(file: WordList, path: tuple[str, ...], rule: Mapping[str, Any]) -> None:
    keys = set(CueRule.__slots__) - {"name"}
    for key in sorted(set(rule) - keys):
        file.fail((*path, key), "key-unknown", value=key, allowed=" ".join(sorted(keys)))
    if rule.get("scope", "anywhere") not in get_args(Scope):
        file.fail((*path, "scope"), "not-allowed", value=rule["scope"], allowed=" ".join(get_args(Scope)))
    if not isinstance(rule.get("answer"), str) or not rule["answer"]:
        file.fail((*path, "answer"), "rule-answer")
    weight = rule.get("weight")
    if not isinstance(weight, int | float) or isinstance(weight, bool) or not 0 < weight < MOST_WEIGHT:
        file.fail((*path, "weight"), "rule-weight")
    if not isinstance(rule.get("negatable", True), bool):
        file.fail((*path, "negatable"), "true-or-false")


def read_second_topics(file: WordList, *, pairs: set[Pair]) -> dict[Pair, SecondTopicCues]:
    """Give the words of every second-level topic that has some."""
    found = {}
    for level1, below in file.lists.items():
        if not isinstance(below, Mapping):
            file.fail((level1,), "rule-form")
            continue
        for level2, words in below.items():
            path = (level1, level2)
            if path not in pairs:
                file.fail(path, "topic-unknown", warning=file.source.shipped, value="/".join(path))
            if not isinstance(words, Mapping) or set(words) != {"strong", "plain"}:
                file.fail(path, "topic-words")
                continue
            strong, plain = (file.words((*path, key), words[key]) for key in ("strong", "plain"))
            for word in sorted(set(strong) & set(plain)):
                file.fail((*path, "plain"), "word-twice", value=word)
            if path in pairs:
                found[path] = SecondTopicCues(level1, level2, strong, plain)
    return found


def fill_up(name: str, lists: Mapping[str, Any], shipped: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """An office's lists with those of the shipped file that it does not name, and these as text to be appended."""
    missing = {key: value for key, value in shipped.items() if key not in lists}
    if name == "phrases.toml":
        lines = [f"{_key(key)} = {_value(value)}" for key, value in missing.items()]
    else:
        lines = [
            line for question, rules in missing.items() for rule in rules for line in _rule_lines(question, rule, rules)
        ]
    return {**lists, **missing}, "".join(f"{line}\n" for line in ["", *lines]) if missing else ""


def _rule_lines(question: str, name: str, rules: Mapping[str, Mapping[str, Any]]) -> list[str]:
    heading = f"[{_key(question)}.{_key(name)}]"
    return [heading, *(f"{_key(key)} = {_value(value)}" for key, value in rules[name].items())]


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _value(key)


def _value(value: object) -> str:
    """A text, a number, a truth or a list of these: JSON writes them as TOML does."""
    return json.dumps(value, ensure_ascii=False)
