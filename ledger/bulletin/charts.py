"""The charts of a bulletin as SVG and PNG, drawn from the protected figures with a font file that is given.

Words are drawn as outlines, so that a reader needs no font. The same figures give the same bytes.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.bulletin.document import Chart
from ledger.bulletin.words import MARK, Words
from records import BulletinFigures, FigureTable
from vocab.tiles import CountyTiles, Tile, lay_tiles

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

CLASSES = (1, 5, 10, 20, 50)
"""Where the classes of the map begin."""
SHADES = ("#d6e6f4", "#abd0e6", "#6aaed6", "#3787c0", "#105ba4")
ZERO, HIDDEN_FACE, HATCH, EDGE, INK, BAR = "#ffffff", "#eeeeee", "#8a8a8a", "#b5b5b5", "#222222", "#3787c0"
_DARK_FROM = 3
_DPI = 200
_INCHES_WIDE = 6.7
_SUFFIXES = ("街道", "畲族乡", "镇", "乡", "国有防护林场")
_MOST_SIGNS = 3


@dataclass(frozen=True)
class Drawn:
    """A chart in both forms; `svg` has no XML heading and can stand in a page."""

    svg: str
    png: bytes


def draw_charts(figures: BulletinFigures, charts: Sequence[Chart], words: Words, *, font: Path) -> dict[Chart, Drawn]:
    """Draw the charts that are asked for."""
    drawn: dict[Chart, Drawn] = {}
    for chart in charts:
        with _style(chart, font) as face:
            if chart == "map":
                figure = _draw_map(figures, words, face)
            else:
                question = {"topics": "topic", "units": "unit"}[chart]
                table = next(table for table in figures.tables if table.question == question)
                figure = _draw_bars(table, words, face)
            drawn[chart] = _save(figure, chart)
    return drawn


@contextmanager
def _style(name: str, font: Path) -> Iterator["FontProperties"]:
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties

    style: Any = {
        "svg.fonttype": "path",
        "svg.hashsalt": f"laixin {name}",
        "hatch.color": HATCH,
        "hatch.linewidth": 0.6,
        "axes.unicode_minus": False,
    }
    with mpl.rc_context(style):
        yield FontProperties(fname=str(font))


def _save(figure: "Figure", name: str) -> Drawn:
    svg, png = io.StringIO(), io.BytesIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(svg, format="svg", metadata=nothing)
    figure.savefig(png, format="png", dpi=_DPI, metadata={"Software": None})
    return Drawn(_settle(svg.getvalue(), name), png.getvalue())


def _settle(svg: str, name: str) -> str:
    """The chart without XML heading, its ids its own: several stand in one page."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = svg.replace("xlink:href", "href").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = svg.replace('href="#', f'href="#{name}-').replace("url(#", f"url(#{name}-")
    return re.sub(r"\n\s*", "\n", svg).strip()


