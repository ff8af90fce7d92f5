"""docs/codes.md holds every code there is, as the vocabulary words it."""

import re
import runpy
from pathlib import Path

import pytest

from vocab import load_vocabulary

ROOT = Path(__file__).parents[2]
CODES = load_vocabulary().codes
ROOMS = ("extractors", "flows", "ledger", "cli")


def test_the_page_is_what_the_vocabulary_says() -> None:
    write_page = runpy.run_path(str(ROOT / "scripts" / "write_codes.py"))["write_page"]
    page = (ROOT / "docs" / "codes.md").read_text(encoding="utf-8")
    assert page == write_page(), "run: python scripts/write_codes.py"
    assert set(re.findall(r"^\| `([a-z.-]+)`", page, re.MULTILINE)) == set(CODES)


@pytest.mark.parametrize("start", ["intake", "page"])
def test_every_code_that_the_program_gives_is_in_the_vocabulary(start: str) -> None:
    given = set()
    for room in ROOMS:
        for path in (ROOT / room).glob("*.py"):
            given |= set(re.findall(rf'"({start}\.[a-z-]+)"', path.read_text(encoding="utf-8")))
    assert given
    assert given - set(CODES) - {"page.png"} == set()
