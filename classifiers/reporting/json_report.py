"""A report as plain values for programs: the keys of `docs/schema/report-1.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from classifiers.reporting.reports import Report

FORMAT = 1
FIGURES_OF_SHARES = 6


def as_json(report: Report) -> dict[str, object]:
    """Everything that the page says, with English keys; labels are as the model has them."""
    evaluation, figures = report.evaluation, report.figures
    matrix = report.matrix
    return {
        "format": FORMAT,
        "task": evaluation.task,
        "model": evaluation.model_id,
        "left_out": evaluation.left_out,
        "figures": {key: value for key, value in _plain(figures).items() if key not in ("classes", "bins", "curve")},
        "classes": _plain(figures.classes),
        "reliability": _plain(figures.bins),
        "coverage": _plain(figures.curve),
        "learning_curve": _plain(evaluation.learning_curve),
        "confusion": {
            "labels": list(matrix.labels),
            "rows": [list(row) for row in matrix.rows],
            "folded": matrix.folded,
            "rest_wrong": matrix.rest_wrong,
            "pairs": _plain(report.confusions),
        },
        "comparison": None
        if report.comparison is None
        else {**_plain(report.comparison), "verdict": report.comparison.verdict},
        "drift": _plain(report.drift),
        "words": _plain(report.words),
        "mistakes": [{**_plain(row), "quote": "".join(piece.text for piece in row.quote)} for row in report.mistakes],
    }


def render_json(report: Report) -> str:
    """The same as the text of a file."""
    return json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 (any part of a report)
    """Dataclasses as objects, tuples as lists, figures rounded."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return round(value, FIGURES_OF_SHARES) if isinstance(value, float) else value