def _draw_bars(table: FigureTable, words: Words, face: "FontProperties") -> "Figure":
    """Bars of the cells that are shown, the longest on top."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    cells = [cell for cell in table.cells if cell.letters]
    figure = Figure(figsize=(_INCHES_WIDE, 0.5 + 0.27 * len(cells)), layout="constrained")
    axes = figure.add_subplot()
    names = [words.name(table.question, cell.code) for cell in cells]
    letters = [cell.letters or 0 for cell in cells]
    axes.barh(range(len(cells)), letters, color=BAR, height=0.7)
    axes.set_yticks(range(len(cells)), names, fontproperties=face, fontsize=9, color=INK)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    for label in axes.get_xticklabels():
        label.set_fontproperties(face)
        label.set_fontsize(8)
    for place, number in enumerate(letters):
        axes.text(number, place, f" {number}", va="center", ha="left", fontproperties=face, fontsize=9, color=INK)
    axes.set_xlim(0, max(letters) * 1.1)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure


def _draw_map(figures: BulletinFigures, words: Words, face: "FontProperties") -> "Figure":
    """The scheme of townships: a tile a township, shaded by its count, hatched where that is kept back."""
    from matplotlib.figure import Figure

    counties = lay_tiles(words.vocabulary.divisions)
    wide = max((place.column + place.width for place in counties), default=1)
    high = max((tile.row + 1 for place in counties for tile in place.tiles), default=1) + 1.6
    figure = Figure(figsize=(_INCHES_WIDE, _INCHES_WIDE * high / wide))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-0.1, wide + 0.1)
    axes.set_ylim(high, -0.1)
    axes.axis("off")
    size = _INCHES_WIDE * 72 / wide  # points a tile
    for place in counties:
        _draw_county(axes, place, figures, words, face, size=size)
    _draw_legend(axes, words, face, size, row=high - 1.1)
    return figure


def _draw_county(
    axes: Any,  # noqa: ANN401 (axes of matplotlib)
    place: CountyTiles,
    figures: BulletinFigures,
    words: Words,
    face: "FontProperties",
    *,
    size: float,
) -> None:
    counts = {(table.question, table.of): table for table in figures.tables}
    total = _count(counts.get(("county", "")), place.division.code)
    told = words.say("cell.plain", name=place.division.name, letters=MARK if total is None else total)
    axes.text(place.column, place.row + 0.62, told, fontproperties=face, fontsize=0.42 * size, va="center", color=INK)
    table = counts.get(("township", place.division.code))
    for tile in place.tiles:
        # No table: no letter came from the county, or nothing of it is told.
        letters = (0 if total == 0 else None) if table is None else _count(table, tile.division.code)
        _draw_tile(axes, tile, letters, face, size)


def _draw_tile(axes: Any, tile: Tile, letters: int | None, face: "FontProperties", size: float) -> None:  # noqa: ANN401
    from matplotlib.patches import Rectangle

    colour, hatch = face_of(letters)
    axes.add_patch(
        Rectangle((tile.column, tile.row), 0.94, 0.94, facecolor=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.5)
    )
    dark = letters is not None and class_of(letters) >= _DARK_FROM
    ink = "#ffffff" if dark else INK
    name = short_name(tile.division.name)
    axes.text(
        tile.column + 0.47, tile.row + 0.33, name, fontproperties=face, fontsize=0.29 * size, ha="center", va="center",
        color=ink,
    )  # fmt: skip
    shown = MARK if letters is None else str(letters)
    axes.text(
        tile.column + 0.47, tile.row + 0.7, shown, fontproperties=face, fontsize=0.29 * size, ha="center", va="center",
        color=ink,
    )  # fmt: skip


def _draw_legend(axes: Any, words: Words, face: "FontProperties", size: float, *, row: float) -> None:  # noqa: ANN401
    from matplotlib.patches import Rectangle

    entries: list[tuple[int | None, str]] = [(0, words.say("chart.zero"))]
    for low, after in pairwise(CLASSES):
        entries.append((low, words.say("chart.class", low=low, high=after - 1)))
    entries.append((CLASSES[-1], words.say("chart.class-open", low=CLASSES[-1])))
    entries.append((None, words.say("chart.hidden", mark=MARK)))
    column = 0.0
    for letters, told in entries:
        colour, hatch = face_of(letters)
        axes.add_patch(Rectangle((column, row), 0.5, 0.5, facecolor=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.5))
        axes.text(column + 0.6, row + 0.27, told, fontproperties=face, fontsize=0.3 * size, va="center", color=INK)
        column += 2.15
    axes.text(
        column,
        row + 0.27,
        words.say("chart.map-note"),
        fontproperties=face,
        fontsize=0.3 * size,
        va="center",
        color=INK,
    )


def class_of(letters: int) -> int:
    """The number of a count's class: how many classes begin at or below it."""
    return sum(letters >= low for low in CLASSES)


def face_of(letters: int | None) -> tuple[str, str | None]:
    """The colour of a tile, and its hatching when the count is kept back."""
    if letters is None:
        return HIDDEN_FACE, "////"
    number = class_of(letters)
    return (SHADES[number - 1] if number else ZERO), None


def short_name(name: str) -> str:
    """A township's name as it fits into a tile."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            name = name.removesuffix(suffix)
            break
    return name if len(name) <= _MOST_SIGNS else name[: _MOST_SIGNS - 1] + "…"


def _count(table: FigureTable | None, code: str) -> int | None:
    return next((cell.letters for cell in table.cells if cell.code == code), None) if table is not None else None
