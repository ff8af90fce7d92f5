"""The flow `supervise`: once a day reminders, overdue notices, escalations and lists. Prefect sees counts alone."""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from flows.supervising import supervise_ledger
from ledger.clock import office_date
from records import Settings


class SuperviseFailedError(Exception):
    """The look failed: the code or the kind of the error alone, for Prefect keeps what errors say."""

    def __init__(self, error: Exception) -> None:
        """Keep what it was for those who run the flow here."""
        super().__init__(str(getattr(error, "code", "")) or type(error).__name__)
        self.error = error


@flow(name="supervise", flow_run_name="supervise", persist_result=False)
def supervise(home: str | None = None) -> dict[str, int]:
    """Give the notices of the day and write its lists. Without `home` the settings of the worker say where they are.

    Raises:
        SuperviseFailedError: with the code of what went wrong.
    """
    from flows.office import open_home_ledger

    settings = Settings(home=Path(home)) if home else Settings()
    now = datetime.now(UTC)
    try:
        with open_home_ledger(settings) as ledger:
            done = supervise_ledger(ledger, settings, today=office_date(now), at=now)
    except Exception as error:  # noqa: BLE001 (its kind is told, its text is not)
        raise SuperviseFailedError(error) from None
    return {
        "reminders": done.reminders,
        "notices": done.notices,
        "escalations": done.escalations,
        "overdue": done.overdue,
        "renewed": done.renewed,
        "lists": len(done.lists),
    }
