"""Draw a message as the pages of a letter: its subject as the heading, then its text, on as many sheets as it needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from sample_docs import damage, files
from sample_docs.fonts import Face, MissingGlyphError
from sample_docs.layout import Block, break_rows, split_blocks
from sample_docs.make import Recipe, add_marks, make_pen
from sample_docs.papers import Paper, make_paper
from sample_docs.writing import Pen, Stroke, write_blocks
from tests.bench.fresh_pages.conditions import Condition
from tests.bench.fresh_pages.drawing import send_sheet

SEALED = 3
"""So many of a sheet's last characters lie under the middle of a seal."""
SPREAD = 1.2
"""A hand writes wider than its font tells; a heading is broken with this much room to spare."""


@dataclass(frozen=True)
class Message:
    """A message as it is written on paper: a heading, and a text with a paragraph a line."""

    heading: str
    text: str

    @property
    def whole(self) -> str:
        """All that stands on the pages."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


def write_message(subject: str, detail: str, face: Face) -> Message:
    """A message in characters that a face can draw; white space is what a writer leaves."""
    return Message(_drawable(subject, face), "\n".join(filter(None, (_drawable(p, face) for p in detail.split("\n")))))


def draw_message(message: Message, condition: Condition, faces: dict[str, Face], seed: int) -> list[damage.Picture]:
    """The pages of a message as the scanner, the telephone or the fax gives them."""
    recipe = condition.recipe
    pictures: list[damage.Picture] = []
    pen = make_pen(recipe, faces, recipe.face)
    blocks = _blocks_of(message, make_sheet(recipe, seed), pen)
    while blocks:
        own = seed + len(pictures)
        paper = make_sheet(recipe, own)
        here, blocks = part_blocks(blocks, paper, pen)
        rng = np.random.default_rng(own)
        strokes = write_blocks(paper, here, pen, rng)
        placed = replace(recipe, marks=tuple(_placed(mark, strokes) for mark in recipe.marks))
        sheet = add_marks(np.asarray(paper.sheet).copy(), placed, strokes, faces, rng)
        pictures.append(send_sheet(sheet, condition, own))
    return pictures


def save_pages(pictures: list[damage.Picture], stem: Path, recipe: Recipe) -> Path:
    """One file a letter: a fax as TIFF, a single page as JPEG, several as PDF."""
    if pictures[0].ndim == 2:
        path = stem.with_suffix(".tif")
        files.write_tiff(path, pictures, (204, 196), bilevel=True, quality=recipe.quality)
        return path
    scans = [files.to_jpeg(picture, recipe.dpi, recipe.quality, grey=recipe.grey) for picture in pictures]
    if len(scans) == 1:
        path = stem.with_suffix(".jpg")
        path.write_bytes(scans[0])
        return path
    path = stem.with_suffix(".pdf")
    pdf = files.PdfWriter(path)
    for scan in scans:
        pdf.add_scan(scan, recipe.dpi)
    pdf.save()
    return path


def make_sheet(recipe: Recipe, seed: int) -> Paper:
    """An empty sheet."""
    return make_paper(recipe.paper, recipe.dpi, recipe.pitch, np.random.default_rng(seed))


def _drawable(text: str, face: Face) -> str:
    return "".join(character for character in " ".join(text.split()) if _has(face, character))


def _has(face: Face, character: str) -> bool:
    try:
        face.part_for(character)
    except MissingGlyphError:
        return False
    return True


def _blocks_of(message: Message, paper: Paper, pen: Pen) -> list[Block]:
    """The parts of the letter, the heading broken where it is too wide for a row."""
    widest = int(paper.width / (pen.size * pen.title_scale * (SPREAD if pen.wobble else 1.02)))
    rows = -(-len(message.heading) // widest)
    each = -(-len(message.heading) // rows) if rows else 1
    heading = [message.heading[start : start + each] for start in range(0, len(message.heading), each)]
    return split_blocks("\n".join([*heading, message.text]), title=message.heading, signature=False, runs_on=False)


def part_blocks(blocks: Sequence[Block], paper: Paper, pen: Pen) -> tuple[list[Block], list[Block]]:
    """What goes on an empty sheet, and what is left; a paragraph may run on over the page's end."""
    here: list[Block] = []
    slot = 0
    for at, block in enumerate(blocks):
        rows = list(_rows_of(block, paper, pen))
        each = 2 if block.role == "title" and not pen.wobble else 1
        fit = (paper.rows - slot + each - 1) // each
        if fit >= len(rows):
            here.append(block)
            slot += each * len(rows)
            continue
        head, tail = "".join(rows[:fit]), "".join(rows[fit:])
        if head:
            here.append(Block(block.role, head))
        rest = Block("running-on" if head and block.role == "body" else block.role, tail)
        return here, [rest, *blocks[at + 1 :]]
    return here, []


def _rows_of(block: Block, paper: Paper, pen: Pen) -> Iterator[str]:
    """The rows of a block as `write_blocks` breaks them."""
    place = pen.size * (1.02 if pen.wobble else 1.0)

    def advance(character: str) -> float:
        spread = 1.16 if pen.wobble and character.isascii() else 1.0
        return pen.face.advance(character, pen.size) * spread / pen.size

    return (row.text for row in break_rows([block], paper.width / place, advance))


def _placed(mark: dict[str, object], strokes: Sequence[Stroke]) -> dict[str, object]:
    """A seal is pressed over the end of the writing, with an invented committee's name on it."""
    if mark["kind"] != "seal":
        return mark
    last = "".join(stroke.character for stroke in strokes)[-SEALED:]
    return {"over": last, "words": "翠堤湾小区业主委员会", **mark}


cv2.setNumThreads(1)
