"""What belongs to a person is covered in every letter that is quoted: drawn letters know what they state."""

import random
import re
from collections.abc import Iterator

import pytest

pytest.importorskip("opencc")

from opencc import OpenCC

from flows.masking import COVER, mask_letter
from tests.bench.fresh_letters.letters import FreshLetter, Writer
from tests.bench.fresh_letters.material import manners, matter_kinds
from vocab import Vocabulary, load_vocabulary

LETTERS = 60
_simple = OpenCC("t2s").convert


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def draw_letter(number: int, *, seed: str = "masked") -> Writer:
    chance = random.Random(f"{seed} {number}")
    kind = chance.choice(matter_kinds())
    manner = chance.choice([one for one in manners() if not (one.joint and kind.klass == "other")])
    return Writer(f"{seed}-{number}", manner, kind)


def list_personal(writer: Writer, letter: FreshLetter) -> Iterator[tuple[str, str]]:
    """Kind and words of what a letter states of persons: writers, accused and others, addresses, doors, plates."""
    story = writer.story
    for kind in ("name", "accused", "address"):
        yield from ((kind, value) for value in letter.fields.get(kind, ()))
    yield from (("other name", story.other.name), ("plate", story.plate))
    if "address" in letter.fields and not story.abroad:
        door = story.address.removeprefix(story.home.written)
        yield "door", story.home.village + door
        if len(door) > 2:
            yield "door", door


def find_left(writer: Writer, letter: FreshLetter, masked: str) -> Iterator[tuple[str, bool]]:
    """For each personal value that the letter states its kind, and whether the masked letter still shows it."""
    shown, written = _simple(masked), _simple(letter.text)
    for kind, words in list_personal(writer, letter):
        if _simple(words) in written:
            yield kind, _simple(words) in shown
    for kind in ("phone", "other_phone", "id_no"):
        yield from ((kind, figures(value) in figures(shown)) for value in letter.fields.get(kind, ()))


def figures(text: str) -> str:
    return re.sub(r"[ \-—+（）()]", "", text).upper()


def test_no_personal_value_of_a_drawn_letter_is_left(vocabulary):
    found = []
    for number in range(LETTERS):
        writer = draw_letter(number)
        letter = writer.write()
        title, text = mask_letter(letter.title, letter.text, vocabulary=vocabulary)
        found += [(number, *value) for value in find_left(writer, letter, f"{title}\n{text}")]
    assert len(found) > 4 * LETTERS
    assert not [(number, kind) for number, kind, is_left in found if is_left]


def test_what_a_letter_is_about_stays_readable(vocabulary):
    kept = written = 0
    for number in range(20):
        letter = draw_letter(number).write()
        if len(letter.pages) > 1:
            continue  # a list of signers or an envelope is personal throughout
        _, text = mask_letter("", letter.text, vocabulary=vocabulary)
        kept += len(text.replace(COVER, ""))
        written += len("".join(letter.text.split()))
    assert kept / written > 0.7


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("打我电话13805961234", "13805961234"),
        ("打我电话１３８０５９６１２３４", "13805961234"),
        ("打我电话138 0596 1234", "0596 1234"),
        ("电话一三八零五九六一二三四。", "一三八零五"),
        ("卡号6222 0214 0200 1234 567", "6222"),
        ("开户行账号6222021402001234567", "6222021402001234567"),
        ("身份证35060219800101123X", "35060219800101123"),
        ("邮箱zhang.san_1@example.com.cn", "zhang.san_1"),
        ("邮箱lisi＠qq.com", "lisi"),
        ("微信号lisi_1980", "lisi_1980"),
        ("QQ：12345678", "12345678"),
        ("网址http://a.cn/u?id=lisi", "lisi"),
        ("闽E·12345号车撞了我", "12345"),
        ("新能源车闽ED12345逃逸", "ED12345"),
        ("我叫高峰，是教师", "高峰"),
        ("欧阳明月说她没有收到", "欧阳明月"),
        ("住翠园小区3栋502室", "3栋502"),
        ("买买提·吐尔逊反映", "吐尔逊"),
        ("阿依古丽·买买提反映", "阿依古丽"),
    ],
)
def test_numbers_contacts_and_names_are_covered_wherever_they_stand(text, gone, vocabulary):
    for written in (f"反映物业问题。{text}，请处理。", f"{text}\n此致"):
        _, masked = mask_letter("", written, vocabulary=vocabulary)
        assert gone not in masked
        title, _ = mask_letter(text, "正文", vocabulary=vocabulary)
        assert gone not in title


@pytest.mark.parametrize(
    "text",
    [
        "小区物业乱收费，停车位不够",
        "请求解决拖欠工资300000元的问题",
        "2023年10月1日停水停电",
        "地铁2号线噪音扰民",
        "学校食堂的饭菜质量太差",
    ],
)
def test_what_tells_of_nobody_stays(text, vocabulary):
    assert mask_letter("", text, vocabulary=vocabulary) == ("", text)


def test_an_address_is_covered_below_the_township(vocabulary):
    _, masked = mask_letter("", "我家住漳州市龙文区步文街道湘桥村湘桥社12号，房屋漏水。", vocabulary=vocabulary)
    assert masked == f"我家住漳州市龙文区步文街道{COVER}，房屋漏水。"


@pytest.mark.parametrize("title", ["", "标题", "  ", "多\n行"])
@pytest.mark.parametrize("text", ["", "\n", "正文", "\t\n\t", "\ud800坏"])
def test_odd_letters_break_nothing_and_title_and_text_stay_apart(title, text, vocabulary):
    head, body = mask_letter(title, text, vocabulary=vocabulary)
    assert "正文" not in head
    assert "标题" not in body
