"""A stack is cut where its separators lie, every page is accounted for, and what is cut is the very same pages."""

import io
from pathlib import Path

import pikepdf
import pytest

from extractors.intake.formats import PDF, TIFF
from extractors.intake.scans import scan_file
from extractors.reading_pool import ReadingPool
from extractors.sources.pictures import load_picture
from extractors.stacks.seams import Part
from extractors.stacks.stack_files import cut_part, glance_pages
from extractors.stacks.stacks import cut_parts, name_part, plan_stack
from records import LetterError, Settings
from tests.drawing import one_page_pdf, write_pdf
from tests.stacks import A3, BATCH, blank, page, pdf_of, separator, tiff_of


@pytest.fixture
def plan_of(tmp_path: Path, pool: ReadingPool):
    """How the bytes of a file are cut, by the real reading processes."""

    def plan(body: bytes, **options):
        path = tmp_path / "stack"
        path.write_bytes(body)
        return plan_stack(scan_file(path), path, pool=pool, settings=Settings(**options))

    return plan


def test_letters_between_separators_with_blank_backs_and_a3_sheets_are_told(plan_of):
    pages = [
        *(separator(1), blank()), *(page(1), page(2), page(3), blank()),
        *(separator(2), blank()), *(page(4, A3), page(5, A3)),
        *(separator(3), blank()), *(page(6), blank()),
    ]  # fmt: skip
    plan = plan_of(pdf_of(pages))
    assert [(part.first, part.last, part.batch, part.doubts) for part in plan.parts] == [
        (3, 6, BATCH, ()),
        (9, 10, BATCH, ()),
        (13, 14, BATCH, ()),
    ]
    assert (plan.separators, plan.blank) == ((1, 7, 11), (2, 8, 12))


def test_a_multi_page_tiff_is_a_stack_too(plan_of):
    plan = plan_of(tiff_of([page(1), separator(1), page(2), page(3)]))
    assert [(part.first, part.last) for part in plan.parts] == [(1, 1), (3, 4)]


def test_one_letter_is_no_stack(plan_of):
    assert plan_of(pdf_of([page(1), blank(), page(2)])) is None
    assert plan_of(pdf_of([page(1)])) is None
    assert plan_of(pdf_of([page(1), page(2), blank(), blank()])) is None


def test_a_stack_of_nothing_but_separators_has_no_letters(plan_of):
    with pytest.raises(LetterError, match=r"intake\.no-letters"):
        plan_of(pdf_of([separator(1), blank(), separator(2), blank()]))


def test_empty_pages_of_a_text_document_separate_nothing(tmp_path):
    kids = b"".join(b"%d 0 R " % number for number in range(3, 7))
    empty = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    body = write_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count 4>>" % kids, *[empty] * 4)
    (tmp_path / "a.pdf").write_bytes(body)
    assert not any(glance.blank for glance in glance_pages(tmp_path / "a.pdf", PDF, 1, 4, 10**8))


def test_a_stack_may_have_more_pages_than_a_letter(plan_of):
    body = pdf_of([separator(1), page(1), separator(2), page(2)])
    assert len(plan_of(body, max_pages=2).parts) == 2
    with pytest.raises(LetterError, match=r"intake\.too-many-pages"):
        plan_of(body, max_pages=2, max_stack_pages=3)


def test_a_page_that_cannot_be_decoded_stays_in_its_letter(tmp_path):
    broken = one_page_pdf(b"q 595 0 0 842 0 0 cm /I Do Q", resources=b"/XObject<</I 9 0 R>>")
    (tmp_path / "a.pdf").write_bytes(broken)
    (glance,) = glance_pages(tmp_path / "a.pdf", PDF, 1, 1, 10**8)
    assert (glance.number, glance.separator, glance.blank) == (1, None, False)
    assert glance_pages(tmp_path / "nothing.tif", TIFF, 4, 5, 10**8)[1].number == 5


