"""Letters whose every line stands where the test says, and what readers of PDF make of their archive copies."""

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from extractors.archiving.archive import Archived, make_archive
from extractors.pages.page_work import turn_matrix
from records import Box, Letter, Line, Page, Scan

CASE_NO = "2026-XF-00007"
MADE_AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
PIXELS = 10**8
SIZE = (840, 1188)
"""Width and height of a page: A4 at about 102 dots an inch."""

DPI = 102


def line(text: str, box: Box, *, page: int = 1, joint: str = "\n", engine: str = "rapidocr") -> Line:
    return Line(page=page, box=box, text=text, raw=text, confidence=0.9, engine=engine, joint=joint)


def lines_of(*texts: str, page: int = 1, size: int = 20, left: float = 80, top: float = 100) -> tuple[Line, ...]:
    """Lines one under the other, `size` pixels to a Han character, in boxes a third higher than that."""
    return tuple(
        line(
            text, (left, top + 2 * size * n, left + width_of(text) * size, top + 2 * size * n + 4 / 3 * size), page=page
        )
        for n, text in enumerate(texts)
    )


def width_of(text: str) -> float:
    """Its width in Han characters."""
    import unicodedata

    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.5 for sign in text)


def page_of(
    number: int = 1, *, rotation: int = 0, size: tuple[int, int] = SIZE, dpi: int = DPI, **given: object
) -> Page:
    """A page read from a picture that lies turned by `rotation`; `size` is the upright page's."""
    picture = size if rotation % 180 == 0 else size[::-1]
    told = {
        "number": number,
        "source": "image",
        "size": size,
        "picture": picture,
        "dpi": dpi,
        "rotation": rotation,
        "to_upright": tuple(turn_matrix(rotation, picture).ravel()),
        "engine": "rapidocr",
    }
    return Page.model_validate({**told, **given})


def letter_of(path: Path, media_type: str, pages: Sequence[Page], lines: Sequence[Line]) -> Letter:
    body = path.read_bytes()
    scan = Scan(
        sha256=hashlib.sha256(body).hexdigest(),
        name="林小川 的信.jpg",
        media_type=media_type,
        size=len(body),
        received_at=MADE_AT,
    )
    return Letter(scan=scan, pages=tuple(pages), lines=tuple(lines))


def archive(letter: Letter, path: Path, to: Path | None = None) -> tuple[Path, Archived]:
    """The archive copy beside the scan, and what became of its pages."""
    to = to or path.with_suffix(".archive.pdf")
    return to, make_archive(letter, path, to, title=CASE_NO, made_at=MADE_AT, max_pixels=PIXELS)


def copied(path: Path) -> list[list[str]]:
    """The text of each page by lines, as Chrome copies it."""
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [[shown for row in text.splitlines() if (shown := row.strip())] for text in texts]


def shown(path: Path, number: int = 1, *, width: int | None = None) -> NDArray[np.uint8]:
    """A page as it is shown, in colour."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[number - 1]
        scale = width / page.get_width() if width else 1
        return np.asarray(page.render(scale=scale).to_pil().convert("RGB"))


def as_file(path: Path, body: bytes | io.BytesIO) -> Path:
    path.write_bytes(body if isinstance(body, bytes) else body.getvalue())
    return path
