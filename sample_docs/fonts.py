"""Choose a font for every character: web fonts come in slices, and no hand has every character."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from PIL import ImageFont

INDEX = re.compile(r"^(?P<pattern>.+?)(?:#(?P<index>\d+))?$")


class MissingGlyphError(Exception):
    """No font of the face and its fallbacks has a character."""


@dataclass(frozen=True)
class Slice:
    """One font file, or one font of a collection."""

    path: Path
    index: int


@cache
def characters_of(part: Slice) -> frozenset[int]:
    """The code points that a font file can draw."""
    if part.path.suffix == ".ttc":
        font = TTCollection(str(part.path), lazy=True).fonts[part.index]
    else:
        font = TTFont(str(part.path), lazy=True)
    return frozenset(font.getBestCmap())


@lru_cache(maxsize=4096)
def load_font(part: Slice, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels."""
    return ImageFont.truetype(str(part.path), size=size, index=part.index)


@dataclass(frozen=True)
class Face:
    """A face is an ordered list of font files; a character is drawn with the first that has it."""

    name: str
    parts: tuple[Slice, ...]
    chosen: dict[str, Slice] = field(default_factory=dict, compare=False)

    def part_for(self, character: str) -> Slice:
        """The file that draws a character, or `MissingGlyphError`: a box is never drawn."""
        if character not in self.chosen:
            for part in self.parts:
                if ord(character) in characters_of(part) and self._has_ink(part, character):
                    self.chosen[character] = part
                    break
            else:
                message = f"{self.name}: no font has U+{ord(character):04X}"
                raise MissingGlyphError(message)
        return self.chosen[character]

    def font(self, character: str, size: int) -> ImageFont.FreeTypeFont:
        """The font that draws a character at a size in pixels."""
        return load_font(self.part_for(character), size)

    def advance(self, character: str, size: int) -> float:
        """Width in pixels that a character takes."""
        return self.font(character, size).getlength(character)

    @staticmethod
    def _has_ink(part: Slice, character: str) -> bool:
        left, top, right, bottom = load_font(part, 64).getbbox(character)
        return character.isspace() or (right > left and bottom > top)


def load_faces(folder: Path, table: dict[str, list[str]], fallbacks: list[str]) -> dict[str, Face]:
    """Faces by name. The table maps a name to glob patterns under the folder, `#N` for a font of a collection.

    Every face ends with the fallback faces. Raises `FileNotFoundError` when a pattern matches no file.
    """
    parts: dict[str, tuple[Slice, ...]] = {}
    for name, patterns in table.items():
        found: list[Slice] = []
        for entry in patterns:
            match = INDEX.match(entry)
            assert match is not None
            files = sorted(folder.glob(match["pattern"]))
            if not files:
                message = f"no font matches {entry}; see sample_docs/README.md"
                raise FileNotFoundError(message)
            found += [Slice(file, int(match["index"] or 0)) for file in files]
        parts[name] = tuple(found)
    spare = tuple(part for name in fallbacks for part in parts[name])
    return {name: Face(name, own + tuple(part for part in spare if part not in own)) for name, own in parts.items()}
