"""Draw a fresh letter under a condition, with the code that draws the sample letters."""

import random
from dataclasses import replace

import cv2
import numpy as np
from opencc import OpenCC

from sample_docs import damage
from sample_docs.fonts import Face
from sample_docs.layout import Block, split_blocks
from sample_docs.make import Recipe, add_marks, make_pen, write_page
from sample_docs.papers import Paper, make_paper
from sample_docs.writing import PageFullError, Stroke, write_blocks, write_table
from tests.bench.fresh_pages.conditions import Condition
from tests.bench.fresh_pages.letters import FreshLetter, invent_envelope, invent_letter, invent_note

GUTTER_MM = 9
"""Between two columns."""

FAINT = 0.34
"""What is left of the ink's darkness on a faint page."""

TRIES = 12


def draw_fresh(
    condition: Condition, faces: dict[str, Face], seed: int
) -> tuple[damage.Picture, str, dict[str, tuple[str, ...]]]:
    """A page's picture, its text (a paragraph a line) and its fields as written.

    A letter that does not fit on its sheet is made shorter.

    Raises:
        PageFullError: when even the shortest does not fit.
    """
    for attempt in range(TRIES):
        chance = random.Random(seed)
        letters = [_invent(condition, chance, 1 - attempt * 0.06) for _ in range(1 + (condition.text == "two"))]
        if condition.sheet == "traditional":
            letters = [_in_traditional(letter) for letter in letters]
        try:
            sheets = [_write(letter, condition, faces, seed + at) for at, letter in enumerate(letters)]
        except PageFullError:
            continue
        whole = np.hstack(sheets) if len(sheets) > 1 else sheets[0]
        fields: dict[str, tuple[str, ...]] = {}
        for letter in letters:
            for name, values in letter.fields.items():
                fields[name] = (*fields.get(name, ()), *values)
        return send_sheet(whole, condition, seed), "\n".join(letter.whole for letter in letters), fields
    raise PageFullError(condition.name)


def _invent(condition: Condition, chance: random.Random, share: float) -> FreshLetter:
    if condition.text == "note":
        return invent_note(chance)
    if condition.text == "envelope":
        return invent_envelope(chance)
    length = round(chance.randint(*condition.length) * share)
    return invent_letter(chance, length=length, table_rows=5 if condition.sheet == "table" else 0)


def _in_traditional(letter: FreshLetter) -> FreshLetter:
    turn = OpenCC("s2t").convert
    fields = {name: tuple(turn(value) for value in values) for name, values in letter.fields.items()}
    return replace(letter, title=turn(letter.title), text=turn(letter.text), fields=fields)


def _write(letter: FreshLetter, condition: Condition, faces: dict[str, Face], seed: int) -> damage.Picture:
    """The written sheet with its marks, before any scanner saw it."""
    rng, recipe = np.random.default_rng(seed), condition.recipe
    paper = make_paper(recipe.paper, recipe.dpi, recipe.pitch, rng)
    blocks = split_blocks(letter.whole, title=letter.title, signature=recipe.signed, runs_on=False)
    if condition.sheet == "columns":
        strokes = _write_columns(paper, blocks, recipe, faces, rng)
    elif condition.sheet == "table":
        prose = [block for block in blocks if block.role != "row"]
        strokes = write_page(paper, prose, recipe, faces, rng)
        below = round((max(stroke.y for stroke in strokes) - paper.top) / paper.pitch) + 1
        pen = make_pen(recipe, faces, recipe.face)
        strokes += write_table(paper, [list(row) for row in letter.table], [pen], rng, first_row=below)
    else:
        strokes = write_page(paper, blocks, recipe, faces, rng)
    if strokes and max(stroke.y for stroke in strokes) > paper.sheet.height * 0.98:
        raise PageFullError(condition.name)
    recipe = replace(recipe, marks=tuple(_placed(mark, letter) for mark in recipe.marks))
    sheet = add_marks(np.asarray(paper.sheet).copy(), recipe, strokes, faces, rng)
    if condition.sheet == "faint":
        tint = np.median(sheet.reshape(-1, 3), axis=0)
        sheet = np.asarray(np.clip(tint - (tint - sheet.astype(np.float32)) * FAINT, 0, 255), np.uint8)
    return sheet


def _placed(mark: dict[str, object], letter: FreshLetter) -> dict[str, object]:
    """A seal is pressed over the sender's name, with an invented committee's name on it."""
    if mark["kind"] != "seal":
        return mark
    return {"over": letter.fields["name"][0], "words": "翠堤湾小区业主委员会", **mark}


def _write_columns(
    paper: Paper, blocks: list[Block], recipe: Recipe, faces: dict[str, Face], rng: np.random.Generator
) -> list[Stroke]:
    """The title over both columns, the text in the left one and then in the right one, parted at a paragraph."""
    pen = make_pen(recipe, faces, recipe.face)
    gutter = round(GUTTER_MM * recipe.dpi / 25.4)
    width = (paper.width - gutter) // 2
    title, rest = blocks[:1], blocks[1:]
    total, run, cut = sum(len(block.text) for block in rest), 0, 1
    for cut, block in enumerate(rest, start=1):  # noqa: B007 (where the loop ends is what is asked)
        run += len(block.text)
        if run >= total * 0.5:
            break
    strokes = write_blocks(paper, title, pen, rng)
    for part, left in ((rest[:cut], paper.left), (rest[cut:], paper.left + width + gutter)):
        strokes += write_blocks(replace(paper, left=left, width=width), part, pen, rng, first_row=3)
    return strokes


def send_sheet(sheet: damage.Picture, condition: Condition, seed: int) -> damage.Picture:
    """The sheet as the scanner, the telephone or the fax gives it."""
    rng, recipe = np.random.default_rng(seed + 10_000), condition.recipe
    kinds = {mark["kind"] for mark in recipe.marks}
    if "photo" in kinds:
        return damage.photograph(sheet, rng, (1680, 2340))
    if "fax" in kinds:
        flat = cv2.resize(sheet, (sheet.shape[1], round(sheet.shape[0] * 196 / 204)), interpolation=cv2.INTER_AREA)
        return damage.fax(np.asarray(flat, np.uint8), rng)
    degrees = recipe.skew * float(rng.uniform(-1, 1)) if abs(recipe.skew) < 1 else recipe.skew * rng.choice((-1, 1))
    sheet = damage.skew(sheet, float(degrees), lid=238)
    sheet = damage.scan(sheet, rng, noise=recipe.noise, blur=recipe.blur)
    return np.ascontiguousarray(np.rot90(sheet, k=-condition.rotation // 90))
