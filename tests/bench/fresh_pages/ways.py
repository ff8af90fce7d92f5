"""The ways to read a page that are compared: this program with each engine, and others as they come."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from extractors.engines.engine import OcrEngine, engine_names, open_engine
from extractors.engines.second_reader import open_second_reader
from extractors.intake.formats import tell_media_type
from extractors.pages.page_reader import read_page
from records import Settings, SetupError
from tests.bench.fresh_pages.pages import FreshPage

NO_LIMIT = 10**9
OCRMYPDF = "OCRMYPDF"
"""The environment variable that names OCRmyPDF's program where it is not on the path."""


@dataclass(frozen=True)
class ReadText:
    """What a way read on a page. Only this program tells doubts and the turn; others leave them out."""

    text: str
    doubts: tuple[str, ...] = ()
    rotation: int | None = None


@dataclass(frozen=True)
class Way:
    """A way to read pages: its name, whether it tells doubts, and what reads a condition's pages."""

    name: str
    doubts: bool
    read: Callable[[Sequence[FreshPage]], Iterator[ReadText]]


def find_ways(wanted: Sequence[str] = ()) -> tuple[list[Way], dict[str, str]]:
    """The ways that this machine has, and why each other one is left out, by name.

    `wanted` are parts of names; without any, all ways are meant.
    """
    openers: dict[str, Callable[[str], Way]] = {f"laixin, {name}": _laixin for name in engine_names()}
    openers |= {"RapidOCR as it comes": _rapidocr, "pytesseract as it comes": _pytesseract, "OCRmyPDF": _ocrmypdf}
    ways, absent = [], {}
    for name, opener in openers.items():
        if wanted and not any(part.lower() in name.lower() for part in wanted):
            continue
        try:
            ways.append(opener(name))
        except (SetupError, ImportError, OSError) as error:
            absent[name] = str(error)
    return ways, absent


def _laixin(name: str) -> Way:
    engine: OcrEngine = open_engine(name.removeprefix("laixin, "))
    second = open_second_reader(Settings().second_reader, engine)

    def read(pages: Sequence[FreshPage]) -> Iterator[ReadText]:
        for page in pages:
            with page.path.open("rb") as file:
                media_type = tell_media_type(file.read(1024))
            reading = read_page(page.path, media_type, 1, engine=engine, max_pixels=NO_LIMIT, second=second)
            text = "".join(line.joint + line.text for line in reading.ordered.lines)
            yield ReadText(text, reading.page.doubts, reading.page.rotation)

    return Way(name, doubts=True, read=read)


def _rapidocr(name: str) -> Way:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def read(pages: Sequence[FreshPage]) -> Iterator[ReadText]:
        for page in pages:
            yield ReadText("\n".join(engine(os.fspath(page.path)).txts or ()))

    return Way(name, doubts=False, read=read)


def _pytesseract(name: str) -> Way:
    import pytesseract

    os.environ["OMP_THREAD_LIMIT"] = "1"
    if "chi_sim" not in pytesseract.get_languages(config=""):
        raise SetupError("setup.no-tesseract", "chi_sim")

    def read(pages: Sequence[FreshPage]) -> Iterator[ReadText]:
        for page in pages:
            with Image.open(page.path) as picture:
                yield ReadText(str(pytesseract.image_to_string(picture, lang="chi_sim")))

    return Way(name, doubts=False, read=read)


def _ocrmypdf(name: str) -> Way:
    program = os.environ.get(OCRMYPDF) or shutil.which("ocrmypdf")
    if not program or not shutil.which(program):
        raise SetupError("setup.no-engine", f"ocrmypdf is not on the path, nor named by {OCRMYPDF}")

    def read(pages: Sequence[FreshPage]) -> Iterator[ReadText]:
        with tempfile.TemporaryDirectory(prefix="laixin-bench-") as folder:
            scans, texts = Path(folder, "scans.pdf"), Path(folder, "texts.txt")
            bind_pages(pages, scans)
            how = ["--language", "chi_sim", "--deskew", "--rotate-pages", "--output-type", "pdf", "--jobs", "1"]
            command = [program, *how, "--quiet", "--sidecar", texts, scans, Path(folder, "out.pdf")]
            subprocess.run(command, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, stderr=subprocess.DEVNULL)
            told = texts.read_text("utf-8").split("\f")
        for at in range(len(pages)):
            yield ReadText(told[at] if at < len(told) else "")

    return Way(name, doubts=False, read=read)


def bind_pages(pages: Sequence[FreshPage], path: Path) -> None:
    """All pages as one PDF, each scan inside as it is: OCRmyPDF's start is then paid once for all."""
    import img2pdf

    with path.open("wb") as pdf:
        img2pdf.convert([os.fspath(page.path) for page in pages], outputstream=pdf, nodate=True)
