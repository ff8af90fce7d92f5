"""HTML: what a browser would show is read, nothing is run, nothing is fetched."""

import socket
import time

import pytest

from extractors.sources.typed_text import make_lines
from extractors.sources.web_pages import WebPage, parse_html, read_html
from records import LetterError
from tests.drawing import LETTER


def shown(page: WebPage) -> str:
    lines = make_lines(page.text, page=1)
    return "".join((line.joint if number else "") + line.text for number, line in enumerate(lines))


@pytest.mark.parametrize("named", ["gb2312", "utf-8", "GBK", "none"])
def test_a_page_is_read_in_the_encoding_that_it_names(named):
    meta = "" if named == "none" else f'<meta http-equiv="Content-Type" content="text/html; charset={named}">'
    body = f"<html><head>{meta}<title>看不见</title></head><body>" + "".join(f"<p>{line}</p>" for line in LETTER)
    data = body.encode("gbk" if named in ("gb2312", "GBK") else "utf-8")
    assert shown(read_html(data)) == "\n".join(line.strip("　") for line in LETTER)


def test_a_wrong_word_on_the_encoding_is_found_out():
    body = "<meta charset=gb2312><p>村口的路灯坏了两个月，晚上老人出门很不安全。".encode()
    assert shown(read_html(body)) == "村口的路灯坏了两个月，晚上老人出门很不安全。"


def test_what_is_not_shown_is_not_read():
    page = parse_html(
        "<style>p{}</style><script>document.write('坏')</script><noscript>坏</noscript><!-- 坏 -->"
        "<template>坏</template>"
        "<p hidden>坏</p><div style='color:red; DISPLAY : none'><p>坏</p>坏</div><svg><text>坏</text></svg>"
        "<p>好<span style='display:none'>坏</span>的</p>"
    )
    assert shown(page) == "好的"


def test_blocks_breaks_and_rows_are_kept():
    page = parse_html(
        "<h1>题目</h1><div>一<b>粗</b>体&nbsp;字<br>二</div><ul><li>甲<li>乙</ul>"
        "<table><tr><th>姓名</th><th>电话</th></tr><tr><td><p>林小红</p></td><td>1396</td></tr><tr><td></td><td>1397</td></table>后"
    )
    assert shown(page) == "题目\n一粗体字\n二\n甲\n乙\n姓名\t电话\n林小红\t1396\n1397\n后"


def test_a_letter_laid_out_in_a_table_keeps_its_paragraphs():
    page = parse_html("<table><tr><td></td><td><p>尊敬的领导：</p><p>路灯坏了。</p></td></tr></table>")
    assert shown(page) == "尊敬的领导：\n路灯坏了。"


def test_what_was_typed_into_a_form_is_read():
    assert shown(parse_html("<p>姓名：<input value=林小红> <input type=hidden value=坏></p>")) == "姓名：林小红"


def test_nothing_is_fetched_and_pictures_elsewhere_are_told(monkeypatch):
    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    far = '<!DOCTYPE html SYSTEM "http://example.com/x.dtd"><link rel=stylesheet href=http://example.com/a.css>'
    page = parse_html(far + '<p>字</p><img src="http://example.com/letter.png">')
    assert shown(page) == "字"
    assert page.text.doubts == ("page.picture-unread",)


@pytest.mark.parametrize("source", ["<img>", "<img src=cid:1>", "<img src=http://a/b.gif width=1 height=1>"])
def test_a_counter_or_an_attached_picture_is_no_doubt(source):
    assert parse_html(source + "<p>字").text.doubts == ()


def test_pictures_inside_the_page_are_found():
    page = parse_html('<img src="data:image/png;base64,aGVsbG8="><img src="data:image/png;base64,$">')
    assert page.pictures[0] == b"hello"


def test_entities_do_not_grow():
    bomb = "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><p>&b;字</p>"
    assert len(shown(parse_html(bomb))) < 100


def test_nesting_that_the_parser_gives_up_on_is_refused_and_not_cut_off():
    assert shown(parse_html("<div>" * 1000 + "深处")) == "深处"
    began = time.monotonic()
    with pytest.raises(LetterError) as told:
        parse_html("<div>" * 100_000 + "深处")
    assert told.value.code == "intake.too-deep"
    assert time.monotonic() - began < 20


def test_more_text_than_a_letter_has_is_refused():
    with pytest.raises(LetterError, match="too-much-text"):
        read_html(b"<p>" + b"a" * 300_000)
    with pytest.raises(LetterError, match="too-much-text"):
        read_html(b"<p>" + b"a" * 2_000_000)


@pytest.mark.parametrize("body", ["", "<p", "<html></html>", " ", "<!---->"])
def test_a_page_without_text_is_empty(body):
    assert shown(parse_html(body)) == ""
