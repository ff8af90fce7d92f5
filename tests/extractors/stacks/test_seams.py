"""Where a stack is cut, from what a look at each page told; whatever it told, no page is lost or counted twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.stacks.glances import SHADE, Glance
from extractors.stacks.seams import plan_cuts
from extractors.stacks.separators import Separator, number_batch
from records import LetterError

ONE, TWO = "2026-11-23", "另一批"
INK = bytes(200 if (n * 7) % 13 < 3 else 0 for n in range(SHADE[0] * SHADE[1]))


def sheet(number: int, batch: str = ONE, *, named: bool = True) -> dict:
    return {"separator": Separator(number_batch(batch), number, 99, batch if named else ""), "shade": INK}


TEXT, BLANK, SUSPECT = {}, {"blank": True}, {"suspect": True}


def cut(*pages: dict, blank_page_splits: bool = False):
    glances = [Glance(number, **told) for number, told in enumerate(pages, start=1)]
    return plan_cuts(glances, blank_page_splits=blank_page_splits)


def ranges(plan) -> list[tuple[int, int]]:
    return [(part.first, part.last) for part in plan.parts]


def test_what_lies_before_the_first_separator_is_a_letter():
    plan = cut(TEXT, TEXT, sheet(1), TEXT)
    assert ranges(plan) == [(1, 2), (4, 4)]
    assert [part.batch for part in plan.parts] == ["", ONE]


def test_the_blank_back_of_a_separator_goes_with_it_and_the_blank_back_of_a_letter_stays():
    plan = cut(sheet(1), BLANK, TEXT, BLANK, sheet(2), BLANK, TEXT, TEXT)
    assert (ranges(plan), plan.separators, plan.blank) == ([(3, 4), (7, 8)], (1, 5), (2, 6))


def test_a_back_that_shows_nothing_but_its_separator_is_blank():
    mirrored = b"".join(INK[row * SHADE[0] : (row + 1) * SHADE[0]][::-1] for row in range(SHADE[1]))
    through = {"faint": True, "shade": mirrored}
    plan = cut(sheet(1), through, TEXT)
    assert (ranges(plan), plan.blank) == ([(3, 3)], (2,))
    assert ranges(cut(sheet(1), {"faint": True, "shade": INK}, TEXT)) == [(2, 3)], "faint writing is a letter"
    assert ranges(cut(sheet(1), {"faint": False, "shade": mirrored}, TEXT)) == [(2, 3)], "dark ink is a letter"


def test_two_separators_in_a_row_make_no_letter_and_are_told():
    plan = cut(sheet(1), TEXT, sheet(2), sheet(3), TEXT, sheet(4))
    assert ranges(plan) == [(2, 2), (5, 5)]
    assert [part.doubts for part in plan.parts] == [(), ("stack.empty-letter",)]


def test_a_separator_of_another_batch_parts_and_is_told():
    plan = cut(sheet(1), TEXT, sheet(2), TEXT, sheet(7, TWO), TEXT)
    assert [part.doubts for part in plan.parts] == [(), (), ("stack.other-batch",)]
    assert [part.batch for part in plan.parts] == [ONE, ONE, TWO]


def test_a_number_that_comes_twice_parts_and_is_told():
    plan = cut(sheet(1), TEXT, sheet(1), TEXT)
    assert [part.doubts for part in plan.parts] == [(), ("stack.separator-twice",)]


def test_a_number_that_was_skipped_is_told_and_sheets_in_any_order_are_not():
    assert [part.doubts for part in cut(sheet(3), TEXT, sheet(5), TEXT).parts] == [(), ("stack.separator-missing",)]
    assert all(not part.doubts for part in cut(sheet(9), TEXT, sheet(2), TEXT, sheet(6), TEXT).parts)


def test_a_batch_is_named_by_any_of_its_sheets():
    plan = cut(sheet(1, named=False), TEXT, sheet(2), TEXT)
    assert [part.batch for part in plan.parts] == [ONE, ONE]


def test_a_page_with_a_separators_code_that_is_no_separator_stays_in_its_letter_and_is_told():
    plan = cut(sheet(1), TEXT, SUSPECT, sheet(2), TEXT)
    assert [(part.first, part.last, part.doubts) for part in plan.parts] == [
        (2, 3, ("stack.separator-unsure",)),
        (5, 5, ()),
    ]
    assert cut(TEXT, SUSPECT) is None


def test_a_sheet_blank_on_both_sides_parts_and_a_blank_back_does_not():
    plan = cut(TEXT, BLANK, BLANK, BLANK, TEXT, TEXT)
    assert (ranges(plan), plan.blank) == ([(1, 2), (5, 6)], (3, 4))
    assert cut(TEXT, BLANK, TEXT, BLANK) is None
    assert cut(TEXT, BLANK, BLANK, TEXT) is None, "the back of one sheet and the front of the next"


def test_blank_sheets_at_the_end_make_no_stack():
    assert cut(TEXT, TEXT, BLANK, BLANK) is None
    assert cut(BLANK, BLANK, TEXT, TEXT) is None
    assert cut(BLANK, BLANK) is None


def test_one_blank_page_parts_only_where_the_office_says_so():
    assert cut(TEXT, BLANK, TEXT) is None
    plan = cut(TEXT, BLANK, TEXT, blank_page_splits=True)
    assert (ranges(plan), plan.blank) == ([(1, 1), (3, 3)], (2,))


def test_where_there_are_separators_blank_sheets_part_nothing():
    plan = cut(sheet(1), BLANK, TEXT, BLANK, BLANK, BLANK, TEXT, TEXT)
    assert (ranges(plan), plan.blank) == ([(3, 8)], (2,))


PAGES = st.one_of(
    st.just(TEXT),
    st.just(BLANK),
    st.just(SUSPECT),
    st.just({"faint": True, "shade": INK}),
    st.builds(sheet, st.integers(1, 9), st.sampled_from([ONE, TWO]), named=st.booleans()),
)


@given(st.lists(PAGES, max_size=24), st.booleans())
def test_every_page_is_in_one_letter_or_a_separator_or_blank(pages, blank_page_splits):
    if any("separator" in told for told in pages) and all("separator" in told or told is BLANK for told in pages):
        with pytest.raises(LetterError, match=r"intake\.no-letters"):
            cut(*pages, blank_page_splits=blank_page_splits)
        return
    try:
        plan = cut(*pages, blank_page_splits=blank_page_splits)
    except LetterError:
        assert not any(told in (TEXT, SUSPECT) for told in pages), "only what shines through was left"
        return
    if plan is None:
        assert not any("separator" in told for told in pages)
        return
    held = [number for part in plan.parts for number in range(part.first, part.last + 1)]
    assert sorted([*held, *plan.separators, *plan.blank]) == list(range(1, len(pages) + 1))
    assert held == sorted(held), "letters keep their order"
    assert all(pages[number - 1] not in (TEXT, SUSPECT) for number in plan.blank), "what is written is never dropped"
    assert all("separator" in pages[number - 1] for number in plan.separators)
    assert all(pages[part.first - 1] is not BLANK for part in plan.parts), "no letter begins with a blank page"
