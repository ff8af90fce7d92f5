"""What a person writes after `--set` and what the ledger gets."""

import pytest

from cli.decisions import read_decisions
from records import UsageError
from vocab import load_vocabulary

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
