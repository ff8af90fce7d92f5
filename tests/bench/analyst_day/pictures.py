"""A command as people see it: run it, and draw what it prints as an SVG.

Every run of wide or of narrow characters has its place and its length in cells, so that columns stand whatever font a
viewer has. Nothing is fetched from a network.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len

WIDTH = 100
"""Cells of a line."""
CELL, LINE, EDGE = 8.4, 20, 16
"""Pixels: the width of a cell, the height of a line, the border."""
FONTS = "'Noto Sans Mono CJK SC','Sarasa Mono SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',monospace"
LAIXIN = Path(sys.executable).parent / "laixin"


def run_and_draw(command: list[str], to: Path | None, *, home: Path, most: int = 60) -> str:
    """Run `laixin COMMAND` on a home; what it printed. With `to`, its first `most` lines become a picture."""
    shown = " ".join(["laixin", *command])
    given = {**os.environ, "COLUMNS": str(WIDTH), "LAIXIN_HOME": str(home), "LAIXIN_LANG": "zh"}
    done = subprocess.run(
        [str(LAIXIN), *command], env=given, cwd=home, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False,
    )  # fmt: skip
    print(f"$ {shown}  → {done.returncode}", flush=True)
    if to is not None:
        printed = done.stdout.replace(str(home), "…").rstrip().splitlines()
        to.write_text(draw_lines([f"$ {shown}", *printed[:most]]), encoding="utf-8")
    return done.stdout


def photograph(page: Path, to: Path) -> None:
    """The top of a page as a browser shows it; nothing where there is no headless Chromium."""
    browser = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
    if browser is None:
        print(f"no browser: {to.name} is left as it was", flush=True)
        return
    subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1000,1700",
         f"--screenshot={to}", page.resolve().as_uri()],
        check=True, capture_output=True,
    )  # fmt: skip


def draw_lines(lines: list[str]) -> str:
    """Lines of a terminal as an SVG; the first, the command, in bold."""
    width, height = WIDTH * CELL + 2 * EDGE, len(lines) * LINE + 2 * EDGE
    body = "\n".join(part for number, line in enumerate(lines) for part in _draw_line(line, number, bold=number == 0))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">\n'
        f'<rect width="100%" height="100%" rx="6" fill="#f6f8fa"/>\n'
        f'<g font-family="{FONTS}" font-size="14" fill="#1f2328" xml:space="preserve">\n{body}\n</g>\n</svg>\n'
    )


def _draw_line(line: str, number: int, *, bold: bool) -> Iterator[str]:
    column, y = 0, EDGE + LINE * (number + 0.75)
    weight = ' font-weight="bold"' if bold else ""
    for blank, group in groupby(_runs(line.rstrip()), key=lambda run: not run.strip()):
        for run in group:
            cells = cell_len(run)
            if not blank:
                x, length = EDGE + column * CELL, cells * CELL
                size = f'textLength="{length:g}" lengthAdjust="spacingAndGlyphs"'
                yield f'<text x="{x:g}" y="{y:g}" {size}{weight}>{escape(run)}</text>'
            column += cells


def _runs(line: str) -> Iterator[str]:
    """The line in runs of blanks, of wide and of narrow characters."""
    for _, group in groupby(line, key=lambda character: (character.isspace(), cell_len(character))):
        yield "".join(group)
