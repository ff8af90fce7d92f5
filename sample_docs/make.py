"""Draw the sample letters.

    python -m sample_docs.make --fonts DIR [NAME ...]

The text comes from NAME.expected.toml, how it looks from recipes.toml; README.md tells how to fill DIR.
The same text, recipe and fonts give the same file.
"""

import argparse
import sys
import tomllib
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sample_docs import damage, files
from sample_docs.fonts import Face, load_faces
from sample_docs.layout import Block, split_blocks
from sample_docs.papers import Paper, PaperName, make_paper
from sample_docs.writing import INKS, Pen, Stroke, write_blocks, write_table

FOLDER = Path(__file__).parent
MM = 25.4


@dataclass(frozen=True)
class Recipe:
    """How a page looks. `size` is the height of a character in millimetres, `pitch` that of a row."""

    face: str
    paper: PaperName = "plain"
    size: float = 5.3
    pitch: float = 9.0
    ink: str = "print"
    wobble: float = 0.0
    title_face: str = ""
    title_scale: float = 1.3
    dpi: int = 200
    grey: bool = False
    quality: int = 74
    noise: float = 2.6
    blur: float = 0.6
    skew: float = 0.3
    first_row: int = 0
    runs_on: bool = False
    signed: bool = True
    faces: tuple[str, ...] = ()
    marks: tuple[dict[str, Any], ...] = field(default=())


def read_recipe(table: dict[str, Any]) -> list[Recipe]:
    """The recipes of a letter's pages: the letter's own, with what [[pages]] say beside. Unknown keys are an error."""
    pages: list[dict[str, Any]] = table.get("pages", [{}])
    shared = {key: value for key, value in table.items() if key != "pages"}
    recipes = []
    for page in pages:
        merged = {**shared, **page}
        for key in ("faces", "marks"):
            merged[key] = tuple(merged.get(key, ()))
        recipes.append(Recipe(**merged))
    return recipes


def make_pen(recipe: Recipe, faces: dict[str, Face], face: str) -> Pen:
    """The pen of a recipe, with a face."""
    size = round(recipe.size * recipe.dpi / MM)
    title_face = faces[recipe.title_face] if recipe.title_face else None
    return Pen(faces[face], size, INKS[recipe.ink], recipe.wobble, recipe.title_scale, title_face)


def write_page(
    paper: Paper, blocks: list[Block], recipe: Recipe, faces: dict[str, Face], rng: np.random.Generator
) -> list[Stroke]:
    """Write the text of a page on its sheet."""
    pen = make_pen(recipe, faces, recipe.face)
    if paper.name == "envelope":
        return write_envelope(paper, [block.text for block in blocks], pen, rng)
    prose = [block for block in blocks if block.role != "row"]
    strokes = write_blocks(paper, prose, pen, rng, first_row=recipe.first_row)
    rows = [block.text.split("\t") for block in blocks if block.role == "row"]
    if rows:
        small = replace(recipe, size=recipe.size * 0.86)
        pens = [make_pen(small, faces, face) for face in (recipe.faces or (recipe.face,))]
        strokes += write_table(paper, rows, pens, rng, first_row=recipe.first_row + len(prose) + 1)
    return strokes


def write_envelope(paper: Paper, lines: list[str], pen: Pen, rng: np.random.Generator) -> list[Stroke]:
    """An envelope: the postcode in its boxes, the addressee in the middle, the sender below on the right."""
    unit = paper.dpi / MM
    postcode, *middle = lines
    strokes: list[Stroke] = []
    for number, digit in enumerate(postcode):
        spot = replace(paper, left=round((12 + 9.5 * number + 2.2) * unit), top=round(6.5 * unit))
        strokes += write_blocks(spot, [Block("flush", digit)], pen, rng)
    for number, (line, left) in enumerate(zip(middle, (30, 52, 88, 88, 150), strict=True)):
        top, width = round((27 + 14.5 * number) * unit), round((215 - left) * unit)
        spot = replace(paper, left=round(left * unit), width=width, top=top)
        strokes += write_blocks(spot, [Block("flush", line)], pen, rng)
    return strokes


