"""A small set of letters for tests of training: three topics of the project's own examples, and their model."""

import json
from pathlib import Path

from classifiers.learning.data_rows import LabelledRow, read_labelled_rows

EXAMPLES = Path(__file__).parents[2] / "models" / "training" / "examples.jsonl"
TOPICS = ("政法", "民政", "科技与信息产业")


def own_letters() -> list[LabelledRow]:
    return [row for row in read_labelled_rows(EXAMPLES) if row.label in TOPICS]


def write_rows(path: Path, rows: list[LabelledRow], *, labelled: bool = True) -> Path:
    keys = ("id", "title", "text", "label") if labelled else ("id", "title", "text")
    lines = [json.dumps({key: getattr(row, key) for key in keys}, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
