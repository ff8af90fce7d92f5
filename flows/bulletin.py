"""The weekly bulletin, as a flow.

Prefect sees counts alone.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prefect import flow

from flows.bulletin_making import FORMS, make_bulletin
from ledger.bulletin.periods import week_of
from ledger.clock import office_date
from records import Settings


@flow(name="bulletin", flow_run_name="bulletin", persist_result=False)
def weekly_bulletin(home: str | None = None, by: str = "laixin") -> dict[str, int]:
    """Make the bulletin of the week before, in all forms, below `exports` in the home: once a week.

    Without `home` the settings of the worker say where the ledger is.
    """
    from flows.office import open_home_ledger

    settings = Settings(home=Path(home)) if home else Settings()
    now = datetime.now(UTC)
    period = week_of(office_date(now) - timedelta(days=7))
    with open_home_ledger(settings) as ledger:
        made = make_bulletin(
            ledger, settings, period, folder=settings.home / "exports" / period.code, forms=FORMS, by=by, at=now
        )
    return {
        "letters": made.figures.letters or 0,
        "rising": len(made.figures.rising.topics),
        "hot": len(made.figures.hot),
        "files": len(made.files),
    }
