"""Judge a letter: the questions in the order in which a petition office asks them.

First whether it is a petition at all, then whether it is urgent, then the gates of discipline and of litigation,
and only then topic and unit. Each answer is a proposal with its reasons; a person confirms.
"""

from collections.abc import Sequence

from classifiers.accused import find_accused_units, find_blamed_units
from classifiers.channels import judge_channel
from classifiers.matters import judge_matter_class
from classifiers.parts import Parts, divide_letter
from classifiers.petitions import judge_petition
from classifiers.second_topics import BY_CLASS, TopicWeights, judge_second_topic, settle_topic, weigh_topics
from classifiers.units import Questions, judge_unit
from classifiers.urgency import judge_urgency
from records import Candidate, Finding, Judgement, Letter
from records.reading import Question
from vocab import Vocabulary

MADE_BY = "rule:judge/1"
LEAST_TEXT = 8
"""Fewer Han characters than this are no letter that anything can be judged of."""
THANKS = ("其他", "表达情感")
QUESTIONS: tuple[Question, ...] = ("petition", "urgency", "matter_class", "channel", "topic", "topic2", "unit")


def judge_letter(
    letter: Letter, findings: Sequence[Finding], *, vocabulary: Vocabulary, topic: Judgement
) -> tuple[Judgement, ...]:
    """Answer every question about a letter, in order: petition, urgency, matter_class, channel, topic, topic2, unit.

    `topic` is the model's judgement; a rule sets another where the class of the matter decides it (accusation,
    thanks) or where the words are clear for a topic that the model was not trained for.
    """
    parts = divide_letter(letter, findings)
    if sum("\u4e00" <= char <= "\u9fff" for char in parts.text) < LEAST_TEXT:
        return tuple(_no_text(question) for question in QUESTIONS)
    petition = judge_petition(parts, vocabulary=vocabulary)
    urgency = judge_urgency(parts, vocabulary=vocabulary)
    matter_class = judge_matter_class(parts, findings, vocabulary=vocabulary)
    if petition.answer == "private" and matter_class.answer == "accusation":
        # Called private it would be no accusation, and its writer's name would stand in every list.
        petition = _doubt_petition(petition)
    if petition.answer == "private":
        blank = [_unasked(question) for question in QUESTIONS if question not in {"petition", "urgency"}]
        return (petition, urgency, *blank)
    channel = judge_channel(parts, matter_class, vocabulary=vocabulary)
    weights = weigh_topics(parts, vocabulary=vocabulary)
    settled = _judge_topic(topic, matter_class, weights, parts, vocabulary)
    topic2 = _judge_topic2(settled, matter_class, weights)
    asked = Questions(petition=petition, matter_class=matter_class, channel=channel, topic=settled, topic2=topic2)
    accused = find_accused_units(parts, findings, vocabulary=vocabulary)
    accused |= find_blamed_units(parts, vocabulary=vocabulary)
    unit = judge_unit(parts, asked, weights, accused, vocabulary=vocabulary)
    return (petition, urgency, matter_class, channel, settled, topic2, unit)


def _doubt_petition(petition: Judgement) -> Judgement:
    best = Candidate(answer="private", score=petition.score)
    return petition.model_copy(
        update={"answer": None, "runners_up": (best, *petition.runners_up), "doubt": "petition.unsure"}
    )


def _judge_topic(
    given: Judgement, matter_class: Judgement, weights: TopicWeights, parts: Parts, vocabulary: Vocabulary
) -> Judgement:
    """An accusation and a letter of thanks have their topic by their class; the rest by the words and the model."""
    if matter_class.answer == "accusation":
        return _by_class(BY_CLASS, matter_class)
    if matter_class.answer == "other" and _thanks(matter_class, parts, vocabulary):
        return _by_class(THANKS[0], matter_class)
    return settle_topic(given, weights, vocabulary=vocabulary)


def _by_class(answer: str, matter_class: Judgement) -> Judgement:
    return Judgement(question="topic", answer=answer, score=matter_class.score, cues=matter_class.cues, made_by=MADE_BY)


def _thanks(matter_class: Judgement, parts: Parts, vocabulary: Vocabulary) -> bool:
    """Whether a letter of the class `other` thanks, rather than asks for information."""
    words = {word for rule in vocabulary.cues["matter_class"] if rule.name.startswith("thanks") for word in rule.words}
    return any(cue.weight > 0 and cue.span and cue.span.of(parts.text) in words for cue in matter_class.cues)


def _judge_topic2(topic: Judgement, matter_class: Judgement, weights: TopicWeights) -> Judgement:
    if topic.answer == THANKS[0] and topic.made_by == MADE_BY:
        return Judgement(
            question="topic2", answer=THANKS[1], score=topic.score, cues=matter_class.cues, made_by=MADE_BY
        )
    return judge_second_topic(topic, weights)


def _unasked(question: Question) -> Judgement:
    """A question that a private letter does not raise."""
    return Judgement(question=question, answer=None, score=0.0, made_by=MADE_BY)


def _no_text(question: Question) -> Judgement:
    doubt = "letter.no-text" if question == "petition" else None
    return Judgement(question=question, answer=None, score=0.0, made_by=MADE_BY, doubt=doubt)
