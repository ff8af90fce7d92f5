"""Judge a letter: the questions in the order in which a petition office asks them.

First whether it is a petition at all, then whether it is urgent, then the gates of discipline and of litigation;
then the class of the matter with its purpose, its channel and the lawful way open to it, the place, the level, and
only then what it is about and which unit answers with whose help. Each answer is a proposal with its reasons; a
person confirms. A letter that raises several matters is judged as a whole and matter by matter. The guard comes last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from classifiers.guarding.accused_net import find_accused
from classifiers.guarding.guard import guard_judgements
from classifiers.learning.topics import judge_topic_of_text
from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts, divide_letter
from classifiers.looking.sights import see_parts
from classifiers.steps.accusations import judge_accusation
from classifiers.steps.channels import judge_channel
from classifiers.steps.co_units import judge_co_units
from classifiers.steps.legal_ways import judge_legal_way
from classifiers.steps.levels import judge_level
from classifiers.steps.litigation import judge_litigation
from classifiers.steps.matter_classes import judge_matter_class, weigh_classes
from classifiers.steps.petitions import judge_petition
from classifiers.steps.purposes import judge_purpose
from classifiers.steps.several_matters import divide_matters
from classifiers.steps.territories import judge_territory
from classifiers.steps.third_topics import judge_third_topic
from classifiers.steps.topic_judgements import judge_second_topic, judge_topic, weigh_topics_of
from classifiers.steps.units import Questions, judge_unit
from classifiers.steps.urgency import judge_urgency
from classifiers.weighing.judging_model import JudgingModel
from records import Candidate, Finding, Judgement, Letter, Matter
from records.reading import Question
from vocab import Vocabulary
from vocab.closures import Closure

MADE_BY = "rule:judge/1"
LEAST_TEXT = 8
"""Fewer Han characters than this are no letter that anything can be judged of."""
QUESTIONS: tuple[Question, ...] = get_args(Question)
"""In the order in which they are asked."""
ACCUSING: Mapping[Question, str] = {"accusation": "yes", "matter_class": "accusation", "channel": "discipline"}
"""The answers that say that somebody is accused."""
OF_A_MATTER = frozenset(QUESTIONS) - {"petition", "urgency"}
"""What is asked of each of several matters; the rest is the letter's."""

Judgements = tuple[Judgement, ...]


@dataclass(frozen=True)
class Verdict:
    """A letter's judgements in the order of `QUESTIONS`, and its matters when it raises two or more."""

    judgements: Judgements
    matters: tuple[Matter, ...] = ()
    accused: tuple[Finding, ...] = ()
    """The units that the letter was kept away from: for people to see and to correct."""


def judge_letter(
    letter: Letter, findings: Sequence[Finding], *, vocabulary: Vocabulary, judging: JudgingModel
) -> Verdict:
    """Answer every question about a letter, in the order of `QUESTIONS`, and about each of several matters."""
    parts = divide_letter(letter, findings)
    judged = _judge_parts(parts, findings, judging, vocabulary)

    def judge_part(part: Parts, found: Sequence[Finding]) -> Judgements:
        of_part = _judge_parts(part, found, judging, vocabulary)
        return tuple(judgement for judgement in of_part if judgement.question in OF_A_MATTER)

    petition = judged[0]
    ask_topic = partial(judge_topic_of_text, model=judging.in_service)
    matters = (
        divide_matters(letter, findings, parts, judge_part=judge_part, ask_topic=ask_topic, vocabulary=vocabulary)
        if petition.answer == "petition"
        else ()
    )
    return guard_verdict(Verdict(judged, matters), parts, findings, vocabulary=vocabulary)


