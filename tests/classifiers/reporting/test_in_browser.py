"""The page in a browser: nothing overflows, tables sort, and nothing is asked of a network."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from classifiers.reporting.writing import write_report
from tests.classifiers.reporting.evaluated import draw_evaluation, leave

BROWSER = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no headless Chromium (apt-get install chromium-headless-shell)"),
]
PROBE = """
<script>
window.addEventListener("load", function () {
  var wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  var table = document.querySelector("#classes table"), heading = table.querySelector("th");
  heading.click(); heading.click();
  var names = Array.prototype.map.call(table.tBodies[0].rows, function (row) { return row.cells[0].textContent; });
  var asked = performance.getEntriesByType("resource").length;
  var plots = Array.prototype.map.call(document.querySelectorAll("svg.plot"), function (plot) {
    return Math.round(plot.getBoundingClientRect().width);
  });
  document.title = JSON.stringify({wide: wide, names: names, asked: asked, plots: plots});
});
</script>
"""


def run_browser(page: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    command = [
        str(BROWSER),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={page.parent / 'browser'}",
    ]
    return subprocess.run([*command, *more, page.as_uri()], capture_output=True, timeout=120, check=False)


@pytest.mark.parametrize("width", [800, 1400])
def test_a_page_fits_sorts_and_asks_for_nothing(tmp_path, width):
    labels = [f"第{n:02}类承办单位" for n in range(60)]
    page = write_report(tmp_path, draw_evaluation(labels, 400), mask=leave)
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", f"{PROBE}</body>"), encoding="utf-8")
    done = run_browser(page, "--dump-dom", f"--window-size={width},900", "--virtual-time-budget=5000")
    title = re.search(r"<title>(.*?)</title>", done.stdout.decode())
    assert title is not None, done.stderr.decode()[-500:]
    import json

    found = json.loads(title[1])
    assert found["wide"] <= 0
    assert found["asked"] == 0
    assert found["names"] == sorted(found["names"], reverse=True)
    assert len(found["names"]) == 60
    assert len(found["plots"]) == 3
    assert all(drawn > 300 for drawn in found["plots"])


def test_a_page_prints_on_upright_paper(tmp_path):
    page = write_report(tmp_path, draw_evaluation([f"第{n:02}类" for n in range(40)], 300), mask=leave)
    run_browser(page, f"--print-to-pdf={tmp_path / 'report.pdf'}", "--no-pdf-header-footer")
    import pikepdf

    with pikepdf.open(tmp_path / "report.pdf") as paper:
        width, height = (float(paper.pages[0].mediabox[side]) for side in (2, 3))
        assert (round(width), round(height)) == (595, 842)
        assert 3 <= len(paper.pages) <= 14
