"""What came of a run: a table side by side, a CSV, a plot."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from tests.bench.fresh_pages.faces import find_plot_font
from tests.bench.fresh_pages.scoring import FIELDS, ConditionScore, PageScore, share_found

KINDS = {"print": "打印", "turned": "转向", "traditional": "繁体", "hand": "手写", "wild": "行草"}
COLOURS = ("#0b6e4f", "#c8553d", "#f2a541", "#5b7db1", "#8d6a9f", "#777777")


def rows_of(scores: Sequence[ConditionScore], *, seed: str) -> Iterator[dict[str, object]]:
    """A row for each condition and way."""
    for score in scores:
        pages = score.pages
        row: dict[str, object] = {
            "seed": seed,
            "condition": score.condition.name,
            "kind": score.condition.kind,
            "way": score.way,
            "pages": len(pages),
            "wrong_percent": round(100 * score.error_rate, 3),
            "missing_percent": round(100 * mean(page.missing for page in pages), 3),
            "lost_in_silence": sum(page.lost_in_silence for page in pages),
            "with_doubts": sum(bool(page.doubts) for page in pages),
            "turn_wrong": sum(page.rotation_right is False for page in pages),
            "cpu_s_a_page": round(score.cpu / len(pages), 3),
        }
        for name in FIELDS:
            share = share_found(pages, name)
            row[name] = "" if share is None else round(100 * share, 1)
        yield row


def write_csv(path: Path, scores: Sequence[ConditionScore], *, seed: str) -> None:
    """All rows as a CSV that spreadsheet programs open as UTF-8."""
    rows = list(rows_of(scores, seed=seed))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def write_table(scores: Sequence[ConditionScore]) -> str:
    """Three tables in Markdown: by condition, by kind of page with the bars' figures, and the fields."""
    ways = list(dict.fromkeys(score.way for score in scores))
    told = [*_heading(["字错率 % · CPU 秒/页 / wrong % · CPU s a page", *ways])]
    for name in dict.fromkeys(score.condition.name for score in scores):
        of = {score.way: score for score in scores if score.condition.name == name}
        first = next(iter(of.values()))
        cells = [_cell(of.get(way)) for way in ways]
        told.append(_row([f"{first.condition.zh} ({name}, {len(first.pages)})", *cells]))
    told += ["", *_heading(["", *ways])]
    for kind, zh in KINDS.items():
        if any(score.condition.kind == kind for score in scores):
            cells = [f"{100 * mean(p.error_rate for p in _pages(scores, way, kind)):.2f} %" for way in ways]
            told.append(_row([f"{zh} {kind}: 字错率 / wrong", *cells]))
    told.append(_row(["CPU 秒/页 / CPU s a page", *[f"{_cpu(scores, way):.2f}" for way in ways]]))
    told.append(_row(["错字 > 2 % 的页 / pages > 2 % wrong", *[_count_bad(_pages(scores, way)) for way in ways]]))
    told.append(_row(["缺字 > 2 % 而无疑点 / missing, no doubt", *[_count_lost(_pages(scores, way)) for way in ways]]))
    told += ["", *_heading(["找到的要素 / fields found", *ways])]
    for name in FIELDS:
        told.append(_row([name, *[_percent(share_found(_pages(scores, way), name)) for way in ways]]))
    return "\n".join(told)


def list_lost(scores: Sequence[ConditionScore]) -> Iterator[str]:
    """The pages that lost much and told nothing, and those that were turned wrongly, of the ways that tell."""
    for score in scores:
        for page in score.pages:
            if page.rotation_right is None:
                continue
            if page.lost_in_silence:
                yield f"{score.way}: {page.page} {100 * page.missing:.1f} % missing, no doubt"
            if page.rotation_right is False:
                yield f"{score.way}: {page.page} turned wrongly"


def draw_plot(path: Path, scores: Sequence[ConditionScore], *, seed: str) -> None:
    """Wrong characters by condition on a scale that shows both 0.1 and 100 %, and CPU seconds a page beside."""
    import matplotlib as mpl
    from matplotlib import font_manager

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "laixin"  # the same figures give the same file
    from matplotlib import pyplot as plt

    font = find_plot_font()
    if font:
        font_manager.fontManager.addfont(font)
        mpl.rcParams["font.family"] = [font_manager.FontProperties(fname=font).get_name(), "DejaVu Sans"]
    ways = list(dict.fromkeys(score.way for score in scores))
    names = list(dict.fromkeys(score.condition.name for score in scores))
    labels = {score.condition.name: score.condition.zh for score in scores}
    figure, (left, right) = plt.subplots(1, 2, figsize=(12, 0.34 * len(names) + 2.4), width_ratios=(3, 1))
    thick = 0.84 / len(ways)
    for at, way in enumerate(ways):
        of = {score.condition.name: 100 * score.error_rate for score in scores if score.way == way}
        places = [row + at * thick for row in range(len(names))]
        # 0 cannot stand on a logarithmic scale: 0.01 % is drawn for it.
        widths = [max(0.01, of.get(name, 0)) for name in names]
        left.barh(places, widths, height=thick, color=COLOURS[at % len(COLOURS)], label=way)
        right.barh([at], [_cpu(scores, way)], color=COLOURS[at % len(COLOURS)])
        right.text(_cpu(scores, way), at, f" {_cpu(scores, way):.2f}", va="center")
    left.set_xscale("log")
    left.set_xlim(0.008, 150)
    left.set_yticks([row + 0.42 - thick / 2 for row in range(len(names))], [labels[name] for name in names])
    left.invert_yaxis()
    left.set_xlabel("字错率 wrong characters, %")
    left.grid(axis="x", alpha=0.3)
    right.set_yticks(range(len(ways)), ways)
    right.invert_yaxis()
    right.margins(x=0.25)
    right.set_xlabel("CPU 秒/页 s a page")
    pages = sum(len(score.pages) for score in scores if score.way == ways[0])
    figure.suptitle(f"{pages} 页新画来信 fresh pages, seed {seed}")
    figure.legend(*left.get_legend_handles_labels(), loc="lower center", ncols=len(ways), frameon=False)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None, dpi=110)
    plt.close(figure)


def _pages(scores: Sequence[ConditionScore], way: str, kind: str | None = None) -> list[PageScore]:
    return [p for s in scores if s.way == way and (kind is None or s.condition.kind == kind) for p in s.pages]


def _cpu(scores: Sequence[ConditionScore], way: str) -> float:
    own = [score for score in scores if score.way == way]
    return sum(score.cpu for score in own) / sum(len(score.pages) for score in own)


def _cell(score: ConditionScore | None) -> str:
    return f"{100 * score.error_rate:.2f} · {score.cpu / len(score.pages):.2f}" if score else ""


def _count_bad(pages: Sequence[PageScore]) -> str:
    return f"{sum(page.error_rate > 0.02 for page in pages)} / {len(pages)}"


def _count_lost(pages: Sequence[PageScore]) -> str:
    """A way that tells no doubts loses every missing character in silence."""
    return f"{sum(page.lost_in_silence for page in pages)} / {len(pages)}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _heading(cells: Sequence[str]) -> list[str]:
    return [_row(cells), "|" + "---|" * len(cells)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
