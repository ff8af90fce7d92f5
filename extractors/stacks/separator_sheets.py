"""Print separator sheets: a PDF with a sheet a page, each with its code printed large and twice.

Every page is one black and white picture, so that its Chinese looks the same on any machine, whatever fonts it has.
"""

import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from extractors.sources.text_layers import POINTS
from extractors.stacks.separators import Separator, write_text

if TYPE_CHECKING:
    import pikepdf

DPI = 300
SHEET_MM = (210, 297)
QR_MM = (60, 95, 90)
"""Left, top and side of the QR code on the sheet, quiet zone included."""

BARS_MM = (25, 195, 160, 28)
"""Left, top, width and height of the Code 128, quiet zone included."""

EC_LEVEL = "Q"
"""A quarter of the QR code may be lost (ISO/IEC 18004): sheets are folded and written on."""

CONTENT_MM = (15, 20, 195, 275)
"""Left, top, right and bottom of what is printed."""

_FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-GB2312.otf"


def print_separators(separators: Sequence[Separator], to: BinaryIO, *, words: Sequence[Sequence[str]]) -> None:
    """Write the sheets as a PDF. `words` are the lines for people on each sheet: heading, batch, number, advice."""
    import pikepdf

    with pikepdf.new() as pdf:
        for separator, lines in zip(separators, words, strict=True):
            _add_page(pdf, draw_separator(separator, words=lines))
        pdf.save(to, deterministic_id=True)


def draw_separator(separator: Separator, *, words: Sequence[str]) -> Image.Image:
    """A sheet in black and white at `DPI`."""
    sheet = Image.new("L", (_pixels(SHEET_MM[0]), _pixels(SHEET_MM[1])), 255)
    pen = ImageDraw.Draw(sheet)
    heading, batch, number, *advice = words
    for text, top, height in ((heading, 22, 22), (batch, 52, 13), (number, 72, 13)):
        _write(pen, text, top=top, height=height)
    for line, text in enumerate(advice):
        _write(pen, text, top=235 + 12 * line, height=6.5)
    left, top, side = map(_pixels, QR_MM)
    qr_code = zxingcpp.create_barcode(
        write_text(separator, with_name=True), zxingcpp.BarcodeFormat.QRCode, ec_level=EC_LEVEL
    )
    _paste(sheet, qr_code, (left, top, side, side))
    bars = zxingcpp.create_barcode(write_text(separator, with_name=False), zxingcpp.BarcodeFormat.Code128)
    _paste(sheet, bars, tuple(map(_pixels, BARS_MM)), is_linear=True)
    return sheet.point(lambda value: 255 * (value > 127)).convert("1")


def _pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI)


def _write(pen: ImageDraw.ImageDraw, text: str, *, top: float, height: float) -> None:
    """A line in the middle of the sheet, smaller when it would not fit."""
    wide = _pixels(CONTENT_MM[2] - CONTENT_MM[0])
    size = _pixels(height)
    size = min(size, max(1, int(size * wide / max(1.0, _font(size).getlength(text)))))
    pen.text((_pixels(SHEET_MM[0] / 2), _pixels(top)), text, font=_font(size), fill=0, anchor="ma")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size)


def _paste(sheet: Image.Image, code: zxingcpp.Barcode, place: tuple[int, ...], *, is_linear: bool = False) -> None:
    """A code in the middle of its place, each of its modules a whole number of pixels wide."""
    left, top, width, height = place
    small = np.asarray(code.to_image(scale=1), np.uint8)
    scale = max(1, min(width // small.shape[1], width if is_linear else height // small.shape[0]))
    if is_linear:
        large = np.repeat(np.repeat(small[small.shape[0] // 2][None], scale, axis=1), height, axis=0)
    else:
        large = np.repeat(np.repeat(small, scale, axis=0), scale, axis=1)
    at = (left + (width - large.shape[1]) // 2, top + (height - large.shape[0]) // 2)
    sheet.paste(Image.fromarray(large), at)


def _add_page(pdf: "pikepdf.Pdf", sheet: Image.Image) -> None:
    import pikepdf

    width, height = sheet.size
    bits = np.packbits(np.asarray(sheet, np.uint8), axis=1).tobytes()
    picture = pikepdf.Stream(pdf, zlib.compress(bits, 9))
    picture.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=1,
        Filter=pikepdf.Name.FlateDecode,
    )
    size = (width * POINTS / DPI, height * POINTS / DPI)
    page = pdf.add_blank_page(page_size=size)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Sheet=picture))
    page.Contents = pdf.make_stream(f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm /Sheet Do Q".encode())
