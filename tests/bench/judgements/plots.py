"""Draw reliability and coverage against precision. The same figures give the same file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.judgements.curves import HELD_OUT, QUESTIONS, Curve
from tests.bench.judgements.figures import find_interval

COLOURS = {HELD_OUT: "#0b6e4f"}
OTHER_COLOUR = "#c8553d"
PRECISION = 0.97
TITLES = {"topic": "topic (17)", "unit": "lead unit", "matter_class": "matter class"}


def draw_reliability(path: Path, curves: Sequence[Curve]) -> None:
    """Share right against score in ten bins, with intervals of 95 %; below, how many letters a bin holds."""
    plt = _open()
    figure, axes = plt.subplots(2, len(QUESTIONS), figsize=(12, 5.6), height_ratios=(3, 1), sharex=True)
    for column, question in enumerate(QUESTIONS):
        above, below = axes[0][column], axes[1][column]
        above.plot([0, 1], [0, 1], color="#999999", linewidth=0.8)
        above.fill_between([0, 1], [-0.03, 0.97], [0.03, 1.03], color="#999999", alpha=0.2, linewidth=0)
        for at, curve in enumerate(curve for curve in curves if curve.question == question):
            colour = COLOURS.get(curve.source, OTHER_COLOUR)
            bins = curve.bins()
            scores, shares = [row[0] for row in bins], [row[1] for row in bins]
            limits = [find_interval(row[2], row[3]) for row in bins]
            away = [
                [share - low for share, (low, _) in zip(shares, limits, strict=True)],
                [high - share for share, (_, high) in zip(shares, limits, strict=True)],
            ]
            above.errorbar(scores, shares, yerr=away, fmt="o", color=colour, markersize=4, label=curve.source)
            places = [score + (at - 0.5) * 0.025 for score in scores]
            below.bar(places, [row[3] / len(curve.scores) for row in bins], width=0.025, color=colour)
        above.set_title(TITLES[question])
        above.set_ylim(-0.03, 1.03)
        above.grid(alpha=0.3)
        below.set_xlim(-0.02, 1.02)
        below.set_xlabel("score")
    axes[0][0].set_ylabel("share right")
    axes[1][0].set_ylabel("share of letters")
    _save(plt, figure, path, axes[0][0])


def draw_coverage(path: Path, curves: Sequence[Curve]) -> None:
    """Precision of the letters that pass, by their share of all, with the point at which the office stops."""
    plt = _open()
    figure, axes = plt.subplots(1, len(QUESTIONS), figsize=(12, 4.2), sharey=True)
    for axis, question in zip(axes, QUESTIONS, strict=True):
        axis.axhline(PRECISION, color="#999999", linewidth=0.8)
        for curve in (curve for curve in curves if curve.question == question):
            colour = COLOURS.get(curve.source, OTHER_COLOUR)
            taken, right = curve.coverage()
            axis.plot(taken, right, color=colour, linewidth=1.4, label=curve.source)
            passed = curve.scores >= curve.threshold
            if passed.any():
                axis.plot([passed.mean()], [curve.right[passed].mean()], "o", color=colour, markersize=7)
        axis.set_title(
            f"{TITLES[question]}, passes from {next(c for c in curves if c.question == question).threshold:.3f}"
        )
        axis.set_xlim(0, 1.02)
        axis.set_ylim(0.8, 1.005)
        axis.set_xlabel("share that passes alone")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("share right of these")
    _save(plt, figure, path, axes[0])


def _open() -> Any:
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "laixin"
    from matplotlib import pyplot as plt

    return plt


def _save(plt: Any, figure: Any, path: Path, of: Any) -> None:
    figure.legend(*of.get_legend_handles_labels(), loc="lower center", ncols=2, frameon=False)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    plt.close(figure)
