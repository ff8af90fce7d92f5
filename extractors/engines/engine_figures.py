"""What is known of an engine without reading a letter, and what it takes on this machine."""

import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from pathlib import Path

from PIL import Image

from extractors.engines.contract_page import draw_contract_page
from extractors.engines.engine import find_plug, open_engine
from extractors.intake.formats import PNG
from extractors.pages.page_reader import read_page
from records import SetupError

PAGES = 3
"""So many times the page is read; the quickest counts."""

MOST_PIXELS = 10**8
MB = 2**20


@dataclass(frozen=True)
class EngineFigures:
    """What a reading process takes with an engine: to open it, to read an A4 page of 280 characters, and at most.

    `load_s` and `page_s` are CPU seconds, those of programs that it starts included; `memory_mb` is the largest
    resident memory in MiB of the process and of its largest child.
    """

    load_s: float
    page_s: float
    memory_mb: int


def tell_licence(name: str) -> str:
    """The licence of an engine, as an SPDX expression where its package gives one.

    Its class may say it (`licence`); else the package of its name does, else the package that plugs it in. Empty
    when none says.
    """
    plug = find_plug(name)
    try:
        said = getattr(plug.load(), "licence", "")
    except (ImportError, AttributeError):
        said = ""
    return str(said) or next((found for found in map(_licence_of, _packages(plug)) if found), "")


def _packages(plug: EntryPoint) -> list[Distribution]:
    try:
        own = [distribution(plug.name)]
    except PackageNotFoundError:
        own = []
    return own + ([plug.dist] if plug.dist else [])


def _licence_of(package: Distribution) -> str:
    told = package.metadata
    short = next((told[key] for key in ("License-Expression", "License") if key in told), "")
    classifiers = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if "License" in line]
    return short if 0 < len(short) < 60 else ", ".join(classifiers)


def measure_engine(name: str) -> EngineFigures:
    """Open an engine in a process of its own and read a page with all the work that a page takes.

    Raises:
        SetupError: when it cannot be opened, or its process dies.
    """
    os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    with tempfile.TemporaryDirectory(prefix="laixin-engine-") as folder:
        page = Path(folder, "page.png")
        Image.fromarray(draw_contract_page()).save(page, dpi=(200, 200))
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
            try:
                told = processes.submit(_measure, name, page).result()
            except BrokenProcessPool as error:
                raise SetupError("setup.no-engine", f"{name}: {type(error).__name__}") from error
    if isinstance(told, EngineFigures):
        return told
    raise SetupError(*told)


def _measure(name: str, page: Path) -> EngineFigures | tuple[str, str]:
    """The figures, or the code and the remedy of what stands in the way."""
    since = _cpu()
    try:
        engine = open_engine(name)
    except SetupError as error:
        return error.code, error.remedy
    load, spent = _cpu() - since, []
    for _ in range(PAGES):
        since = _cpu()
        read_page(page, PNG, 1, engine=engine, max_pixels=MOST_PIXELS)
        spent.append(_cpu() - since)
    peak = sum(resource.getrusage(kind).ru_maxrss for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return EngineFigures(round(load, 2), round(min(spent), 2), round(peak * 1024 / MB))


def _cpu() -> float:
    times = time.process_time(), *resource.getrusage(resource.RUSAGE_CHILDREN)[:2]
    return sum(times)
