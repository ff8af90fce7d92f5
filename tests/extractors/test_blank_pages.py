"""An empty back is no doubt; a blank front, or a back where a sentence breaks off, is."""

import pytest

from extractors.blank_pages import doubt_blanks
from extractors.pages.page_readings import OrderedPage, PageReading
from records import Line, Page

LINE = Line(page=1, box=(0, 0, 100, 20), text="村口的路灯", raw="村口的路灯", confidence=0.9, engine="test")


def sheets(plan: str) -> list[PageReading]:
    """`t` is a page of text, `r` one that runs on, `f` one that goes on flush, `b` a blank one."""
    return [
        PageReading(
            Page(number=number, source="image", kind="blank" if sign == "b" else "letter"),
            OrderedPage(() if sign == "b" else (LINE,), runs_on=sign == "r", starts_flush=sign == "f"),
        )
        for number, sign in enumerate(plan, 1)
    ]


@pytest.mark.parametrize(
    ("plan", "doubted"),
    [
        ("tb", []),
        ("tbtb", []),
        ("rbfb", []),
        ("b", [1]),
        ("bt", [1]),
        ("bb", [1, 2]),
        ("ttb", [3]),
        ("rb", [2]),
        ("rbt", [2]),
        ("tbbb", [3, 4]),
    ],
)
def test_only_blank_pages_that_may_be_a_mistake_are_doubted(plan, doubted):
    pages = doubt_blanks(sheets(plan))
    assert [number for number, page in pages.items() if page.doubts == ("page.blank",)] == doubted
    assert set(pages) == {number for number, sign in enumerate(plan, 1) if sign == "b"}


def test_a_doubt_that_a_blank_page_has_already_stays_alone():
    (back,) = sheets("tb")[1:]
    back = PageReading(back.page.model_copy(update={"doubts": ("page.blank",)}), back.ordered)
    assert doubt_blanks([*sheets("t"), back])[2].doubts == ("page.blank",)
