"""`show` and `review` on a case whose letter raises several matters."""

from pathlib import Path

import pytest

from ledger import open_ledger
from tests.cli.conftest import Call
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from tests.ledger.test_matters import with_matters


@pytest.fixture
def several(tmp_path: Path) -> tuple[Path, str]:
    """A home with one case of two matters."""
    home = tmp_path / "home"
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        scan = make_scan()
        ledger.take_in(scan, source=make_source())
        return home, ledger.record_case(with_matters(make_reading(scan)), at=LATER)


def test_show_lists_each_matter_with_state_demand_and_unit(laixin: Call, several: tuple[Path, str]) -> None:
    home, case_no = several
    shown = laixin("show", case_no, "--home", home).stdout
    assert shown.index("信访事项 1") < shown.index("信访事项 2")
    second = shown[shown.index("信访事项 2") :]
    assert "拟分办" in second.splitlines()[0]
    assert "诉求  查清厂房排污一事" in second
    assert "人力资源和社会保障局" in second


def test_review_confirms_one_matter_and_rejects_the_other(laixin: Call, several: tuple[Path, str]) -> None:
    home, case_no = several
    done = laixin("review", case_no, "--set", "matters=2", "--by", "陈录入", "--home", home)
    assert done.exit_code == 0
    shown = laixin("show", case_no, "--home", home).stdout
    states = [line for line in shown.splitlines() if line.startswith("信访事项 ")]
    assert ["不分办" in states[0], "确认分办" in states[1]] == [True, True]


def test_review_refuses_a_matter_that_is_not_there(laixin: Call, several: tuple[Path, str]) -> None:
    home, case_no = several
    assert laixin("review", case_no, "--set", "matters=7", "--by", "陈录入", "--home", home).exit_code == 2
