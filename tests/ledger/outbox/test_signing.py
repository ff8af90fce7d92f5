"""Signatures: who holds the secret sent it, and sent it now."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.outbox import signing
from ledger.outbox.signing import WINDOW_S, sign, verify

SECRET, BODY, NOW = b"s" * 32, '{"key": "1-ab", "姓": "林"}'.encode(), 1_790_000_000
SIGNATURE = sign(BODY, timestamp=NOW, secrets=[SECRET])


def check(body: bytes = BODY, timestamp: str = str(NOW), signature: str = SIGNATURE, **other: object) -> bool:
    given = {"secret": SECRET, "now": float(NOW), **other}
    return verify(body, timestamp=timestamp, signature=signature, **given)


def test_what_was_signed_is_verified() -> None:
    assert check()


def test_it_is_an_hmac_that_any_other_tool_makes_too() -> None:
    command = ["openssl", "dgst", "-sha256", "-hmac", SECRET.decode()]
    try:
        made = subprocess.run(command, input=f"{NOW}.".encode() + BODY, capture_output=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    assert f"v1={made.decode().split()[-1]}" == SIGNATURE


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"timestamp": str(NOW + 1)},
        {"secret": b"t" * 32},
        {"signature": SIGNATURE.replace("v1=", "v2=")},
        {"signature": SIGNATURE[:-1]},
        {"signature": ""},
        {"signature": "v1=林"},
        {"timestamp": f"+{NOW}"},
        {"timestamp": f" {NOW}"},
        {"timestamp": "１７９０００００００"},
        {"timestamp": ""},
        {"timestamp": "9" * 5000},
    ],
)
def test_what_was_changed_is_not(changed: dict[str, object]) -> None:
    assert not check(**changed)


@pytest.mark.parametrize(("late", "good"), [(WINDOW_S, True), (WINDOW_S + 1, False), (-WINDOW_S - 1, False)])
def test_a_request_that_was_recorded_is_refused_after_the_window(late: int, good: bool) -> None:
    assert check(now=float(NOW + late)) is good


def test_while_a_secret_is_changed_either_one_fits() -> None:
    both = sign(BODY, timestamp=NOW, secrets=[b"new" * 16, SECRET])
    assert check(signature=both)
    assert check(signature=both, secret=b"new" * 16)
    assert not check(signature=both, secret=b"old" * 16)


def test_a_consumer_can_copy_the_file() -> None:
    modules = {
        name
        for node in ast.walk(ast.parse(Path(signing.__file__).read_text(encoding="utf-8")))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in (node.names if isinstance(node, ast.Import) else [])]
    }
    assert {str(name).split(".")[0] for name in modules} <= sys.stdlib_module_names
