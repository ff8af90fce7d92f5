"""The daily look at quality, as a flow.

Prefect sees counts alone.
"""

from datetime import UTC, datetime
from pathlib import Path

from prefect import flow

from flows.quality_looks import look_into_ledger, note_alarms
from ledger.clock import office_date
from records import Settings


@flow(name="watch-quality", flow_run_name="quality", persist_result=False)
def watch_quality(home: str | None = None, prometheus: str | None = None) -> dict[str, int]:
    """Look at the quality in service, note new alarms and write the figures for Prometheus: once a day.

    Without `home` the settings of the worker say where the ledger is. `prometheus` is the file of the figures.
    """
    from flows.office import open_home_ledger
    from flows.quality_figures import write_figures

    settings = Settings(home=Path(home)) if home else Settings()
    now = datetime.now(UTC)
    with open_home_ledger(settings) as ledger:
        quality = look_into_ledger(ledger, settings, today=office_date(now))
        new = note_alarms(ledger, quality, at=now)
    if prometheus:
        write_figures(quality, Path(prometheus))
    return {"answered": quality.answered, "waiting": quality.waiting, "alarms": len(quality.alarms), "new": len(new)}
