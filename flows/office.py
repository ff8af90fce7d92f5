"""Everything a run needs, opened once: ledger, store, vocabulary, model, reading processes.

What cannot work is told here, before any letter is touched.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from sqlalchemy.exc import OperationalError

from classifiers.likeness.likeness import compare_letters, sign_letter
from classifiers.registry.names import own_models
from classifiers.registry.service import Signature, sign_service
from classifiers.weighing.judging_model import JudgingModel
from extractors.engines.engine import find_plug
from extractors.intake.inbox import Dropped, LeftAlone, Patience, look_into
from extractors.reading_pool import ReadingPool
from flows.blind_share import open_blind_share
from flows.judging_models import open_judging
from flows.likeness_key import open_likeness_key
from flows.path import read_letter, take_in, understand_letter
from flows.serving import Serving, ServingWatch
from flows.splitting import split_scan
from ledger import Arrival, Ledger, Originals, open_ledger
from ledger.life.clock_rules import Counting
from records import LetterError, Scan, Settings, SetupError, Stamp
from vocab import Vocabulary, load_vocabulary
from vocab.kept import KEPT, keep_version


@dataclass(frozen=True)
class Outcome:
    """What became of one letter; `parts` are the letters that a stack or an archive was split into."""

    sha256: str
    result: Literal["case", "quarantined", "split"]
    case_no: str | None = None
    code: str | None = None
    doubts: tuple[str, ...] = ()
    parts: tuple[Scan, ...] = ()


@dataclass(frozen=True)
class Intake:
    """What one look at the inbox brought. `waiting` files are not whole yet; `refused` ones could not be taken."""

    arrivals: tuple[Arrival, ...]
    waiting: int
    refused: tuple[tuple[Path, str], ...]
    left_alone: tuple[LeftAlone, ...]


def may_pass(error: BaseException | None) -> bool:
    """Whether trouble is worth another try: a full disk or a locked database may pass, a broken scan does not."""
    return isinstance(error, OSError | OperationalError) or (isinstance(error, LetterError) and error.passing)


class Office:
    """An opened home. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        ledger: Ledger,
        vocabulary: Vocabulary,
        judging: JudgingModel,
        pool: ReadingPool,
        seen: Signature | None = None,
    ) -> None:
        """Put together what `open_office` opened; `seen` is how what is in service looked before it was opened."""
        self.settings = settings
        self.ledger = ledger
        self.originals = Originals(settings.home / "originals")
        self.vocabulary = vocabulary
        self.pool = pool
        self._likeness_key = open_likeness_key(settings)
        self._blind = open_blind_share(settings)
        stamp = Stamp(
            code=version("laixin"),
            vocab=vocabulary.hash,
            models=judging.model_ids,
            engine=engines_version(settings),
        )
        self.serving = ServingWatch(
            settings.home,
            Serving(judging, stamp),
            seen=seen,
            open_again=lambda: open_judging(settings, vocabulary),
        )
        self._patience = Patience(settings.settle_s, settings.patience_s)

    @property
    def judging(self) -> JudgingModel:
        """What judges letters, as last looked."""
        return self.serving.latest.judging

    @property
    def stamp(self) -> Stamp:
        """The versions of what is judged now, as last looked."""
        return self.serving.latest.stamp

    def take_in_ready(self, *, on_arrival: Callable[[Arrival], None] | None = None) -> Intake:
        """Take in every whole file that lies in the inbox now."""
        look = look_into(self.settings.inbox_folder)
        ready = self._patience.choose_ready(look)
        arrivals, refused = [], []
        for file in ready:
            try:
                arrival = take_in(file, ledger=self.ledger, originals=self.originals)
            except LetterError as error:
                refused.append((file.path, error.code))
                continue
            except (OSError, OperationalError) as error:
                refused.append((file.path, f"store.{_error_name(error)}"))
                continue
            if arrival is not None:
                arrivals.append(arrival)
                if on_arrival:
                    on_arrival(arrival)
        return Intake(tuple(arrivals), self._count_waiting(look.dropped, ready), tuple(refused), look.left_alone)

    @staticmethod
    def _count_waiting(dropped: tuple[Dropped, ...], ready: tuple[Dropped, ...]) -> int:
        return len({file.path for file in dropped} - {file.path for file in ready})

    def handle_letter(self, scan: Scan, *, on_page: Callable[[], None] | None = None) -> Outcome:
        """Read, understand and record one letter; hold it with its code when it cannot be read.

        A stack and an archive are split; their letters are in progress then.

        Raises:
            LetterError: for trouble that may pass; the letter stays in progress and can be tried again.
        """
        try:
            path = self.originals.path(scan.sha256)
            parts = split_scan(
                scan, path, pool=self.pool, ledger=self.ledger, originals=self.originals, settings=self.settings
            )
            if parts is not None:
                return Outcome(scan.sha256, "split", parts=parts)
            letter = read_letter(scan, path, pool=self.pool, max_bytes=self.settings.max_bytes, on_page=on_page)
            if {page.kind for page in letter.pages} in ({"separator"}, {"separator", "blank"}):
                raise LetterError("intake.no-letters")  # noqa: TRY301 (it is held like any other)
        except LetterError as error:
            if error.passing:
                raise
            self.ledger.hold(scan.sha256, code=error.code, detail=error.detail, at=datetime.now(UTC))
            return Outcome(scan.sha256, "quarantined", code=error.code)
        serving = self.serving.look()  # once: a letter is judged to its end by the models it began with
        reading = understand_letter(letter, vocabulary=self.vocabulary, judging=serving.judging, stamp=serving.stamp)
        signature = sign_letter(letter, reading.findings, key=self._likeness_key)
        case_no = self.ledger.record_case(
            reading, at=datetime.now(UTC), signature=signature, compare=compare_letters, blind=self._blind
        )
        return Outcome(scan.sha256, "case", case_no=case_no, doubts=reading.doubts)


