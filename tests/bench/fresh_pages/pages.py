"""A set of fresh pages in a folder: the files, and truth.json that tells what stands on each."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sample_docs import files
from sample_docs.fonts import Face, MissingGlyphError
from tests.bench.fresh_pages.conditions import Condition, load_conditions
from tests.bench.fresh_pages.drawing import draw_fresh

TRUTH = "truth.json"


@dataclass(frozen=True)
class FreshPage:
    """A drawn page. `fields` are the words as written, by field; `rotation` the clockwise turn of the scan."""

    name: str
    condition: Condition
    path: Path
    text: str
    fields: dict[str, tuple[str, ...]]

    @property
    def rotation(self) -> int:
        """The clockwise turn that the scan has against upright, in degrees."""
        return self.condition.rotation


def choose_conditions(wanted: Sequence[str], faces: dict[str, Face]) -> tuple[list[Condition], list[str]]:
    """The conditions asked for (all without any) that can be drawn, and the names of those that lack their font.

    Raises:
        KeyError: when there is no condition of a name.
    """
    known = load_conditions()
    chosen = [known[name] for name in wanted] if wanted else list(known.values())
    return [c for c in chosen if c.recipe.face in faces], [c.name for c in chosen if c.recipe.face not in faces]


def draw_pages(
    folder: Path, conditions: Sequence[Condition], faces: dict[str, Face], *, count: int, seed: int
) -> Iterator[FreshPage]:
    """Draw `count` pages, the conditions in turn, into a folder; a page that lies there already is not drawn again.

    The same seed and fonts give the same pages, whichever other conditions are drawn beside them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = _load_truth(folder)
    for number in range(count):
        condition = conditions[number % len(conditions)]
        name = f"{condition.name}-{number // len(conditions) + 1:02}"
        if name not in truth:
            own = zlib.crc32(f"{seed} {name}".encode())
            entry = _draw_one(folder, name, condition, faces, own)
            truth[name] = entry
            rows = [truth[key] for key in sorted(truth)]
            (folder / TRUTH).write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
        entry = truth[name]
        fields = {key: tuple(values) for key, values in entry["fields"].items()}
        yield FreshPage(name, condition, folder / "pages" / entry["file"], entry["gt"], fields)


def _draw_one(folder: Path, name: str, condition: Condition, faces: dict[str, Face], seed: int) -> dict[str, object]:
    (folder / "pages").mkdir(exist_ok=True)
    for again in range(9):
        try:
            picture, text, fields = draw_fresh(condition, faces, seed + again * 1_000_003)
            break
        except MissingGlyphError:  # a rare sign of a place's name that no font here has
            continue
    else:
        raise MissingGlyphError(name)
    recipe = condition.recipe
    if picture.ndim == 2:
        path = folder / "pages" / f"{name}.tif"
        files.write_tiff(path, [picture], (204, 196), bilevel=True, quality=recipe.quality)
    else:
        path = folder / "pages" / f"{name}.jpg"
        path.write_bytes(files.to_jpeg(picture, recipe.dpi, recipe.quality, grey=recipe.grey))
    return {"id": name, "file": path.name, "gt": text, "fields": fields}


def _load_truth(folder: Path) -> dict[str, dict[str, object]]:
    path = folder / TRUTH
    if not path.exists():
        return {}
    return {entry["id"]: entry for entry in json.loads(path.read_text("utf-8"))}
