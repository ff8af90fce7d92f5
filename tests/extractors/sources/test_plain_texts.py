"""Text files: the encoding is told by the bytes, and a text whose encoding cannot be told is refused."""

import os
import resource
from pathlib import Path

import pytest

from extractors.sources.plain_texts import decode_text, read_plain_text
from records import LetterError
from tests.drawing import LETTER
from tests.extractors.sources.test_plausible import TRADITIONAL

TEXT = "\n".join(LETTER)


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"])
def test_the_encodings_of_chinese_offices_are_told_by_the_bytes(name):
    data = TEXT.encode(name)
    if name == "utf-16-le":
        data = b"\xff\xfe" + data
    assert decode_text(data) == TEXT


def test_traditional_characters_in_gbk_are_read():
    assert decode_text(TRADITIONAL.encode("gbk")) == TRADITIONAL


def test_characters_of_four_bytes_are_read():
    text = TEXT + "𠮷㐀"
    assert decode_text(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "data",
    [
        TRADITIONAL.encode("big5"),
        "町内会の街灯が壊れています。修理をお願いいたします。夜は危険です。".encode("shift_jis"),
        "마을 가로등이 두 달째 고장입니다. 고쳐 주십시오. 밤에 위험합니다.".encode("euc-kr"),
        "Déjà vu, très réglé à Noël, où ça?".encode("latin-1"),
        TEXT.encode() + b"\xff\xfe\x81",
        TEXT.encode("utf-16")[:-1],
        b"\xff" * 40,
    ],
    ids=["big5", "shift-jis", "euc-kr", "latin-1", "broken at the end", "half a character", "noise"],
)
def test_any_other_encoding_is_refused_and_not_guessed(data):
    with pytest.raises(LetterError) as told:
        decode_text(data)
    assert told.value.code == "intake.unknown-encoding"


@pytest.mark.parametrize("said", ["gb2312", "GBK", "x-gbk", "utf-8", "big5", "no-such-encoding", "rot13", ""])
def test_what_a_text_says_of_itself_does_not_count_when_its_bytes_say_otherwise(said):
    assert decode_text("镕基同志".encode("gbk") if "gb" in said.lower() else TEXT.encode(), declared=said)
    assert decode_text(TEXT.encode(), declared=said) == TEXT


def test_another_encoding_is_read_when_the_text_names_it():
    assert decode_text(TRADITIONAL.encode("big5"), declared="big5") == TRADITIONAL
    assert decode_text("镕基同志".encode("gbk"), declared="gb2312") == "镕基同志"


def test_a_text_of_200_megabytes_on_one_line_is_refused_unread(tmp_path: Path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 200 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(LetterError) as told:
        read_plain_text(path)
    assert told.value.code == "intake.too-much-text"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024


def test_a_text_of_more_characters_than_a_letter_has_is_refused():
    assert read_plain_text(b"a" * 200_000).lines
    with pytest.raises(LetterError, match="too-much-text"):
        read_plain_text(b"a" * 200_001)


def test_a_text_file_is_one_page_of_its_paragraphs():
    lines = read_plain_text("题目\r\n\r\n　　正文一。\r\n　　正文二。".encode("gbk")).lines
    assert [line.text.strip() for line in lines if line.text.strip()] == ["题目", "正文一。", "正文二。"]


@pytest.mark.parametrize("declared", ["unicode_escape", "raw_unicode_escape", "utf-7", "punycode", "rot13", "\0", "no"])
def test_an_encoding_that_no_mail_has_neither_swallows_text_nor_gives_what_cannot_be_stored(declared):
    data = rb"please +2AA- help \ud800"
    assert decode_text(data, declared=declared) == data.decode("ascii")
