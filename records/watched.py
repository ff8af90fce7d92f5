"""What is watched of the letters while the program serves: blind answers, and what tells of change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from records.base import Record

ASKED: Final = ("topic", "topic2", "matter_class", "purpose", "unit")
"""The fields that a blind letter's person decides, in the order asked; all of them, then it is answered."""


class BlindLetter(Record):
    """A drawn letter: what the machine had said when it passed, and what the person said before seeing that.

    `machine` and `said` hold the asked fields; `said` is empty while it is open, and `answered_at` is none then.
    `share` is the share that was drawn at the time. The times are in the office's zone.
    """

    case_no: str
    received: date
    pages: int
    share: float
    drawn_at: datetime
    answered_at: datetime | None
    machine: Mapping[str, str | None]
    said: Mapping[str, str | None]

    def is_right(self, field: str) -> bool | None:
        """Whether the machine said what the person said; none where it gave no answer or nobody answered yet.

        A second-level topic counts as right with its first level only: its name may stand below several.
        """
        if self.answered_at is None or self.machine[field] is None:
            return None
        fields = ("topic", "topic2") if field == "topic2" else (field,)
        return all(self.machine[one] == self.said[one] for one in fields)


class WatchedLetter(Record):
    """What tells of one letter whether letters, scans or judgements have changed; nothing of its words or sender.

    `day` is when it was registered; `models` and `engine` what judged and read it. `answers` and `scores` are those of
    the best answers, given or not; a second-level topic is a pair with its first. `confidence` is the engine's, the
    mean over pages that it read; `unread` says whether ink was left unread, `doubtful` whether there was any doubt.
    """

    day: date
    models: tuple[str, ...]
    engine: str
    answers: Mapping[str, str]
    scores: Mapping[str, float]
    confidence: float | None
    unread: bool
    doubtful: bool
