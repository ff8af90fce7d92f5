"""Look through bytes of any kind for words of persons: encodings, archives, tables, PDF, base64, escapes."""

import base64
import binascii
import gzip
import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

_DEEPEST = 3
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]{16,}={0,2}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5")


def find_words(data: bytes, words: Iterable[str]) -> list[str]:
    """The words that stand in the bytes, in whatever encoding or wrapping."""
    readings = list(_unwrap(data, 0))
    return [word for word in words if any(_holds(reading, word) for reading in readings)]


def _holds(data: bytes, word: str) -> bool:
    for encoding in _ENCODINGS:
        try:
            if word.encode(encoding) in data:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _unwrap(data: bytes, depth: int) -> Iterator[bytes]:
    """The bytes, and everything that is packed in them."""
    yield data
    if depth >= _DEEPEST:
        return
    inner: list[bytes] = []
    if data[:2] == b"PK":
        inner += _members(data)
    elif data[:2] == b"\x1f\x8b":
        inner.append(gzip.decompress(data))
    elif data[:4] == b"PAR1":
        inner.append(_parquet_text(data))
    elif data[:5] == b"%PDF-":
        inner.append(_pdf_text(data))
    else:
        inner += _unescaped(data)
    for part in inner:
        yield from _unwrap(part, depth + 1)


def _members(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            yield member.filename.encode()
            yield archive.read(member)


def _parquet_text(data: bytes) -> bytes:
    from pyarrow.parquet import read_table

    return str(read_table(io.BytesIO(data)).to_pylist()).encode()


def _pdf_text(data: bytes) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    return f"{text} {document.get_metadata_dict()}".encode()


def _unescaped(data: bytes) -> Iterator[bytes]:
    text = data.decode("utf-8", errors="replace")
    if "\\u" in text:
        yield _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-8", errors="replace")
    if "&#" in text:  # as openpyxl writes every character beyond ASCII
        yield html.unescape(text).encode("utf-8", errors="replace")
    if "%" in text:
        yield unquote_to_bytes(text)
    folded = unicodedata.normalize("NFKC", text)
    if folded != text:
        yield folded.encode("utf-8", errors="replace")
    for match in _BASE64.finditer(data):
        try:
            yield base64.b64decode(match[0].translate(bytes.maketrans(b"-_", b"+/")) + b"==")
        except binascii.Error:
            continue
