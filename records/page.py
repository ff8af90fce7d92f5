"""Pages and the lines read on them."""

from typing import Literal

from pydantic import Field

from records.base import Record, Text

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the upright page, origin at its top left; four zeros on a `document` page."""

Source = Literal["text-layer", "image", "document"]
Kind = Literal["letter", "envelope", "id-card", "photo", "separator", "blank"]
Joint = Literal["", "\t", "\n"]

IDENTITY = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Barcode(Record):
    """A barcode on a page: its symbology (`QRCode`, `Code128`, ...), what it says and where it stands."""

    format: str
    text: Text
    box: Box


class Page(Record):
    """One page of a scan, as it was read.

    `source` is `document` for what was never on paper (a mail, a text file): such a page has no boxes.
    `kind` is what the page is; `letter` when nothing speaks for another kind.
    `unread` are the places where there is ink that no line covers.
    `attachment` is the number of the mail's or document's attachment that the page belongs to, 0 for the thing itself.
    `size` is the upright page's width and height in pixels (points for a text layer, at 72 dpi).
    `picture` is the width and height in pixels of the scan's image that `to_upright` starts from, as it was decoded.
    `rotation` is the clockwise turn in degrees that the scan has against upright (0, 90, 180, 270).
    `to_upright` is the homography, row by row, that takes a pixel of the scan's image to the upright
    page, so that every box leads back to the ink.
    """

    number: int = Field(ge=1)
    source: Source
    kind: Kind = "letter"
    attachment: int = Field(default=0, ge=0)
    size: tuple[int, int] = (0, 0)
    picture: tuple[int, int] = (0, 0)
    dpi: int = 0
    rotation: Literal[0, 90, 180, 270] = 0
    to_upright: tuple[float, ...] = IDENTITY
    confidence: float | None = Field(default=None, ge=0, le=1)
    engine: str = ""
    unread: tuple[Box, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    doubts: tuple[str, ...] = ()


class Line(Record):
    """One line of text on a page.

    `text` is normalized (widths folded, no spaces between Han), `raw` is what the engine gave.
    `joint` stands between this line and the one before it in the letter's text: nothing inside a
    paragraph, a tab between the cells of a table row, a line feed before a new paragraph.
    `second` is what a second engine read there: nothing when it was not asked, the same as `text` when it agrees.
    """

    page: int = Field(ge=1)
    box: Box
    text: Text
    raw: Text
    confidence: float = Field(ge=0, le=1)
    engine: str
    joint: Joint = "\n"
    second: Text | None = None
