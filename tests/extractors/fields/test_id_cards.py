"""What a copied identity card adds to a letter, and what it must not."""

from datetime import date

import pytest

from extractors.fields.findings import find_all
from extractors.pages.page_reader import read_picture
from tests.extractors.odd_pages import NUMBER, card_copy
from tests.extractors.sheet_of import make_letter

CARD = f"姓名陈月英\n性别女民族汉\n出生1982年3月15日\n住址福建省漳州市芗城区\n浦南镇浯沧村12号\n公民身份号码\n{NUMBER}"
BODY = "尊敬的市信访局领导：\n村口的路灯坏了两个月，晚上老人出门很不安全。\n请派人修理。"
SIGNED = f"{BODY}\n反映人：陈月英\n2026年9月1日"


def found(vocabulary, *pages: str) -> set[tuple[str, str | None, str | None]]:
    findings = find_all(make_letter(*pages), vocabulary=vocabulary, received=date(2026, 11, 23))
    return {(f.field, f.value, f.doubt) for f in findings if f.rule == "id-card" or f.field == "name"}


def test_the_petitioner_s_own_card_gives_number_sex_and_address(vocabulary):
    assert found(vocabulary, SIGNED, CARD) == {
        ("name", "陈月英", None),
        ("id_no", NUMBER, None),
        ("sex", "female", None),
        ("address", "福建省漳州市芗城区浦南镇浯沧村12号", None),
    }


def test_another_person_s_card_gives_a_doubted_number_and_neither_name_nor_address(vocabulary):
    assert found(vocabulary, SIGNED.replace("陈月英", "林小红"), CARD) == {
        ("name", "林小红", None),
        ("id_no", NUMBER, "id-card.other-person"),
    }


def test_the_card_of_an_unsigned_letter_names_somebody_and_a_person_is_asked(vocabulary):
    told = found(vocabulary, BODY, CARD)
    assert ("name", "陈月英", "name.from-card") in told
    assert not any(doubt == "name.missing" for *_, doubt in told)


@pytest.mark.parametrize(
    ("was", "now", "doubt"),
    [
        ("1982年3月15日", "1983年3月15日", "id-card.mismatch"),
        ("性别女", "性别男", "id-card.mismatch"),
        (NUMBER, NUMBER[:-1] + "5", "id.checksum"),
    ],
)
def test_a_number_that_denies_its_card_is_doubted(vocabulary, was, now, doubt):
    told = found(vocabulary, SIGNED, CARD.replace(was, now))
    assert {one[2] for one in told if one[0] == "id_no"} == {doubt}


def test_a_card_is_no_word_of_the_letter(vocabulary):
    both = find_all(make_letter(SIGNED, CARD), vocabulary=vocabulary, received=date(2026, 11, 23))
    alone = find_all(make_letter(SIGNED), vocabulary=vocabulary, received=date(2026, 11, 23))
    assert ("birth_date", "1982-03-15") in {(f.field, f.value) for f in both}
    assert [(f.field, f.value) for f in both if f.rule not in ("id-card", "id.birth")] == [
        (f.field, f.value) for f in alone
    ]


def test_the_back_of_a_card_states_nothing(vocabulary):
    back = "中华人民共和国\n居民身份证\n签发机关漳州市公安局\n有效期限2016.05.08-2036.05.08"
    assert found(vocabulary, SIGNED, back) == {("name", "陈月英", None)}


def test_a_copied_card_is_read_and_told(rapidocr):
    reading = read_picture(card_copy(), number=1, dpi=200, engine=rapidocr)
    assert reading.page.kind == "id-card"
    assert NUMBER in "".join(line.text for line in reading.ordered.lines)
