"""The flow `deliver`: messages of the outbox brought to the office's targets, on a schedule.

Prefect sees names of targets and counts alone. `laixin deliver` does the same without a server.
"""

from pathlib import Path

from prefect import flow

from flows.delivering.workers import choose_targets, deliver_once
from flows.office import open_home_ledger
from records import LaixinError, Settings


class DeliverFailedError(Exception):
    """Nothing could be delivered: the code or the kind of the error alone, for Prefect keeps what errors say."""


@flow(name="deliver", flow_run_name="deliver", persist_result=False)
def deliver(home: str | None = None) -> dict[str, dict[str, int]]:
    """Send all that can be sent now; counts by target.

    Without `home` the settings of the worker say where ledger and targets are.
    """
    settings = Settings(home=Path(home)) if home else Settings()
    try:
        targets = choose_targets(settings)
        with open_home_ledger(settings) as ledger:
            done = deliver_once(ledger, targets, days=settings.delivered_days)
    except Exception as error:  # noqa: BLE001 (its kind is told, its text is not)
        told = str(getattr(error, "code", "")) if isinstance(error, LaixinError) else ""
        raise DeliverFailedError(told or type(error).__name__) from None
    return {
        name: {"delivered": tally.delivered, "failed": tally.failed, "dead": tally.dead} for name, tally in done.items()
    }
