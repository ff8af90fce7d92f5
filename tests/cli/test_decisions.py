"""What a person writes after `--set` and what the ledger gets."""

import pytest

from cli.decisions import read_decisions
from records import CaseValues, UsageError
from vocab import Lang, load_vocabulary

VOCABULARY = load_vocabulary()


@pytest.mark.parametrize(
    ("changes", "decided"),
    [
        (["unit=教育局"], {"unit": "JYJ"}),
        (["unit=jyj"], {"unit": "JYJ"}),
        (["matter_class=检举控告"], {"matter_class": "accusation"}),
        (["matter_class=Accusation"], {"matter_class": "accusation"}),
        (["anonymous=是"], {"anonymous": "true"}),
        (["names=李强、张敏;王五"], {"names": ["李强", "张敏", "王五"]}),
        (["names=李强", "names=张敏"], {"names": ["李强", "张敏"]}),
        (["co_units=教育局、信访局"], {"co_units": ["JYJ", "XFJ"]}),
        (["demands=请修路，请装灯"], {"demands": ["请修路，请装灯"]}),
        (["title="], {"title": ""}),
        (["phones="], {"phones": []}),
        (["title=关于 a=b 的信"], {"title": "关于 a=b 的信"}),
        ([" title = 甲 "], {"title": "甲"}),
        (["承办单位=教育局", "信访目的=求决"], {"unit": "JYJ", "purpose": "relief"}),
        (["Lead unit=JYJ", "first or repeated=Repeated"], {"unit": "JYJ", "repeat": "repeat"}),
        (["性别=女", "曾走程序=诉讼、信访"], {"sex": "female", "earlier_steps": ["court", "petition"]}),
        (["territory=诏安县", "属地代码=诏安县太平镇"], {"territory": "350624", "place_code": "350624105"}),
        (["territory=龙海市", "place_code=350681"], {"territory": "350604", "place_code": "350604"}),
    ],
)
def test_names_become_codes_and_lists_are_parted(changes: list[str], decided: dict[str, object]) -> None:
    assert read_decisions(changes, VOCABULARY) == decided


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (["unit"], "review.form"),
        (["=x"], "review.field"),
        (["colour=red"], "review.field"),
        (["territory=某县"], "review.value"),
        (["title=a", "标题=b"], "review.twice"),
        (["title=a", "title=b"], "review.twice"),
        (["unit=不存在的单位"], "review.value"),
        (["letter_date=2026-02-30"], "review.value"),
        (["matter_class=很急"], "review.value"),
        (["anonymous=也许"], "review.value"),
        (["topic=没有的类"], "review.value"),
        (["topic2=没有的类"], "review.value"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_with_its_code(changes: list[str], code: str) -> None:
    with pytest.raises(UsageError) as told:
        read_decisions(changes, VOCABULARY)
    assert told.value.code == code


def test_a_second_topic_belongs_to_its_first() -> None:
    first, other = VOCABULARY.level1[:2]
    second = next(name for name in VOCABULARY.level2(other) if name not in VOCABULARY.level2(first))
    assert read_decisions([f"topic={other}", f"topic2={second}"], VOCABULARY)
    with pytest.raises(UsageError):
        read_decisions([f"topic={first}", f"topic2={second}"], VOCABULARY)


def test_a_unit_that_has_ended_becomes_its_successor():
    from dataclasses import replace

    units = dict(VOCABULARY.units)
    units["CGJ"] = replace(units["CGJ"], valid_to="2020")
    units["ZHZF"] = replace(units["JYJ"], code="ZHZF", name="综合行政执法局", aliases=(), successor_of=("CGJ",))
    words = replace(VOCABULARY, units=units)
    for given in ("CGJ", "城管局", "城市管理局", "ZHZF"):
        assert read_decisions([f"unit={given}"], words) == {"unit": "ZHZF"}
    assert read_decisions(["unit=监察局"], words) == {"unit": "JWJW"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_two_fields_bear_one_name(lang: Lang) -> None:
    names = [VOCABULARY.label(field, "", lang).casefold() for field in CaseValues.model_fields]
    assert len(set(names)) == len(names)
