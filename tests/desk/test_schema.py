"""The published description: current, and kept by every answer to whatever is asked."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from desk.application import make_app
from desk.schema import api_schema
from ledger import Ledger, open_ledger
from tests.desk.offices import EVENTS, FULL, READ, RESTRICTED, STEPS, Office

ROOT = Path(__file__).parents[2]
DEEP = int(os.environ.get("LAIXIN_TEST_EXAMPLES", "0"))
"""How many requests for each operation in a run by hand, with every edge of every parameter besides."""
BEARERS = ["none", "all", "unit"] if DEEP else ["none", "all"]
CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
SCHEMA = schemathesis.openapi.from_dict(api_schema())
load_all_checks()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory, empty_ledger: Path) -> Iterator[Ledger]:
    file = shutil.copy(empty_ledger, tmp_path_factory.mktemp("fuzzed") / "ledger.sqlite")
    with open_ledger(f"sqlite:///{file}", office="XF") as opened:
        made = Office(opened, "")
        for _ in range(3):
            made.sent("STHJJ")
        made.letter(secret=True)
        yield opened


@pytest.fixture(scope="module")
def secrets(ledger: Ledger) -> dict[str, str]:
    made = Office(ledger, "")
    return {
        "none": "",
        "all": made.token(READ, FULL, RESTRICTED, EVENTS, STEPS),
        "unit": made.token(READ, EVENTS, STEPS, unit="STHJJ"),
    }


def test_the_published_description_is_what_the_app_says() -> None:
    published = json.loads((ROOT / "docs" / "schema" / "api-1.json").read_text(encoding="utf-8"))
    assert published == api_schema(), "run: python -m desk.schema > docs/schema/api-1.json"
    assert published["openapi"].startswith("3.1")


@pytest.mark.parametrize("who", BEARERS)
@SCHEMA.parametrize()
@settings(
    max_examples=DEEP or 6,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate] if DEEP else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_interface_or_its_description(
    case: schemathesis.Case, who: str, ledger: Ledger, secrets: dict[str, str]
) -> None:
    """Half of the requests ask for a case that there is; else hardly any would come past the first look."""
    if "case_no" in case.path_parameters and len(case.path_parameters["case_no"]) % 2:
        case.path_parameters["case_no"] = "2026-XF-00001"
    headers = {"Authorization": f"Bearer {secrets[who]}"} if secrets[who] else {}
    answer = case.call(app=make_app_once(ledger), headers=headers, base_url="http://desk.test")
    case.validate_response(answer, checks=CHECKS)
    assert answer.status_code in (
        (401, 405, 413, 422) if who == "none" and "health" not in case.path else range(200, 500)
    )


_APPS: dict[int, object] = {}


def make_app_once(ledger: Ledger) -> object:
    app = _APPS.setdefault(id(ledger), make_app(ledger))
    app.state.failures.times.clear()  # type: ignore[attr-defined]
    return app
