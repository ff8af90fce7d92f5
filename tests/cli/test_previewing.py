"""`laixin preview`: a page as a picture, for those who may see it."""

import io
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from ledger import Originals, open_ledger
from records import Finding, Letter, Line, Page, Reading, Span
from tests.cli.conftest import BY_RIGHT, Call
from tests.ledger.letters import make_reading, make_scan, make_source

NUMBER = "350603198203154525"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a case and an accusation, of one page each with an ID number on it."""
    body = cv2.imencode(".png", np.full((400, 600), 230, np.uint8))[1].tobytes()
    originals = Originals(tmp_path / "originals")
    page = Page(number=1, source="image", size=(600, 400), picture=(600, 400), engine="rapidocr")
    line = Line(page=1, box=(100, 100, 460, 120), text=NUMBER, raw=NUMBER, confidence=0.99, engine="rapidocr")
    found = Finding(field="id_no", value=NUMBER, span=Span(start=0, end=18), rule="id.plain")
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF") as ledger:
        for number, said in enumerate(({}, {"matter_class": "accusation", "channel": "discipline"}), start=1):
            data = body + b" " * number
            stored = originals.put(io.BytesIO(data))
            scan = make_scan("x").model_copy(
                update={"sha256": stored.sha256, "size": len(data), "media_type": "image/png"}
            )
            ledger.take_in(scan, source=make_source(number))
            judged: Reading = make_reading(scan, **said)
            letter = Letter(scan=scan, pages=(page,), lines=(line,))
            reading = judged.model_copy(update={"letter": letter, "findings": (found,)})
            ledger.record_case(reading, at=datetime(2026, 11, 23, tzinfo=UTC))
    return tmp_path


def picture(path: Path) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)


def case_numbers(home: Path) -> list[str]:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        return [record.case_no for record in ledger.cases()]


def test_the_number_is_covered_unless_asked_otherwise(laixin: Call, home: Path) -> None:
    ordinary, _ = case_numbers(home)
    to = home / "page.png"
    assert laixin("preview", ordinary, "--to", to, "--home", home).exit_code == 0
    assert picture(to).shape == (400, 600)
    assert (picture(to)[100:120, 100:460] == 96).all()
    assert (picture(to)[200:] == 230).all()
    assert laixin("preview", ordinary, "--to", to, "--unmasked", "--home", home).exit_code == 0
    assert (picture(to) == 230).all()


def test_an_accusation_is_shown_only_to_those_entitled(laixin: Call, home: Path) -> None:
    _, accusation = case_numbers(home)
    to = home / "page.png"
    assert laixin("preview", accusation, "--to", to, "--home", home).exit_code == 2
    assert not to.exists()
    assert laixin("preview", accusation, "--to", to, *BY_RIGHT, "--home", home).exit_code == 0
    assert to.exists()


def test_a_page_that_there_is_not_is_told(laixin: Call, home: Path) -> None:
    ordinary, _ = case_numbers(home)
    told = laixin("preview", ordinary, "--page", 2, "--to", home / "page.png", "--home", home)
    assert told.exit_code == 2
