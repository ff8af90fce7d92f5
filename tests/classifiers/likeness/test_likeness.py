"""Like letters are told through misread characters; what all letters say makes none alike."""

import random

import pytest

from classifiers.likeness.likeness import compare_letters, sign_facts
from classifiers.likeness.passages import find_passages
from classifiers.likeness.sender_keys import agreeing_keys, secret_id
from classifiers.likeness.shingles import shingle_text
from records import LetterFacts

KEY, OTHER_KEY = b"a" * 32, b"b" * 32
LETTER = (
    "尊敬的市信访局领导：我是龙文区蓝田街道梧桥村下洲社的村民郑水木。去年九月顺发铁件加工厂搬到我家后墙外面，"
    "天天夜里冲床切铁响到一点多，窗玻璃直抖。我老伴有心脏病，吃药也睡不着，四月里住院花了三千一百五十元。"
    "我去找老板讲理，他说有本事你去告。恳请派人夜里来测一测噪音，责令顺发铁件加工厂停止夜间加工。此致敬礼！"
)
OTHER = (
    "尊敬的市信访局领导：我是漳浦县的一名教师，在乡镇中学教了三十一年书，退休时少算了七年工龄，"
    "养老金每月比同事少六百多元。人社局答复说档案缺页，可是原件明明在教育局。恳请核对档案，补算工龄。此致敬礼！"
)


def misread(text: str, rate: float, seed: int) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice("的一是不了在人有") if chance.random() < rate else sign for sign in text)


def person(**found: object) -> LetterFacts:
    return LetterFacts.model_validate({"text": "", **found})


@pytest.mark.parametrize("seed", range(8))
def test_a_letter_read_twice_badly_is_found_and_is_the_same_letter(seed: int) -> None:
    one, two = (LetterFacts(text=misread(LETTER, 0.05, 10 * seed + turn)) for turn in (1, 2))
    assert len(set(sign_facts(one, key=KEY).shingles) & set(sign_facts(two, key=KEY).shingles)) >= 2
    likeness = compare_letters(one, two)
    assert likeness is not None
    assert (likeness.kind, likeness.same_matter) == ("same-letter", True)


def test_letters_that_share_salutation_and_close_alone_are_not_alike() -> None:
    assert compare_letters(LetterFacts(text=LETTER), LetterFacts(text=OTHER)) is None


def test_an_article_quoted_by_both_makes_no_likeness() -> None:
    law = "根据《信访工作条例》第二十三条有权处理的机关单位应当自收到转送之日起十五日内决定是否受理并书面告知信访人。"
    one, two = LetterFacts(text=LETTER[:60] + law * 3), LetterFacts(text=OTHER[:60] + law * 3)
    assert compare_letters(one, two) is None


def test_passages_say_the_same_words_in_both_texts() -> None:
    changed = "关于噪音：" + LETTER.replace("心脏病", "心肮病").replace("有本事你去告", "随便告")
    agreed = find_passages(shingle_text(LETTER), shingle_text(changed))
    assert agreed.passages
    assert any("顺发铁件加工厂搬到我家后墙" in passage.own.of(LETTER) for passage in agreed.passages)
    for passage in agreed.passages:
        own, other = passage.own.of(LETTER), passage.other.of(changed)
        assert own[0] == other[0]
        assert own[-1] == other[-1]
        assert abs(len(own) - len(other)) <= 6
    ends = [passage.own.end for passage in agreed.passages]
    starts = [passage.own.start for passage in agreed.passages]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_one_pattern_with_the_names_exchanged_is_not_one_letter() -> None:
    pattern = (
        "我们是{a}小区的业主，{a}小区的开发商{b}公司交房时没有装电梯，{c}幼儿园也没有办，答应我们{d}元的补偿一分没给，"
        "{a}小区的人天天爬楼，请查处{b}公司，叫{c}幼儿园按时开园，把{d}元付清。"
    )
    one = pattern.format(a="锦绣华庭", b="宏达置业", c="向阳花", d="48200")
    two = pattern.format(a="碧水云天", b="金鼎地产", c="小天使", d="31500")
    assert compare_letters(LetterFacts(text=one), LetterFacts(text=two)) is None
    assert compare_letters(LetterFacts(text=one), LetterFacts(text=one)) is not None


