"""Tokens: by which another program speaks to this one."""

from datetime import datetime

from pydantic import Field

from records.base import Record


class Token(Record):
    """What is known of a token; its secret is shown once, when it is made, and kept nowhere."""

    name: str
    scopes: tuple[str, ...] = Field(description="what it may do: cases:read, cases:full, …")
    unit: str | None = Field(default=None, description="the one unit whose letters it is bound to")
    by: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_good(self, at: datetime) -> bool:
        """Whether it may be used at a moment."""
        return self.revoked_at is None and self.made_at <= at < self.expires_at
