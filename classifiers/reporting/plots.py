"""Draw the plots of a report as SVG that stands inside the page and takes its colours and fonts from it.

Words in a plot are put in after it is drawn, centred on their place, so that any font of the reader's will do, and
nothing has to be measured in a font that is not there. The same figures give the same bytes.
"""

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Self

from classifiers.learning.evaluation import PRECISION
from classifiers.reporting.evaluations import LearningPoint
from classifiers.reporting.figures import CoveragePoint, Passing, ScoreBin

INK, FAINT, GOOD, BAD, BAND = "#010101", "#020202", "#030303", "#040404", "#050505"
_COLOURS = {INK: "--ink", FAINT: "--faint", GOOD: "--good", BAD: "--bad", BAND: "--band"}
"""Colours that stand for those of the page, in light and in dark."""
_STYLE: dict[str, Any] = {
    "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 10, "axes.edgecolor": FAINT,
    "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": FAINT, "grid.linewidth": 0.5, "grid.alpha": 0.35,
    "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none", "axes.axisbelow": True,
}  # fmt: skip
_SIZE = (6.0, 4.2)

Words = Mapping[str, str]


def draw_reliability(bins: Sequence[ScoreBin], words: Words) -> str:
    """Share right against score with intervals; below, how many letters each bin holds."""
    with _Drawing("reliability", words) as drawing:
        above, below = drawing.figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        above.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
        scores = [row.mean_score for row in bins]
        shares = [row.right.value or 0.0 for row in bins]
        low = [share - row.right.low for share, row in zip(shares, bins, strict=True)]
        high = [row.right.high - share for share, row in zip(shares, bins, strict=True)]
        above.errorbar(scores, shares, yerr=[low, high], fmt="o", color=GOOD, markersize=5, capsize=3, linewidth=1.4)
        _share_axis(above.yaxis)
        above.set(xlim=(0, 1), ylim=(0, 1.04), ylabel=drawing.word("right"))
        middles = [(row.low + row.high) / 2 for row in bins]
        below.bar(middles, [row.letters for row in bins], width=0.085, color=GOOD, alpha=0.55)
        most = max(row.letters for row in bins)
        for middle, row in zip(middles, bins, strict=True):
            below.text(middle, row.letters + most * 0.06, str(row.letters), ha="center", fontsize=8)
        _share_axis(below.xaxis)
        below.set(ylim=(0, most * 1.4), yticks=[], xlabel=drawing.word("score"), ylabel=drawing.word("letters"))
        below.grid(visible=False)
        drawing.figure.align_ylabels([above, below])
    return drawing.svg


def draw_coverage(curve: Sequence[CoveragePoint], passing: Passing, words: Words) -> str:
    """Share right of the letters that pass, by their share of all, with the threshold and the office's line marked."""
    with _Drawing("coverage", words) as drawing:
        axes = drawing.figure.subplots()
        shares, right = [point.coverage for point in curve], [point.precision for point in curve]
        axes.axhline(PRECISION, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot(shares, right, color=GOOD, linewidth=1.8)
        lowest = min([*right, PRECISION])
        x, y = passing.coverage.value or 0.0, passing.precision.value or 0.0
        if passing.letters:
            lowest = min(lowest, y)
            axes.axvline(x, color=BAD, linewidth=1)
            axes.plot([x], [y], "o", color=BAD, markersize=8)
        bottom = max(0.0, lowest - (1 - lowest) * 0.15 - 0.01)
        if passing.letters:
            side, gap = ("right", -6) if x > 0.5 else ("left", 6)
            foot = (x, bottom), (gap, 6)
            axes.annotate(drawing.word("threshold"), *foot, textcoords="offset points", ha=side, color=BAD)
        _share_axis(axes.xaxis)
        _share_axis(axes.yaxis, fine=1 - bottom < 0.12)
        axes.set(xlim=(0, 1.01), ylim=(bottom, 1.004), xlabel=drawing.word("passed"), ylabel=drawing.word("right"))
    return drawing.svg


def draw_learning(points: Sequence[LearningPoint], words: Words) -> str:
    """Macro-F1 by the number of letters learned from; accuracy beside it where it is known."""
    with _Drawing("learning", words) as drawing:
        axes = drawing.figure.subplots()
        letters = [point.letters for point in points]
        values = [point.macro_f1 for point in points]
        axes.plot(letters, values, "o-", color=GOOD, linewidth=1.8)
        rights = [(point.letters, point.accuracy) for point in points if point.accuracy is not None]
        if rights:
            axes.plot(*zip(*rights, strict=True), "s--", color=INK, linewidth=1.2, markersize=4, alpha=0.7)
        every = [*values, *(value for _, value in rights)]
        least = max(0.0, min(every) - 0.05)
        _share_axis(axes.yaxis)
        axes.set(xlim=(0, max(letters) * 1.06), ylim=(least, min(1.004, max(every) + 0.05)))
        axes.set(xlabel=drawing.word("letters"), ylabel=drawing.word("share"))
    return drawing.svg


class _Drawing:
    """A figure in the style of the page; when it is left, `svg` holds it with the words in their places."""

    def __init__(self, name: str, words: Words) -> None:
        self.name, self.svg = name, ""
        self._words = words
        self._used: list[str] = []

    def word(self, key: str) -> str:
        """What stands for some words until the plot is drawn."""
        if key not in self._used:
            self._used.append(key)
        return f"W{self._used.index(key)}W"

    def __enter__(self) -> Self:
        import matplotlib as mpl
        from matplotlib.figure import Figure

        style: Any = {**_STYLE, "svg.hashsalt": self.name}
        self._context = mpl.rc_context(style)
        self._context.__enter__()
        self.figure = Figure(figsize=_SIZE, layout="constrained")
        return self

    def __exit__(self, *trouble: object) -> None:
        try:
            if trouble[0] is None:
                stream = io.StringIO()
                self.figure.savefig(
                    stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
                )
                self.svg = self._settle(stream.getvalue())
        finally:
            self._context.__exit__(None, None, None)

    def _settle(self, svg: str) -> str:
        """The plot without heading, foreign names and fixed size, its ids its own, colours and words put in."""
        svg = svg[svg.index("<svg") :]
        svg = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
        box = re.search(r'viewBox="[^"]*"', svg)
        assert box is not None
        label = escape(self._words["title"], quote=True)
        svg = re.sub(r"^<svg[^>]*>", f'<svg class="plot" role="img" aria-label="{label}" {box[0]}>', svg)
        svg = svg.replace("xlink:href", "href")
        svg = re.sub(r'\bid="', f'id="{self.name}-', svg)
        svg = re.sub(r'href="#', f'href="#{self.name}-', svg)
        svg = svg.replace("url(#", f"url(#{self.name}-")
        svg = svg.replace("font-family: 'DejaVu Sans'; ", "")
        for colour, name in _COLOURS.items():
            svg = svg.replace(colour, f"var({name})")
        for place, key in enumerate(self._used):
            svg = svg.replace(f"W{place}W", escape(self._words[key]))
        return re.sub(r"\n\s*", "\n", svg).strip()


def _share_axis(axis: Any, *, fine: bool = False) -> None:  # noqa: ANN401 (either axis of matplotlib)
    from matplotlib.ticker import PercentFormatter

    axis.set_major_formatter(PercentFormatter(1.0, decimals=1 if fine else 0))
