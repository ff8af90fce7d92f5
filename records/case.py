"""The case record: what the ledger says about one letter, and what people said since."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from records.base import Record
from records.handling import Handling
from records.letter import PageBox, Span
from records.link import Link
from records.reading import Candidate, Cue, Stamp
from records.step import Step

SCHEMA = "laixin.case/1"
UNCONFIRMED = ("to-review", "proposed")
"""Where a case stands that no person confirmed yet."""
Status = Literal[
    "to-review", "proposed", "confirmed", "split", "forwarded", "assigned", "returned", "accepted", "in-hand",
    "extended", "decided", "delivered", "in-review", "reviewed", "in-re-review", "re-reviewed", "closed",
    "struck-off", "not-accepted", "no-longer", "merged", "kept", "to-discipline", "to-law",
]  # fmt: skip
"""Where a case stands; `vocab/steps.csv` tells which step leads from where to where."""


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
    proposals: tuple[str, ...] = Field(default=(), description="values that a person may take instead")
    parts: tuple[Span, ...] = Field(default=(), description="places of the words that a composed value is made of")


class CueRecord(Cue):
    """A cue with the places on the pages where its words stand."""

    boxes: tuple[PageBox, ...] = ()


class JudgementRecord(Record):
    """A judgement as the ledger shows it."""

    question: str
    answer: str | None
    score: float
    runners_up: tuple[Candidate, ...] = ()
    cues: tuple[CueRecord, ...] = ()
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
    address_code: str | None = Field(default=None, description="division code of the sender's address")
    address_normal: str | None = Field(
        default=None, description="the sender's address in five levels with today's names, in one line"
    )
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
    topic3: str | None = Field(default=None, description="third level of the topic tree")
    matter_class: Literal["appeal", "suggestion", "accusation", "other"] | None = None
    purpose: Literal["redress", "relief", "accusation", "suggestion", "other"] | None = Field(
        default=None, description="purpose of the petition: 申诉, 求决, 揭发控告, 意见建议, 其他"
    )
    channel: Literal["administrative", "discipline", "litigation"] | None = None
    unit: str | None = Field(default=None, description="code of the proposed lead unit")
    co_units: tuple[str, ...] = ()
    urgency: Literal["urgent", "ordinary"] | None = None
    postmark_date: date | None = Field(default=None, description="day of the envelope's postmark")
    letter_barcode: str | None = Field(default=None, description="number of the barcode printed on the letter")
    source: Literal["post", "superior", "leader", "department", "delivered", "other"] | None = Field(
        default=None, description="whence the letter came to the office; said by a person, for no scan shows it"
    )
    legal_way: Literal["justice", "arbitration", "party", "administrative", "enforcement", "petition"] | None = Field(
        default=None, description="the way of article 31 that is open, no. 1 to 6"
    )
    territory: str | None = Field(default=None, description="division code of the county or city that must answer")
    level: Literal["city", "county"] | None = None
    sex: Literal["male", "female"] | None = Field(default=None, description="the main petitioner's, as stated")
    age: int | None = Field(default=None, description="the main petitioner's, as stated, in years")
    birth_date: date | None = Field(default=None, description="the main petitioner's, from the ID number")
    employer: str | None = Field(default=None, description="the main petitioner's")
    signatory_count: int | None = Field(default=None, description="how many signed")
    concerned_count: int | None = Field(default=None, description="how many the matter concerns, as stated")
    areas: tuple[str, ...] = Field(default=(), description="square metres, as decimals")
    accused_posts: tuple[str, ...] = Field(default=(), description="unit and post of those complained of")
    accused_units: tuple[str, ...] = Field(default=(), description="codes of the units complained of or served in")
    paper_nos: tuple[str, ...] = Field(default=(), description="numbers of earlier papers: replies, judgments, cases")
    earlier_steps: tuple[str, ...] = Field(default=(), description="what was tried before: court, arbitration, ...")
    repeat: Literal["first", "repeat"] | None = Field(default=None, description="first letter on the matter, or again")
    matters: tuple[str, ...] = Field(
        default=(), description="numbers of the matters that a person confirmed to be treated apart"
    )


class StackPart(Record):
    """Where a letter lay before it was cut out: which stack or archive, which running number, which pages there."""

    parent_sha256: str
    part: int
    pages: tuple[int, int] | None = Field(description="first and last page in the stack; none from an archive")


class Deadline(Record):
    """A clock of the law that runs or ran on a case.

    A record does not change with the day on which it is read: a clock that runs is overdue for a reader whose day is
    later than `due`.
    """

    name: str
    due: date = Field(description="the last day in time")
    basis: str = Field(description="article of the Regulation on Petition Work (2022)")
    started: date | None = Field(default=None, description="the day from which it counts, itself not counted")
    length: int | None = Field(default=None, description="how many days")
    unit: Literal["calendar", "working"] = Field(default="calendar", description="which days count")
    state: Literal["running", "met", "late", "waived", "ended"] = Field(
        default="running", description="late: done after the last day; ended: nothing is left to be done in it"
    )
    done: date | None = Field(default=None, description="the day on which what it waits for was done, or it ended")
    note: str | None = Field(default=None, description="code of what is to be known of it: why waived, how reckoned")
    holder: Literal["office", "unit", "petitioner"] = Field(
        default="office", description="who must act by it: the office, the unit that has the case, or the petitioner"
    )
    held_by: str | None = Field(default=None, description="the unit that has the case, where it must act")


class MatterRecord(Record):
    """A matter of a letter that raises several: proposed until a person confirmed it. Each has clocks of its own."""

    number: int
    state: Literal["proposed", "confirmed", "rejected"]
    words: tuple[str, ...]
    boxes: tuple[PageBox, ...]
    demands: tuple[str, ...]
    place_code: str | None
    judgements: tuple[JudgementRecord, ...]
    deadlines: tuple[Deadline, ...]


class Review(Record):
    """What a person decided about one field. It lies over the machine's value and replaces nothing."""

    case_no: str
    field: str
    machine_value: Any
    human_value: Any
    by: str
    at: datetime
    note: str = ""
    confirms_parent: bool = Field(
        default=False, description="the person chose a unit above the one complained of, on purpose"
    )


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
    needs_person: bool = Field(
        description="there are doubts that nobody has confirmed, or the guard asks for a decision"
    )
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
    matters: tuple[MatterRecord, ...] = Field(default=(), description="two and more when the letter raises several")
    links: tuple[Link, ...] = Field(default=(), description="cases with letters that are alike, the likest first")
    cluster_size: int = Field(
        default=1, description="letters on the same matter that are linked with this one and with one another"
    )
    cluster_restricted: int = Field(default=0, description="how many of them are restricted")
    steps: tuple[Step, ...] = Field(default=(), description="what was done with the case, the oldest first")
    handling: Handling = Field(default_factory=Handling, description="how it was handled and what came of it")
    office: str | None = Field(default=None, description="code of the office that registered it")
    registered_by: str | None = Field(default=None, description="who registered it: this program, or a person by hand")
    attachment_pages: int | None = Field(default=None, description="pages that are copied ID cards or photographs")
    has_envelope: bool | None = Field(default=None, description="the envelope was scanned too")
    blind: Literal["open", "answered"] | None = Field(
        default=None,
        description="drawn to be judged by a person who does not see the machine's answer: open, or answered",
    )
