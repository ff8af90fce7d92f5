"""The sheets that letters are written on, and where their rows lie."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

A4_MM = (210.0, 297.0)
ENVELOPE_MM = (220.0, 110.0)
PaperName = Literal["plain", "ruled", "blue-ruled", "squared", "envelope"]
TINTS = {
    "plain": (252, 252, 250),
    "ruled": (250, 246, 236),
    "blue-ruled": (249, 250, 250),
    "squared": (250, 248, 240),
    "envelope": (214, 184, 138),
}
LINES = {"ruled": (205, 70, 70), "blue-ruled": (120, 150, 200), "squared": (200, 95, 85), "envelope": (190, 50, 50)}


@dataclass(frozen=True)
class Paper:
    """A blank sheet. Rows are `pitch` pixels apart; text runs from `left` over `width` pixels.

    `top` is the upper edge of the first row. `cell` is the width of a square, 0 on paper without squares.
    """

    name: PaperName
    sheet: Image.Image
    dpi: int
    left: int
    top: int
    width: int
    pitch: int
    cell: int

    @property
    def rows(self) -> int:
        """How many rows the sheet has."""
        return (self.sheet.height - self.top - round(10 * self.dpi / 25.4)) // self.pitch


def make_paper(name: PaperName, dpi: int, pitch_mm: float, rng: np.random.Generator) -> Paper:
    """A sheet at a resolution; on plain paper the pitch is that of the text."""
    unit = dpi / 25.4
    width_mm, height_mm = ENVELOPE_MM if name == "envelope" else A4_MM
    size = (round(width_mm * unit), round(height_mm * unit))
    tint = tuple(int(np.clip(value + rng.integers(-2, 3), 0, 255)) for value in TINTS[name])
    sheet = Image.new("RGB", size, tint)
    draw = ImageDraw.Draw(sheet)
    if name == "squared":
        return _squared(sheet, draw, dpi)
    if name == "envelope":
        return _envelope(sheet, draw, dpi)
    pitch = round(pitch_mm * unit)
    margin = round((24 if name == "plain" else 22) * unit)
    top = round((26 if name == "plain" else 30) * unit)
    if name != "plain":
        colour, row = LINES[name], 0
        while top + row * pitch < size[1] - round(12 * unit):
            y = top + row * pitch
            weight = max(1, round(unit * (0.35 if row == 0 else 0.18)))
            draw.line((margin - round(4 * unit), y, size[0] - margin + round(4 * unit), y), fill=colour, width=weight)
            row += 1
    return Paper(name, sheet, dpi, margin, top, size[0] - 2 * margin, pitch, 0)


def _squared(sheet: Image.Image, draw: ImageDraw.ImageDraw, dpi: int) -> Paper:
    """稿纸: twenty squares a row, a gap between the rows."""
    unit = dpi / 25.4
    cell, gap, columns = round(8.4 * unit), round(2.6 * unit), 20
    left, top = (sheet.width - columns * cell) // 2, round(24 * unit)
    pitch = cell + gap
    rows = (sheet.height - top - round(14 * unit)) // pitch
    thin, thick = max(1, round(0.16 * unit)), max(2, round(0.4 * unit))
    for row in range(rows):
        y = top + row * pitch
        for column in range(columns + 1):
            x = left + column * cell
            draw.line((x, y, x, y + cell), fill=LINES["squared"], width=thin)
        for line in (y, y + cell):
            draw.line((left, line, left + columns * cell, line), fill=LINES["squared"], width=thin)
    edge = (left - gap, top - gap, left + columns * cell + gap, top + rows * pitch)
    draw.rectangle(edge, outline=LINES["squared"], width=thick)
    return Paper("squared", sheet, dpi, left, top, columns * cell, pitch, cell)


def _envelope(sheet: Image.Image, draw: ImageDraw.ImageDraw, dpi: int) -> Paper:
    """A brown envelope: six boxes for the postcode, the place of the stamp."""
    unit = dpi / 25.4
    box, step = round(8 * unit), round(9.5 * unit)
    for number in range(6):
        x, y = round(12 * unit) + number * step, round(10 * unit)
        frame = (x, y, x + box, y + round(1.15 * box))
        draw.rectangle(frame, outline=LINES["envelope"], width=max(2, round(0.35 * unit)))
    stamp = (sheet.width - round(34 * unit), round(8 * unit), sheet.width - round(10 * unit), round(36 * unit))
    draw.rectangle(stamp, fill=(236, 232, 222), outline=(150, 140, 120), width=2)
    inset = round(2.5 * unit)
    scene = (stamp[0] + inset, stamp[1] + inset, stamp[2] - inset, stamp[3] - inset)
    draw.rectangle(scene, fill=(96, 138, 120))
    hill = [(scene[0], scene[3]), (scene[0] + round(8 * unit), scene[1] + inset * 2), (scene[2], scene[3])]
    draw.polygon(hill, fill=(60, 96, 92))
    return Paper("envelope", sheet, dpi, round(40 * unit), round(30 * unit), round(140 * unit), round(12 * unit), 0)
