"""Text of a letter is told from what a wrong character table makes of it."""

import pytest

from extractors.sources.plausible import common_share, is_meaningless, is_nonsense
from tests.drawing import LETTER

TEXT = "".join(LETTER).replace("　", "")
TRADITIONAL = (
    "尊敬的市信訪局領導：我是薌城區南坑街道的居民陳阿明，住在延安北路一棟三樓。今年三月以來，樓下新開的燒烤店每天營業到凌晨兩點，"
    "油煙直接排進我家的窗戶，孩子整夜咳嗽。我們多次找店主協商，他都說正在整改，但是到現在仍然沒有安裝油煙淨化設備。懇請有關部門到現場查看。"
)


def shifted(text: str, by: int) -> str:
    """Each Han character replaced by one that stands further on in GB 2312, as a font's own order of glyphs does."""
    codes = [chr(hi) + chr(lo) for hi in range(0xB0, 0xD7) for lo in range(0xA1, 0xFF)]
    order = [bytes(map(ord, code)).decode("gb2312") for code in codes]
    return "".join(order[(order.index(sign) + by) % len(order)] if sign in order else sign for sign in text)


SENSE = {
    "a letter": TEXT,
    "a letter in traditional characters": TRADITIONAL,
    "names and numbers": "王建国 350602197001012345 13960011223 李秀英 350602197203034567 13960011224 陈阿明 林小红",
    "rows of figures": "2026-10-08 350.00 1280.50 13960011223 88.00 2026-10-09 12.00 350602197001012345 99.10",
    "an answer in English": "Dear Sir or Madam, the street light at the entrance of our village has been broken.",
    "a form with dotted lines": "姓名" + "." * 30 + "电话" + "." * 30 + "住址" + "." * 30,
    "few characters": "ÖÐ¹úÈË",
    "a list of rare names": "翀 喆 昇 堃 淼 犇 鑫 垚",
}
NONSENSE = {
    "GBK read as Latin-1": TEXT.encode("gbk").decode("latin-1"),
    "UTF-8 read as Latin-1": TEXT.encode().decode("latin-1"),
    "UTF-8 read as GBK": TEXT.encode().decode("gbk", "ignore"),
    "GBK read as Big5": TEXT.encode("gbk").decode("big5", "ignore"),
    "GBK read as Shift-JIS": TEXT.encode("gbk").decode("shift_jis", "ignore"),
    "glyph numbers as Han": "".join(chr(0x4E00 + n) for n in range(1, 200)),
    "glyphs in the order of GB 2312": shifted(TEXT + TEXT, 7),
    "glyphs among signs": "".join(chr(0x21 + n % 15) for n in range(80)),
    "Latin glyphs moved by 29": "".join(chr(max(33, ord(c) - 29)) for c in "The street light has been broken " * 4),
    "one sign for all": "口" * 60,
}


@pytest.mark.parametrize("kind", SENSE)
def test_text_that_means_something_is_let_be(kind):
    assert not is_nonsense(SENSE[kind])


@pytest.mark.parametrize("kind", NONSENSE)
def test_text_of_a_wrong_table_is_told(kind):
    assert is_nonsense(NONSENSE[kind])


def test_common_characters_are_those_of_both_scripts():
    assert common_share(TEXT) > 0.98
    assert common_share(TRADITIONAL) > 0.98
    assert common_share("nothing Han") == 1.0


@pytest.mark.parametrize("sign", ["(cid:12)", "\ue001", "\ufffd", "\x02", "\U000e0001x\u0378"])
def test_signs_without_a_meaning_are_told(sign):
    assert is_meaningless(sign)
    assert not is_meaningless("字")
