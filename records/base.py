"""What every noun shares: frozen, closed to unknown keys, no I/O."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value of the domain. It is made once and never changed; a stage gives a new one.

    Errors do not quote what was wrong: it may be a letter's text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True)
