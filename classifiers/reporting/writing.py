"""Write a report: `report.html` for people and `report.json` for programs, each there whole or not at all."""

import os
from pathlib import Path

from classifiers.reporting.evaluations import Evaluation, Mask
from classifiers.reporting.html_report import render_html
from classifiers.reporting.json_report import render_json
from classifiers.reporting.reports import Report, compose_report
from vocab import Lang

PAGE, VALUES = "report.html", "report.json"
_OWNER_ONLY = 0o600


def write_report(folder: Path, evaluation: Evaluation, *, mask: Mask, lang: Lang = "zh") -> Path:
    """Write both files into a folder, which only its owner may enter when it is made here; gives the page's path.

    `mask` takes what belongs to persons out of a letter that is quoted. The same evaluation gives the same bytes.

    Raises:
        OSError: the folder cannot be written.
    """
    return write_composed(folder, compose_report(evaluation, mask=mask), lang=lang)


def write_composed(folder: Path, report: Report, *, lang: Lang = "zh") -> Path:
    """Write a report that is put together already."""
    page, values = render_html(report, lang=lang), render_json(report)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _replace(folder / VALUES, values)
    _replace(folder / PAGE, page)
    return folder / PAGE


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "wb") as file:
        file.write(text.encode("utf-8", "replace"))
    part.replace(path)
