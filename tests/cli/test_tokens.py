"""`laixin tokens`: a secret that is shown once, a list without it, an end."""

import json
from pathlib import Path

import pytest

from ledger import open_ledger
from tests.cli.conftest import Call


@pytest.fixture
def home(tmp_path: Path) -> Path:
    open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF").close()
    return tmp_path


def make(laixin: Call, home: Path, *more: object):
    return laixin(
        "tokens", "make", "huanbao", "--scope", "steps:write", "--days", 30, "--by", "王晓梅", "--home", home, *more
    )


def test_the_secret_stands_alone_on_standard_output_and_nowhere_else(laixin: Call, home: Path) -> None:
    made = make(laixin, home, "--unit", "生态环境局")
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert secret.startswith("lx1_")
    assert len(secret) == 47
    assert "只显示这一次" in made.stderr
    listed = laixin("tokens", "list", "--json", "--home", home)
    row = json.loads(listed.stdout)
    assert (row["name"], row["unit"], row["scopes"], row["good"]) == (
        "huanbao", "STHJJ", ["cases:read", "steps:write"], True,
    )  # fmt: skip
    shown = laixin("tokens", "list", "--home", home).stdout
    assert "有效" in shown
    assert secret not in listed.stdout + shown
    assert secret.encode() not in (home / "ledger.sqlite").read_bytes()


def test_a_revoked_token_is_revoked(laixin: Call, home: Path) -> None:
    make(laixin, home)
    assert "失效" in laixin("tokens", "revoke", "huanbao", "--by", "王晓梅", "--home", home).stdout
    assert "已收回" in laixin("tokens", "list", "--home", home).stdout
    again = laixin("tokens", "revoke", "nobody", "--by", "王晓梅", "--home", home)
    assert again.exit_code == 2
    assert "没有叫这个名称的令牌" in again.stderr


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--days", 400), "366"), (("--scope", "all"), "cases:read"), (("--unit", "没有的局"), "没有这个单位"),
        (("--by", " "), "署名"),
    ],
)  # fmt: skip
def test_what_a_token_cannot_be_is_refused(laixin: Call, home: Path, given: tuple[object, ...], sentence: str) -> None:
    done = make(laixin, home, *given)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert laixin("tokens", "list", "--home", home).stdout.strip() == "还没有发过令牌。"
