"""The PP-OCRv6 models that come inside the rapidocr wheel, opened with ONNX Runtime for one thread.

Where `extractors.engines.ppocr_int8` has prepared them, they are opened in whole numbers of 8 bits: half the work for
the same text (docs/performance.md). That takes a processor that multiplies such numbers four at a time.
"""

import hashlib
import importlib.util
import platform
import sys
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from records import SetupError

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"

RECIPE = 2
"""Counts the ways in which the models were ever prepared: another way makes other files."""

FAST_PRODUCTS = ("avx512_vnni", "avx_vnni", "asimddp")
"""What a processor calls its instructions for sums of products of 8 bits. Others would overflow or gain nothing."""


@dataclass(frozen=True)
class Model:
    """A model opened for one thread; `bits` is 8 for a prepared one, else 32."""

    session: Any
    bits: int

    @cached_property
    def input_name(self) -> str:
        """What the model calls its only input."""
        return str(self.session.get_inputs()[0].name)

    @cached_property
    def characters(self) -> tuple[str, ...]:
        """The characters that a recognition model tells apart: its first class means none, its last one a space."""
        return ("", *self.session.get_modelmeta().custom_metadata_map["character"].splitlines(), " ")

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the model makes of one input, shape (1, channels, height, width)."""
        (result,) = self.session.run(None, {self.input_name: values})
        return np.asarray(result)


def models_version() -> str:
    """The version of the package that brings the models, and whether they are prepared: both say how letters are read.

    Raises:
        SetupError: `setup.no-engine` when the models are not installed.
    """
    try:
        package = version("rapidocr")
    except PackageNotFoundError as error:
        raise SetupError("setup.no-engine", "rapidocr") from error
    return f"{package} int8" if are_prepared() else package


def are_prepared() -> bool:
    """Whether the models are opened in 8 bits. Raises SetupError as `find_model`."""
    return all(find_prepared(name) for name in (DETECTION, RECOGNITION))


def open_model(name: str, *, prepared: bool = True) -> Model:
    """Open a model, the prepared one where there is one and it is wanted.

    Raises:
        SetupError: `setup.no-engine` when the models are not installed.
    """
    path = find_prepared(name) if prepared else None
    return Model(open_session(path or find_model(name)), bits=8 if path else 32)


def open_session(path: Path) -> Any:  # noqa: ANN401 (ONNX Runtime has no types)
    """A session for one thread; ONNX Runtime keeps its memory from line to line."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # it raises classes of its own making
        raise SetupError("setup.no-engine", f"rapidocr: {path.name}: {type(error).__name__}") from error


def find_model(name: str) -> Path:
    """Where a model lies inside the rapidocr package, which is not imported: it would load much that nobody uses.

    Raises:
        SetupError: `setup.no-engine` when the package or the model is missing.
    """
    package = importlib.util.find_spec("rapidocr")
    for folder in (package and package.submodule_search_locations) or ():
        path = Path(folder) / "models" / name
        if path.is_file():
            return path
    raise SetupError("setup.no-engine", f"rapidocr: {name}")


def find_prepared(name: str) -> Path | None:
    """The prepared model, or nothing: not made, made from another one, damaged, or of no use on this processor."""
    path = prepared_path(name)
    mark = path.with_suffix(".sha256")
    if not (has_fast_products() and path.is_file() and mark.is_file()):
        return None
    told = mark.read_text(encoding="ascii").strip()
    return path if _digest(path, path.stat().st_mtime_ns) == told else None


@cache
def _digest(path: Path, _changed_ns: int) -> str:
    """The SHA-256 of a file, taken once for each state of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def prepared_path(name: str) -> Path:
    """Where the prepared model of this environment belongs: its name says what it was made from."""
    made_from = f"{version('rapidocr')} {find_model(name).stat().st_size} {version('onnxruntime')} {RECIPE}"
    folder = Path(sys.prefix) / "share" / "laixin" / "models"
    return folder / f"{Path(name).stem}-int8-{hashlib.sha256(made_from.encode()).hexdigest()[:12]}.onnx"


def has_fast_products() -> bool:
    """Whether the processor adds up products of 8 bits at one go; false where it does not say."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.machine() == "arm64"
    return not {word for line in told.splitlines() if ":" in line for word in line.split()}.isdisjoint(FAST_PRODUCTS)
