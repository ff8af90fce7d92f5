"""Prepare the PP-OCRv6 models in whole numbers of 8 bits, once for an environment.

`python -m extractors.engines.ppocr_int8 FOLDER` does it from the pictures of a folder.

Weights are rounded channel by channel. What flows between the layers is rounded to the range that it had on a set of
pages of our own (`sample_docs/`): ranges alone are taken from them, no text. The result lies beside the environment's
packages, with its checksum, and is never part of the source.
"""

import hashlib
import logging
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import version_converter
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from extractors.engines.engine import Grey
from extractors.engines.ppocr_models import (
    DETECTION,
    RECOGNITION,
    are_prepared,
    find_model,
    has_fast_products,
    prepared_path,
)
from extractors.engines.rapidocr_engine import NARROW, RapidOcrEngine, as_line_input, as_page_input, cut_line
from extractors.intake.formats import HEAD_BYTES, tell_media_type
from extractors.pages.page_work import drop_red
from extractors.sources.pictures import count_pictures, load_picture
from records import SetupError

OPERATORS = 17
"""The version of ONNX's operators from which on weights can be rounded channel by channel (13 does; 17 has more)."""

KEPT_APART = (
    "ConvActivationFusion",
    "MatmulTransposeMatmulFusion",
    "MatmulTransposeFusion",
    "MatMulScaleFusion",
    "MatmulBNFusion",
    "MatMulActivationFusion",
)
"""Operations that ONNX Runtime would melt into one that it has only in 32 bits."""

LAYERS = {DETECTION: ["Conv"], RECOGNITION: ["Conv", "MatMul"]}
"""Which operations are rounded. Sums rounded too gain nothing more (docs/performance.md)."""

PAGES, LINES_A_PAGE = 16, 5
"""So many pages, and so many lines of each, tell the ranges."""

Inputs = list[NDArray[np.float32]]


class _Inputs(CalibrationDataReader):  # type: ignore[misc]  # it has no types
    """The inputs one after the other, as the quantizer asks for them."""

    def __init__(self, name: str, inputs: Inputs) -> None:
        self._inputs = iter([{name: values} for values in inputs])

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        return next(self._inputs, None)


def prepare_models(pages: Iterable[Grey]) -> None:
    """Write both models in 8 bits, with their checksums.

    Raises:
        SetupError: `setup.no-engine` when the models are not installed.
    """
    detection, recognition = _collect_inputs(pages)
    _prepare(DETECTION, detection)
    _prepare(RECOGNITION, recognition)


def _collect_inputs(pages: Iterable[Grey]) -> tuple[Inputs, Inputs]:
    """What both models are shown: pages, and lines spread over each page."""
    engine = RapidOcrEngine()
    whole: Inputs = []
    lines: Inputs = []
    for page in pages:
        whole.append(as_page_input(page))
        found = sorted(engine.find_lines(page), key=lambda line: float(line.quad[0, 1]))
        for line in found[:: max(1, len(found) // LINES_A_PAGE)][:LINES_A_PAGE]:
            lines.append(as_line_input(cut_line(page, line.quad), NARROW))
    return whole, lines


def _prepare(name: str, inputs: Inputs) -> None:
    path = prepared_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        base, rounded = Path(folder, "base.onnx"), Path(folder, path.name)
        onnx.save(version_converter.convert_version(onnx.load(find_model(name)), OPERATORS), base)
        _fuse(base)
        quantize_static(
            base,
            rounded,
            _Inputs(onnx.load(base).graph.input[0].name, inputs),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
            op_types_to_quantize=LAYERS[name],
            extra_options={"ActivationSymmetric": False, "WeightSymmetric": True},
        )
        model = onnx.load(rounded)
        if name == RECOGNITION:
            _drop_softmax(model.graph)
            _sharpen_head(model.graph)
        onnx.save(model, rounded)
        path.with_suffix(".sha256").write_text(hashlib.sha256(rounded.read_bytes()).hexdigest(), encoding="ascii")
        rounded.replace(path)
    for old in path.parent.glob(f"{Path(name).stem}-int8-*"):
        if old.stem != path.stem:
            old.unlink()


def _fuse(path: Path) -> None:
    """Melt what ONNX Runtime can melt into one operation and still round, in place."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(path.with_name("fused.onnx"))
    options.log_severity_level = 4
    onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"], disabled_optimizers=KEPT_APART)
    path.with_name("fused.onnx").replace(path)


def _drop_softmax(graph: Any) -> None:  # noqa: ANN401 (onnx's messages have no types)
    """Take the last softmax away, over every character that there is: the reader needs it for few places only."""
    result = graph.output[0].name
    made_by = {name: node for node in graph.node for name in node.output}
    node = made_by[result]
    while node.op_type != "Softmax":
        graph.node.remove(node)
        node = made_by[node.input[0]]
    before = node.input[0]
    graph.node.remove(node)
    for other in graph.node:
        for names in (other.input, other.output):
            for at, name in enumerate(names):
                if name == before:
                    names[at] = result


def _sharpen_head(graph: Any) -> None:  # noqa: ANN401 (onnx's messages have no types)
    """Let the last layer, over every character that there is, give its sums unrounded, with its bias in them."""
    made_by = {name: node for node in graph.node for name in node.output}
    result = graph.output[0].name
    add = made_by[result]
    constants = {tensor.name for tensor in graph.initializer}
    (bias,) = (name for name in add.input if name in constants)
    gone = [add]
    node = made_by[next(name for name in add.input if name not in constants)]
    while node.op_type != "MatMul":
        gone.append(node)
        node = made_by[node.input[0]]
    rounded, weights = made_by[node.input[0]], made_by[node.input[1]]
    values = made_by[rounded.input[0]].input[0]
    for dead in (*gone, node, weights):
        graph.node.remove(dead)
    graph.node.append(
        onnx.helper.make_node(
            "DynamicQuantizeMatMul", [values, *weights.input, bias], [result], domain="com.microsoft", name="head"
        )
    )
    used = {name for kept in graph.node for name in kept.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in used]:
        graph.initializer.remove(tensor)


def load_pages(folder: Path) -> Iterator[Grey]:
    """The first page of each of the first pictures in a folder, by name."""
    taken = 0
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            media_type = tell_media_type(file.read(HEAD_BYTES))
        if not media_type.startswith("image/"):
            continue
        count_pictures(path, max_pages=1000, max_pixels=10**8)
        yield drop_red(load_picture(path, 1)[0])
        taken += 1
        if taken == PAGES:
            return


def main(folders: Sequence[str]) -> None:
    """Prepare the models from the pictures of a folder, unless that was done or is of no use here."""
    if not has_fast_products() or are_prepared():
        return
    logging.disable(logging.WARNING)  # the quantizer gives advice that is followed already
    if not folders:
        raise SetupError("setup.no-engine", "python -m extractors.engines.ppocr_int8 FOLDER")
    prepare_models(load_pages(Path(folders[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
