"""Stacks to split: small pages, each telling its own number, with separators, blank backs and A3 sheets."""

import io
from collections.abc import Iterable, Sequence
from functools import cache

import pikepdf
from PIL import Image, ImageDraw

from extractors.stacks.separator_sheets import draw_separator
from extractors.stacks.separators import Separator, number_batch
from tests.drawing import encode

A4, A3 = (420, 594), (840, 594)
WORDS = ("Separator", "Batch", "Number", "Advice")
BATCH = "2026-11-23"


def separator(number: int, *, count: int = 99, batch: str = BATCH) -> Image.Image:
    """A separator sheet at 75 dots an inch."""
    return full_separator(number, count=count, batch=batch).convert("L").resize((620, 877), Image.Resampling.BOX)


@cache
def full_separator(number: int, *, count: int = 99, batch: str = BATCH) -> Image.Image:
    return draw_separator(Separator(number_batch(batch), number, count, batch), words=WORDS)


def blank(size: tuple[int, int] = A4) -> Image.Image:
    return Image.new("L", size, 250)


def page(number: int, size: tuple[int, int] = A4) -> Image.Image:
    """A page of a letter: rows of strokes as dense as writing, and its number as a pattern of squares."""
    image = _written(size).copy()
    pen = ImageDraw.Draw(image)
    for bit in range(12):
        if number >> bit & 1:
            pen.rectangle((40 + 20 * bit, 14, 54 + 20 * bit, 28), fill=0)
    return image


@cache
def _written(size: tuple[int, int]) -> Image.Image:
    image = blank(size)
    pen = ImageDraw.Draw(image)
    for row in range(8, size[1] - 60, 14):
        for column in range(40, size[0] - 50, 9):
            pen.rectangle((column, 40 + row, column + 5, 47 + row), fill=20)
            pen.rectangle((column + 2, 42 + row, column + 3, 44 + row), fill=250)
    return image


def pdf_of(pages: Iterable[Image.Image], *, shared: bool = False) -> bytes:
    """A PDF as a scanner writes it: a JPEG a page; with `shared`, every page lists the pictures of all."""
    body = io.BytesIO()
    with pikepdf.new() as pdf:
        listed = pikepdf.Dictionary()
        for number, image in enumerate(pages):
            picture = pikepdf.Stream(pdf, encode(image, "JPEG", quality=80))
            picture.stream_dict = pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=image.width,
                Height=image.height,
                ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.DCTDecode,
            )
            size = (image.width * 595 / A4[0], image.height * 595 / A4[0])
            sheet = pdf.add_blank_page(page_size=size)
            name = f"/I{number}"
            listed[name] = pdf.make_indirect(picture)
            own = listed if shared else pikepdf.Dictionary({name: listed[name]})
            sheet.Resources = pikepdf.Dictionary(XObject=own)
            sheet.Contents = pdf.make_stream(f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm {name} Do Q".encode())
        pdf.save(body, deterministic_id=True)
    return body.getvalue()


def tiff_of(pages: Sequence[Image.Image]) -> bytes:
    return encode(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), compression="tiff_lzw")
