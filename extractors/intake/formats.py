"""What kind of file something is, and whether it has its own end: told by the content, never by the name."""

import codecs
import re
import struct
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from extractors.intake.endings import (
    bmp_is_whole,
    gif_is_whole,
    heif_is_whole,
    jpeg_is_whole,
    mail_is_whole,
    promised_pdf_size,
    riff_is_whole,
    tail_of,
    tiff_is_whole,
)

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
WEBP = "image/webp"
BMP = "image/bmp"
GIF = "image/gif"
HEIC = "image/heic"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
HTML = "text/html"
MAIL = "message/rfc822"
MAILBOX = "application/mbox"
OFD = "application/ofd"
RTF = "application/rtf"
OLE = "application/x-ole-storage"
OFFICE = "application/x-office"
ENCRYPTED_OFFICE = "application/x-office-encrypted"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
GZIP = "application/gzip"
UNKNOWN = "application/octet-stream"

PICTURES = frozenset({JPEG, PNG, TIFF, WEBP, BMP, GIF, HEIC})
READABLE = PICTURES | {PDF, DOCX, TEXT, HTML, MAIL}
OTHER_OFFICE = frozenset({OLE, RTF, OFFICE})
"""Kinds of office files that are not read: their programs save them as DOCX or PDF."""

OTHER_ARCHIVES = frozenset({RAR, SEVEN_ZIP, GZIP})

HEAD_BYTES = 4096
"""So many of a file's first bytes are looked at."""

TELLING_BYTES = 32
"""So many bytes tell each kind apart."""

PDF_HEAD_BYTES = 1024
"""A PDF's header may stand anywhere in the first 1024 bytes (PDF 1.7, implementation note 13)."""

LEAST_PLAIN_SHARE = 0.7
"""Bytes that are no text in UTF-8 or GB 18030 are one in another encoding when this share of them is ASCII."""

MOST_DIRECTORY = 2**22
"""A package whose directory has more bytes than this is told by none of its members: to read it costs memory."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"\x1f\x8b\x08", GZIP),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})
_END_MARKS = {PNG: b"IEND\xaeB`\x82", PDF: b"%%EOF", ZIP: b"PK\x05\x06"}
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP_END_BYTES = 22
_LONGEST_ZIP_END = _ZIP_END_BYTES + 65535 + 20
_PACKAGES = frozenset({ZIP, DOCX, OFD, OFFICE})
_ENDINGS: dict[str, Callable[[BinaryIO, int], bool]] = {
    JPEG: lambda file, _: jpeg_is_whole(file),
    TIFF: tiff_is_whole,
    GIF: lambda file, _: gif_is_whole(file),
    WEBP: riff_is_whole,
    BMP: bmp_is_whole,
    HEIC: heif_is_whole,
    MAIL: mail_is_whole,
}

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1c-\x1f\x7f]")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|meta|title|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(rb"\s*<(?:\?xml|!doctype|svg)\b", re.IGNORECASE)
_HEADER = re.compile(rb"([!-9;-~]{1,76}):")
_MAIL_HEADERS = frozenset(
    b"from to cc date subject sender reply-to received return-path delivered-to message-id mime-version "
    b"dkim-signature x-mailer x-originating-ip content-type content-transfer-encoding x-qq-mid authentication-results "
    b"received-spf x-mailer x-priority arc-seal x-received thread-topic thread-index".split()
)
_LEAST_MAIL_HEADERS = 2


def tell_media_type(head: bytes) -> str:
    """The media type of a file by its first bytes, `UNKNOWN` when they say nothing.

    A package (DOCX, OFD, ...) is a `ZIP` here, and so is every old office file an `OLE`: `tell_file` looks inside.
    """
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if b"%PDF-" in head[:PDF_HEAD_BYTES]:
        return PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    if head[:2] == b"BM" and len(head) > 18 and struct.unpack_from("<I", head, 14)[0] in _BMP_HEADERS:
        return BMP
    return _tell_text(head)


def _tell_text(head: bytes) -> str:
    """The kind of a text; `UNKNOWN` where control characters or markup of another kind say that it is none."""
    if head[:2] in _BYTE_ORDER_MARKS:
        return TEXT
    if not head or _NO_TEXT.search(head) or not _may_be_text(head):
        return UNKNOWN
    text = head.removeprefix(_BYTE_ORDER_MARKS[0])
    if _HTML.match(text):
        return HTML
    if _MARKUP.match(text):
        return UNKNOWN
    if text.startswith(b"From ") and _is_mail(text.partition(b"\n")[2]):
        return MAILBOX
    return MAIL if _is_mail(text) else TEXT


def _may_be_text(head: bytes) -> bool:
    """Whether the bytes are those of an encoding used in China, or for the most part plain letters of another."""
    for name in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(name)().decode(head, final=len(head) < HEAD_BYTES)
        except UnicodeError:
            continue
        return True
    return sum(byte < 0x80 for byte in head) >= LEAST_PLAIN_SHARE * len(head)


def _is_mail(text: bytes) -> bool:
    """Whether a text begins with header fields, and two at least are those of a mail (RFC 5322, 3.6)."""
    header, blank, _ = text.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = header.split(b"\n")
    if not blank and len(text) >= HEAD_BYTES - len(_BYTE_ORDER_MARKS[0]):
        lines = lines[:-1]
    names: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and names:
            continue
        found = _HEADER.match(line)
        if not found:
            return False
        names.append(found[1].lower())
    return len(_MAIL_HEADERS.intersection(names)) >= _LEAST_MAIL_HEADERS


def tell_file(file: BinaryIO) -> str:
    """The media type of an open file, a package's by what lies in it. The file is left at its beginning."""
    media_type = tell_media_type(file.read(HEAD_BYTES))
    if media_type == ZIP:
        media_type = _tell_package(file)
    elif media_type == OLE:
        media_type = _tell_ole(file)
    file.seek(0)
    return media_type


