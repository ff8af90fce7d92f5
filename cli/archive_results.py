"""What came of writing archive copies, for people: how far it is, what to look at, and the balance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.consoles import remarks, results
from cli.texts import text
from cli.troubles import describe_code
from cli.visible import show_visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from extractors.archiving.archive import Archived

NO_PICTURE = "archive.no-picture"


@dataclass(frozen=True)
class Outcome:
    """What became of a case: a copy (`new` unless it lay there already), or the code of why there is none."""

    case_no: str
    archived: "Archived | None" = None
    new: bool = False
    code: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that could be there: what never was on paper could not."""
        return self.code == NO_PICTURE or (self.archived is not None and not self.archived.missing)


class ArchiveProgress:
    """Tells on standard error how far the work is: a bar on a terminal, else a line for each case."""

    def __init__(self, total: int) -> None:
        """Nothing is shown before the context is entered."""
        self._total, self._done = total, 0
        self._console = remarks()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            from rich.progress import Progress

            self._bar = Progress(console=self._console)
            self._task = self._bar.add_task(text("archive.working"), total=self._total)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, outcome: Outcome) -> None:
        """One case is done."""
        self._done += 1
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
            return
        line = text(
            "archive.line", done=self._done, total=self._total, case_no=outcome.case_no, code=outcome.code or "✓"
        )
        self._console.print(line, style="dim", soft_wrap=True)


def print_outcomes(outcomes: Sequence[Outcome], to: Path, *, asked: int, withheld: int) -> None:
    """What a person should look at, then the balance of the cases asked for."""
    console = results()
    for outcome in outcomes:
        for line in _remarks_on(outcome):
            console.print(line, style="dim" if outcome.is_whole else "yellow", soft_wrap=True)
    made = [outcome for outcome in outcomes if outcome.archived is not None]
    counts = {
        "asked": asked,
        "written": sum(outcome.new for outcome in made),
        "same": sum(not outcome.new for outcome in made),
        "without": sum(outcome.code == NO_PICTURE for outcome in outcomes),
        "failed": sum(bool(outcome.code) and outcome.code != NO_PICTURE for outcome in outcomes),
        "withheld": withheld,
    }
    console.print(text("archive.summary", to=show_visible(str(to)), **counts), style="bold", soft_wrap=True)
    if withheld:
        console.print(text("archive.withheld", count=withheld), style="yellow", soft_wrap=True)


def _remarks_on(outcome: Outcome) -> Iterator[str]:
    """What a person should know of a case: why there is no copy, which pages are not as they were scanned."""
    if outcome.archived is None:
        sentence, todo = describe_code(outcome.code)
        yield f"{outcome.case_no}  {sentence} {todo}"
        return
    pages = {
        text("archive.redrawn"): outcome.archived.redrawn,
        text("archive.documents"): outcome.archived.documents,
        text("archive.missing"): outcome.archived.missing,
    }
    for sentence, numbers in pages.items():
        if numbers:
            yield text("archive.pages", case_no=outcome.case_no, pages=", ".join(map(str, numbers)), what=sentence)
