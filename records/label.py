"""Labels: what people said of a letter, and the letter that they said it of."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from records.base import Record, Text

LabelSource = Literal["review", "file", "label-studio", "blind"]


class Label(Record):
    """An answer that a person gave for one task; never the machine's own.

    `source` is the way it came: a review at the desk, a file, Label Studio, or a review made without seeing the
    machine's answer. `reference` says what it came from: a case number, or the row of a file.
    """

    text_sha256: str = Field(pattern="^[0-9a-f]{64}$")
    task: str
    answer: str = Field(min_length=1)
    by: Text = Field(min_length=1)
    at: datetime
    source: LabelSource
    reference: Text = ""


class LabelledLetter(Record):
    """A letter as models read it, its title apart, with everything that people said of it.

    `id` is the hash of title and text. `day` is when it was written, or came. `group` names letters that belong
    together; empty when nobody said so.
    """

    id: str = Field(pattern="^[0-9a-f]{64}$")
    title: Text
    text: Text = Field(min_length=1)
    day: date | None = None
    group: Text = ""
    labels: tuple[Label, ...] = ()