def test_a_page_that_kills_its_process_hides_no_separator_beside_it(tmp_path, pool, monkeypatch):
    path = tmp_path / "stack"
    path.write_bytes(pdf_of([separator(1), page(1), separator(2), page(2)]))
    ask = pool.ask

    def die_on_page_2(function, *args, **options):
        if function is glance_pages and args[2] <= 2 <= args[3]:
            raise LetterError("intake.crashed")
        return ask(function, *args, **options)

    monkeypatch.setattr(pool, "ask", die_on_page_2)
    plan = plan_stack(scan_file(path), path, pool=pool, settings=Settings())
    assert plan is not None
    assert [(part.first, part.last) for part in plan.parts] == [(2, 2), (4, 4)]


@pytest.mark.parametrize("shared", [False, True], ids=["pictures by page", "all pictures on every page"])
def test_a_part_holds_the_very_pictures_of_its_pages_and_no_others(tmp_path, shared):
    path = tmp_path / "stack.pdf"
    path.write_bytes(pdf_of([page(n) for n in range(1, 9)], shared=shared))
    part = cut_part(path, PDF, 3, 4)
    with pikepdf.open(path) as stack, pikepdf.open(io.BytesIO(part)) as cut:
        assert len(cut.pages) == 2
        for old, new in zip(stack.pages[2:4], cut.pages, strict=True):
            assert old.mediabox == new.mediabox
            name = bytes(new.Contents.read_bytes()).split()[-3].decode()
            assert new.Resources.XObject[name].read_raw_bytes() == old.Resources.XObject[name].read_raw_bytes()
    assert len(part) < path.stat().st_size / 3


def test_a_part_of_a_tiff_holds_the_very_pixels(tmp_path):
    path, part = tmp_path / "stack.tif", tmp_path / "part.tif"
    path.write_bytes(tiff_of([page(1), page(2), page(3)]))
    part.write_bytes(cut_part(path, TIFF, 2, 3))
    for number in (1, 2):
        assert (load_picture(part, number)[0] == load_picture(path, number + 1)[0]).all()


@pytest.mark.parametrize(("make", "kind"), [(pdf_of, PDF), (tiff_of, TIFF)], ids=["pdf", "tiff"])
def test_the_same_pages_give_the_same_bytes_every_time(tmp_path, make, kind):
    path = tmp_path / "stack"
    path.write_bytes(make([page(1), page(2), page(3)]))
    assert cut_part(path, kind, 2, 3) == cut_part(path, kind, 2, 3) != cut_part(path, kind, 1, 2)


def test_what_cannot_be_taken_apart_is_told_by_code(tmp_path):
    for name, kind in (("a.pdf", PDF), ("a.tif", TIFF)):
        (tmp_path / name).write_bytes(b"nothing of the kind")
        with pytest.raises(LetterError, match=r"intake\.not-cut"):
            cut_part(tmp_path / name, kind, 1, 2)


def test_the_letters_of_a_stack_name_it_and_their_pages(tmp_path, pool):
    path = tmp_path / "来信.pdf"
    path.write_bytes(pdf_of([page(1), separator(1), page(2)]))
    scan = scan_file(path)
    parts = (Part(1, 1), Part(3, 3, batch="上午", doubts=("stack.other-batch",)))
    first, second = (letter for letter, _ in cut_parts(scan, path, parts, pool=pool))
    assert (first.parent, first.part, first.pages, first.name) == (scan.sha256, 1, (1, 1), "来信#001.pdf")
    assert (second.part, second.pages, second.batch, second.doubts) == (2, (3, 3), "上午", ("stack.other-batch",))


def test_the_folder_that_a_stack_lay_in_is_the_batch_of_its_letters(tmp_path, pool):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_of([page(1), page(2)]))
    scan = scan_file(path).model_copy(update={"batch": "2026-11"})
    ((letter, _),) = cut_parts(scan, path, (Part(1, 2, batch="上午"),), pool=pool)
    assert letter.batch == "2026-11"


def test_a_part_of_a_file_without_an_ending_has_a_name_all_the_same():
    assert name_part("scan", 7, media_type=TIFF) == "scan#007.tif"
