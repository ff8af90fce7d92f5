"""Letters for the finders' tests: made from plain text, without a scan behind them."""

from datetime import datetime

from extractors.fields.blocks import Blocks, find_blocks
from extractors.fields.sheets import Sheet, lay_out
from extractors.lines.text import normalize_line
from extractors.pages.page_kinds import tell_kind
from records import Joint, Letter, Line, Page, Scan

SURE = 0.9


def make_letter(*pages: str, cut: int | None = None, wrong_every: int | None = None) -> Letter:
    """A letter of `pages`, a paragraph a line, cells parted by tabs.

    `cut` cuts paragraphs into lines of that many characters, as paper does; every `wrong_every`th of those
    lines is taken for a new paragraph, as a reader may.
    """
    lines: list[Line] = []
    cuts = 0
    for number, page in enumerate(pages, 1):
        for paragraph in page.strip("\n").split("\n"):
            for column, cell in enumerate(paragraph.split("\t")):
                text = normalize_line(cell)
                width = cut if cut and "\t" not in paragraph else max(1, len(text))
                for at in range(0, max(1, len(text)), width):
                    joint: Joint = "\n" if column == 0 else "\t"
                    if at:
                        cuts += 1
                        joint = "\n" if wrong_every and cuts % wrong_every == 0 else ""
                    lines.append(_line(text[at : at + width], number, joint))
    scan = Scan(sha256="0" * 64, name="letter.jpg", media_type="image/jpeg", size=1, received_at=datetime(2026, 11, 23))  # noqa: DTZ001
    return Letter(
        scan=scan,
        pages=tuple(
            Page(number=number, source="image", kind=tell_kind(page.split("\n"), size=(0, 0)))
            for number, page in enumerate(pages, 1)
        ),
        lines=tuple(lines),
    )


def _line(text: str, page: int, joint: Joint) -> Line:
    return Line(
        page=page, box=(0, 0, 20 * len(text), 20), text=text, raw=text, confidence=SURE, engine="test", joint=joint
    )


def lay(*pages: str) -> tuple[Sheet, Blocks]:
    """The sheet of a letter and its parts."""
    sheet = lay_out(make_letter(*pages))
    return sheet, find_blocks(sheet)
