"""What an OCR engine must be able to do, and how one is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from records import SetupError

GROUP = "laixin.engines"
"""The entry points that engines are plugged in by (docs/engines.md)."""

Grey = NDArray[np.uint8]
"""A page as grey values, shape (height, width), 0 is black."""

Quad = NDArray[np.float32]
"""The corners of a line, shape (4, 2), clockwise from the top left, x before y, in pixels."""


@dataclass(frozen=True)
class RawLine:
    """A line as an engine gives it. `text` is empty until the line has been read."""

    quad: Quad
    text: str = ""
    confidence: float = 0.0


class OcrEngine(Protocol):
    """One engine. It is opened once in a reading process and used for every page there.

    `two_steps` tells whether lines are found and read separately; an engine that does both at once
    gives its lines with their text, and `read_lines` leaves those as they are. Below `good_confidence` a page
    read by it has more than 5 % wrong characters (docs/performance.md).
    """

    name: str
    version: str
    two_steps: bool
    good_confidence: float

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        """The lines of an upright page, in no particular order."""
        ...

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        """The same lines with text and confidence; `flipped` reads each turned by 180°."""
        ...


def find_plugs() -> dict[str, EntryPoint]:
    """Every engine that is installed, by name, without loading any.

    An engine is an entry point of the group `laixin.engines`, in this distribution or in any other. Where two bear
    one name, this distribution's own counts: what an office reads with must not change by what else is installed.
    """
    plugs = sorted(entry_points(group=GROUP), key=lambda plug: (plug.name, _is_own(plug), plug.value))
    return {plug.name: plug for plug in plugs}


def engine_names() -> tuple[str, ...]:
    """The names of all engines that are installed."""
    return tuple(find_plugs())


def find_plug(name: str) -> EntryPoint:
    """The engine of a name, not yet loaded.

    Raises:
        SetupError: `setup.unknown-engine` with the names that there are.
    """
    plugs = find_plugs()
    if name not in plugs:
        raise SetupError("setup.unknown-engine", f"{name}; {', '.join(plugs)}")
    return plugs[name]


def open_engine(name: str) -> OcrEngine:
    """Open an engine by its name.

    Its module is imported only here: a machine that reads with one engine need not load the other.

    Raises:
        SetupError: `setup.unknown-engine` when there is none of that name, `setup.no-engine` when it cannot be
            loaded, or what the engine itself tells (`setup.no-tesseract`).
    """
    try:
        opener = find_plug(name).load()
    except (ImportError, AttributeError) as error:
        raise SetupError("setup.no-engine", f"{name}: {type(error).__name__}") from error
    engine: OcrEngine = opener()
    return engine


def open_no_engine(name: str) -> OcrEngine:
    """Open none, for a pool of processes that read nothing: loading an engine takes seconds and much memory.

    Raises:
        SetupError: `setup.no-engine`, when such a process is asked to read.
    """
    raise SetupError("setup.no-engine", name)


def _is_own(plug: EntryPoint) -> bool:
    return plug.dist is not None and plug.dist.name == "laixin"
