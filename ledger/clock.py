"""The office's clock: China has one time zone, and every day that the law counts is a day of it."""

from datetime import UTC, date, datetime, timedelta, timezone

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

OFFICE_ZONE = timezone(timedelta(hours=8), "UTC+8")


def office_date(moment: datetime) -> date:
    """The day in China on which a moment falls."""
    return moment.astimezone(OFFICE_ZONE).date()


def office_time(moment: datetime) -> datetime:
    """The same moment by the clocks of China."""
    return moment.astimezone(OFFICE_ZONE)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a time without a zone: nobody could say when it was."""
    if moment.tzinfo is None:
        raise ValueError("a time in the ledger needs its zone")
    return moment.astimezone(UTC)


class Moment(TypeDecorator[datetime]):
    """A moment: kept in UTC in every database, given back in the office's zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Into the database: UTC."""
        return None if value is None else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of the database: SQLite gives the time without its zone, which is UTC."""
        if value is None:
            return None
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(OFFICE_ZONE)
