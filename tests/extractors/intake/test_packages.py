"""What is packed is bounded before it is unpacked."""

import io
import struct
import zipfile

import pytest

from extractors.intake.packages import open_package, read_member
from records import LetterError
from tests.extractors.made_files import make_zip


def refused(body: bytes) -> str:
    with pytest.raises(LetterError) as told, open_package(body):
        pass
    return told.value.code


def packed(method: int) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as package:
        package.writestr("a", b"x" * 1000)
    return body.getvalue()


def test_members_are_read():
    with open_package(make_zip({"a": b"x" * 1000, "b": b""})) as package:
        assert read_member(package, "a") == b"x" * 1000


def test_blank_members_may_shrink_as_they_like_while_they_are_small():
    with open_package(make_zip({"a": b"\0" * (19 * 2**20)})) as package:
        assert len(read_member(package, "a")) == 19 * 2**20


def test_bombs_are_refused():
    assert refused(make_zip({"a": b"\0" * (21 * 2**20)})) == "intake.unpacks-too-large"


def test_a_member_that_lies_about_its_size_gives_no_byte_more():
    body = bytearray(make_zip({"a": b"\0" * (21 * 2**20)}))
    for mark, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        struct.pack_into("<I", body, body.index(mark) + offset, 10)
    with open_package(bytes(body)) as package, pytest.raises(LetterError, match="damaged"):
        read_member(package, "a")


def test_too_many_members_are_refused():
    assert refused(make_zip({str(number): b"" for number in range(2001)})) == "intake.too-many-members"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_take_memory_are_refused(method):
    assert refused(packed(method)) == "intake.unsupported"


def test_a_password_is_told():
    body = bytearray(make_zip({"a": b"x"}))
    body[body.index(b"PK\1\2") + 8] |= 1
    assert refused(bytes(body)) == "intake.encrypted"


@pytest.mark.parametrize("cut", [1, 30, 60])
def test_a_broken_package_is_told(cut):
    assert refused(make_zip({"a": b"x" * 100})[:-cut]) in ("intake.damaged", "intake.too-many-members")
