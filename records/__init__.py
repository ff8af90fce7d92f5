"""The nouns: frozen, typed, no I/O; the errors; the settings."""

from records.base import Record
from records.case import (
    SCHEMA,
    CaseRecord,
    CaseValues,
    CueRecord,
    Deadline,
    Event,
    Evidence,
    JudgementRecord,
    MatterRecord,
    Review,
    StackPart,
)
from records.errors import LaixinError, LetterError, SetupError, UsageError
from records.label import Label, LabelledLetter, LabelSource
from records.letter import Letter, PageBox, Span
from records.link import LetterFacts, Likeness, Link, LinkKey, LinkKind, Passage, Signature
from records.page import Barcode, Box, Joint, Kind, Line, Page, Source
from records.reading import Candidate, Cue, FieldName, Finding, Judgement, Matter, Question, Reading, Stamp
from records.scan import Scan, SourceId, StackPages
from records.settings import Settings
from records.watched import ASKED, BlindLetter, WatchedLetter

__all__ = [
    "ASKED",
    "SCHEMA",
    "Barcode",
    "BlindLetter",
    "Box",
    "Candidate",
    "CaseRecord",
    "CaseValues",
    "Cue",
    "CueRecord",
    "Deadline",
    "Event",
    "Evidence",
    "FieldName",
    "Finding",
    "Joint",
    "Judgement",
    "JudgementRecord",
    "Kind",
    "Label",
    "LabelSource",
    "LabelledLetter",
    "LaixinError",
    "Letter",
    "LetterError",
    "LetterFacts",
    "Likeness",
    "Line",
    "Link",
    "LinkKey",
    "LinkKind",
    "Matter",
    "MatterRecord",
    "Page",
    "PageBox",
    "Passage",
    "Question",
    "Reading",
    "Record",
    "Review",
    "Scan",
    "Settings",
    "SetupError",
    "Signature",
    "Source",
    "SourceId",
    "Span",
    "StackPages",
    "StackPart",
    "Stamp",
    "UsageError",
    "WatchedLetter",
]
