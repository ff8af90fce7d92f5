"""Draw a fresh letter as a clean print scan and read it with the real engine."""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from extractors.engines.engine import open_engine
from extractors.letters import assemble_letter
from extractors.pages.page_reader import read_picture
from records import Letter, Scan
from sample_docs import damage
from sample_docs.fonts import Face
from sample_docs.layout import Block, split_blocks
from sample_docs.make import Recipe, make_pen, write_envelope
from sample_docs.papers import make_paper
from sample_docs.writing import PageFullError, write_blocks, write_table
from tests.bench.fresh_letters.letters import FreshLetter
from tests.bench.fresh_pages.faces import find_faces

RECIPE = Recipe(face="song", size=4.6, pitch=8.2, dpi=300, grey=True)
TRADITIONAL = Recipe(face="traditional", size=4.6, pitch=8.2, dpi=300, grey=True)


def draw_letter(letter: FreshLetter, faces: dict[str, Face]) -> list[damage.Picture]:
    """The scanned pages of a letter, as many as it needs."""
    seed = zlib.crc32(letter.seed.encode())
    face = "traditional" if letter.manner == "emigrant" else "song"
    pictures = []
    for number, page in enumerate(letter.pages):
        title = letter.title if number == int(letter.envelope) else ""
        if letter.envelope and number == 0:
            pictures.append(_scan(_write_envelope(page, faces, face, seed), seed))
            continue
        for part, blocks in enumerate(_sheets(page, title, faces, face)):
            own = seed + 100 * number + part
            pictures.append(_scan(_write(blocks, faces, face, own), own))
    return pictures


def _sheets(page: str, title: str, faces: dict[str, Face], face: str) -> list[list[Block]]:
    """The blocks of a page, parted into sheets where one does not hold them."""
    blocks = split_blocks(page, title=title, signature=True, runs_on=False)
    parts = [blocks]
    while True:
        try:
            _write(parts[-1], faces, face, 0)
        except PageFullError:
            full = parts.pop()
            half = max(1, len(full) * 2 // 3)
            parts += [full[:half], full[half:]]
        else:
            return parts


def _write(blocks: list[Block], faces: dict[str, Face], face: str, seed: int) -> damage.Picture:
    rng = np.random.default_rng(seed)
    recipe = TRADITIONAL if face == "traditional" else RECIPE
    paper = make_paper("plain", recipe.dpi, recipe.pitch, rng)
    pen = make_pen(recipe, faces, face)
    strokes = write_blocks(paper, [block for block in blocks if block.role != "row"], pen, rng)
    rows = [block.text.split("\t") for block in blocks if block.role == "row"]
    if rows:
        below = round((max((stroke.y for stroke in strokes), default=paper.top) - paper.top) / paper.pitch) + 1
        write_table(paper, rows, [pen], rng, first_row=below)
    return np.asarray(paper.sheet).copy()


def _write_envelope(page: str, faces: dict[str, Face], face: str, seed: int) -> damage.Picture:
    rng = np.random.default_rng(seed)
    paper = make_paper("envelope", RECIPE.dpi, RECIPE.pitch, rng)
    write_envelope(paper, page.split("\n"), make_pen(RECIPE, faces, face), rng)
    return np.asarray(paper.sheet).copy()


def _scan(sheet: damage.Picture, seed: int) -> damage.Picture:
    rng = np.random.default_rng(seed)
    sheet = damage.skew(sheet, float(rng.uniform(-0.3, 0.3)), lid=238)
    grey = cv2.cvtColor(damage.scan(sheet, rng, noise=2.6, blur=0.6), cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.uint8)


def open_reader(fonts: Path | None) -> Callable[[FreshLetter], Letter]:
    """A function that draws a letter and reads it."""
    faces, engine = find_faces(fonts), open_engine("rapidocr")
    received = datetime(2026, 11, 20, tzinfo=UTC)
    scan = Scan(sha256="0" * 64, name="letter.tif", media_type="image/tiff", size=1, received_at=received)

    def read(letter: FreshLetter) -> Letter:
        pictures = draw_letter(letter, faces)
        readings = [
            read_picture(picture, number=number, dpi=RECIPE.dpi, engine=engine)
            for number, picture in enumerate(pictures, start=1)
        ]
        return assemble_letter(scan, readings)

    return read
