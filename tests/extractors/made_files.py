"""Files of every kind, made for the tests: documents, mails, archives."""

import io
import zipfile
from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from pathlib import Path

import docx
from docx.document import Document
from PIL import Image

from tests.drawing import encode

HEIC = (Path(__file__).parent / "letter.heic").read_bytes()
"""`tests.drawing.SHORT_LETTER` on a page of 992 × 560 pixels, written once with pillow-heif (libheif and x265)."""

TWO_HEIC = (Path(__file__).parent / "two_pictures.heic").read_bytes()
"""Two pictures of 64 × 64 and 48 × 48 pixels in one file, written in the same way."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx_bytes(document: Document) -> bytes:
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()


def make_docx(*paragraphs: str, pictures: Sequence[Image.Image] = ()) -> bytes:
    """A document of paragraphs, its pictures after them."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for picture in pictures:
        document.add_picture(io.BytesIO(encode(picture, "PNG")))
    return docx_bytes(document)


def with_member(package: bytes, name: str, data: bytes) -> bytes:
    """A package with one member replaced or added."""
    body = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return body.getvalue()


def body_xml(content: str) -> bytes:
    """A document's main part, with `content` as its body."""
    spaces = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {spaces}><w:body>{content}</w:body></w:document>'.encode()
    )


def docx_of(content: str) -> bytes:
    """A document whose body is written by hand."""
    return with_member(make_docx(), "word/document.xml", body_xml(content))


def make_zip(members: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return body.getvalue()


def make_mail(
    text: str | None = None,
    *,
    html: str | None = None,
    subject: str = "反映路灯问题",
    attachments: Sequence[bytes] = (),
) -> bytes:
    """A mail as programs of today write it. An attachment that begins as a mail is forwarded as one."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "林小红 <lin@example.com>"
    mail["To"] = "市信访局 <letters@example.gov.cn>"
    mail["Subject"] = subject
    mail["Date"] = "Thu, 08 Oct 2026 09:30:00 +0800"
    if text is not None:
        mail.set_content(text)
    if html is not None:
        (mail.add_alternative if text is not None else mail.set_content)(html, subtype="html")
    for number, data in enumerate(attachments, start=1):
        if data.startswith(b"From: "):
            inner = EmailMessage(policy=policy.SMTP)
            inner = __import__("email").message_from_bytes(data, policy=policy.SMTP)
            mail.add_attachment(inner)
        else:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"{number}.bin")
    return mail.as_bytes()