def _error_name(error: OSError | OperationalError) -> str:
    if isinstance(error, OperationalError):
        return "database"
    return type(error).__name__ if error.errno is None else os.strerror(error.errno).replace(" ", "-").lower()


def engine_version(engine: str) -> str:
    """Name and version of an engine, without loading it.

    Raises:
        SetupError: `setup.unknown-engine`, `setup.no-engine` or `setup.no-tesseract` when it is not there.
    """
    plug = find_plug(engine)
    if engine == "tesseract":
        if not shutil.which("tesseract"):
            raise SetupError("setup.no-tesseract")
        import pytesseract

        return f"tesseract {str(pytesseract.get_tesseract_version()).split()[0]}"
    if engine != "rapidocr":
        return f"{engine} {plug.dist.version}" if plug.dist else engine
    from extractors.engines.ppocr_models import models_version

    return f"rapidocr {models_version()}"


def engines_version(settings: Settings) -> str:
    """Name and version of the engine, and of the one that reads a second time when there is one.

    Raises:
        SetupError: as `engine_version`.
    """
    first = engine_version(settings.engine)
    if settings.second_reader == "off" or settings.engine == "tesseract" or not shutil.which("tesseract"):
        return first
    return f"{first} + {engine_version('tesseract')}"


def prepare_home(settings: Settings) -> None:
    """Make the home and inbox folders.

    Raises:
        SetupError: `setup.home` or `setup.inbox` when they cannot be made or written.
    """
    for code, folder in (("setup.home", settings.home), ("setup.inbox", settings.inbox_folder)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(code, str(folder)) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SetupError(code, str(folder))


@contextmanager
def open_home_ledger(settings: Settings) -> Iterator[Ledger]:
    """The ledger of a home folder; both are made where they are not there yet."""
    prepare_home(settings)
    counting = Counting.of(settings)
    with open_ledger(settings.ledger_url, office=settings.office, tables=settings.vocab, counting=counting) as ledger:
        yield ledger


@contextmanager
def open_office(settings: Settings) -> Iterator[Office]:
    """Open everything; the reading processes load their engines while the rest is prepared.

    Raises:
        SetupError: with what to do, when anything is missing or wrong.
    """
    engine_version(settings.engine)
    prepare_home(settings)
    with ExitStack() as stack:
        pool = stack.enter_context(ReadingPool(settings))
        vocabulary = load_vocabulary(settings.vocab)
        keep_version(vocabulary, settings.home / KEPT)
        seen = sign_service(own_models(settings.home))
        judging = open_judging(settings, vocabulary)
        ledger = stack.enter_context(open_home_ledger(settings))
        pool.check_engine()
        yield Office(settings, ledger=ledger, vocabulary=vocabulary, judging=judging, pool=pool, seen=seen)
