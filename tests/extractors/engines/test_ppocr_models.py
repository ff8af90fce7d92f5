"""The models are found without their package, and prepared ones are used only where they are whole and of use."""

import hashlib
import sys

import numpy as np
import pytest

from extractors.engines import ppocr_models
from extractors.engines.ppocr_models import (
    DETECTION,
    RECOGNITION,
    find_model,
    find_prepared,
    models_version,
    open_model,
)
from records import SetupError


@pytest.fixture
def empty_environment(tmp_path, monkeypatch):
    """An environment in which nothing was prepared, on a processor that could use it."""
    monkeypatch.setattr(ppocr_models.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(ppocr_models, "has_fast_products", lambda: True)
    return tmp_path


def prepare(name: str, body: bytes) -> None:
    path = ppocr_models.prepared_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    path.with_suffix(".sha256").write_text(hashlib.sha256(body).hexdigest())


def test_the_models_are_found_without_loading_their_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", sys.modules.get("rapidocr"))
    sys.modules.pop("rapidocr", None)
    assert find_model(DETECTION).stat().st_size > 10**6
    assert find_model(RECOGNITION).stat().st_size > 10**6
    assert "rapidocr" not in sys.modules


def test_a_model_that_is_not_installed_is_told(monkeypatch):
    with pytest.raises(SetupError, match=r"setup\.no-engine"):
        find_model("PP-OCRv9.onnx")
    monkeypatch.setattr(ppocr_models.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SetupError, match=r"setup\.no-engine"):
        find_model(DETECTION)


def test_without_prepared_models_those_of_the_package_are_opened(empty_environment):
    assert find_prepared(RECOGNITION) is None
    model = open_model(RECOGNITION)
    assert model.bits == 32
    assert model.characters[0] == ""
    assert "访" in model.characters
    found = model.run(np.zeros((1, 3, 48, 64), np.float32))
    assert found.shape[2] == len(model.characters)
    assert not models_version().endswith("int8")


def test_a_damaged_prepared_model_is_not_used(empty_environment):
    prepare(DETECTION, b"model")
    prepare(RECOGNITION, b"model")
    assert find_prepared(DETECTION) is not None
    assert models_version().endswith("int8")
    ppocr_models.prepared_path(DETECTION).write_bytes(b"mode")
    assert find_prepared(DETECTION) is None


def test_a_model_made_in_another_way_is_not_used(empty_environment, monkeypatch):
    prepare(DETECTION, b"model")
    monkeypatch.setattr(ppocr_models, "RECIPE", ppocr_models.RECIPE + 1)
    assert find_prepared(DETECTION) is None


def test_a_processor_without_fast_products_reads_with_whole_models(empty_environment, monkeypatch):
    prepare(DETECTION, b"model")
    monkeypatch.setattr(ppocr_models, "has_fast_products", lambda: False)
    assert find_prepared(DETECTION) is None


def test_a_file_that_is_no_model_is_a_setup_error(tmp_path):
    (tmp_path / "a.onnx").write_bytes(b"none")
    with pytest.raises(SetupError, match=r"setup\.no-engine"):
        ppocr_models.open_session(tmp_path / "a.onnx")
