"""The rules of a vocabulary by name, and a draft of new ones laid over it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from classifiers.rules.rule_testing import Rule
from records import UsageError
from vocab import CueRule, SecondTopicCues, Vocabulary
from vocab.problems import Problems
from vocab.sources import Source, read_list
from vocab.word_lists import WordList, read_cues, read_second_topics

TOPIC = "topic"
"""The question whose rules are the words of second-level topics."""


@dataclass(frozen=True)
class NamedRule:
    """A rule with its name and the answers that it speaks for, in each way that a person may write them."""

    name: str
    question: str
    answer: str
    rule: Rule

    @property
    def accepted(self) -> frozenset[str]:
        """A topic may be labelled by its first level alone, or by both."""
        return frozenset({self.answer, self.answer.split("/", 1)[0]} if self.question == TOPIC else {self.answer})


def list_rules(vocabulary: Vocabulary, question: str | None = None) -> Iterator[NamedRule]:
    """Yield every rule, or those of a question, in the order of the files."""
    for asked, rules in vocabulary.cues.items():
        for rule in rules if question in (None, asked) else ():
            yield NamedRule(f"{asked}.{rule.name}", asked, rule.answer, rule)
    for (level1, level2), words in vocabulary.second_topics.items() if question in (None, TOPIC) else ():
        yield NamedRule(f"{TOPIC}.{level1}/{level2}", TOPIC, f"{level1}/{level2}", words)


def find_rule(vocabulary: Vocabulary, name: str) -> NamedRule:
    """A rule by its name.

    Raises:
        UsageError: `rule.unknown`, with names that are spelled like it.
    """
    rules = {rule.name: rule for rule in list_rules(vocabulary)}
    if name not in rules:
        same_end = [known for known in rules if name and known.split(".", 1)[1] == name]
        if len(same_end) == 1:
            return rules[same_end[0]]
        close = same_end or get_close_matches(name, rules, n=3, cutoff=0.5)
        raise UsageError("rule.unknown", " ".join([name, *(f"({known})" for known in close)]))
    return rules[name]


def lay_draft_over(vocabulary: Vocabulary, draft: Path) -> Vocabulary:
    """The vocabulary with the rules of a draft in the place of their namesakes, and beside all others.

    A draft is a file like `cues.toml`, like `second_topics.toml`, or both.

    Raises:
        UsageError: `data.missing` when there is no such file.
        TableError: with everything that is wrong in it.
    """
    if not draft.is_file():
        raise UsageError("data.missing", str(draft))
    problems = Problems()
    source = Source("cues.toml", draft)
    lists, text = read_list(source, problems)
    pairs = {(topic.level1, topic.level2) for topic in vocabulary.topics}
    tops = {level1 for level1, _ in pairs}
    cues = read_cues(
        WordList(source, {key: value for key, value in lists.items() if key not in tops}, text, problems),
        pairs=pairs,
        units=vocabulary.units,
    )
    topics = read_second_topics(
        WordList(source, {key: value for key, value in lists.items() if key in tops}, text, problems), pairs=pairs
    )
    problems.stop_if_any()
    merged = {question: _merge(vocabulary.cues.get(question, ()), new) for question, new in cues.items()}
    return replace(
        vocabulary,
        cues={**vocabulary.cues, **merged},
        second_topics={**vocabulary.second_topics, **topics},
    )


def _merge(known: tuple[CueRule, ...], new: tuple[CueRule, ...]) -> tuple[CueRule, ...]:
    return tuple({rule.name: rule for rule in (*known, *new)}.values())


def count_words(rule: Rule) -> tuple[int, int, int]:
    """How many words, patterns and spared wordings a rule has."""
    if isinstance(rule, SecondTopicCues):
        return len(rule.strong) + len(rule.plain), 0, 0
    return len(rule.words), len(rule.patterns), len(rule.unless)
