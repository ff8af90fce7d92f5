"""What a check of `laixin doctor` found."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "missing"]


@dataclass(frozen=True)
class Check:
    """What one check found; `todo` is empty when all is well."""

    name: str
    state: State
    found: str
    todo: str = ""
