"""Write the rows of a letter on a sheet, as a printer does or as a hand does."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from sample_docs.fonts import Face
from sample_docs.layout import Block, Row, break_rows, cells_of
from sample_docs.papers import Paper

INKS = {
    "black": (28, 28, 30),
    "blue": (32, 50, 120),
    "blue-black": (34, 40, 70),
    "print": (20, 20, 20),
    "pencil": (84, 84, 88),
}


class PageFullError(Exception):
    """The text does not fit on the sheet."""


@dataclass(frozen=True)
class Pen:
    """How characters are drawn: `size` in pixels; `wobble` 0 for print, 1 for an ordinary hand, 2 for a shaky one."""

    face: Face
    size: int
    ink: tuple[int, int, int]
    wobble: float
    title_scale: float = 1.3
    title_face: Face | None = None


@dataclass(frozen=True)
class Stroke:
    """A character as it was drawn, with the left end of its baseline and its size in pixels."""

    character: str
    x: float
    y: float
    size: int


def write_blocks(
    paper: Paper, blocks: list[Block], pen: Pen, rng: np.random.Generator, *, first_row: int = 0
) -> list[Stroke]:
    """Write the blocks on the sheet (which is changed) and tell where each character stands.

    Raises `PageFullError` when they do not fit.
    """
    if paper.cell:
        rows = break_rows(blocks, paper.width // paper.cell, lambda _: 1.0, cells_of)
    else:
        place = pen.size * (1.02 if pen.wobble else 1.0)
        rows = break_rows(blocks, paper.width / place, lambda character: _places(pen, character))
    strokes: list[Stroke] = []
    slot = first_row
    for row in rows:
        if slot >= paper.rows:
            message = f"needs more than {paper.rows} rows"
            raise PageFullError(message)
        strokes += _write_cells(paper, row, pen, rng, slot) if paper.cell else _write_row(paper, row, pen, rng, slot)
        slot += 2 if row.role == "title" and not pen.wobble else 1
    return strokes


def write_table(
    paper: Paper, rows: list[list[str]], pens: list[Pen], rng: np.random.Generator, *, first_row: int
) -> list[Stroke]:
    """Write a table with ruled cells: the first row with the first pen, every other row with a pen of its own."""
    draw = ImageDraw.Draw(paper.sheet)
    shares = [0.22, 0.48, 0.30]
    height = round(paper.pitch * 1.35)
    top = paper.top + first_row * paper.pitch
    edges = [paper.left + round(paper.width * sum(shares[:number])) for number in range(len(shares) + 1)]
    strokes: list[Stroke] = []
    for number, cells in enumerate(rows):
        y = top + number * height
        pen = pens[number % len(pens)] if number else pens[0]
        for left, right, cell in zip(edges, edges[1:], cells, strict=False):
            draw.rectangle((left, y, right, y + height), outline=(40, 40, 40), width=max(2, paper.dpi // 100))
            length = sum(_places(pen, character) for character in cell) * pen.size
            start = left + (right - left - length) / 2
            strokes += _write_text(paper.sheet, cell, pen, rng, at=(start, y + height * 0.68), size=pen.size)
    return strokes


def _places(pen: Pen, character: str) -> float:
    """Width of a character against a Han character; a hand writes digits wide apart."""
    spread = 1.16 if pen.wobble and character.isascii() else 1.0
    return pen.face.advance(character, pen.size) * spread / pen.size


def _write_row(paper: Paper, row: Row, pen: Pen, rng: np.random.Generator, slot: int) -> Iterator[Stroke]:
    size = round(pen.size * pen.title_scale) if row.role == "title" else pen.size
    if row.role == "title" and pen.title_face:
        pen = Pen(pen.title_face, pen.size, pen.ink, pen.wobble, pen.title_scale)
    spread = 1.02 if pen.wobble else 1.0
    length = sum(pen.face.advance(character, size) for character in row.text) * spread
    baseline = paper.top + (slot + 1) * paper.pitch - round(paper.pitch * 0.22)
    start = float(paper.left + row.indent * pen.size)
    if row.role == "title":
        start = paper.left + (paper.width - length) / 2
    elif row.role == "right":
        start = paper.left + paper.width - length - pen.size * (1.5 + (float(rng.uniform(0, 1)) if pen.wobble else 0))
    return iter(_write_text(paper.sheet, row.text, pen, rng, at=(start, baseline), size=size))


def _write_cells(paper: Paper, row: Row, pen: Pen, rng: np.random.Generator, slot: int) -> Iterator[Stroke]:
    cells = row.pieces
    columns = paper.width // paper.cell
    column = row.indent
    if row.role == "title":
        column = max(0, (columns - len(cells)) // 2)
    elif row.role == "right":
        column = max(0, columns - len(cells) - 1)
    y = paper.top + slot * paper.pitch + paper.cell * 0.80
    for cell in cells:
        width = sum(pen.face.advance(character, pen.size) for character in cell)
        narrow = cell in "，。、；：！？"
        inset = paper.cell * 0.12 if narrow else (paper.cell - width) / 2
        at = (paper.left + column * paper.cell + inset, y)
        yield from _write_text(paper.sheet, cell, pen, rng, at=at, size=pen.size)
        column += 1


def _write_text(
    sheet: Image.Image, text: str, pen: Pen, rng: np.random.Generator, *, at: tuple[float, float], size: int
) -> list[Stroke]:
    """Write characters from a point on the baseline. A hand wavers in height, size, spacing, slant and pressure."""
    strokes: list[Stroke] = []
    slope, phase = rng.normal(0, 0.004 * pen.wobble), float(rng.uniform(0, 6.3))
    begin, baseline = at
    x = begin
    for character in text:
        advance = pen.face.advance(character, size)
        wave = np.sin(phase + (x - begin) / (size * 7)) * size * 0.035 * pen.wobble
        y = baseline + slope * (x - begin) + wave + rng.normal(0, size * 0.018 * pen.wobble)
        stroke = Stroke(character, x, y, size)
        strokes.append(stroke)
        if not character.isspace():
            _draw_glyph(sheet, stroke, pen, rng)
        if pen.wobble:
            advance *= (1.16 if character.isascii() else 1.02) + float(rng.normal(0, 0.02)) * pen.wobble
        x += advance
    return strokes


def _draw_glyph(sheet: Image.Image, stroke: Stroke, pen: Pen, rng: np.random.Generator) -> None:
    size = stroke.size
    real = size if not pen.wobble else max(8, round(size * (1 + float(rng.normal(0, 0.035)) * pen.wobble)))
    box = real * 2
    glyph = Image.new("L", (box, box))
    font = pen.face.font(stroke.character, real)
    ImageDraw.Draw(glyph).text((real * 0.5, real * 1.4), stroke.character, fill=255, font=font, anchor="ls")
    if pen.wobble:
        shear = float(rng.normal(0.02, 0.03)) * pen.wobble
        glyph = glyph.rotate(
            float(rng.normal(0, 1.6)) * pen.wobble, resample=Image.Resampling.BICUBIC, center=(real, real)
        )
        glyph = glyph.transform(
            glyph.size, Image.Transform.AFFINE, (1, shear, -shear * real, 0, 1, 0), resample=Image.Resampling.BICUBIC
        )
        # Digits have little to be known by: people write them with more care.
        glyph = _bend(glyph, real * (0.008 if stroke.character.isascii() else 0.022) * pen.wobble, rng)
        pressure = float(np.clip(rng.normal(0.92, 0.06), 0.7, 1.0))
        glyph = glyph.point(lambda value: round(value * pressure))
    sheet.paste(pen.ink, (round(stroke.x - real * 0.5), round(stroke.y - real * 1.4)), glyph)


def _bend(glyph: Image.Image, amount: float, rng: np.random.Generator) -> Image.Image:
    """Pull the strokes about by some pixels, so that no two characters of a hand are the same."""
    size = glyph.size
    pull = [
        cv2.resize(rng.normal(0, amount, (6, 6)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
        for _ in range(2)
    ]
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    bent = cv2.remap(np.asarray(glyph), x + pull[0], y + pull[1], cv2.INTER_LINEAR)
    return Image.fromarray(np.asarray(bent, dtype=np.uint8))
