"""A file as a scan, and what is refused before anything of it is decoded."""

from hashlib import sha256

import pytest

from extractors.intake.scans import check_scan, scan_file
from records import LetterError
from tests.drawing import encode
from tests.extractors.intake.test_formats import grainy

WHOLE = encode(grainy(), "PNG")


def test_a_scan_is_named_by_its_bytes_and_told_by_its_content(tmp_path):
    path = tmp_path / "信\n1.pdf"
    path.write_bytes(WHOLE)
    scan = scan_file(path)
    assert (scan.sha256, scan.media_type, scan.size) == (sha256(WHOLE).hexdigest(), "image/png", len(WHOLE))
    assert scan.name == "信\n1.pdf"
    check_scan(scan, path, max_bytes=len(WHOLE))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "intake.empty"),
        (WHOLE + b"x", "intake.too-large"),
        (b"PK\x03\x04", "intake.archive"),
        (b"MZ\x90\0\3", "intake.unsupported"),
        (WHOLE[:-8], "intake.cut-off"),
    ],
)
def test_what_cannot_be_a_letter_is_refused_by_its_code(tmp_path, body, code):
    path = tmp_path / "a.png"
    path.write_bytes(body)
    with pytest.raises(LetterError) as told:
        check_scan(scan_file(path), path, max_bytes=len(WHOLE))
    assert told.value.code == code


@pytest.mark.parametrize(
    ("name", "held"), [("信.txt", False), ("来信", False), ("not really.pdf", True), ("gnp.exe", True)]
)
def test_a_text_that_bears_another_kinds_name_is_held(tmp_path, name, held):
    path = tmp_path / name
    path.write_text("尊敬的领导：村口的路灯坏了两个月。", encoding="utf-8")
    scan = scan_file(path)
    if held:
        with pytest.raises(LetterError, match=r"intake\.unsupported"):
            check_scan(scan, path, max_bytes=10**6)
    else:
        check_scan(scan, path, max_bytes=10**6)
