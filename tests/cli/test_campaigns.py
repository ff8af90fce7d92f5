"""`laixin campaign` and `laixin leaders` as the office calls them."""

import json
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from cli.campaigns import tell_term
from ledger import open_ledger
from tests.cli.conftest import Call
from tests.ledger.letters import LATER

CASE, ACCUSATION = "2026-XF-00001", "2026-XF-00002"
MAKE = ("campaign", "make", "JA2026", "--name", "=积案化解", "--from", "2026-11-01", "--by", "王晓梅")


def test_a_campaign_goes_from_rule_to_list_to_sheet(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    home = ("--home", seeded)
    assert laixin(*MAKE, "--rule", "topic=环境保护", *home).exit_code == 0
    assert CASE in laixin("campaign", "propose", "JA2026", *home).output
    entered = laixin(
        "campaign", "enter", "JA2026", "--all", "--list", "reduce", "--leader", "陈建国", "--post", "副市长",
        "--until", "2099-12-31", "--by", "王晓梅", *home,
    )  # fmt: skip
    assert "1 件列入 JA2026" in entered.output
    shown = laixin("campaign", "show", "JA2026", *home).output
    assert "列入 1 件，销号 0（0%）" in shown
    assert "陈建国 副市长" in shown
    assert "减存量" in shown
    sheet = tmp_path / "清单.xlsx"
    assert laixin("campaign", "sheet", "JA2026", "--to", sheet, *home).exit_code == 0
    rows = list(load_workbook(sheet).active.iter_rows(values_only=True))
    assert rows[0][0].startswith("'=积案化解")
    assert rows[2][:2] == (CASE, "环境保护")
    left = laixin(
        "campaign", "leave", "JA2026", CASE, "--ground", "协议已履行", "--approver", "陈建国", "--by", "王晓梅", *home
    )
    assert "1 件从 JA2026 销号" in left.output
    (told,) = json.loads(laixin("campaign", "list", "--json", *home).output)
    assert (told["standing"]["entered"], told["standing"]["share"]) == (1, 1.0)
    assert "100%" in laixin("campaign", "list", *home).output
    assert laixin("campaign", "enter", "JA2026", CASE, "--by", "王晓梅", *home).exit_code == 0
    laixin("campaign", "leave", "JA2026", CASE, "--ground", "息诉息访", "--approver", "陈", "--by", "王晓梅", *home)
    shown = laixin("campaign", "show", "JA2026", *home).output
    assert "息诉息访" in shown, "a ground by its name"
    assert "settled" not in shown


def test_names_stand_for_codes_and_a_wrong_one_is_told(laixin: Call, seeded: Path) -> None:
    home = ("--home", seeded)
    right = ("unit=教育局,STHJJ", "place=芗城区", "class=申诉求决", "status=已确认", "urgent=是", "days=30")
    rules = [part for rule in right for part in ("--rule", rule)]
    assert laixin(*MAKE, *rules, *home).exit_code == 0
    told = json.loads(laixin("campaign", "show", "JA2026", "--json", *home).output)["campaign"]["rule"]
    assert (told["units"], told["territories"], told["urgent"]) == (["JYJ", "STHJJ"], ["350602"], True)
    assert (told["matter_classes"], told["statuses"], told["oldest_days"]) == (["appeal"], ["confirmed"], 30)
    for wrong in ("unit=没有这个局", "days=很久", "colour=red", "topic="):
        refused = laixin(*MAKE, "--rule", wrong, *home)
        assert refused.exit_code == 2, wrong
        assert "列入条件不对" in refused.output


def test_an_accusation_is_not_listed(laixin: Call, seeded: Path) -> None:
    home = ("--home", seeded)
    laixin(*MAKE, *home)
    assert ACCUSATION not in laixin("campaign", "propose", "JA2026", *home).output
    refused = laixin("campaign", "enter", "JA2026", ACCUSATION, "--by", "王晓梅", *home)
    assert refused.exit_code == 2
    assert "检举控告件不列入" in refused.output
    assert laixin("campaign", "enter", "JA2026", "--by", "王晓梅", *home).exit_code == 2


def test_a_wrong_campaign_is_told(laixin: Call, seeded: Path) -> None:
    refused = laixin("campaign", "make", "小写", "--name", "x", "--from", "2026-11-01", "--by", "王", "--home", seeded)
    assert refused.exit_code == 2
    assert "code" in refused.output
    assert laixin("campaign", "show", "NONE", "--home", seeded).exit_code == 2


def test_leaders_are_listed_with_their_term(laixin: Call, seeded: Path) -> None:
    assert "没有领导包案" in laixin("leaders", "--home", seeded).output
    facts = {"leader": "陈建国", "post": "副市长", "until": "2099-12-31"}
    with open_ledger(f"sqlite:///{seeded / 'ledger.sqlite'}", office="XF") as ledger:
        for case_no in (CASE, ACCUSATION):
            ledger.take_step(case_no, "lead", by="王晓梅", at=LATER, facts=facts)
    shown = laixin("leaders", "--home", seeded).output
    assert "陈建国 副市长" in shown
    assert "2099-12-31" in shown
    assert ACCUSATION not in shown
    assert json.loads(laixin("leaders", "--leader", "林卫东", "--json", "--home", seeded).output) == []


def test_a_term_that_has_passed_is_told_with_its_days() -> None:
    due = date(2026, 11, 1)
    assert tell_term(due, date(2026, 11, 4), ended=False) == "2026-11-01 超期 3 天"
    assert tell_term(due, date(2026, 11, 4), ended=True) == "2026-11-01"
    assert tell_term(due, due, ended=False) == "2026-11-01"
    assert tell_term(None, due, ended=False) == ""


def test_what_the_rule_proposes_is_shown_with_what_it_is_about(laixin: Call, seeded: Path) -> None:
    home = ("--home", seeded)
    laixin(*MAKE, "--rule", "topic=环境保护", *home)
    shown = laixin("campaign", "propose", "JA2026", *home).stdout
    (row,) = (line for line in shown.splitlines() if CASE in line)
    assert "环境保护" in row
    assert "待审核" in row
    assert json.loads(laixin("campaign", "propose", "JA2026", "--json", *home).stdout) == [CASE]
    laixin("campaign", "enter", "JA2026", "--all", "--by", "王晓梅", *home)
    assert "0 件符合条件" in laixin("campaign", "propose", "JA2026", *home).stdout


def test_a_code_may_be_typed_small_or_in_full_width(laixin: Call, seeded: Path) -> None:
    home = ("--home", seeded)
    assert laixin("campaign", "make", "ｊａ2026", *MAKE[3:], *home).exit_code == 0
    for typed in ("JA2026", "ja2026", "ＪＡ２０２６"):
        assert "积案化解" in laixin("campaign", "show", typed, *home).stdout, typed


def test_a_sheet_is_a_workbook_and_counts_what_is_on_it(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    home = ("--home", seeded)
    laixin(*MAKE, *home)
    laixin("campaign", "enter", "JA2026", CASE, "--by", "王晓梅", *home)
    refused = laixin("campaign", "sheet", "JA2026", "--to", tmp_path / "清单.docx", *home)
    assert (refused.exit_code, ".docx" in refused.stderr) == (2, True)
    assert not (tmp_path / "清单.docx").exists()
    assert "：1 件" in laixin("campaign", "sheet", "JA2026", "--to", tmp_path / "清单.XLSX", *home).stdout
    leave = ("--ground", "息诉息访", "--approver", "陈建国", "--by", "王晓梅")
    assert laixin("campaign", "leave", "JA2026", CASE, *leave, *home).exit_code == 0
    assert "：0 件" in laixin("campaign", "sheet", "JA2026", "--to", tmp_path / "清单.xlsx", *home).stdout


def test_who_signs_for_a_campaign_is_whoever_does_it(laixin: Call) -> None:
    told = laixin("campaign", "enter", "--help").stdout
    assert ("经办人姓名" in told, "审核人姓名" in told) == (True, False)
