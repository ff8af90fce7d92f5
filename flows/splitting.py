"""A stack or an archive becomes its letters: each is stored first, then all are written down in one transaction.

Killed at any moment and run again, it cuts the same letters with the same bytes: what was stored is stored already,
and what was written down is never written twice.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from extractors.intake.formats import ZIP, has_end, tell_file
from extractors.intake.scans import check_scan
from extractors.reading_pool import ReadingPool
from extractors.stacks.seams import Part
from extractors.stacks.stack_files import CUTTABLE
from extractors.stacks.stacks import cut_parts, plan_stack
from extractors.stacks.zip_files import MOST_DEPTH, list_members, open_member
from ledger import Ledger, Originals
from records import LetterError, Scan, Settings, StackPages, UsageError


def split_scan(
    scan: Scan, path: Path, *, pool: ReadingPool, ledger: Ledger, originals: Originals, settings: Settings
) -> tuple[Scan, ...] | None:
    """Split a stack or an archive; gives those of its letters that are in progress now, none when it is one letter.

    Raises:
        LetterError: a code of `intake.*`.
    """
    if scan.media_type == ZIP:
        return _unpack(scan, path, ledger=ledger, originals=originals, settings=settings)
    if scan.media_type not in CUTTABLE or scan.pages is not None:
        return None  # what was cut out of a stack is a letter: a blank sheet within it would cut it again
    check_scan(scan, path, max_bytes=settings.max_bytes)
    plan = plan_stack(scan, path, pool=pool, settings=settings)
    if plan is None:
        return None
    parts = _store_cut(cut_parts(scan, path, plan.parts, pool=pool), originals)
    in_letters = sum(part.last - part.first + 1 for part in plan.parts)
    pages = StackPages(
        scanned=in_letters + len(plan.separators) + len(plan.blank),
        in_letters=in_letters,
        separators=len(plan.separators),
        blank=len(plan.blank),
    )
    return ledger.split(scan.sha256, parts, pages=pages, at=datetime.now(UTC))


def split_case(
    case_no: str, starts: Sequence[int], *, by: str, pool: ReadingPool, ledger: Ledger, originals: Originals
) -> int:
    """Split a case where a person says that letters begin; gives the number of letters.

    Raises:
        UsageError: `split.unsigned`, `split.kind`, `split.pages`, `case.split` or `case.unknown`.
        LetterError: the stack cannot be cut; nothing was changed.
    """
    if not by.strip():
        raise UsageError("split.unsigned")
    reading, record = ledger.reading(case_no), ledger.case(case_no)
    if record.status == "split":
        raise UsageError("case.split", case_no)
    scan, count = reading.letter.scan, len(reading.letter.pages)
    if scan.media_type not in CUTTABLE:
        raise UsageError("split.kind")
    firsts = [1, *sorted(set(starts))]
    if len(firsts) < 2 or firsts[1] < 2 or firsts[-1] > count:
        raise UsageError("split.pages", f"2-{count}")
    lasts = [first - 1 for first in firsts[1:]] + [count]
    plan = tuple(Part(first, last) for first, last in zip(firsts, lasts, strict=True))
    whole = scan.model_copy(update={"batch": record.batch or scan.batch})
    parts = _store_cut(cut_parts(whole, originals.path(scan.sha256), plan, pool=pool), originals)
    pages = StackPages(scanned=count, in_letters=count, separators=0, blank=0)
    ledger.split(scan.sha256, parts, pages=pages, at=datetime.now(UTC), by=by.strip())
    return len(parts)


def _store_cut(letters: Iterable[tuple[Scan, bytes]], originals: Originals) -> list[Scan]:
    return [_store(letter, io.BytesIO(body), originals) for letter, body in letters]


def _store(letter: Scan, body: BinaryIO, originals: Originals) -> Scan:
    """Store a letter; its scan with the hash and size that it has."""
    stored = originals.put(body)
    return letter.model_copy(update={"sha256": stored.sha256, "size": stored.size})


def _unpack(scan: Scan, path: Path, *, ledger: Ledger, originals: Originals, settings: Settings) -> tuple[Scan, ...]:
    """Unpack an archive: every file in it becomes an arrival, what cannot be a letter too."""
    if scan.size > settings.max_bytes:
        raise LetterError("intake.too-large", f"{scan.size} > {settings.max_bytes}")
    with path.open("rb") as stream:
        if not has_end(stream, ZIP, scan.size):
            raise LetterError("intake.cut-off")
    if ledger.depth(scan) > MOST_DEPTH:
        raise LetterError("intake.too-deep")
    members = list_members(path, max_members=settings.max_members, max_bytes=settings.max_archive_bytes)
    parts = []
    for number, member in enumerate(members, start=1):
        folder = "/".join(filter(None, (scan.batch, Path(scan.name).stem, member.folder)))
        letter = scan.model_copy(
            update={"name": member.name, "batch": folder, "parent": scan.sha256, "part": number, "pages": None}
        )
        with open_member(path, member) as body:
            stored = _store(letter, body, originals)
        with originals.path(stored.sha256).open("rb") as original:
            parts.append(stored.model_copy(update={"media_type": tell_file(original)}))
    return ledger.split(scan.sha256, parts, pages=None, at=datetime.now(UTC))
