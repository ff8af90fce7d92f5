"""Mails: a mail is a letter, in whatever encoding its program wrote it; what is attached is never lost."""

import base64
import contextlib
import time
from email.message import EmailMessage

import pytest

from extractors.sources.mails import Mail, decode_field, read_mail
from extractors.sources.typed_text import make_lines
from records import LetterError
from tests.extractors.made_files import make_mail

BODY = "村口的路灯坏了两个月，晚上老人出门很不安全。"


def text_of(mail: Mail) -> str:
    lines = make_lines(mail.text, page=1)
    return "".join((line.joint if number else "") + line.text for number, line in enumerate(lines))


def raw(headers: str, body: bytes) -> bytes:
    return headers.strip().replace("\n", "\r\n").encode() + b"\r\n\r\n" + body


def test_a_mail_is_its_subject_its_sender_its_day_and_its_words():
    assert text_of(read_mail(make_mail(BODY))) == (
        "反映路灯问题\n发件人：林小红 <lin@example.com>\n收件人：市信访局 <letters@example.gov.cn>\n"
        "日期：2026年10月8日09:30\n" + BODY
    )


def test_the_day_is_the_senders_own_and_a_date_that_is_none_stays_as_it_is():
    assert "2026年10月8日23:50" in text_of(read_mail(b"From: a\nDate: Thu, 8 Oct 2026 23:50:00 -0700\n\nx"))
    assert "日期：昨天" in text_of(read_mail("From: a\nDate: 昨天\n\nx".encode()))


@pytest.mark.parametrize("name", ["gb2312", "gbk", "gb18030", "utf-8", "GB2312"])
@pytest.mark.parametrize("way", ["8bit", "base64", "quoted-printable"])
def test_the_encodings_of_chinese_mail_programs_are_read(name, way):
    words = BODY + "（镕）"  # GB 2312 has no such character; programs write it under that name all the same
    data = words.encode("utf-8" if name == "utf-8" else "gbk")
    coded = {"8bit": data, "base64": base64.encodebytes(data)}.get(way) or "".join(f"={b:02X}" for b in data).encode()
    mail = raw(
        f"From: a@example.com\nSubject: x\nContent-Type: text/plain; charset={name}\nContent-Transfer-Encoding: {way}",
        coded,
    )
    assert text_of(read_mail(mail)).endswith(words)


@pytest.mark.parametrize(
    "field",
    [
        "=?gb2312?B?" + base64.b64encode("反映镕城路灯问题".encode("gbk")).decode() + "?=",
        "=?UTF-8?Q?" + "".join(f"={b:02X}" for b in "反映镕城路灯问题".encode()) + "?=",
        "反映镕城路灯问题".encode("gbk").decode("ascii", "surrogateescape"),
        "反映镕城路灯问题".encode().decode("ascii", "surrogateescape"),
    ],
    ids=["gb2312 words", "utf-8 words", "bare gbk", "bare utf-8"],
)
def test_a_subject_is_read_however_it_was_coded(field):
    assert decode_field(field) == "反映镕城路灯问题"


def test_a_character_cut_in_two_between_coded_words_is_whole_again():
    data = "反映路灯".encode("gbk")
    words = [base64.b64encode(part).decode() for part in (data[:3], data[3:])]
    assert decode_field(f"=?gbk?B?{words[0]}?=\r\n =?gbk?B?{words[1]}?=") == "反映路灯"


def test_a_field_that_cannot_be_decoded_does_not_stop_the_mail():
    assert BODY in text_of(read_mail(b"From: \xff\xff\xff\nSubject: =?no-such?B?////?=\n\n" + BODY.encode()))


def test_the_plain_text_is_read_and_the_same_in_html_is_not():
    mail = read_mail(make_mail(BODY, html="<p>网页里的话</p>"))
    assert BODY in text_of(mail)
    assert "网页" not in text_of(mail)


@pytest.mark.parametrize("plain", [None, " \r\n"])
def test_html_is_read_where_there_is_no_plain_text_or_an_empty_one(plain):
    mail = read_mail(make_mail(plain, html=f"<p>{BODY}</p><script>坏</script>"))
    assert text_of(mail).endswith(BODY)


def test_a_plain_text_that_only_asks_to_read_the_html_does_not_stand_for_the_mail():
    mail = read_mail(make_mail("您的邮件程序不能显示网页格式。", html=f"<p>{BODY * 3}</p>"))
    assert BODY * 3 in text_of(mail)


def test_pictures_inside_an_html_mail_are_attachments_even_when_its_plain_text_is_read():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.com", "x"
    mail.set_content(BODY)
    mail.add_alternative("<p>字<img src=cid:1></p>", subtype="html")
    mail.get_payload()[1].add_related(b"picture", "image", "png", cid="<1>")
    read = read_mail(mail.as_bytes())
    assert read.attachments == (b"picture",)
    assert "字" not in text_of(read).replace("文字", "")


def test_attachments_come_in_order_and_a_forwarded_mail_is_one():
    inner = make_mail("里面的信")
    mail = read_mail(make_mail(BODY, attachments=[b"one", inner, b"two"]))
    first, second, third = mail.attachments
    assert (first, third) == (b"one", b"two")
    assert second is not None
    assert "里面的信" in text_of(read_mail(second))


def test_a_signature_is_no_attachment():
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.com", "x"
    mail.set_content(BODY)
    mail.add_attachment(b"seal", maintype="application", subtype="pkcs7-signature")
    assert read_mail(mail.as_bytes()).attachments == ()


def test_an_encrypted_mail_is_told():
    head = "From: a@example.com\nSubject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data"
    with pytest.raises(LetterError) as told:
        read_mail(raw(head, b"AAAA"))
    assert told.value.code == "intake.encrypted"


def test_a_mail_of_10000_attachments_is_refused_soon():
    parts = b"".join(b"--b\r\nContent-Type: application/x\r\n\r\nx\r\n" for _ in range(10_000)) + b"--b--\r\n"
    mail = raw("From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b", parts)
    began = time.monotonic()
    with pytest.raises(LetterError) as told:
        read_mail(mail)
    assert told.value.code == "intake.too-many-attachments"
    assert time.monotonic() - began < 20


def test_parts_nested_without_end_give_a_mail_or_a_letter_error():
    parts = "".join(f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(3000))
    mail = raw("From: a@example.com\nSubject: x\nContent-Type: multipart/mixed; boundary=b0", parts.encode())
    with contextlib.suppress(LetterError):
        assert read_mail(mail)


@pytest.mark.parametrize(
    "body",
    [b"", b"From: a", b"Content-Type: multipart/mixed\n\nx", b"Content-Type: text/plain; charset=\xff\n\nx", b"\n\n\n"],
)
def test_a_broken_mail_gives_a_mail_or_a_letter_error(body):
    with contextlib.suppress(LetterError):
        assert read_mail(body)


def test_no_error_tells_what_the_mail_says():
    with pytest.raises(LetterError) as told:
        read_mail(raw("From: 陈阿明\nContent-Type: text/plain; charset=none", b"\xff\xff \xfe\xfe secret"))
    assert str(told.value) == "intake.unknown-encoding"
