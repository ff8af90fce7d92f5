"""The way of a letter, from a file in the inbox to a case in the ledger, as plain functions.

Read it like a table of contents: `take_in`, `read_letter`, `understand_letter`, then `Ledger.record_case`. Each step
takes one value and gives a new one. `flows/inbox.py` wraps it in Prefect, `laixin read` uses the middle of it alone.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from classifiers.judge import judge_letter
from classifiers.weighing.judging_model import JudgingModel
from extractors.fields.findings import find_all
from extractors.intake.formats import tell_file
from extractors.intake.inbox import Dropped, claim, readable_name, unchanged
from extractors.letters import read_letter
from ledger import Arrival, Ledger, Originals
from records import Letter, LetterError, Reading, Scan, Stamp
from vocab import Vocabulary

__all__ = ["read_letter", "take_in", "understand_letter"]


def take_in(file: Dropped, *, ledger: Ledger, originals: Originals) -> Arrival | None:
    """Claim a dropped file, store its bytes, commit the arrival, and only then remove the file.

    Gives nothing, and leaves the file where it lies, when another process holds it or it changed meanwhile. Killed
    at any moment and called again, it neither loses the file nor counts it twice.

    Raises:
        LetterError: `intake.not-readable` or `intake.not-removable` when the file may not be read or removed; it stays
            in the inbox.
        OSError: the store cannot be written; the file stays in the inbox.
    """
    with claim(file) as claimed:
        if claimed is None:
            return None
        stream, source = claimed
        if not os.access(file.path.parent, os.W_OK):
            # Taken in, it would lie there still, and be copied again at every look.
            raise LetterError("intake.not-removable", passing=True)
        media_type = tell_file(stream)
        try:
            stored = originals.put(stream, max_bytes=file.size)
        except LetterError:
            return None  # it grew
        if not unchanged(file, source, stored.size):
            return None
        scan = Scan(
            sha256=stored.sha256,
            name=readable_name(file.path.name),
            media_type=media_type,
            size=stored.size,
            batch=file.batch,
            received_at=datetime.now(UTC),
        )
        arrival = ledger.take_in(scan, source=source)
        if unchanged(file, source, stored.size):
            _remove(file.path)
            ledger.source_removed(arrival.id)
        return arrival


def _remove(path: Path) -> None:
    """Remove a file and make its removal last through a power cut."""
    path.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def understand_letter(letter: Letter, *, vocabulary: Vocabulary, judging: JudgingModel, stamp: Stamp) -> Reading:
    """Find what a letter states and judge what it is about and who must answer, by the tables of the day it came."""
    received = letter.scan.received_at.astimezone().date()
    vocabulary = vocabulary.on(received)
    findings = find_all(letter, vocabulary=vocabulary, received=received)
    verdict = judge_letter(letter, findings, vocabulary=vocabulary, judging=judging)
    return Reading(
        letter=letter,
        findings=(*findings, *verdict.accused),
        judgements=verdict.judgements,
        stamp=stamp,
        matters=verdict.matters,
    )
