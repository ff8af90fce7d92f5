"""How far the move of a ledger is, on standard error."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.consoles import remarks
from cli.texts import has_text, text

if TYPE_CHECKING:
    from rich.progress import TaskID


class MoveProgress:
    """A bar for each table and step of a move. Use it as a context manager."""

    def __init__(self) -> None:
        """Nothing is shown before the first step."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=remarks())
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def on_step(self, name: str, done: int, total: int) -> None:
        """Tables have their own names; the steps of the proof are said in words. Empty tables are not shown."""
        if not total:
            return
        if name not in self._tasks:
            key = f"ledger.step-{name}"
            self._tasks[name] = self._progress.add_task(text(key) if has_text(key) else name, total=total)
        self._progress.update(self._tasks[name], completed=done)
