"""What the look-ups give, and that the tables cover all that the program shows and doubts."""

import re
from pathlib import Path

import jieba
import pytest

import vocab
from records import CaseRecord, CaseValues, Status
from records.reading import FieldName, Question
from vocab import load_vocabulary

WORDS = load_vocabulary()
ROOT = Path(vocab.__file__).parent.parent


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("漳州市人力资源和社会保障局", ["RSJ"]),
        ("县国土局和工商局", ["ZRZYJ", "SCJGJ"]),
        ("以前的卫计委、新农合办公室", ["WJW", "YBJ"]),
        ("长泰区公安局交警大队", ["GAJ", "GAJ"]),
        ("台港澳事务办公室", ["TGB"]),
        ("镇政府、街道办事处", ["XZJD", "XZJD"]),
        ("隔壁的老王", []),
    ],
)
def test_units_are_found_by_present_and_old_names(text, codes):
    assert [unit.code for _, _, unit in WORDS.find_units(text)] == codes


def test_the_longest_unit_name_wins_at_a_place():
    [(start, end, unit)] = WORDS.find_units("住房公积金管理中心")
    assert (start, end, unit.code) == (0, 9, "GJJ")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("漳浦县旧镇镇", ["350623", "350623101"]),
        ("龙海市角美镇", ["350604", "350604101"]),
        ("原长泰县武安镇", ["350605", "350605100"]),
        ("诏安县建设乡", ["350624", "350624203"]),
        ("建设乡村要靠大家，也要靠乡镇", []),
        ("心平气和地谈", []),
    ],
)
def test_divisions_are_found_by_present_and_old_names(text, codes):
    assert [division.code for _, _, division in WORDS.find_divisions(text)] == codes


def test_a_zone_is_as_certain_as_what_it_covers():
    zones = {zone.name: zone for zone in WORDS.divisions if zone.level == "zone"}
    assert zones["漳州台商投资区"].certain_code == "350604101"
    assert zones["古雷港经济开发区"].certain_code is None
    county = WORDS.county_of(zones["古雷港经济开发区"])
    assert county is not None
    assert county.name == "漳浦县"
    assert WORDS.county_of(zones["漳州高新技术产业开发区"]) is None


def test_a_township_knows_its_county_and_its_zone():
    township = WORDS.division_by_code["350604101"]
    county, zone = WORDS.county_of(township), WORDS.zone_of(township)
    assert county is not None
    assert zone is not None
    assert (county.code, zone.name) == ("350604", "漳州台商投资区")


def test_old_codes_lead_to_the_division_of_today():
    assert WORDS.division_by_code["350681"].name == "龙海区"
    assert WORDS.division_by_code["350625"].name == "长泰区"


def test_subordinates_hold_the_unit_and_all_below():
    assert WORDS.subordinates("SDZF") == {"SDZF", "XZJD"}
    assert WORDS.subordinates("JYJ") == {"JYJ"}


def test_a_label_without_a_row_is_its_code():
    assert WORDS.label("matter_class", "appeal") == "申诉求决"
    assert WORDS.label("matter_class", "appeal", "en") == "Appeal"
    assert WORDS.label("unit", "RSJ") == "人力资源和社会保障局"
    assert WORDS.label("topic", "民政") == "民政"


@pytest.mark.parametrize(
    "name", [*CaseValues.model_fields, *Question.__args__, *FieldName.__args__, "status", "case_no", "doubts"]
)
def test_every_field_has_a_name_in_both_languages(name):
    assert (name, "") in WORDS.labels


@pytest.mark.parametrize("name", [name for name in CaseRecord.model_fields if name != "schema_"])
def test_every_column_of_a_case_has_a_name(name):
    assert (name, "") in WORDS.labels


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("status", Status.__args__),
        ("petition", ["petition", "private"]),
        ("matter_class", ["appeal", "suggestion", "accusation", "other"]),
        ("channel", ["administrative", "discipline", "litigation"]),
        ("urgency", ["urgent", "ordinary"]),
    ],
)
def test_every_value_of_an_enumeration_has_a_name(question, codes):
    assert {code for asked, code in WORDS.labels if asked == question and code} == set(codes)


def test_every_code_says_in_chinese_and_english_what_to_do():
    for code in WORDS.codes.values():
        assert code.zh.endswith("。")
        assert code.remedy_zh.endswith("。")
        assert code.en.endswith(".")
        assert code.remedy_en.endswith(".")


def test_every_doubt_that_a_classifier_gives_is_in_the_table():
    given = set()
    for path in (ROOT / "classifiers").rglob("*.py"):
        given |= set(
            re.findall(
                r'"((?:letter|unit|accused)\.[a-z-]+|[a-z-]+\.(?:unsure|possible|several))"',
                path.read_text(encoding="utf-8"),
            )
        )
    assert {"letter.accusation", "accusation.possible", "unit.unsure"} <= given
    assert {code for code in given if code not in WORDS.codes or WORDS.codes[code].kind != "doubt"} == set()


def test_jieba_keeps_every_term_whole(tmp_path):
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(tmp_path)
    tokenizer.initialize()
    for term in WORDS.terms:
        tokenizer.add_word(term.word, term.freq)
    han = [term.word for term in WORDS.terms if re.fullmatch(r"[\u4e00-\u9fff]+", term.word)]
    assert len(han) > 1000
    assert [word for word in han if tokenizer.lcut(word) != [word]] == []


def test_phrases_come_longest_first():
    lengths = [len(word) for word in WORDS.phrase_list("asking")]
    assert lengths == sorted(lengths, reverse=True)
