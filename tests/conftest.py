"""What the tests of several rooms share. Reading processes and engines are dear: one of each for the whole run."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from classifiers.weighing.judging_model import JudgingModel
from extractors.engines.engine import OcrEngine, open_engine
from extractors.reading_pool import ReadingPool
from flows.judging_models import open_judging
from records import Settings
from tests.databases import both_urls, migrated_file, postgres
from vocab import load_vocabulary

__all__ = ["both_urls", "migrated_file", "postgres"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with an empty inbox."""
    (tmp_path / "var" / "inbox").mkdir(parents=True)
    return tmp_path / "var"


@pytest.fixture
def make_settings(home: Path) -> Callable[..., Settings]:
    """Settings for the home of this test, with little waiting; what is given comes on top."""

    def make(**given: object) -> Settings:
        quick = {"home": home, "settle_s": 0.05, "patience_s": 0.4, "sweep_s": 1.0, "workers": 2}
        return Settings(**{**quick, **given})

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture(scope="session")
def rapidocr() -> OcrEngine:
    return open_engine("rapidocr")


@pytest.fixture(scope="session")
def tesseract() -> OcrEngine:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    return open_engine("tesseract")


@pytest.fixture(scope="session")
def pool() -> Iterator[ReadingPool]:
    """Two reading processes with the real engine."""
    with ReadingPool(Settings(workers=2)) as opened:
        opened.check_engine()
        yield opened


@pytest.fixture(scope="session")
def judging() -> JudgingModel:
    """The judging model that ships, as an office without settings opens it."""
    return open_judging(Settings(), load_vocabulary())
