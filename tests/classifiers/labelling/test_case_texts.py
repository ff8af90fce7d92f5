"""Title and text of a read letter are what the judging model reads."""

from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.labelling.case_texts import part_letter
from classifiers.looking.parts import divide_letter
from classifiers.ngrams.features import prepare_folded
from classifiers.ngrams.folding import WORD_SPACE, cut_out, fold_text
from classifiers.ngrams.segmenting import segmenter_for
from records import Finding, Letter, Line, Page, Span
from tests.ledger.letters import make_scan
from vocab import load_vocabulary

SEGMENTER = segmenter_for(load_vocabulary())


def letter_of(text: str) -> Letter:
    lines = tuple(
        Line(page=1, box=(0, 0, 1, 1), text=line, raw=line, confidence=1, engine="text") for line in text.split("\n")
    )
    return Letter(scan=make_scan(), pages=(Page(number=1, source="document"),), lines=lines)


def titled(letter: Letter, title: str, rule: str = "title.line") -> list[Finding]:
    at = letter.text.index(title)
    return [Finding(field="title", value=title, span=Span(start=at, end=at + len(title)), rule=rule)]


def test_the_heading_is_cut_out_of_the_text() -> None:
    letter = letter_of("尊敬的领导：\n关于路灯的信\n路灯坏了。")
    assert part_letter(letter, titled(letter, "关于路灯的信")) == ("关于路灯的信", "尊敬的领导：\n路灯坏了。")


def test_a_letter_without_a_heading_has_none() -> None:
    letter = letter_of("尊敬的领导：\n路灯坏了。")
    assert part_letter(letter, []) == ("", "尊敬的领导：\n路灯坏了。")


def test_a_title_put_together_from_the_body_is_no_heading() -> None:
    letter = letter_of("尊敬的领导：\n我家路灯坏了，请修。")
    assert part_letter(letter, titled(letter, "路灯坏了", "title.composed"))[0] == ""


def test_a_letter_that_is_nothing_but_a_heading_is_a_text() -> None:
    letter = letter_of("路灯坏了")
    assert part_letter(letter, titled(letter, "路灯坏了")) == ("", "路灯坏了")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="路灯壞坏了修a１2 。\n，Ａ", min_size=2, max_size=40), st.data())
def test_a_model_that_reads_the_two_apart_sees_what_it_sees_in_the_letter(text: str, data: st.DataObject) -> None:
    letter = letter_of(text)
    start = data.draw(st.integers(0, len(letter.text) - 1))
    end = data.draw(st.integers(start + 1, len(letter.text)))
    finding = Finding(field="title", value="x", span=Span(start=start, end=end), rule="title.line")
    title, rest = part_letter(letter, [finding])
    parts = divide_letter(letter, [finding])
    heading = fold_text(parts.title.of(parts.text))
    if not rest or not title or fold_text(title) == fold_text(letter.text):
        return
    seen = cut_out(fold_text(parts.text), heading)
    # where a number stood on both sides of the heading, the two are one number now; and the space that parts words of
    # an alphabet is kept on the heading's other side or not
    plain = [folded.replace(WORD_SPACE, "").replace("00", "0") for folded in (fold_text(rest), seen)]
    assert plain[0] == plain[1]
    assert fold_text(title) == heading
    assert prepare_folded(fold_text(title), seen, segmenter=SEGMENTER).title_words is not None
