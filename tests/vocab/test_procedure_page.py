"""docs/life.md shows the table of steps as it is."""

import re
import runpy
from pathlib import Path

from vocab.procedure import STATUSES, load_procedure

ROOT = Path(__file__).parents[2]


def test_the_page_shows_the_tables_as_they_are() -> None:
    write_page = runpy.run_path(str(ROOT / "scripts" / "write_steps.py"))["write_page"]
    page = (ROOT / "docs" / "life.md").read_text(encoding="utf-8")
    assert page == write_page(page), "run: python scripts/write_steps.py"
    named = set(re.findall(r"^\| `([a-z_-]+)` \|", page, re.MULTILINE))
    assert (
        named
        == {*load_procedure().steps, *load_procedure().facts, *STATUSES}
        | {"kind", "may", "after", "unless", "article"} & named
    )


def test_every_refusal_of_a_step_is_on_the_page_and_has_its_sentence() -> None:
    page = (ROOT / "docs" / "life.md").read_text(encoding="utf-8")
    texts = (ROOT / "vocab" / "texts.toml").read_text(encoding="utf-8")
    given = set()
    for path in (ROOT / "ledger" / "life").glob("*.py"):
        given |= set(re.findall(r'"(step\.[a-z-]+)"', path.read_text(encoding="utf-8"))) - {"step.taken"}
    assert len(given) > 10
    for code in (*given, "step.taken"):
        assert f"`{code}`" in page, code
        assert f"[error.{code}]" in texts, code