def guard_verdict(verdict: Verdict, parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> Verdict:
    """The last step: whoever is accused anywhere in the letter is kept out of every judgement of all its matters."""
    every = [verdict.judgements, *(matter.judgements for matter in verdict.matters)]
    accusing = any(map(is_accusing, every))
    possible = accusing or any(map(_may_accuse, every))
    accused = find_accused(parts, findings, vocabulary=vocabulary, accusing=accusing, possible=possible)
    closure = accused.closure(vocabulary)
    clear = accused.clear

    def guard(judgements: Judgements, closure: Closure = closure) -> Judgements:
        return guard_judgements(judgements, closure, accusing=accusing, clear=clear)

    matters = tuple(matter.model_copy(update={"judgements": guard(matter.judgements)}) for matter in verdict.matters)
    return Verdict(guard(verdict.judgements), matters, accused.findings())


def is_accusing(judgements: Sequence[Judgement]) -> bool:
    """Whether the judgements say that somebody of public service is accused, or lean to it."""
    return any(judgement.leans_to(ACCUSING.get(judgement.question, "")) for judgement in judgements)


def _may_accuse(judgements: Sequence[Judgement]) -> bool:
    """Whether the gate of accusation was not plainly passed: the net for the accused is cast wide then."""
    return any(judgement.question == "accusation" and judgement.answer != "no" for judgement in judgements)


def _judge_parts(
    parts: Parts, findings: Sequence[Finding], judging: JudgingModel, vocabulary: Vocabulary
) -> Judgements:
    """The steps themselves, in order."""
    if sum("\u4e00" <= char <= "\u9fff" for char in parts.text) < LEAST_TEXT:
        return tuple(_no_text(question, parts, findings, vocabulary) for question in QUESTIONS)
    sight = see_parts(parts, findings, judging.read(parts), vocabulary=vocabulary)
    petition = judge_petition(parts, vocabulary=vocabulary)
    urgency = judge_urgency(sight, judging, vocabulary=vocabulary)
    accusation = judge_accusation(sight, judging, vocabulary=vocabulary)
    if petition.answer == "private" and accusation.leans_to("yes"):
        # Called private it would be no accusation, and its writer's name would stand in every list.
        petition = _doubt_petition(petition)
    if petition.answer == "private":
        answered = (petition, urgency, accusation)
        return (*answered, *(_unasked(question) for question in QUESTIONS[len(answered) :]))
    litigation = judge_litigation(sight, judging, vocabulary=vocabulary)
    classes = weigh_classes(sight, judging, vocabulary=vocabulary)
    matter_class = judge_matter_class(classes, sight, judging)
    purpose = judge_purpose(sight, matter_class, classes.chances, judging, vocabulary=vocabulary)
    channel = judge_channel(accusation, litigation, matter_class)
    legal_way = judge_legal_way(parts, matter_class, litigation, vocabulary=vocabulary)
    territory = judge_territory(parts, findings, vocabulary=vocabulary)
    level = judge_level(parts, findings, territory, vocabulary=vocabulary)
    first, second = weigh_topics_of(sight, judging, vocabulary=vocabulary)
    topic = judge_topic(first, matter_class, sight, judging, vocabulary=vocabulary)
    topic2 = judge_second_topic(second, topic, sight, judging)
    topic3 = judge_third_topic(parts, topic, topic2, vocabulary=vocabulary)
    asked = Questions(petition=petition, accusation=accusation, matter_class=matter_class, channel=channel)
    unit = judge_unit(sight, asked, second.chances, judging, vocabulary=vocabulary)
    co_units = judge_co_units(parts, findings, unit, channel=channel, topic=topic, topic2=topic2, vocabulary=vocabulary)
    gates = (petition, urgency, accusation, litigation, matter_class, purpose, channel, legal_way)
    return (*gates, territory, level, topic, topic2, topic3, unit, co_units)


def _doubt_petition(petition: Judgement) -> Judgement:
    best = Candidate(answer="private", score=petition.score)
    return petition.model_copy(
        update={"answer": None, "runners_up": (best, *petition.runners_up), "doubt": "petition.unsure"}
    )


def _unasked(question: Question) -> Judgement:
    """A question that a private letter does not raise."""
    return Judgement(question=question, answer=None, score=0.0, made_by=MADE_BY)


def _no_text(question: Question, parts: Parts, findings: Sequence[Finding], vocabulary: Vocabulary) -> Judgement:
    """Too little text is judged of nothing; but a word of accusing in it leaves open whether it accuses."""
    if question == "accusation" and _accuses_in_a_word(parts, findings, vocabulary):
        both = (Candidate(answer="yes", score=0.5), Candidate(answer="no", score=0.5))
        return Judgement(
            question=question, answer=None, score=0.5, runners_up=both, made_by=MADE_BY, doubt="accusation.possible"
        )
    doubt = "letter.no-text" if question == "petition" else None
    return Judgement(question=question, answer=None, score=0.0, made_by=MADE_BY, doubt=doubt)


def _accuses_in_a_word(parts: Parts, findings: Sequence[Finding], vocabulary: Vocabulary) -> bool:
    rules = [rule for rule in vocabulary.cues["matter_class"] if rule.answer == "accusation"]
    told = any(finding.field in ("accused", "accused_unit", "accused_post") for finding in findings)
    return told or bool(match_cues(parts, rules, vocabulary=vocabulary))
