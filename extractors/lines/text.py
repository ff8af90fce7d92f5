"""Bring a line that an engine or a text layer gave to the one form that everything after it reads."""

import re
import unicodedata

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af〇々"
"""Han characters, for use inside a character class."""

MARKS = "，。、：；！？（）《》〈〉「」『』【】〔〕“”‘’…—～·"
"""Chinese punctuation, which stays as it is."""

_KEPT_WIDE = "！（），：；？～"
_FOLDED = {
    **{0xFF01 + n: 0x21 + n for n in range(94) if chr(0xFF01 + n) not in _KEPT_WIDE},
    **str.maketrans("￥｡､｢｣・•‧‐‑‒–−﹣", "¥。、「」···------"),
    # Text layers often hold radicals where the character was meant; NFKC knows only the Kangxi block.
    **str.maketrans(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
    ),
}
_KANGXI = re.compile(r"[\u2f00-\u2fd5\uf900-\ufaff]")
_SPACES = re.compile(r"\s+")
_IDLE_SPACE = re.compile(
    rf"(?<=[{HAN}{MARKS}]) (?=[{HAN}{MARKS}0-9,:;!?()])|(?<=[0-9,:;!?()]) (?=[{HAN}{MARKS}])|"
    rf"(?<=[{HAN}{MARKS}]) (?=¥)"
)
_TO_CHINESE = str.maketrans(",:;!?", "，：；！？")
_MARK = re.compile(rf"(?<=[{HAN}])[,:;!?]|[,:;!?](?=[{HAN}])")
_STOP = re.compile(rf"(?<=[{HAN}])(?<![一二三四五六七八九十])\.(?=[{HAN}]|$)")
_BRACKETS = re.compile(rf"\((?=[^()]*[{HAN}])([^()]*)\)|(?<=[{HAN}])\(([^()]*)\)|\(([^()]*)\)(?=[{HAN}])")
_DROPPED_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Cn"}


def normalize_line(raw: str) -> str:
    """Give one line in the form that the finders read.

    Letters, digits and signs lose their full width; Chinese punctuation stays Chinese, and a comma, colon,
    semicolon, bracket, question or exclamation mark beside a Han character becomes it, and so does a full stop
    between two (一. opens a list and stays). No space stays
    beside a Han character except towards Latin letters. Control, zero-width and direction characters,
    variation selectors and characters that Unicode does not assign are dropped; line breaks and tabs become
    spaces. Normalizing twice is normalizing once.
    """
    text = _SPACES.sub(" ", raw)
    text = "".join(c for c in text if not _is_noise(c)).translate(_FOLDED)
    text = _KANGXI.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    # Every round takes out spaces or half-width marks and adds none, so this ends.
    while (tidied := _tidy(text)) != text:
        text = tidied
    return text


def _is_noise(character: str) -> bool:
    return (
        unicodedata.category(character) in _DROPPED_CATEGORIES
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _tidy(text: str) -> str:
    text = _IDLE_SPACE.sub("", _SPACES.sub(" ", text).strip())
    text = _BRACKETS.sub(lambda m: f"（{m[1] or m[2] or m[3] or ''}）", text)
    return _STOP.sub("。", _MARK.sub(lambda m: m[0].translate(_TO_CHINESE), text))
