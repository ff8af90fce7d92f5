"""Find the third-level topic where its own name or words stand in the letter, below the second level judged."""

from collections.abc import Iterator
from functools import cache

from classifiers.looking.cue_words import Hit, match_cues
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import rest_cue
from records import Candidate, Cue, Judgement
from vocab import CueRule, Vocabulary

MADE_BY = "rule:third-topics/1"
NAME = 3.0
"""What the leaf's own name weighs; a rule of `cues.toml` names its weight itself."""
IN_TITLE = 1.5
SURE = 2.0
MARGIN = 1.0
ELSE = "其他"
LEAST_NAME = 2


def judge_third_topic(parts: Parts, topic: Judgement, topic2: Judgement, *, vocabulary: Vocabulary) -> Judgement:
    """Give the leaf whose words stand in the text, or none and no doubt: most letters name none.

    A leaf is never given without the second level above it.
    """
    if topic.answer is None or topic2.answer is None:
        return Judgement(question="topic3", answer=None, score=0.0, made_by=MADE_BY)
    hits = match_cues(parts, _leaf_rules(topic.answer, topic2.answer, vocabulary), vocabulary=vocabulary)
    weights: dict[str, float] = {}
    for hit in hits:
        weights[hit.rule.answer] = weights.get(hit.rule.answer, 0.0) + _weight(hit, parts)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return Judgement(question="topic3", answer=None, score=0.0, made_by=MADE_BY)
    (best, weight), next_weight = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    sure = weight >= SURE and weight - next_weight >= MARGIN
    # never surer than the level above it
    score = topic2.score * (weight / (weight + next_weight))
    others = tuple(Candidate(answer=leaf, score=topic2.score * value / (weight + value)) for leaf, value in ranked[1:4])
    cues = tuple(
        Cue(
            text=hit.span.of(parts.written),
            weight=round(_weight(hit, parts) * (1 if hit.rule.answer == best else -1), 3),
            span=hit.span,
            source=f"topic3.{hit.rule.name}",
        )
        for hit in hits
    )
    return Judgement(
        question="topic3",
        answer=best if sure else None,
        score=score,
        runners_up=others if sure else (Candidate(answer=best, score=score), *others),
        cues=(*cues, rest_cue(cues, score)),
        made_by=MADE_BY,
    )


def _weight(hit: Hit, parts: Parts) -> float:
    return hit.weight * (IN_TITLE if hit.span.end <= parts.title.end else 1)


@cache
def _leaf_rules(level1: str, level2: str, vocabulary: Vocabulary) -> tuple[CueRule, ...]:
    """A rule for each leaf below a second level: its name, or the parts of it that 、 joins; then the written ones."""
    pair = f"{level1}/{level2}"
    written = [rule for rule in vocabulary.cues["topic3"] if pair in rule.topics]
    leaves = dict.fromkeys(
        topic.level3 for topic in vocabulary.topics if (topic.level1, topic.level2) == (level1, level2)
    )
    named = [
        CueRule(name=f"name.{leaf}", answer=leaf, weight=NAME, words=words)
        for leaf in leaves
        if (words := tuple(_names(leaf)))
    ]
    return (*named, *written)


def _names(leaf: str) -> Iterator[str]:
    if leaf and leaf != ELSE:
        yield from dict.fromkeys(part for part in (leaf, *leaf.split("、")) if len(part) >= LEAST_NAME)
