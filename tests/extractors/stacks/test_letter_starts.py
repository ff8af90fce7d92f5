"""Another letter in a scan is proposed where the words say so, and nowhere else."""

import pytest

from extractors.stacks.letter_starts import PROPOSED, mark_starts
from records import Letter
from tests.extractors.sheet_of import make_letter

BODY = "我是芗城区居民，小区水管坏了三个月，物业一直推脱。我们多次反映都没有结果，老人提水上楼很困难，请领导过问。"
OPENING = f"关于水管的反映\n尊敬的市信访局领导：\n{BODY}"
CLOSING = f"{BODY}\n此致\n敬礼\n反映人：陈阿明\n2026年10月8日"
WHOLE = f"尊敬的县教育局领导：\n{BODY}\n此致\n敬礼\n林小红\n2026年9月1日"
ENVELOPE = "363700\n福建省平和县小溪镇\n平和县民政局（收）\n平和县国强乡高坑村15号\n李桂花\n363713"


def scanned(*pages: str, media_type: str = "application/pdf", blank: tuple[int, ...] = ()) -> Letter:
    letter = make_letter(*pages)
    told = [
        page.model_copy(update={"doubts": ("page.blank",)}) if page.number in blank else page for page in letter.pages
    ]
    lines = tuple(line for line in letter.lines if line.page not in blank)
    scan = letter.scan.model_copy(update={"media_type": media_type})
    return letter.model_copy(update={"scan": scan, "pages": tuple(told), "lines": lines})


def starts(letter: Letter) -> list[int]:
    return [page.number for page in mark_starts(letter).pages if PROPOSED in page.doubts]


def test_a_salutation_after_a_sign_off_is_another_letter():
    assert starts(scanned(OPENING, CLOSING, WHOLE)) == [3]
    assert starts(scanned(WHOLE, WHOLE, OPENING, CLOSING)) == [2, 3]


def test_one_letter_of_several_pages_is_one_letter():
    assert starts(scanned(OPENING, BODY, CLOSING)) == []
    assert starts(scanned(ENVELOPE, OPENING, CLOSING)) == []
    assert starts(scanned(OPENING, CLOSING, ENVELOPE)) == [], "the envelope was scanned last"


def test_what_is_attached_after_the_sign_off_is_no_letter():
    assert starts(scanned(WHOLE, f"证明\n兹证明林小红家住小溪镇。\n{BODY}\n小溪村委会")) == []


def test_an_envelope_before_a_letter_begins_it():
    assert starts(scanned(WHOLE, ENVELOPE, WHOLE)) == [2]


def test_a_blank_front_in_a_one_sided_stack_may_part_two_letters():
    assert starts(scanned(BODY, BODY, "", BODY, blank=(3,))) == [4]


def test_blank_backs_part_nothing():
    assert starts(scanned(OPENING, "", CLOSING, "", blank=(2, 4))) == []


@pytest.mark.parametrize("media_type", ["message/rfc822", "image/jpeg"])
def test_what_was_never_a_stack_of_paper_is_one_letter(media_type):
    assert starts(scanned(WHOLE, WHOLE, media_type=media_type)) == []


def test_a_page_keeps_its_other_doubts_and_a_letter_without_proposals_is_the_same():
    letter = scanned(BODY, BODY, "", BODY, blank=(3,))
    assert mark_starts(letter).pages[2].doubts == ("page.blank",)
    one = scanned(OPENING, CLOSING)
    assert mark_starts(one) is one
