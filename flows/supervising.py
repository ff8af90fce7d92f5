"""Supervision (督办): notices for what falls due and what is overdue, each once, and a list for every unit.

`flows.supervise` shows it in Prefect; `laixin supervise` does it by hand. The lists are what goes out: they
hold numbers, topics and days, and nothing of a petitioner.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.overdue_lists import write_lists
from ledger import Ledger
from ledger.life.notices import NoticeKind
from records import Settings

FOLDER = "supervise"


@dataclass(frozen=True, slots=True)
class Supervised:
    """What a look brought: notices given now, clocks that are overdue, clocks worked out anew, lists written."""

    reminders: int
    notices: int
    escalations: int
    overdue: int
    renewed: int
    folder: Path
    lists: tuple[Path, ...]


def supervise_ledger(ledger: Ledger, settings: Settings, *, today: date, at: datetime) -> Supervised:
    """Give every notice that is still to be given and write the lists of the day.

    Several may do so at once: each notice is given once, and the lists are the same.

    Raises:
        UsageError: `export.write` when the lists cannot be written.
    """
    renewed = ledger.renew_clocks(today=today)
    reminders = _give_all(ledger, "reminder", today=today, days=settings.remind_days, at=at)
    notices = _give_all(ledger, "overdue", today=today, days=0, at=at)
    escalations = _give_all(ledger, "escalation", today=today, days=settings.escalate_days, at=at)
    folder = settings.home / FOLDER / today.isoformat()
    lists = write_lists(ledger, folder, today=today, tables=settings.vocab, lang=settings.lang)
    overdue, _ = ledger.count_due(today=today)
    return Supervised(reminders, notices, escalations, overdue, renewed, folder, lists)


def _give_all(ledger: Ledger, kind: NoticeKind, *, today: date, days: int, at: datetime) -> int:
    given = 0
    while now := ledger.give_notices(kind, today=today, days=days, at=at):
        given += len(now)
    return given
