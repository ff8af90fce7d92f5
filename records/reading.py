"""What was understood of a letter: findings, judgements, and the stamp of what made them."""

from typing import Literal

from pydantic import Field

from records.base import Record
from records.letter import Letter, PageBox, Span

FieldName = Literal[
    "title",
    "addressee",
    "name",
    "phone",
    "other_phone",
    "id_no",
    "address",
    "place",
    "place_code",
    "letter_date",
    "postmark_date",
    "date",
    "amount",
    "demand",
    "summary",
    "accused",
    "accused_post",
    "accused_unit",
    "unit_named",
    "letter_barcode",
    "sex",
    "age",
    "birth_date",
    "employer",
    "signatory_count",
    "concerned_count",
    "area",
    "paper_no",
    "earlier_step",
    "address_code",
    "address_normal",
]
Question = Literal[
    "petition",
    "urgency",
    "accusation",
    "litigation",
    "matter_class",
    "purpose",
    "channel",
    "legal_way",
    "territory",
    "level",
    "topic",
    "topic2",
    "topic3",
    "unit",
    "co_units",
]
"""What is asked of a letter, in the order in which an office asks it."""


class Finding(Record):
    """A value that the letter states.

    `value` is the value in its standard form (ISO 8601 date, yuan as a decimal, division code, unit code)
    or nothing when the words have no such form; `span` is where the words stand; `rule` is what found it;
    `confidence` is between 0 and 1; `doubt` is a code of `vocab/codes.csv`. `places` are where the value stands when it
    is no text: a barcode; its span is empty then. `second` is what a second reading gave for the words, where it
    differs. `proposals` are values that a person may take instead, the likeliest first: never taken by themselves.
    `parts` are the places of the words that a composed value was put together from, in order (a summary).
    """

    field: FieldName
    value: str | None
    span: Span
    rule: str
    confidence: float = Field(default=1.0, ge=0, le=1)
    doubt: str | None = None
    places: tuple[PageBox, ...] = ()
    second: str | None = None
    proposals: tuple[str, ...] = ()
    parts: tuple[Span, ...] = ()


class Cue(Record):
    """Words that speak for an answer (weight above 0) or against it (below 0).

    `source` is what gave the weight: a rule by its name (`urgency.accident`), `model`, or `rest` for all that is not
    shown one by one. The weights of a judgement's cues add up to the log-odds of its best answer's score.
    """

    text: str
    weight: float
    span: Span | None = None
    source: str = ""


class Candidate(Record):
    """An answer that was not given, with its score."""

    answer: str
    score: float = Field(ge=0, le=1)


LIKELY = 0.3
"""From this chance on an answer left open is treated as if it were given, wherever a mistake would do harm."""


class Judgement(Record):
    """An answer to a question about the letter, or none.

    `score` is the probability that the best answer is right. Below its threshold the judgement abstains:
    `answer` is empty, `doubt` says why, and the best answer stands first among the `runners_up`.
    """

    question: Question
    answer: str | None
    score: float = Field(ge=0, le=1)
    runners_up: tuple[Candidate, ...] = ()
    cues: tuple[Cue, ...] = ()
    made_by: str
    doubt: str | None = None

    def leans_to(self, answer: str) -> bool:
        """Whether an answer was given, or was left open and is not unlikely."""
        if self.answer is not None:
            return self.answer == answer
        return any(one.answer == answer and one.score >= LIKELY for one in self.runners_up)


class Matter(Record):
    """One of several matters that a letter raises: a proposal to treat them apart, which a person confirms.

    `spans` are the places of its words, `demands` what it asks for, `place_code` the division where it happened;
    `judgements` answer for it alone what differs from matter to matter (topic, matter class, channel, unit).
    """

    number: int = Field(ge=1)
    spans: tuple[Span, ...]
    demands: tuple[str, ...] = ()
    place_code: str | None = None
    judgements: tuple[Judgement, ...] = ()

    def judgement(self, question: Question) -> Judgement | None:
        """The judgement on a question, if it was asked of this matter."""
        return next((j for j in self.judgements if j.question == question), None)


class Stamp(Record):
    """The versions that made a reading."""

    code: str
    vocab: str = Field(description="hash over all vocabulary files")
    models: tuple[str, ...]
    engine: str


class Reading(Record):
    """Everything the program says about one letter, with the versions that said it."""

    letter: Letter
    findings: tuple[Finding, ...]
    judgements: tuple[Judgement, ...]
    stamp: Stamp
    matters: tuple[Matter, ...] = Field(default=(), description="two and more when the letter raises several matters")

    @property
    def doubts(self) -> tuple[str, ...]:
        """Every doubt once, in the order of scan, pages, findings, judgements, matters.

        Several matters are a doubt of their own, for a person confirms them (`matters.several`).
        """
        found = [*self.letter.scan.doubts]
        found += [code for page in self.letter.pages for code in page.doubts]
        found += [finding.doubt for finding in self.findings if finding.doubt]
        found += [judgement.doubt for judgement in self.judgements if judgement.doubt]
        found += ["matters.several"] if len(self.matters) > 1 else []
        return tuple(dict.fromkeys(found))

    @property
    def needs_person(self) -> bool:
        """Whether a person must look at it before it goes on."""
        return bool(self.doubts)

    def values(self, field: FieldName) -> tuple[str, ...]:
        """The values found for a field, each once, in the order found."""
        found = (f.value for f in self.findings if f.field == field and f.value is not None)
        return tuple(dict.fromkeys(found))

    def judgement(self, question: Question) -> Judgement | None:
        """The judgement on a question, if it was asked."""
        return next((j for j in self.judgements if j.question == question), None)
