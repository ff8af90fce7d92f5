"""What shines through from the back is neither read into the letter nor taken for a page of its own."""

from extractors.pages.page_reader import read_picture
from extractors.pages.page_work import to_grey
from extractors.pages.show_through import bleach
from tests.drawing import LETTER, SHORT_LETTER, as_array, draw_page
from tests.extractors.odd_pages import paper, shine_through, written
from tests.measuring import count_errors, plain


def lines_of(reading):
    return "".join(line.joint + line.text for line in reading.ordered.lines)


def test_a_letter_through_which_its_back_shows_is_read_without_it(rapidocr):
    other = as_array(draw_page([line.strip() for line in (*LETTER[2:6], *SHORT_LETTER)], top=170))
    reading = read_picture(shine_through(written(), other, 0.3), number=1, dpi=150, engine=rapidocr)
    truth = plain("".join(LETTER))
    assert count_errors(truth, plain(lines_of(reading))) / len(truth) < 0.02


def test_an_empty_back_through_which_the_letter_shows_is_blank_without_a_doubt(rapidocr):
    reading = read_picture(shine_through(paper(), written(), 0.25), number=2, dpi=150, engine=rapidocr)
    assert (reading.page.kind, reading.page.doubts, reading.ordered.lines) == ("blank", (), ())


def test_pale_writing_of_the_front_is_read_and_not_taken_for_the_back(rapidocr):
    pencil = as_array(draw_page(SHORT_LETTER, ink=(180, 180, 184)))
    reading = read_picture(pencil, number=1, dpi=150, engine=rapidocr)
    assert reading.page.kind == "letter"
    assert "村口的路灯坏了两个月" in lines_of(reading)


def test_bleaching_keeps_ink_and_drops_what_is_pale():
    plain_ink = (to_grey(written()) < 100).mean()
    bleached = bleach(to_grey(shine_through(written(), written()[::-1], 0.25)))
    assert 0.8 * plain_ink < (bleached < 100).mean() < 1.5 * plain_ink
    assert (bleached > 250).mean() > 0.9