def _tell_package(file: BinaryIO) -> str:
    """What kind of package a ZIP is, by the names of its members; a broken one is a plain archive."""
    if not has_small_directory(file):
        return ZIP
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
            mimetype = package.read("mimetype")[:200] if "mimetype" in names[:1] else b""
    except Exception:  # noqa: BLE001 (zipfile raises anything at all on a broken file; it is refused when it is opened)
        return ZIP
    lower = {name.lower() for name in names}
    if "ofd.xml" in lower:
        return OFD
    if mimetype.startswith((b"application/vnd.oasis", b"application/epub")):
        return OFFICE
    if "[content_types].xml" in lower:
        return DOCX if any(name.startswith("word/") for name in lower) else OFFICE
    return ZIP


def has_small_directory(file: BinaryIO) -> bool:
    """Whether the directory of a ZIP is small enough to be read (APPNOTE 6.3, 4.3.16), and is none of 64 bits."""
    size = file.seek(0, 2)
    tail = tail_of(file, size, _LONGEST_ZIP_END)
    at = tail.rfind(_END_MARKS[ZIP])
    if at < 0 or _ZIP64_LOCATOR in tail or len(tail) < at + _ZIP_END_BYTES:
        return False
    (length,) = struct.unpack_from("<I", tail, at + 12)
    return int(length) <= MOST_DIRECTORY


def _tell_ole(file: BinaryIO) -> str:
    """Whether an OLE file is a DOCX under a password ([MS-OFFCRYPTO], 2.3.1), by the names in its first directory."""
    file.seek(0)
    head = file.read(512)
    if len(head) < 512:
        return OLE
    shift, directory = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
    file.seek((directory + 1) << min(shift, 16))
    return ENCRYPTED_OFFICE if "EncryptedPackage".encode("utf-16-le") in file.read(HEAD_BYTES) else OLE


def has_end(file: BinaryIO, media_type: str, size: int) -> bool:
    """Whether the format's own end is there: a file without it is still being written, or was cut off.

    A kind that has no end of its own counts as ended; an empty file does not, nor one too short to tell its kind.
    """
    if size == 0 or (media_type == UNKNOWN and size < TELLING_BYTES):
        return False
    try:
        if media_type in _ENDINGS:
            return _ENDINGS[media_type](file, size)
    except (struct.error, ValueError, IndexError):
        return False
    if media_type == PDF and promised_pdf_size(file) > size:
        return False
    mark = _END_MARKS.get(ZIP if media_type in _PACKAGES else media_type, b"")
    return mark in tail_of(file, size)
