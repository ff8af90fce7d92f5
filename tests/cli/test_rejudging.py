"""`laixin rejudge` shows what would change without a person's data, and writes with --apply alone."""

import json
from pathlib import Path

import pytest

import flows.judging_models
import flows.rejudging
from ledger import open_ledger
from tests.cli.conftest import Call
from tests.flows.test_rejudging import NEW, understand


@pytest.fixture(autouse=True)
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows.judging_models, "open_judging", lambda settings, vocabulary: NEW)
    monkeypatch.setattr(flows.rejudging, "understand_letter", understand)
    monkeypatch.setenv("LAIXIN_BLIND_SHARE", "0")  # the draw is by chance


def test_it_tells_and_changes_nothing_until_it_is_told_to(laixin: Call, seeded: Path) -> None:
    told = laixin("rejudge", "--since", "2026-11-01", "--home", seeded)
    assert told.exit_code == 0
    assert "什么都没有改" in told.stdout
    assert "林小川" not in told.output
    assert "1380000" not in told.output
    found = json.loads(laixin("rejudge", "--json", "--apply", "--home", seeded).stdout)
    assert (found["cases"], found["outcomes"]) == (2, {"written": 2})
    assert {"question": "unit", "before": "HBJ", "after": "JYJ", "cases": 1} in found["answers"]
    again = json.loads(laixin("rejudge", "--json", "--apply", "--home", seeded).stdout)
    assert (again["changed"], again["outcomes"]) == (0, {"same": 2})
    with open_ledger(f"sqlite:///{seeded / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.verify_chain() == []


def test_one_case_by_its_number_and_a_wrong_number_or_day_are_told(laixin: Call, seeded: Path) -> None:
    found = json.loads(laixin("rejudge", "--case", "2026-XF-00001", "--json", "--home", seeded).stdout)
    assert [change["case_no"] for change in found["changes"]] == ["2026-XF-00001"]
    assert "没有" in laixin("rejudge", "--case", "2026-XF-99999", "--home", seeded).output
    assert "不是日期" in laixin("rejudge", "--since", "昨天", "--home", seeded).output
    assert json.loads(laixin("rejudge", "--since", "2027-01-01", "--json", "--home", seeded).stdout)["cases"] == 0
