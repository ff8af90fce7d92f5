"""Put drawn pages into the kinds of files that offices scan to."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sample_docs.fonts import MissingGlyphError, Slice, characters_of
from sample_docs.layout import Block, break_rows

A4_POINTS = (595.28, 841.89)
rl_config.useA85 = 0


def to_jpeg(picture: NDArray[np.uint8], dpi: int, quality: int, *, grey: bool) -> bytes:
    """A JPEG with its resolution."""
    image = Image.fromarray(picture)
    stream = io.BytesIO()
    (image.convert("L") if grey else image).save(stream, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True)
    return stream.getvalue()


def write_tiff(
    path: Path, pictures: list[NDArray[np.uint8]], dpi: tuple[int, int], *, bilevel: bool, quality: int
) -> None:
    """A TIFF with a page for each picture: CCITT group 4 when black and white, else JPEG inside."""
    images = [Image.fromarray(picture) for picture in pictures]
    if bilevel:
        images = [image.convert("1", dither=Image.Dither.NONE) for image in images]
        images[0].save(path, "TIFF", compression="group4", dpi=dpi, save_all=True, append_images=images[1:])
        return
    images[0].save(path, "TIFF", compression="jpeg", quality=quality, dpi=dpi, save_all=True, append_images=images[1:])


class PdfWriter:
    """A PDF, page by page; the same pages give the same bytes."""

    def __init__(self, path: Path) -> None:
        self._canvas = Canvas(str(path), pagesize=A4_POINTS, invariant=1, pageCompression=1)

    def add_scan(self, jpeg: bytes, dpi: int) -> None:
        """A page that is one JPEG, embedded as it is."""
        reader = ImageReader(io.BytesIO(jpeg))
        pixels = reader.getSize()
        size = (pixels[0] * 72 / dpi, pixels[1] * 72 / dpi)
        self._canvas.setPageSize(size)
        self._canvas.drawImage(reader, 0, 0, width=size[0], height=size[1])
        self._canvas.showPage()

    def add_text(self, blocks: list[Block], font: Slice, size: float) -> None:
        """A page of real text in an embedded font. Raises `MissingGlyphError` when the font lacks a character."""
        lacking = {ord(character) for block in blocks for character in block.text} - characters_of(font)
        if lacking:
            message = f"{font.path.name}: no glyph for {sorted(lacking)}"
            raise MissingGlyphError(message)
        name = f"{font.path.stem}-{font.index}"
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font.path), subfontIndex=font.index))
        left, width, pitch = 72.0, A4_POINTS[0] - 144, size * 1.75
        y = A4_POINTS[1] - 90.0
        self._canvas.setPageSize(A4_POINTS)

        def advance(character: str) -> float:
            return float(pdfmetrics.stringWidth(character, name, size)) / size

        for row in break_rows(blocks, width / size, advance):
            scale = 1.35 if row.role == "title" else 1.0
            self._canvas.setFont(name, size * scale)
            length = sum(advance(character) for character in row.text) * size * scale
            x = left + row.indent * size
            if row.role == "title":
                x = left + (width - length) / 2
            elif row.role == "right":
                x = left + width - length - 2 * size
            self._canvas.drawString(x, y, row.text)
            y -= pitch * (1.5 if row.role == "title" else 1.0)
        self._canvas.showPage()

    def save(self) -> None:
        """Finish the file."""
        self._canvas.save()
