"""The models that judge, paired with the stamp that names them; a new pair is taken up between two letters."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from classifiers.registry.names import own_models
from classifiers.registry.service import Signature, sign_service
from classifiers.weighing.judging_model import JudgingModel
from records import SetupError, Stamp


@dataclass(frozen=True)
class Serving:
    """What judges a letter from its beginning to its end, and the stamp that says so."""

    judging: JudgingModel
    stamp: Stamp


@dataclass(frozen=True)
class Reload:
    """What came of looking at new models: the ids of all that judge from now on, and the code of what went wrong.

    With a code, the models of before judge on.
    """

    models: tuple[str, ...]
    code: str | None = None


class ServingWatch:
    """Gives the models in service to each letter. Safe among threads.

    Whoever promotes or rolls back replaces one file; that it is another is seen by its time, its number on the disk
    and its size, at the cost of one look a letter. A new model that cannot be loaded stops nobody: the old ones judge
    on, and it is tried again when the file changes the next time.
    """

    def __init__(
        self, home: Path, serving: Serving, *, seen: Signature | None, open_again: Callable[[], JudgingModel]
    ) -> None:
        """`serving` was opened after the file was `seen` so: whatever is switched since, the first letter finds."""
        self.on_reload: Callable[[Reload], None] = lambda _: None
        self._models = own_models(home)
        self._serving = serving
        self._open_again = open_again
        self._seen = seen
        self._lock = threading.Lock()

    @property
    def latest(self) -> Serving:
        """What was in service when it was last looked."""
        return self._serving

    def look(self) -> Serving:
        """What is in service now. While one thread loads new models, the others judge with those of before."""
        if sign_service(self._models) != self._seen and self._lock.acquire(blocking=False):
            try:
                told = self._reload()
            finally:
                self._lock.release()
            if told:
                self.on_reload(told)
        return self._serving

    def _reload(self) -> Reload | None:
        # Before the file is read: what is switched while the models load is seen at the next letter.
        seen = sign_service(self._models)
        if seen == self._seen:
            return None  # another thread was quicker
        self._seen = seen
        try:
            judging = self._open_again()
        except Exception as error:  # noqa: BLE001 (whatever a model breaks on, the office goes on with the old one)
            code = error.code if isinstance(error, SetupError) else type(error).__name__
            return Reload(self._serving.stamp.models, code)
        stamp = self._serving.stamp.model_copy(update={"models": judging.model_ids})
        self._serving = Serving(judging, stamp)
        return Reload(stamp.models)
