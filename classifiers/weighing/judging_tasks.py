"""The tasks that a judging model learns: their answers, their kinds of evidence, and how evidence is gathered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from classifiers.learning.annotations import AnnotatedLetter
from classifiers.learning.tasks import CLASSES, PURPOSES, join_pair, list_pairs, list_units
from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts, divide_letter
from classifiers.looking.second_topics import weigh_topics
from classifiers.looking.sights import Chances, Sight
from classifiers.weighing import (
    binary_evidence,
    class_evidence,
    purpose_evidence,
    second_topic_evidence,
    topic_evidence,
    unit_evidence,
)
from classifiers.weighing.evidence import Evidence, Learned
from records import Finding, Letter, Line, Page, Scan, Span
from vocab import Vocabulary


@dataclass(frozen=True, eq=False)
class Task:
    """One thing to be learned.

    `label` is what its text model learns of a letter, nothing when that is unknown; `positive` is the answer that must
    not be missed, where a task has one.
    """

    name: str
    label: Callable[[AnnotatedLetter], str]
    kinds: tuple[str, ...]
    answers: Callable[[Vocabulary], tuple[str, ...]]
    gather: Callable[[Sight, Chances, Vocabulary], list[Evidence]]
    truth: Callable[[AnnotatedLetter], dict[str, float]]
    fixed: Mapping[str, float] = field(default_factory=dict)
    positive: str | None = None


def divide_words(title: str, text: str) -> Parts:
    """The parts of a letter known by its words alone, as annotated ones are."""
    lines = [title, *text.split("\n")]
    letter = Letter(
        scan=Scan(
            sha256="0" * 64, name="", media_type="text/plain", size=0, received_at=datetime.fromtimestamp(0, UTC)
        ),
        pages=(Page(number=1, source="document"),),
        lines=tuple(
            Line(page=1, box=(0, 0, 0, 0), text=line.strip(), raw=line, confidence=1, engine="")
            for line in lines
            if line.strip()
        ),
    )
    heading = Span(start=0, end=len(title.strip()))
    findings = [Finding(field="title", value=title, span=heading, rule="given")] if title.strip() else []
    return divide_letter(letter, findings)


def see_letter(title: str, text: str, learned: Learned, *, vocabulary: Vocabulary) -> Sight:
    """A letter known by its words alone, with what learned models say of it."""
    parts = divide_words(title, text)
    return Sight(parts, (), weigh_topics(parts, vocabulary=vocabulary), learned)


def _topics(sight: Sight, _: Chances, vocabulary: Vocabulary) -> list[Evidence]:
    return topic_evidence.gather_topics(vocabulary.level1, sight.weights, sight.learned)


def _second_topics(sight: Sight, before: Chances, vocabulary: Vocabulary) -> list[Evidence]:
    return second_topic_evidence.gather_second_topics(
        before["topic"], sight.weights, sight.learned, vocabulary=vocabulary
    )


def _units(sight: Sight, before: Chances, vocabulary: Vocabulary) -> list[Evidence]:
    return unit_evidence.gather_units(sight, before["topic2"], vocabulary=vocabulary)


def _classes(sight: Sight, _: Chances, vocabulary: Vocabulary) -> list[Evidence]:
    return class_evidence.gather_classes(sight.parts, sight.findings, sight.learned, vocabulary=vocabulary)


def _purposes(sight: Sight, before: Chances, vocabulary: Vocabulary) -> list[Evidence]:
    hits = match_cues(sight.parts, vocabulary.cues["purpose"], vocabulary=vocabulary)
    return purpose_evidence.gather_purposes(sight.parts, before["matter_class"], sight.learned, hits)


def _binary(task: str, rules: str, answer: str, rule_answer: str) -> Callable[..., list[Evidence]]:
    """`rules` names the cue rules of the question, of which those for `rule_answer` speak for `answer`."""

    def gather(sight: Sight, _: Chances, vocabulary: Vocabulary) -> list[Evidence]:
        hits = match_cues(sight.parts, vocabulary.cues[rules], vocabulary=vocabulary)
        return binary_evidence.gather_binary(
            task, sight.parts, sight.learned, hits, answer=answer, rule_answer=rule_answer
        )

    return gather


def _accepted(column: str) -> Callable[[AnnotatedLetter], dict[str, float]]:
    return lambda letter: letter.accepted(column)


def _decided(column: str, yes: str, no: str) -> Callable[[AnnotatedLetter], dict[str, float]]:
    """Letters that readers would not decide teach nothing."""
    return lambda letter: {"yes": {yes: 1.0}, "no": {no: 1.0}}.get(letter.labels[column], {})


def _column(name: str) -> Callable[[AnnotatedLetter], str]:
    return lambda letter: letter.labels[name]


def _pair(letter: AnnotatedLetter) -> str:
    level1, level2 = letter.labels["topic"], letter.labels["topic2"]
    return join_pair((level1, level2)) if level2 else ""


def _pair_truth(letter: AnnotatedLetter) -> dict[str, float]:
    return {pair: 1.0} if (pair := _pair(letter)) else {}


TASKS = (
    Task(
        "topic", _column("topic"), topic_evidence.KINDS, lambda vocabulary: vocabulary.level1, _topics,
        _accepted("topic"),
    ),
    Task(
        "topic2", _pair, second_topic_evidence.KINDS, list_pairs, _second_topics, _pair_truth,
    ),
    Task(
        "unit", _column("unit"), unit_evidence.KINDS, list_units, _units,
        _accepted("unit"), unit_evidence.FIXED,
    ),
    Task(
        "matter_class", _column("matter_class"), class_evidence.KINDS, lambda _: CLASSES, _classes,
        _accepted("matter_class"), class_evidence.FIXED,
    ),
    Task(
        "purpose", _column("purpose"), purpose_evidence.KINDS, lambda _: PURPOSES, _purposes,
        lambda letter: {letter.labels["purpose"]: 1.0}, purpose_evidence.FIXED,
    ),
    Task(
        "accusation", _column("accusation"), binary_evidence.KINDS, lambda _: ("yes", "no"),
        _binary("accusation", "matter_class", "yes", "accusation"), _decided("accusation", "yes", "no"),
        positive="yes",
    ),
    Task(
        "litigation", _column("litigation"), binary_evidence.KINDS, lambda _: ("yes", "no"),
        _binary("litigation", "channel", "yes", "litigation"), _decided("litigation", "yes", "no"),
        binary_evidence.FIXED,
        positive="yes",
    ),
    Task(
        "urgency", _column("urgency"), binary_evidence.KINDS, lambda _: ("urgent", "ordinary"),
        _binary("urgency", "urgency", "urgent", "urgent"), _decided("urgency", "urgent", "ordinary"),
        positive="urgent",
    ),
)  # fmt: skip
"""In the order in which they are judged: each may build on those before."""

TASK_BY_NAME = {task.name: task for task in TASKS}
