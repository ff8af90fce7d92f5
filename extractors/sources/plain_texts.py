"""Text files: their encoding told by the content and never guessed, their lines as paragraphs."""

import codecs

from extractors.intake.contents import Content, open_content, size_of
from extractors.sources.plausible import common_share, frequent_share, is_han, is_nonsense
from extractors.sources.typed_text import TypedText, check_length, split_lines
from records import LetterError

LEAST_COMMON_SHARE = 0.9
"""Bytes are GB 18030 only when this share of the Han characters that they give is common."""

LEAST_FREQUENT_SHARE = 0.15
"""... and this share frequent, where there are enough to tell: Korean bytes give common Han characters too."""

ENOUGH_HAN = 20

_BYTES_A_CHARACTER = 4
_CHINESE_NAMES = frozenset({"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "936", "ms936", "gb_2312-80", "euc-cn"})
_NOT_FOR_TEXT = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape"})
"""Python's own encodings of names and of source text: no mail program writes them, and they swallow what is there."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text_bytes(content: Content) -> bytes:
    """The bytes of a text that is not too long to be a letter.

    Raises:
        LetterError: `intake.too-much-text`, before anything is read.
    """
    check_length(size_of(content) // _BYTES_A_CHARACTER)
    with open_content(content) as stream:
        return stream.read()


def decode_text(data: bytes, *, declared: str = "") -> str:
    """The characters of a text in UTF-8, UTF-16 with its mark, GB 18030 (and so GBK and GB 2312), or as it says.

    What it says of itself (`declared`) comes after the mark; it does not count when the bytes are not of that encoding,
    or are Chinese in UTF-8, which no other encoding's bytes are by chance.

    Raises:
        LetterError: `intake.unknown-encoding` when the bytes are none of these.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode(data, name)
    if declared and not _is_chinese_utf8(data):
        name = "gb18030" if declared.strip().lower() in _CHINESE_NAMES else declared.strip()
        text = _decode_declared(data, name)
        if text is not None:
            return text
    try:
        return _decode(data, "utf-8")
    except LetterError:
        text = _decode(data, "gb18030")
    rare = sum(map(is_han, text)) >= ENOUGH_HAN and frequent_share(text) < LEAST_FREQUENT_SHARE
    if rare or common_share(text) < LEAST_COMMON_SHARE or is_nonsense(text):
        raise LetterError("intake.unknown-encoding")
    return text


def _decode_declared(data: bytes, name: str) -> str | None:
    """The characters by an encoding of that name; None when the bytes are not of it, or there is none."""
    try:
        if codecs.lookup(name).name in _NOT_FOR_TEXT:
            return None
        text = data.decode(name)
        text.encode()
    except (ValueError, LookupError):
        return None  # it says what it is not, or gives halves of characters that nobody can store
    return text


def _is_chinese_utf8(data: bytes) -> bool:
    try:
        return any(map(is_han, data.decode("utf-8")))
    except UnicodeError:
        return False


def _decode(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeError:
        raise LetterError("intake.unknown-encoding") from None


def read_plain_text(content: Content) -> TypedText:
    """A text file as one page.

    Raises:
        LetterError: `intake.too-much-text`, `intake.unknown-encoding`.
    """
    text = decode_text(read_text_bytes(content))
    check_length(len(text))
    return TypedText(split_lines(text))
