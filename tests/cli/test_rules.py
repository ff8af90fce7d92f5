"""`laixin rules`: the rules are listed and tried, and no word of an accusation is shown unasked."""

import json

import pytest

from tests.cli.conftest import BY_RIGHT, run_program


def test_rules_are_listed_by_question(laixin):
    shown = laixin("rules", "list", "urgency").stdout
    assert "urgency.accident" in shown
    assert "petition.asks" not in shown
    rows = [json.loads(line) for line in laixin("rules", "list", "topic", "--json").stdout.splitlines()]
    assert {row["question"] for row in rows} == {"topic"}
    assert {"rule", "answer", "strong", "plain"} <= set(rows[0])


def test_an_unknown_question_and_an_unknown_rule_are_wrong_calls():
    assert run_program("rules", "list", "weather").returncode == 2
    done = run_program("rules", "test", "urgency.acident", "--data", "none.jsonl")
    assert done.returncode == 2
    assert "urgency.accident" in done.stderr.decode()


@pytest.fixture
def data(tmp_path):
    rows = [
        {"title": "锅炉爆炸", "text": "昨晚锅炉房爆炸了，有人受伤。", "label": "urgent"},
        {"text": "防止爆炸的宣传不够。", "label": "ordinary"},
        {"id": "third", "text": "路灯不亮。"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_rule_is_tried_on_a_file(laixin, data):
    told = json.loads(laixin("rules", "test", "urgency.accident", "--data", data, "--json").stdout)
    assert (told["letters"], told["letters_hit"], told["precision"]) == (3, 1, 1.0)
    assert told["stopped"] == {"again": 1, "negation": 1}
    first = told["examples"][0]
    assert (first["key"], first["before"], first["hit"], first["stop"]) == ("1", "锅炉", "爆炸", None)
    assert first["after"] == " 昨晚锅炉房爆炸了，有人受伤。"
    shown = laixin("rules", "test", "urgency.accident", "--data", data).stdout
    assert "【爆炸】" in shown
    assert "100.0%" in shown


def test_a_draft_is_tried_before_it_is_put_in(laixin, data, tmp_path):
    draft = tmp_path / "draft.toml"
    draft.write_text('[urgency.lamp]\nanswer = "urgent"\nweight = 1.0\nwords = ["路灯"]\n', encoding="utf-8")
    told = json.loads(laixin("rules", "test", "urgency.lamp", "--rules", draft, "--data", data, "--json").stdout)
    assert (told["letters_hit"], told["precision"]) == (1, None)
    broken = tmp_path / "broken.toml"
    broken.write_text("[urgency.lamp]\n", encoding="utf-8")
    done = run_program("rules", "test", "urgency.lamp", "--rules", broken, "--data", data)
    assert done.returncode == 3
    assert "broken.toml:1:urgency.lamp" in done.stderr.decode()


def test_a_row_that_is_none_is_told_by_its_number(data):
    data.write_bytes(data.read_bytes() + b"nothing\n")
    done = run_program("rules", "test", "urgency.accident", "--data", data)
    assert done.returncode == 2
    assert "4" in done.stderr.decode()


def test_letters_of_the_ledger_are_tried_and_accusations_only_for_the_entitled(laixin, seeded):
    told = json.loads(laixin("rules", "test", "petition.asks", "--home", seeded, "--json").stdout)
    assert (told["letters"], told["letters_hit"]) == (1, 1), "a count alone could tell of a name in an accusation"
    assert [(example["key"], example["hit"]) for example in told["examples"]] == [("2026-XF-00001", "请求")]
    assert "13800001234" not in json.dumps(told)
    whole = json.loads(laixin("rules", "test", "petition.asks", "--home", seeded, *BY_RIGHT, "--json").stdout)
    assert whole["letters"] == 2
    assert all(example["hit"] == "请求" for example in whole["examples"])


def test_what_a_person_confirmed_is_held_against_the_rule(laixin, seeded):
    laixin("review", "2026-XF-00001", "--set", "petition=private", "--by", "王晓梅", "--home", seeded)
    told = json.loads(laixin("rules", "test", "petition.asks", "--home", seeded, "--json").stdout)
    assert (told["judged"], told["judged_hit"], told["right"]) == (1, 1, 0)
    assert told["interval"][0] == 0.0
