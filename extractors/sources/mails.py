"""Mails (RFC 5322, MIME): what the mail says as one page, and what is attached to it."""

import base64
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

from extractors.intake.contents import Content, open_content
from extractors.sources.plain_texts import decode_text
from extractors.sources.typed_text import TypedLine, TypedText, check_length, split_lines
from extractors.sources.web_pages import parse_html
from records import LetterError

MOST_ATTACHMENTS = 200
"""A mail with more attachments than this is no letter."""

STUB = 2
"""So many times as long is what a mail says in HTML when its plain text is only a word on that."""

HEADS = (("subject", ""), ("from", "发件人："), ("to", "收件人："), ("date", "日期："))
"""The header fields that a mail program shows above a mail, as the office's mail programs name them.

The subject comes first and by itself: it is the letter's heading.
"""

_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"})
_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Mail:
    """What a mail says, and the bytes of what is attached; None for an attachment whose bytes cannot be had."""

    text: TypedText
    attachments: tuple[bytes | None, ...]


def read_mail(content: Content) -> Mail:
    """A mail.

    Raises:
        LetterError: `intake.damaged`, `intake.encrypted`, `intake.too-many-attachments`, `intake.too-much-text`,
            `intake.too-deep`, `intake.unknown-encoding`.
    """
    try:
        with open_content(content) as stream:
            message = email.message_from_binary_file(stream)
        return _take_apart(message)
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # The parser raises several kinds on a broken mail; only the kind of error is told, never its text.
        raise LetterError("intake.damaged", type(error).__name__) from error


def _take_apart(message: "Message[str, str]") -> Mail:
    if message.get_content_type() in _SEALED:
        raise LetterError("intake.encrypted")
    lines = list(_head_lines(message))
    doubts: list[str] = []
    attachments: list[bytes | None] = []
    for part, is_text in _parts(message):
        if not is_text:
            attachments.append(_bytes_of(part))
            if len(attachments) > MOST_ATTACHMENTS:
                raise LetterError("intake.too-many-attachments", f"> {MOST_ATTACHMENTS}")
            continue
        text = _text_of(part)
        if part.get_content_type() == "text/html":
            page = parse_html(text)
            lines += page.text.lines
            doubts += page.text.doubts
            attachments += page.pictures
        else:
            lines += split_lines(text)
    check_length(sum(len(line.text) for line in lines))
    return Mail(TypedText(tuple(lines), tuple(dict.fromkeys(doubts))), tuple(attachments))


def _head_lines(message: "Message[str, str]") -> Iterator[TypedLine]:
    # Asked for one by one, fields with bare bytes in them come without these bytes.
    fields = {name.lower(): str(value) for name, value in reversed(list(message.raw_items()))}
    for name, shown in HEADS:
        value = _SPACE.sub(" ", decode_field(fields.get(name, ""))).strip()
        if value:
            yield TypedLine(shown + (_date_of(value) if name == "date" else value))


def _date_of(value: str) -> str:
    """A date as letters write it, in the sender's own time; as it stands when it is none."""
    try:
        sent = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return value
    return f"{sent.year}年{sent.month}月{sent.day}日 {sent:%H:%M}"


def decode_field(raw: str) -> str:
    """The words of a header field: encoded words (RFC 2047) and bare bytes in their encodings."""
    pieces = []
    for piece, name in decode_header(raw):
        data = piece.encode("ascii", "surrogateescape") if isinstance(piece, str) and _is_byteish(piece) else piece
        pieces.append(data if isinstance(data, str) else _decode_leniently(data, name or ""))
    return "".join(pieces)


def _is_byteish(piece: str) -> bool:
    return all(ord(character) < 128 or 0xDC80 <= ord(character) <= 0xDCFF for character in piece)


def _decode_leniently(data: bytes, declared: str) -> str:
    """A field's words; what cannot be decoded is marked as lost, for the mail itself can be read."""
    try:
        return decode_text(data, declared=declared)
    except LetterError:
        return data.decode("gb18030", "replace")


def _parts(message: "Message[str, str]") -> Iterator[tuple["Message[str, str]", bool]]:
    """The parts of a mail, each with whether it is text of the mail itself; of alternatives one alone.

    Without recursion: mails nest as deep as they like.
    """
    waiting = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind in _SIGNATURES:
            continue
        if kind == "message/rfc822" or not part.is_multipart():
            yield part, kind in ("text/plain", "text/html") and not _is_attached(part)
            continue
        inner = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind == "multipart/alternative":
            inner = _choose(inner)
        waiting += reversed(inner)


def _choose(alternatives: list["Message[str, str]"]) -> list["Message[str, str]"]:
    """The plain text where it says what the mail says, else the last one: the richest (RFC 2046, 5.1.4)."""
    plain = [part for part in alternatives if part.get_content_type() == "text/plain" and _bytes_of(part)]
    said = [part for part in plain if (_bytes_of(part) or b"").strip()]
    rich = [part for part in alternatives if part.get_content_type() not in ("text/plain", "text/calendar")]
    if not said or (rich and _is_stub(said[0], rich[-1])):
        return rich[-1:] or alternatives[:1]
    # What stands beside the text in a richer alternative (pictures, files) belongs to the mail all the same.
    beside = [part for whole in rich for part in whole.walk() if whole.is_multipart() and not part.is_multipart()]
    return [said[0], *(part for part in beside if part.get_content_maintype() != "text" or _is_attached(part))]


def _is_stub(plain: "Message[str, str]", rich: "Message[str, str]") -> bool:
    """Whether a plain text only says that the mail is to be read otherwise: the richer one says far more."""
    pages = [part for part in rich.walk() if part.get_content_type() == "text/html" and not _is_attached(part)]
    try:
        shown = sum(len(line.text) for page in pages for line in parse_html(_text_of(page)).text.lines)
        return shown > STUB * len(_SPACE.sub("", _text_of(plain)))
    except LetterError:
        return False


def _is_attached(part: "Message[str, str]") -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_filename() is not None and part.get_content_disposition() != "inline"
    )


def _bytes_of(part: "Message[str, str]") -> bytes | None:
    """The bytes of a part, a forwarded mail's as it stands; None where there are none to be had."""
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        if not (isinstance(inner, list) and inner and isinstance(inner[0], Message)):
            return None
        whole = inner[0].as_bytes()
        # Against the rules (RFC 2046, 5.2.1), but done.
        return base64.b64decode(whole) if str(part.get("content-transfer-encoding", "")).lower() == "base64" else whole
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else None


def _text_of(part: "Message[str, str]") -> str:
    return decode_text(_bytes_of(part) or b"", declared=part.get_content_charset() or "")
