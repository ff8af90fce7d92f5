"""The day of a postmark is read whole, or not told at all."""

from datetime import date

import pytest

from extractors.fields.dates import find_dates
from extractors.pages.page_reader import read_picture
from extractors.pages.postmarks import find_postmark_dates, read_day, read_postmarks
from tests.extractors.odd_pages import envelope
from tests.extractors.sheet_of import lay, make_letter

RECEIVED = date(2026, 11, 23)
SENT = "漳州市信访局（收）\n漳州市芗城区浦南镇浯沧村12号\n陈月英 13850462197"
BODY = "尊敬的领导：\n村口的路灯坏了两个月，2026年9月1日报修过。\n请派人修理。\n陈月英\n2026年9月17日"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026.09.18.08", date(2026, 9, 18)),
        ("2026 09 18 08", date(2026, 9, 18)),
        ("2026.9.18", date(2026, 9, 18)),
        ("2026年9月18日", date(2026, 9, 18)),
        ("2026091808", date(2026, 9, 18)),
        ("20260918", date(2026, 9, 18)),
        ("2026.13.18", None),
        ("2026.02.30", None),
        ("026.09.18", None),
        ("2026.09", None),
        ("漳州 2026.09.18", None),
        ("13850462197", None),
        ("363000", None),
    ],
)
def test_a_line_is_a_day_only_as_a_whole(text, day):
    assert read_day(text) == day


def found(*pages: str):
    return [
        (finding.value, finding.span.of(letter.text))
        for letter in [make_letter(*pages)]
        for finding in find_postmark_dates(letter, received=RECEIVED)
    ]


def test_the_earlier_of_two_postmarks_is_the_day_of_posting():
    assert found(f"2026.09.20.10\n{SENT}\n2026.09.18.08", BODY) == [("2026-09-18", "2026.09.18.08")]


@pytest.mark.parametrize("mark", ["2026.12.01", "2024.09.18", "2026.19.18"])
def test_a_day_after_receipt_years_old_or_impossible_is_no_postmark(mark):
    assert found(f"{mark}\n{SENT}", BODY) == []


def test_a_day_in_the_letter_is_no_postmark_and_a_postmark_no_date_of_the_letter():
    assert found(f"{BODY}\n2026.09.18") == []
    sheet, blocks = lay(f"2026.09.18.08\n{SENT}", BODY)
    assert {finding.value for finding in find_dates(sheet, blocks=blocks, received=RECEIVED)} == {
        "2026-09-01",
        "2026-09-17",
    }


def test_a_postmark_is_read_off_an_envelope(rapidocr):
    reading = read_picture(envelope(), number=1, dpi=150, engine=rapidocr)
    assert reading.page.kind == "envelope"
    assert "2026.09.18.08" in [line.text for line in reading.ordered.lines]


def test_a_ring_is_found_turned_and_read_and_leads_back_to_its_place(rapidocr):
    (line,) = read_postmarks(envelope(), [], engine=rapidocr)
    assert read_day(line.text) == date(2026, 9, 18)
    assert line.quad.mean(axis=0) == pytest.approx((1085, 145), abs=15)


def test_without_a_postmark_there_is_no_value_and_no_guess(rapidocr):
    assert read_postmarks(envelope(None), [], engine=rapidocr) == ()
