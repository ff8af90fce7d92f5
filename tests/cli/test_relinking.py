"""`laixin relink`, and what `doctor` says of the secret by which senders are known again."""

import json
from pathlib import Path

import pytest

from classifiers.likeness.sender_keys import secret_id
from cli import checks
from ledger import open_ledger
from tests.cli.conftest import Call
from tests.ledger.letters import LATER, NOON, make_scan, make_source
from tests.ledger.like_letters import make_letter

WORDS = (
    "我村后山的采石场每天放炮，几家的墙都震裂了，从去年春天起我们找过矿主三次，他只说会来看看，一直没有人来。"
    "石粉落在菜地和水塘里，鱼死了一半。请求责令采石场停止放炮，赔偿修墙的钱。"
)
"""A letter of the length that letters have."""
OTHER = "公交车半夜收班太早，下夜班的工人只能走路回家，建议把末班车推到晚上十一点，并在工业区加一个站。"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home of an earlier version: the same letter from two hands, and another, none compared with any."""
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}", office="XF") as ledger:
        for number, (words, phone) in enumerate(((WORDS, "1"), (WORDS, "2"), (OTHER, "2")), start=1):
            scan = make_scan(str(number), received_at=NOON.replace(minute=number))
            ledger.take_in(scan, source=make_source(number))
            ledger.record_case(make_letter(scan, words, phone=f"1380000123{phone}"), at=LATER)
    return tmp_path / "home"


def links(laixin: Call, home: Path) -> dict[str, set[tuple[str, str]]]:
    rows = map(json.loads, laixin("cases", "--format", "jsonl", "--home", home).stdout.splitlines())
    return {
        row["case_no"][-1]: {(link["case_no"][-1], link["kind"]) for link in row["links"]} for row in rows
    }  # fmt: skip


LINKED = {
    "1": {("2", "same-letter")},
    "2": {("1", "same-letter"), ("3", "same-person")},
    "3": {("2", "same-person")},
}


def test_relink_compares_what_was_never_compared_and_nothing_twice(laixin: Call, home: Path) -> None:
    assert links(laixin, home) == {"1": set(), "2": set(), "3": set()}
    assert "比对了 3 件" in laixin("relink", "--home", home).stdout
    assert links(laixin, home) == LINKED
    assert "比对了 0 件" in laixin("relink", "--home", home).stdout
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.verify_chain() == []


def test_after_a_new_secret_relink_signs_every_letter_again_and_keeps_the_links(laixin: Call, home: Path) -> None:
    laixin("relink", "--home", home)
    key = home / "keys" / "likeness.key"
    old, new = key.read_bytes(), bytes(32)
    key.write_bytes(new)
    again = laixin("relink", "--home", home)
    assert "比对了 3 件" in again.stdout
    assert again.stderr.strip(), "it is told that the secret is another"
    assert links(laixin, home) == LINKED
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.secret_id() == secret_id(new) != secret_id(old)


def test_relink_prints_no_word_of_a_letter_and_no_number(laixin: Call, home: Path) -> None:
    told = laixin("relink", "--home", home)
    assert "1380000" not in told.output
    assert "采石场" not in told.output


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, laixin: Call, home: Path):
    """What `doctor` says of the secret alone."""
    monkeypatch.setattr(checks, "CHECKS", {"likeness_key": checks.CHECKS["likeness_key"]})

    def ask() -> tuple[int, dict[str, str]]:
        done = laixin("doctor", "--json", "--home", home)
        (check,) = json.loads(done.stdout)["checks"]
        return done.exit_code, check

    return ask


def test_a_home_without_a_secret_is_ready_and_none_is_made(told, home: Path) -> None:
    code, check = told()
    assert (code, check["state"], check["todo"]) == (0, "ok", "")
    assert not (home / "keys").exists()


def test_the_secret_that_the_letters_were_signed_with_is_fine(laixin: Call, told, home: Path) -> None:
    laixin("relink", "--home", home)
    code, check = told()
    assert (code, check["state"]) == (0, "ok")
    assert "likeness.key" in check["found"]


@pytest.mark.parametrize("content", [None, b"", b"short"])
def test_a_secret_that_is_lost_or_broken_is_missing(laixin: Call, told, home: Path, content: bytes | None) -> None:
    laixin("relink", "--home", home)
    key = home / "keys" / "likeness.key"
    key.unlink() if content is None else key.write_bytes(content)
    code, check = told()
    assert (code, check["state"]) == (3, "missing")
    assert "relink" in check["todo"]


def test_another_secret_than_the_letters_were_signed_with_is_a_warning(laixin: Call, told, home: Path) -> None:
    laixin("relink", "--home", home)
    (home / "keys" / "likeness.key").write_bytes(bytes(32))
    code, check = told()
    assert (code, check["state"]) == (0, "warning")
    assert "relink" in check["todo"]
    laixin("relink", "--home", home)
    assert told()[1]["state"] == "ok"


def test_a_secret_that_the_office_named_and_that_is_not_there_is_missing(told, home: Path, monkeypatch) -> None:
    monkeypatch.setenv("LAIXIN_LIKENESS_KEY_FILE", str(home / "no.key"))
    assert told()[1]["state"] == "missing"
