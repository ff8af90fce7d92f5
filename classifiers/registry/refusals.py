"""Why a model may not serve: a code of `vocab/codes.csv` and what it was seen by."""

from dataclasses import dataclass
from typing import Final

FIGURES: Final = frozenset({"gate.class-worse", "gate.worse", "gate.calibration", "gate.too-few", "gate.not-compared"})
"""Refusals that rest on figures: a person may promote in spite of them, with a reason that is kept. All others say
that the model cannot serve, and nobody may override them."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason against a model; `detail` names labels, files and figures, never a letter's words."""

    code: str
    detail: str = ""

    @property
    def is_final(self) -> bool:
        """Whether nobody may override it."""
        return self.code not in FIGURES
