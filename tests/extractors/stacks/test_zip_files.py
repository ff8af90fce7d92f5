"""An archive's files with the names that people gave them, and no more of them than a machine can bear."""

import io
import struct
import zipfile

import pytest

from extractors.stacks.zip_files import MOST_RATIO, SMALL, list_members, open_member, split_name
from records import LetterError

LIMITS = {"max_members": 100, "max_bytes": 10**9}


@pytest.fixture
def packed(tmp_path):
    """A ZIP file of these files; a name in bytes stands in the archive as it is, without the mark of UTF-8."""

    def pack(members, method=zipfile.ZIP_DEFLATED, **flags):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, content in members.items():
                if isinstance(name, bytes):
                    info = Raw("placeholder")
                    info.raw = name
                    info.compress_type = method
                    archive.writestr(info, content)
                else:
                    archive.writestr(name, content)
        return path

    return pack


class Raw(zipfile.ZipInfo):
    """A member with a name in bytes of any encoding."""

    raw: bytes = b""

    def _encodeFilenameFlags(self):  # noqa: N802 (zipfile's own name)
        return self.raw, 0


def code_of(path, **limits) -> str:
    with pytest.raises(LetterError) as told:
        list_members(path, **{**LIMITS, **limits})
    return told.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "marked"])
def test_names_are_told_whatever_the_packer_wrote(packed, encoding):
    name = "二月来信/陈阿明 1.pdf"
    path = packed({name if encoding == "marked" else name.encode(encoding): b"x"})
    (member,) = list_members(path, **LIMITS)
    assert (member.folder, member.name, member.size) == ("二月来信", "陈阿明 1.pdf", 1)


@pytest.mark.parametrize(
    ("path", "folders", "name"),
    [
        ("../../etc/passwd", ("etc",), "passwd"),
        ("/abs/a.pdf", ("abs",), "a.pdf"),
        ("a\\b\\..\\c.pdf", ("a", "b"), "c.pdf"),
        ("C:\\x.pdf", ("C:",), "x.pdf"),
        ("..", (), "?"),
        ("a\0b.pdf", (), "ab.pdf"),
    ],
)
def test_a_name_leads_nowhere(path, folders, name):
    assert split_name(path) == (folders, name)


def test_a_file_is_what_was_packed(packed):
    body = bytes(range(256)) * 9000
    path = packed({"a": b"", "b": body})
    first, second = list_members(path, **LIMITS)
    with open_member(path, second) as stream:
        assert b"".join(iter(lambda: stream.read(100_000), b"")) == body
    with open_member(path, first) as stream:
        assert stream.read() == b""


def test_folders_and_what_systems_put_aside_are_no_files(packed):
    path = packed({"f/": b"", "f/a.pdf": b"x", "__MACOSX/f/._a.pdf": b"x", "f/.DS_Store": b"x", "Thumbs.db": b"x"})
    assert [member.name for member in list_members(path, **LIMITS)] == ["a.pdf"]


def test_a_letter_whose_name_begins_with_a_dot_is_not_passed_over(packed):
    assert [member.name for member in list_members(packed({".来信.pdf": b"x"}), **LIMITS)] == [".来信.pdf"]


def test_an_archive_without_files_is_told(packed):
    assert code_of(packed({"f/": b"", ".DS_Store": b"x"})) == "intake.empty-archive"


def test_too_many_files_are_told(packed):
    path = packed({f"{number}": b"" for number in range(5)})
    assert code_of(path, max_members=4) == "intake.too-many-members"


def test_too_many_bytes_are_told_before_anything_is_unpacked(packed):
    path = packed({"a": bytes(1000), "b": bytes(1000)})
    assert code_of(path, max_bytes=1999) == "intake.unpacks-too-large"


def test_a_bomb_is_told_by_its_ratio(packed):
    path = packed({"a": bytes(SMALL + 1)})
    assert path.stat().st_size < SMALL // MOST_RATIO
    assert code_of(path) == "intake.unpacks-too-large"


def test_a_file_that_holds_more_than_it_says_gives_no_more(packed):
    path = packed({"a": bytes(5_000_000)})
    body = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", body, body.index(mark) + at, 100)
    path.write_bytes(body)
    (member,) = list_members(path, **LIMITS)
    with pytest.raises(LetterError, match=r"intake\.damaged"), open_member(path, member) as stream:
        b"".join(iter(stream.read, b""))


def test_a_changed_byte_is_noticed(packed):
    path = packed({"a": b"letter" * 100}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"letterletter", b"lettenletter", 1))
    (member,) = list_members(path, **LIMITS)
    with pytest.raises(LetterError, match=r"intake\.damaged"), open_member(path, member) as stream:
        stream.read()


def test_an_encrypted_file_is_told(packed):
    path = packed({"a": b"x", "b": b"x"})
    body = bytearray(path.read_bytes())
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(body)
    assert code_of(path) == "intake.encrypted"


def test_a_method_that_asks_for_memory_is_not_unpacked(packed):
    assert code_of(packed({"a": b"x"}, zipfile.ZIP_LZMA)) == "intake.unsupported"


def test_a_broken_archive_is_told(tmp_path):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a", b"x")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + bytes(50) + whole.getvalue()[-22:])
    assert code_of(tmp_path / "a.zip") == "intake.damaged"