def test_one_text_under_two_names_is_one_matter_by_many_hands() -> None:
    likeness = compare_letters(LetterFacts(text=LETTER, names=("郑水木",)), LetterFacts(text=LETTER, names=("林阿珠",)))
    assert likeness is not None
    assert likeness.kind == "same-matter"


def test_one_sender_on_one_place_and_topic_writes_on_one_matter() -> None:
    facts = {"phones": ("15880436172",), "place_codes": ("350603003",), "topic": "环境保护"}
    again = compare_letters(person(text=LETTER, **facts), person(text="厂里又吵了，望来查。", **facts))
    assert again is not None
    assert (again.kind, again.score, again.same_matter) == ("same-person", 1, True)
    other = compare_letters(
        person(text=LETTER, **facts), person(text=OTHER, phones=("15880436172",), topic="劳动和社会保障")
    )
    assert other is not None
    assert (other.kind, other.same_matter) == ("same-person", False)


@pytest.mark.parametrize(
    ("own", "other", "keys"),
    [
        ({"id_nos": ["350603196302071533"]}, {"id_nos": ["350603196302071533"]}, ("id_no",)),
        ({"id_nos": ["350603196302071533"]}, {"id_nos": ["350608196302071533"]}, ("id_no",)),  # one misread figure
        ({"id_nos": ["11010519491231002X"]}, {"id_nos": ["350603196302071533"]}, ()),
        ({"phones": ["15880436172"], "names": ["郑水木"]}, {"phones": ["15880436112"], "names": ["郑水木"]}, ("phone",)),  # noqa: E501
        ({"phones": ["15880436172"]}, {"phones": ["15880436112"]}, ()),  # without the name: a neighbour's number
        ({"names": ["郑水木"], "place_codes": ["350603003"]}, {"names": ["郑水木"], "place_codes": ["350603003"]}, ("name-place",)),  # noqa: E501
        ({"names": ["郑水木"], "place_codes": ["350603003"]}, {"names": ["郑水木"], "place_codes": ["350681001"]}, ()),
        ({"names": ["郑水木"], "place_codes": ["350603"]}, {"names": ["郑水木"], "place_codes": ["350603"]}, ()),  # a county  # noqa: E501
        ({"names": ["郑强"], "place_codes": ["350603003"]}, {"names": ["郑强"], "place_codes": ["350603003"]}, ()),
        ({"paper_nos": ["漳信复〔2025〕12号"]}, {"paper_nos": ["漳信复[2025]12号"]}, ("paper_no",)),
    ],
)  # fmt: skip
def test_senders_and_papers_are_known_by_their_keys(own: dict, other: dict, keys: tuple) -> None:
    assert agreeing_keys(person(**own), person(**other)) == keys
    shared = set(sign_facts(person(**own), key=KEY).keys) & set(sign_facts(person(**other), key=KEY).keys)
    assert bool(shared) or not keys, "what agrees must be found"


def test_namesakes_with_sound_numbers_of_their_own_are_two_persons() -> None:
    one = person(names=["郑水木"], place_codes=["350603003"], id_nos=["350603196302071533"])
    two = person(names=["郑水木"], place_codes=["350603003"], id_nos=["11010519491231002X"])
    assert agreeing_keys(one, two) == ()


def test_keys_hold_no_number_and_hang_on_the_secret() -> None:
    facts = person(phones=["15880436172"], id_nos=["350603196302071533"], names=["郑水木"])
    one, two = sign_facts(facts, key=KEY), sign_facts(facts, key=OTHER_KEY)
    assert not set(one.keys) & set(two.keys)
    assert one.secret_id != two.secret_id
    assert one.secret_id == secret_id(KEY)
    assert all(0 <= value < 2**47 for _, value in one.keys)


def test_numbers_of_persons_are_in_no_shingle() -> None:
    one, two = (
        sign_facts(LetterFacts(text=f"电话{number}，望回电"), key=KEY) for number in ("15880436172", "13959620000")
    )
    assert one.shingles == two.shingles


@pytest.mark.parametrize("text", ["", "\n", "我" * 500_000, "1" * 500_000, "《" * 200_000, "村厂路" * 150_000])
def test_hostile_texts_take_bounded_time(text: str) -> None:
    facts = LetterFacts(text=text)
    assert len(sign_facts(facts, key=KEY).shingles) <= 120
    assert compare_letters(facts, LetterFacts(text=LETTER)) is None
