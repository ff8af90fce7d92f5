"""From what people said of many letters to what can be learned from."""

from datetime import date, timedelta

from classifiers.labelling.labelled_sets import merge_repeats, settle_letters
from tests.ledger.labelled import labelled
from tests.ledger.letters import LATER


def test_repeats_are_merged_with_all_their_labels() -> None:
    one = labelled("路灯坏了，请修。", ("甲", "城乡建设"), title="路灯", day=date(2026, 3, 1))
    other = labelled("路灯坏了 请修", ("乙", "交通运输"), title="路灯", day=date(2026, 2, 1))
    (merged,), removed = merge_repeats([one, other])
    assert removed == 1
    assert merged.id == min(one.id, other.id)
    assert merged.day == date(2026, 2, 1)
    assert {(label.by, label.answer) for label in merged.labels} == {("甲", "城乡建设"), ("乙", "交通运输")}


def test_a_title_inside_the_text_is_the_same_letter() -> None:
    found, removed = merge_repeats([labelled("请修路灯", title="路灯坏了"), labelled("路灯坏了\n请修路灯")])
    assert (len(found), removed) == (1, 1)


def test_numbers_do_not_part_letters_for_no_model_sees_them() -> None:
    assert merge_repeats([labelled("3号楼漏水"), labelled("15号楼漏水")])[1] == 1


def test_letters_without_words_are_told_apart_by_their_marks() -> None:
    assert merge_repeats([labelled("。。"), labelled("！！")])[1] == 0


def test_a_persons_newer_label_on_a_copy_counts() -> None:
    old = labelled("路灯坏了。", ("甲", "城乡建设"))
    new = labelled("路灯坏了", ("甲", "交通运输"), at=LATER + timedelta(days=1))
    found = settle_letters("topic", [new, old])
    assert [letter.answer for letter in found.letters] == ["交通运输"]
    assert len(found.letters[0].labels) == 2
    assert found.disagreements == ()


def test_of_two_labels_for_one_moment_the_one_given_later_counts() -> None:
    for first, second in (("城乡建设", "交通运输"), ("交通运输", "城乡建设")):
        found = settle_letters("topic", [labelled("路灯坏了", ("甲", first), ("甲", second))])
        assert [letter.answer for letter in found.letters] == [second], "a file corrected and imported again"


def test_labels_of_other_tasks_do_not_count() -> None:
    found = settle_letters("topic", [labelled("路灯坏了", ("甲", "ZJJ"), task="unit")])
    assert found.letters == ()


def test_a_tie_is_left_out_and_shown_and_a_settled_disagreement_is_shown_too() -> None:
    tie = labelled("路灯坏了", ("甲", "城乡建设"), ("乙", "交通运输"))
    settled = labelled("学校食堂", ("甲", "教育文体"), ("乙", "教育文体"), ("丙", "卫生计生"))
    found = settle_letters("topic", [tie, settled])
    assert [letter.id for letter in found.letters] == [settled.id]
    assert {(one.id, one.answer) for one in found.disagreements} == {(tie.id, None), (settled.id, "教育文体")}
    assert found.left_out == 1
    assert found.agreement.letters == 2
