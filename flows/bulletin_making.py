"""The bulletin made: figures from the ledger, the quality of the machine beside them, pages, files, an event."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from ledger import Ledger
from ledger.bulletin.earlier import differing, given_of
from ledger.bulletin.figures import figures_text
from ledger.bulletin.periods import Period
from ledger.chain import digest
from ledger.clock import office_date
from records import BulletinFigures, MachineErrors, MachineQuality, Settings, UsageError

Form = Literal["html", "docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
GIVEN = "bulletins"
"""The folder in the home with the figures of every bulletin made: later ones must not tell what they kept back."""


@dataclass(frozen=True)
class Bulletin:
    """A bulletin that was made: its figures, its files, and whether one of the same period told something else."""

    figures: BulletinFigures
    sha256: str
    files: tuple[Path, ...]
    differs: bool


def font_file() -> Path:
    """The Chinese font that comes with the program (SIL Open Font License)."""
    return Path(str(files("extractors").joinpath("fonts", "NotoSansSC-GB2312.otf")))


def make_bulletin(
    ledger: Ledger,
    settings: Settings,
    period: Period,
    *,
    folder: Path,
    forms: Sequence[Form],
    by: str,
    at: datetime,
    picked: Sequence[str] = (),
) -> Bulletin:
    """Make the bulletin of a period in a folder, keep its figures, and chain that it was made.

    Raises:
        UsageError: `review.unsigned`, `bulletin.suggestion`, or `export.write` when a file cannot be written.
        SetupError: `setup.pdf` when the system cannot draw PDF pages.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    if not forms or set(forms) - set(FORMS):
        raise UsageError("bulletin.form", " ".join(sorted(set(forms) - set(FORMS))))
    today = office_date(at)
    kept = list(read_given(settings.home / GIVEN))
    figures = ledger.bulletin_figures(
        period,
        today=today,
        least=settings.smallest_count,
        earlier=[given_of(one) for one in kept if one.period.kind != "campaign"],
        picked=picked,
    )
    quality, sentence = tell_machine(ledger, settings, today=today)
    figures = figures.model_copy(update={"quality": quality})
    parts = render(figures, settings, forms=forms, quality=sentence)
    told = figures_text(figures)
    # Before anybody can have the bulletin: if it stops here, later ones keep back too much and never too little.
    _write(settings.home / GIVEN / f"{period.kind}-{period.code}-{digest(told)[:12]}.json", told.encode())
    written = tuple(_write(folder / name, data) for name, data in parts.items())
    sha256 = ledger.note_bulletin(figures, forms=forms, by=by, at=at)
    return Bulletin(figures, sha256, written, bool(differing(figures, kept)))


def render(
    figures: BulletinFigures, settings: Settings, *, forms: Sequence[Form], quality: str | None = None
) -> dict[str, bytes]:
    """The files of a bulletin by name; `figures.json` always."""
    from ledger.bulletin.charts import draw_charts
    from ledger.bulletin.office_files import write_docx
    from ledger.bulletin.pages import print_page, write_page
    from ledger.bulletin.wording import compose
    from ledger.bulletin.words import Words
    from vocab import load_vocabulary

    words = Words(load_vocabulary(settings.vocab).on(figures.period.last), settings.lang)
    document = compose(figures, words, quality=quality)
    font = font_file()
    charts = draw_charts(figures, [picture.chart for picture in document.charts], words, font=font)
    name = f"{words.say('page.file')}-{figures.period.code}"
    page = write_page(document, charts, words)
    made = {"figures.json": figures_text(figures).encode()}
    if "html" in forms:
        made[f"{name}.html"] = page.encode()
    if "docx" in forms:
        made[f"{name}.docx"] = write_docx(document, charts, words, today=figures.today)
    if "pdf" in forms:
        made[f"{name}.pdf"] = print_page(page, font=font, today=figures.today)
    return made


def tell_machine(ledger: Ledger, settings: Settings, *, today: date) -> tuple[MachineQuality, str]:
    """The quality in service as figures, and as the sentence that tells them."""
    from classifiers.watching.telling import name_cause, tell_quality
    from flows.quality_looks import look_into_ledger
    from vocab import load_vocabulary

    vocabulary = load_vocabulary(settings.vocab)
    seen = look_into_ledger(ledger, settings, today=today)
    causes = dict.fromkeys(alarm.cause for alarm in seen.alarms)
    figures = MachineQuality(
        answered=seen.answered,
        waiting=seen.waiting,
        judgements=tuple(
            MachineErrors(
                judgement=watch.judgement,
                letters=watch.letters,
                errors=watch.errors,
                budget=round(100 * watch.budget, 4),
            )
            for watch in seen.budgets
            if watch.period == str(today.year) and watch.letters
        ),
        alarms=tuple(name_cause(cause, vocabulary=vocabulary, lang=settings.lang) for cause in causes),
    )
    return figures, tell_quality(seen, vocabulary=vocabulary, lang=settings.lang)


def read_given(folder: Path) -> Iterator[BulletinFigures]:
    """Yield the figures of the bulletins made before; a file that is none is passed over."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            yield BulletinFigures.model_validate_json(path.read_bytes())
        except (OSError, ValueError):
            continue


def _write(path: Path, data: bytes) -> Path:
    """Write a file beside its place and rename it, so that nobody reads half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".bulletin-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(beside).chmod(0o644)  # it is made to be handed on, and tells of nobody
            Path(beside).replace(path)
        except OSError:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError:
        raise UsageError("export.write", str(path.parent)) from None
    return path
