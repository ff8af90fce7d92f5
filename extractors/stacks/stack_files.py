"""The file of a stack: a quick look at its pages, and letters cut out of it. This runs inside a reading process."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import tifftools
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from extractors.intake.formats import PDF, TIFF
from extractors.pages.page_work import Picture
from extractors.sources.pictures import load_picture
from extractors.stacks.glances import LONG_SIDE, Glance, glance_at
from records import LetterError

CUTTABLE = frozenset({PDF, TIFF})
"""The kinds of file that can hold a stack."""

SCAN_SHARE = 0.5
"""A page is a scan when a picture covers this much of it."""


def glance_pages(path: Path, media_type: str, first: int, last: int, max_pixels: int) -> tuple[Glance, ...]:
    """Look at the pages from `first` to `last`. A page that cannot be decoded is told as an ordinary one."""
    numbers = range(first, last + 1)
    if media_type == TIFF:
        return tuple(
            _or_ordinary(number, lambda n: glance_at(load_picture(path, n)[0], number=n)) for number in numbers
        )
    try:
        with pypdfium2.PdfDocument(path) as document:
            return tuple(
                _or_ordinary(number, lambda n: _glance_pdf(document, n, max_pixels=max_pixels)) for number in numbers
            )
    except pypdfium2.PdfiumError:
        return tuple(Glance(number) for number in numbers)


def _or_ordinary(number: int, glance: Callable[[int], Glance]) -> Glance:
    """What a look told. Whatever is wrong with the page, it stays in its letter and is told when that is read."""
    try:
        return glance(number)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (decoders raise anything at all on a broken page)
        return Glance(number)


def _glance_pdf(document: pypdfium2.PdfDocument, number: int, *, max_pixels: int) -> Glance:
    page = document[number - 1]
    pictures = list(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
    width, height = page.get_size()
    covered = sum(_area(picture) for picture in pictures) / max(1.0, width * height)
    glance = glance_at(_small_picture(page, pictures, max_pixels=max_pixels), number=number)
    if covered < SCAN_SHARE and (glance.blank or glance.faint):
        # Never on paper: an empty page of a text document separates nothing.
        return Glance(number, shade=glance.shade)
    return glance


def _area(picture: pypdfium2.PdfObject) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float((right - left) * (top - bottom))


def _small_picture(page: pypdfium2.PdfPage, pictures: list[pypdfium2.PdfObject], *, max_pixels: int) -> Picture:
    """A page in grey, no larger than needed: the one JPEG on it decoded at reduced size, or the page rendered."""
    width, height = page.get_size()
    if len(pictures) == 1 and pictures[0].get_filters() == ["DCTDecode"]:
        data = bytes(pictures[0].get_data(decode_simple=False))
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            if image.width * image.height > max_pixels:
                raise ValueError("too many pixels")
            if image.mode in ("L", "RGB"):
                share = 0.85 * LONG_SIDE / max(image.size)  # a little less: sizes come in halves
                image.draft("L", (round(image.width * share), round(image.height * share)))
                return np.asarray(image.convert("L"), np.uint8)
    scale = LONG_SIDE / max(width, height, 1.0)
    rendered = np.array(page.render(scale=scale, grayscale=True).to_numpy(), np.uint8)
    return rendered.reshape(rendered.shape[:2])


def cut_part(path: Path, media_type: str, first: int, last: int) -> bytes:
    """The pages from `first` to `last` as a file of their own, their pictures copied and not coded anew.

    The same pages of the same file always give the same bytes: a second run after a kill finds its own letters again.

    Raises:
        LetterError: `intake.not-cut` when the file cannot be taken apart.
    """
    body = io.BytesIO()
    with _told():
        if media_type == TIFF:
            told = tifftools.read_tiff(str(path))
            tifftools.write_tiff({**told, "ifds": told["ifds"][first - 1 : last]}, body)
        else:
            with pikepdf.open(path) as stack, pikepdf.new() as part:
                part.pages.extend(stack.pages[first - 1 : last])
                # Some scanners list the pictures of all pages on each page.
                part.remove_unreferenced_resources()
                part.save(body, deterministic_id=True, compress_streams=False, linearize=False)
    return body.getvalue()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # Both libraries raise anything at all on a broken file; only the kind of error is told, never its text.
        raise LetterError("intake.not-cut", type(error).__name__) from error
