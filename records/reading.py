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
    "unit_named",
    "letter_barcode",
]
Question = Literal["petition", "topic", "topic2", "matter_class", "channel", "unit", "urgency"]


class Finding(Record):
    """A value that the letter states.

    `value` is the value in its standard form (ISO 8601 date, yuan as a decimal, division code, unit code)
    or nothing when the words have no such form; `span` is where the words stand; `rule` is what found it;
    `confidence` is between 0 and 1; `doubt` is a code of `vocab/codes.csv`. `places` are where the value stands when it
    is no text: a barcode; its span is empty then. `second` is what a second reading gave for the words, where it
    differs.
    """

    field: FieldName
    value: str | None
    span: Span
    rule: str
    confidence: float = Field(default=1.0, ge=0, le=1)
    doubt: str | None = None
    places: tuple[PageBox, ...] = ()
    second: str | None = None


class Cue(Record):
    """Words that speak for an answer (weight above 0) or against it (below 0)."""

    text: str
    weight: float
    span: Span | None = None


class Candidate(Record):
    """An answer that was not given, with its score."""

    answer: str
    score: float = Field(ge=0, le=1)


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

    @property
    def doubts(self) -> tuple[str, ...]:
        """Every doubt once, in the order of scan, pages, findings, judgements."""
        found = [*self.letter.scan.doubts]
        found += [code for page in self.letter.pages for code in page.doubts]
        found += [finding.doubt for finding in self.findings if finding.doubt]
        found += [judgement.doubt for judgement in self.judgements if judgement.doubt]
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
