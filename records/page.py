"""Pages and the lines read on them."""

from typing import Literal

from pydantic import Field

from records.base import Record

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the upright page, origin at its top left."""

Source = Literal["text-layer", "image"]
Joint = Literal["", "\t", "\n"]

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Page(Record):
    """One page of a scan, as it was read.

    `size` is the upright page's width and height in pixels (points for a text layer, at 72 dpi).
    `rotation` is the clockwise turn in degrees that the scan has against upright (0, 90, 180, 270).
    `to_upright` is the homography, row by row, that takes a pixel of the scan's image to the upright
    page, so that every box leads back to the ink.
    """

    number: int = Field(ge=1)
    source: Source
    size: tuple[int, int] = (0, 0)
    dpi: int = 0
    rotation: Literal[0, 90, 180, 270] = 0
    to_upright: tuple[float, ...] = IDENTITY
    confidence: float | None = Field(default=None, ge=0, le=1)
    engine: str = ""
    doubts: tuple[str, ...] = ()


class Line(Record):
    """One line of text on a page.

    `text` is normalized (widths folded, no spaces between Han), `raw` is what the engine gave.
    `joint` stands between this line and the one before it in the letter's text: nothing inside a
    paragraph, a tab between the cells of a table row, a line feed before a new paragraph.
    """

    page: int = Field(ge=1)
    box: Box
    text: str
    raw: str
    confidence: float = Field(ge=0, le=1)
    engine: str
    joint: Joint = "\n"