def add_marks(
    sheet: damage.Picture, recipe: Recipe, strokes: list[Stroke], faces: dict[str, Face], rng: np.random.Generator
) -> damage.Picture:
    """Seals, finger prints, folds, stains and the back's writing, as the recipe lists them."""
    unit = recipe.dpi / MM
    for mark in recipe.marks:
        kind = mark["kind"]
        if kind in ("seal", "finger"):
            text = "".join(stroke.character for stroke in strokes)
            at = strokes[text.rindex(mark["over"]) + len(mark["over"]) // 2]
            width = round(mark["mm"] * unit)
            inked = (
                damage.draw_seal(mark["words"], faces["song-bold"], width, rng)
                if kind == "seal"
                else damage.draw_finger_print(width, rng)
            )
            corner = (max(0, round(at.x - width / 2)), max(0, round(at.y - inked.shape[0] * 0.58)))
            sheet = damage.press(sheet, inked, damage.RED, corner)
        elif kind == "fold":
            sheet = damage.fold(sheet, mark["at"], upright=mark.get("upright", False))
        elif kind == "stain":
            sheet = damage.stain(sheet, rng)
        elif kind == "show-through":
            sheet = damage.show_through(sheet)
    return sheet


def draw_page(
    page: dict[str, Any], blocks: list[Block], recipe: Recipe, faces: dict[str, Face], seed: int
) -> damage.Picture:
    """One page as the scanner, the telephone or the fax gives it."""
    rng = np.random.default_rng(seed)
    paper = make_paper(recipe.paper, recipe.dpi, recipe.pitch, rng)
    strokes = write_page(paper, blocks, recipe, faces, rng)
    sheet = add_marks(np.asarray(paper.sheet).copy(), recipe, strokes, faces, rng)
    kinds = {mark["kind"] for mark in recipe.marks}
    if "photo" in kinds:
        return damage.photograph(sheet, rng, (1680, 2340))
    if "fax" in kinds:
        flat = cv2.resize(sheet, (sheet.shape[1], round(sheet.shape[0] * 196 / 204)), interpolation=cv2.INTER_AREA)
        return damage.fax(np.asarray(flat, dtype=np.uint8), rng)
    sheet = damage.skew(sheet, recipe.skew, lid=60 if abs(recipe.skew) > 2 else 238)
    sheet = damage.scan(sheet, rng, noise=recipe.noise, blur=recipe.blur)
    return np.ascontiguousarray(np.rot90(sheet, k=-page["rotation"] // 90))


def draw_letter(name: str, recipes: list[Recipe], faces: dict[str, Face]) -> Path:
    """Draw a letter's file and give its path."""
    with (FOLDER / f"{name}.expected.toml").open("rb") as stream:
        letter = tomllib.load(stream)
    path = FOLDER / str(letter["file"])
    pages = letter["pages"]
    recipes = recipes * len(pages) if len(recipes) == 1 else recipes
    seed = zlib.crc32(name.encode())
    title = letter["fields"].get("title", [""])[0]
    pdf = files.PdfWriter(path) if path.suffix == ".pdf" else None
    pictures = []
    for number, (page, recipe) in enumerate(zip(pages, recipes, strict=True)):
        blocks = split_blocks(page["text"], title=title, signature=recipe.signed, runs_on=recipe.runs_on)
        if page["source"] == "text-layer":
            assert pdf is not None
            pdf.add_text(blocks, faces[recipe.face].parts[0], recipe.size / MM * 72)
            continue
        picture = draw_page(page, blocks, recipe, faces, seed + number)
        if pdf is not None:
            pdf.add_scan(files.to_jpeg(picture, recipe.dpi, recipe.quality, grey=recipe.grey), recipe.dpi)
        pictures.append(picture)
    last = recipes[-1]
    if pdf is not None:
        pdf.save()
    elif path.suffix == ".tif":
        bilevel = pictures[0].ndim == 2
        dpi = (204, 196) if bilevel else (last.dpi, last.dpi)
        files.write_tiff(path, pictures, dpi, bilevel=bilevel, quality=last.quality)
    else:
        path.write_bytes(files.to_jpeg(pictures[0], last.dpi, last.quality, grey=last.grey))
    return path


def main() -> int:
    """Draw the letters named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fonts", type=Path, required=True, help="folder that fetch_fonts.sh has filled")
    parser.add_argument("names", nargs="*", help="letters to draw; default: all")
    options = parser.parse_args()
    with (FOLDER / "recipes.toml").open("rb") as stream:
        table = tomllib.load(stream)
    faces = load_faces(options.fonts, table["faces"], table["fallbacks"])
    for name in options.names or sorted(table["letters"]):
        path = draw_letter(name, read_recipe(table["letters"][name]), faces)
        sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} KiB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
