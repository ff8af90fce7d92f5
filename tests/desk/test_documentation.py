"""docs/api.md: its examples are run, its codes and scopes are those that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from desk.api.problems import STATUS
from ledger.access.telling import TELLABLE
from ledger.access.tokens import SCOPES
from tests.desk.offices import EVENTS, STEPS, TODAY, Office

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_every_example_does_what_it_says(office: Office) -> None:
    case_no = office.sent("STHJJ")
    secret = office.token(EVENTS, STEPS)
    examples = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "curl" in block]
    assert len(examples) == 4
    for example in examples:
        script = example.replace("2026-XF-00001", case_no).replace("2026-11-24", TODAY).replace("curl -s", "curl -sf")
        setting = f"LAIXIN={office.url}/api/v1\nSECRET={secret}\nset -e\n"
        done = subprocess.run(["bash", "-c", setting + script], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, (example, done.stdout, done.stderr)
        assert case_no in done.stdout
    assert office.ledger.case(case_no).status == "accepted"


def test_every_code_scope_and_step_is_named() -> None:
    assert [code for code in (*STATUS, *SCOPES, *TELLABLE) if f"`{code}`" not in PAGE] == []
