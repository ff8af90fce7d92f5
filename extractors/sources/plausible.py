"""Whether characters can be the text of a letter, or are what a wrong character table makes of one."""

import unicodedata
from collections import Counter
from functools import cache

LEAST_SIGNS = 20
"""Fewer characters than this say nothing about their kind."""

LEAST_HAN = 100
"""So many Han characters tell by the frequent ones among them."""

FOREIGN_SHARE = 0.1
"""More letters of these alphabets than this are Chinese bytes that were taken for them."""

COMMON_SHARE = 0.8
"""Of the Han characters of a Chinese text at least this share is common; of wrongly decoded ones about half."""

FREQUENT_SHARE = 0.2
"""The most frequent characters are half of a letter, a third at least; of characters in a shifted order a tenth."""

SAME_SHARE = 0.5
"""One character (no filler) that makes more than this share of a text is no text."""

LETTER_SHARE = 0.6
"""A Latin text has at least this share of letters and digits among its signs."""

VOWEL_SHARE = (0.25, 0.65)
"""The share of vowels among the letters of a Latin text, in any spelling of Chinese or English."""

FILLERS = frozenset("._-—…·*=~＿．。　")

FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么"
    "去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常"
    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场"
    "件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类"
    "求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运局镇村县街区请信访反映部门处理解决房屋居民联系电话身份证"
)
"""The characters most used in Chinese writing, and in letters to an office."""


@cache
def _is_common(character: str) -> bool:
    """Whether a Han character is common: of GB 2312 (6,763), or of Big5's first level (5,401 in traditional forms)."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        try:
            return b"\xa4\x40" <= character.encode("big5") <= b"\xc6\x7e"
        except UnicodeEncodeError:
            return False
    return True


def is_han(character: str) -> bool:
    """Whether it is a Han character of the basic block or one of its extensions."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U000323af"


def common_share(text: str) -> float:
    """The share of common characters among the Han characters of a text; 1 when it has none."""
    han = [character for character in text if is_han(character)]
    return sum(map(_is_common, han)) / len(han) if han else 1.0


def frequent_share(text: str) -> float:
    """The share of the most frequent characters among the Han characters of a text; 1 when it has none."""
    han = [character for character in text if is_han(character)]
    return sum(map(FREQUENT.__contains__, han)) / len(han) if han else 1.0


def is_nonsense(text: str) -> bool:
    """Whether a text is most likely what a wrong or missing character table made of another.

    Told are bytes read as Western letters (ÖÐ¹ú), as other Han characters, glyph numbers that fell among letters
    or Han characters, and one character for all. A wrong yes costs a page's picture being read, a wrong no its text.
    """
    signs = [character for character in text if not character.isspace() and character not in FILLERS]
    if len(signs) < LEAST_SIGNS:
        return False
    if Counter(signs).most_common(1)[0][1] > SAME_SHARE * len(signs):
        return True
    if sum(map(_is_foreign, signs)) > FOREIGN_SHARE * len(signs):
        return True
    han = [character for character in signs if is_han(character)]
    if len(han) > 0.3 * len(signs):
        return common_share("".join(han)) < COMMON_SHARE or (
            len(han) >= LEAST_HAN and frequent_share("".join(han)) < FREQUENT_SHARE
        )
    latin = [character for character in signs if character.isascii()]
    return len(latin) > 0.8 * len(signs) and _is_latin_nonsense(latin)


def _is_foreign(character: str) -> bool:
    """Whether it is an accented, Greek or Cyrillic letter, or half-width kana: what single bytes are taken for."""
    return ("\u0080" <= character <= "\u052f" and character not in "°±·×÷§¥©®") or "\uff61" <= character <= "\uff9f"


def _is_latin_nonsense(signs: list[str]) -> bool:
    letters = [sign.lower() for sign in signs if sign.isalpha()]
    digits = sum(sign.isdigit() for sign in signs)
    if len(letters) + digits < LETTER_SHARE * len(signs):
        return True
    if len(letters) < LEAST_SIGNS or digits > len(letters):
        return False
    low, high = VOWEL_SHARE
    return not low <= sum(letter in "aeiouy" for letter in letters) / len(letters) <= high


def is_meaningless(sign: str) -> bool:
    """Whether a glyph's text says nothing: unassigned and private characters, or a glyph number without a meaning."""
    return sign.startswith("(cid:") or any(
        character == "\ufffd" or ord(character) < 32 or unicodedata.category(character) in ("Co", "Cn", "Cs")
        for character in sign
    )
