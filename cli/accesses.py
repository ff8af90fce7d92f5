"""The options by which somebody asks for what is masked or withheld, and the account of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli.texts import text

if TYPE_CHECKING:
    from ledger import Ledger

By = Annotated[
    str, typer.Option("--by", "--asked-by", metavar="NAME", help=text("option.access-by"), show_default=False)
]
AskedBy = Annotated[str, typer.Option("--asked-by", metavar="NAME", help=text("option.access-by"), show_default=False)]
"""Where `--by` means something else."""
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help=text("option.access-reason"), show_default=False)]
Full = Annotated[bool, typer.Option("--full", help=text("option.full"))]


def note_access(
    ledger: "Ledger", kind: str, scope: str, *, by: str, reason: str, cases: int, case_no: str | None = None
) -> None:
    """Write down, before anything is shown, who is given what and why.

    `kind` is the command, `scope` restricted or full. Raises UsageError when nobody signs it or no reason is given.
    """
    from datetime import UTC, datetime

    ledger.note_access(kind, scope, by=by, reason=reason, at=datetime.now(UTC), cases=cases, case_no=case_no)


@dataclass(frozen=True)
class Asked:
    """Who asks for accusations among others, by which command and why."""

    command: str
    by: str
    reason: str

    def note(self, ledger: "Ledger") -> None:
        """Write it down before anything is given."""
        note_access(ledger, self.command, "restricted", by=self.by, reason=self.reason, cases=len(ledger.apart()))
