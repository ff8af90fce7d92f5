"""What a page is, by its words and its look."""

import pytest

from extractors.pages.page_kinds import tell_kind
from extractors.pages.page_looks import PageLook
from tests.drawing import LETTER, SHORT_LETTER

UPRIGHT, LYING = (1240, 1754), (1754, 870)
INKED, BARE, PALE, SPECKED = PageLook(1000, 1000, 0.0), PageLook(0, 0, 0.0), PageLook(0, 90, 0.0), PageLook(1, 3, 0.0)
PHOTO = PageLook(1000, 1000, 0.5)

WHO = ["姓名陈月英", "性别女民族汉", "出生1982年3月15日", "住址福建省漳州市芗城区", "浦南镇浯沧村12号"]
FRONT = [*WHO, "公民身份号码", "350603198203154527"]
BACK = ["中华人民共和国", "居民身份证", "签发机关漳州市公安局", "有效期限2016.05.08-2036.05.08"]
ENVELOPE = ["363000", "漳州市信访局（收）", "漳州市芗城区浦南镇浯沧村12号", "陈月英 13850462197"]


@pytest.mark.parametrize("lines", [FRONT, BACK, FRONT + BACK, [*FRONT, *BACK, "仅供信访登记使用", "陈月英"]])
def test_a_copied_identity_card_is_one_front_back_or_both(lines):
    assert tell_kind(lines, size=UPRIGHT, look=INKED) == "id-card"


def test_a_card_in_traditional_characters_is_one_too():
    assert tell_kind(["姓名陳月英", "性別女", "出生1982年3月15日", "公民身份號碼"], size=UPRIGHT) == "id-card"


@pytest.mark.parametrize(
    "lines",
    [
        [*LETTER, "我的公民身份号码是350603198203154527，姓名陈阿明，住址见信封。"],
        ["关于身份证办理的反映", "派出所说居民身份证的有效期限到了。", "签发机关不肯换。请领导过问。" * 12],
        ["姓名", "性别", "电话", "陈月英", "女", "13850462197"],
    ],
)
def test_a_letter_that_speaks_of_identity_cards_is_none(lines):
    assert tell_kind(lines, size=UPRIGHT, look=INKED) == "letter"


@pytest.mark.parametrize(
    "lines",
    [
        ENVELOPE,
        ["漳州市信访局 收", "龙文区湖滨路3号 林缄"],
        ["363000", "市长亲启", "内详"],
        ["挂号", "邮政编码363000", "漳州市纪委监委（收）"],
    ],
)
def test_an_envelope_says_who_receives_and_more(lines):
    assert tell_kind(lines, size=UPRIGHT, look=INKED) == "envelope"


def test_who_receives_is_enough_on_a_lying_sheet_and_not_on_an_upright_one():
    assert tell_kind(["漳州市信访局（收）"], size=LYING, look=INKED) == "envelope"
    assert tell_kind(["漳州市信访局（收）"], size=UPRIGHT, look=INKED) == "letter"


@pytest.mark.parametrize(
    "lines",
    [
        LETTER,
        SHORT_LETTER,
        ["此致", "敬礼", "反映人：陈月英", "地址：浦南镇浯沧村12号", "邮编：363000"],
        ["以上材料请信访局查收", "陈月英", "2026年3月1日"],
    ],
)
def test_a_letter_and_its_last_page_are_no_envelope(lines):
    assert tell_kind(lines, size=UPRIGHT, look=INKED) == "letter"


def test_a_page_without_words_is_told_by_its_look():
    assert tell_kind([], size=UPRIGHT, look=PHOTO) == "photo"
    assert tell_kind(["闽E12345"], size=UPRIGHT, look=PHOTO) == "photo"
    assert [tell_kind([], size=UPRIGHT, look=look) for look in (BARE, PALE, SPECKED)] == ["blank"] * 3
    assert tell_kind([], size=UPRIGHT, look=INKED) == "letter"  # with the doubt page.unread


def test_a_letter_photographed_in_uneven_light_stays_a_letter():
    assert tell_kind(LETTER, size=UPRIGHT, look=PHOTO) == "letter"
