"""Labelled letters made up for tests."""

from datetime import date, datetime
from hashlib import sha256

from records import Label, LabelledLetter, LabelSource
from tests.ledger.letters import LATER


def labelled(
    text: str,
    *said: tuple[str, str],
    title: str = "",
    task: str = "topic",
    at: datetime = LATER,
    day: date | None = None,
    group: str = "",
    source: LabelSource = "file",
) -> LabelledLetter:
    """A letter with what persons said of it: pairs of person and answer."""
    digest = sha256(f"{title}\n{text}".encode()).hexdigest()
    labels = tuple(
        Label(text_sha256=digest, task=task, answer=answer, by=by, at=at, source=source, reference="a.csv:2")
        for by, answer in said
    )
    return LabelledLetter(id=digest, title=title, text=text, day=day, group=group, labels=labels)
