"""What the ledger tells of the quality in service, and the alarms that are chained into it."""

from datetime import date, datetime, time

from classifiers.watching.drift import REFERENCE, WINDOW, last_monday
from classifiers.watching.live_quality import Step
from classifiers.watching.quality import Alarm, Quality, look_at_quality
from ledger import Ledger
from ledger.clock import OFFICE_ZONE
from records import Settings


def look_into_ledger(
    ledger: Ledger, settings: Settings, *, today: date, since: date | None = None, step: Step = "month"
) -> Quality:
    """What the ledger tells of the quality in service on a day."""
    first = datetime.combine(last_monday(today) - WINDOW - REFERENCE, time(), tzinfo=OFFICE_ZONE)
    budgets = {
        "topic": settings.budget_topic,
        "topic2": settings.budget_second_topic,
        "matter_class": settings.budget_class,
        "purpose": settings.budget_class,
        "unit": settings.budget_unit,
    }
    return look_at_quality(
        ledger.blind_letters(), ledger.watched(since=first), budgets=budgets, today=today, since=since, step=step
    )


def note_alarms(ledger: Ledger, quality: Quality, *, at: datetime) -> tuple[Alarm, ...]:
    """Chain the alarms as events; gives those that are new."""
    return tuple(
        alarm for alarm in quality.alarms if ledger.note_alarm(alarm.cause, alarm.period, alarm.figures, at=at)
    )
