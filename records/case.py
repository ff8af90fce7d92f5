"""The case record: what the ledger says about one letter, and what people said since."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from records.base import Record
from records.letter import PageBox, Span
from records.reading import Candidate, Cue, Stamp

SCHEMA = "laixin.case/1"
Status = Literal["to-review", "proposed", "confirmed", "split"]


class Evidence(Record):
    """A finding with the places on the pages that it was read from."""

    field: str
    value: str | None
    words: str
    span: Span
    boxes: tuple[PageBox, ...]
    rule: str
    confidence: float
    doubt: str | None = None
    second: str | None = Field(default=None, description="what a second reading gave for the words, where it differs")


class JudgementRecord(Record):
    """A judgement as the ledger shows it."""

    question: str
    answer: str | None
    score: float
    runners_up: tuple[Candidate, ...] = ()
    cues: tuple[Cue, ...] = ()
    made_by: str
    doubt: str | None = None


class CaseValues(Record):
    """The current values: the machine's, overlaid by what people decided.

    Every field can be set by a review. Empty means: the letter does not say, or the machine abstained.
    """

    title: str | None = None
    addressee: str | None = None
    names: tuple[str, ...] = Field(default=(), description="petitioners, the main one first")
    anonymous: bool = False
    phones: tuple[str, ...] = ()
    id_nos: tuple[str, ...] = ()
    address: str | None = Field(default=None, description="the sender's address as written")
    place: str | None = Field(default=None, description="where the matter happened, as written")
    place_code: str | None = Field(default=None, description="division code of the place, GB/T 2260 and GB/T 10114")
    letter_date: date | None = Field(default=None, description="date under the letter")
    dates: tuple[str, ...] = Field(default=(), description="other dates stated, ISO 8601, to the day or the month")
    amounts: tuple[str, ...] = Field(default=(), description="yuan, as decimals")
    demands: tuple[str, ...] = ()
    summary: str | None = None
    accused: tuple[str, ...] = Field(default=(), description="persons and units complained of")
    petition: Literal["petition", "private"] | None = None
    topic: str | None = Field(default=None, description="first level of the topic tree")
    topic2: str | None = Field(default=None, description="second level of the topic tree")
    matter_class: Literal["appeal", "suggestion", "accusation", "other"] | None = None
    channel: Literal["administrative", "discipline", "litigation"] | None = None
    unit: str | None = Field(default=None, description="code of the proposed lead unit")
    co_units: tuple[str, ...] = ()
    urgency: Literal["urgent", "ordinary"] | None = None
    postmark_date: date | None = Field(default=None, description="day of the envelope's postmark")
    letter_barcode: str | None = Field(default=None, description="number of the barcode printed on the letter")


class StackPart(Record):
    """Where a letter lay before it was cut out: which stack or archive, which running number, which pages there."""

    parent_sha256: str
    part: int
    pages: tuple[int, int] | None = Field(description="first and last page in the stack; none from an archive")


class Deadline(Record):
    """A clock of the law that runs on a case."""

    name: str
    due: date
    basis: str = Field(description="article of the Regulation on Petition Work (2022)")


class Review(Record):
    """What a person decided about one field. It lies over the machine's value and replaces nothing."""

    case_no: str
    field: str
    machine_value: Any
    human_value: Any
    by: str
    at: datetime
    note: str = ""


class Event(Record):
    """Something that happened, chained to the event before by its hash."""

    number: int
    kind: str
    at: datetime
    by: str
    case_no: str | None = None
    scan_sha256: str | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    before: str
    hash: str


class CaseRecord(Record):
    """One case of the ledger, whole. Its JSON Schema is published as `docs/schema/case-1.json`."""

    schema_: Literal["laixin.case/1"] = Field(default="laixin.case/1", alias="schema")
    case_no: str
    scan_sha256: str
    status: Status
    needs_person: bool
    restricted: bool = Field(
        description="accusation: only named persons may see who wrote it; also a case that was split"
    )
    doubts: tuple[str, ...]
    received_at: datetime
    registered_at: datetime
    channel_in: str = Field(description="the way it came: letter")
    batch: str
    media_type: str
    page_count: int
    copies: int = Field(description="exact copies that came later")
    values: CaseValues
    text: str
    evidence: tuple[Evidence, ...]
    judgements: tuple[JudgementRecord, ...]
    deadlines: tuple[Deadline, ...]
    reviews: tuple[Review, ...] = ()
    stamp: Stamp
    part_of: StackPart | None = Field(default=None, description="the stack or archive that the letter came out of")
    split_into: tuple[str, ...] = Field(
        default=(), description="the cases of the letters that a person split this one into, as far as they are read"
    )
