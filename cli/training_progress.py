"""How far a training is: a bar on a terminal, nothing in a pipe."""

from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.consoles import remarks
from cli.texts import text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class TrainingProgress:
    """Shows the step of a training on standard error. Use it as a context manager."""

    def __init__(self) -> None:
        """Nothing is shown before the context is entered."""
        self._console = remarks()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._step = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=self._console,
                transient=True,
                refresh_per_second=4,
            )
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def note(self, step: str, done: int, of: int) -> None:
        """A step of `classifiers.learning.training` has come so far."""
        if self._bar is None:
            return
        if step != self._step:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task, self._step = self._bar.add_task(text(f"train.step.{step}")), step
        if self._task is not None:
            self._bar.update(self._task, completed=done, total=max(of, 1))

    def say(self, line: str) -> None:
        """A line above the bar."""
        self._console.print(line, soft_wrap=True)
