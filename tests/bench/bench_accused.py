"""How often a message that accuses names an accused, and how often one that does not: bench_accused.py TEXTS ROWS…

TEXTS has a JSON object a line: `h`, `title`, `text`. Each of ROWS has `id` (an `h`) and `accusation`: yes, maybe or no.
No word of a message is shown.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

from extractors.fields.accused import find_accused
from extractors.fields.blocks import find_blocks
from extractors.fields.names import find_names
from extractors.fields.sheets import lay_out
from tests.extractors.sheet_of import make_letter
from vocab import load_vocabulary


def _rows(path: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def main(texts: str, *rows: str) -> None:
    """Count over all rows, and tell the CPU time of the finder alone."""
    vocabulary = load_vocabulary()
    messages = {row["h"]: f"{row['title']}\n{row['text']}" for row in _rows(texts)}
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    valued: Counter[str] = Counter()
    spent = 0.0
    for row in (row for path in rows for row in _rows(path)):
        sheet = lay_out(make_letter(messages[row["id"]]))
        blocks = find_blocks(sheet)
        names = tuple(f.value for f in find_names(sheet, blocks=blocks, vocabulary=vocabulary) if f.value)
        before = time.process_time()
        accused = find_accused(sheet, blocks=blocks, vocabulary=vocabulary, names=names)
        spent += time.process_time() - before
        asked[row["accusation"]] += 1
        found[row["accusation"]] += bool(accused)
        valued[row["accusation"]] += any(finding.value for finding in accused)
    for label in ("yes", "maybe", "no"):
        if asked[label]:
            shares = f"any {found[label] / asked[label]:.3f}, with a value {valued[label] / asked[label]:.3f}"
            print(f"{label}: {asked[label]}, {shares}")
    print(f"{1000 * spent / max(1, asked.total()):.2f} ms a message")


if __name__ == "__main__":
    main(*sys.argv[1:])
