"""Do the n-grams of the shipped models tell of persons in the messages that they learned from?

Usage: .venv/bin/python tests/bench/bench_model_privacy.py MESSAGES… [--models models/topic-3 models/judging-2]
           [--letters 2000] [--fresh] [--list]
MESSAGES are JSON Lines files with rows `{subject, detail}` or `{title, text}`. The project's own finders look in them
for names, accused persons, identity numbers, telephone numbers and addresses, generic patterns for plates, mailboxes
and house numbers; each value is folded as a model folds and searched for in every n-gram list. With `--fresh` the lists
are those that a model of the same messages would have today. Prints how many values each field has and how many n-grams
give one away; `--list` prints the names with the number of messages that hold them (nothing else of the messages).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from classifiers.learning.data_rows import TextRow
from classifiers.ngrams.counted_views import count_rows
from classifiers.ngrams.folding import fold_text
from classifiers.ngrams.segmenting import Segmenter, segmenter_for
from extractors.fields.findings import find_all
from extractors.fields.persons import is_person
from tests.bench.fresh_letters.judging import RECEIVED
from tests.extractors.sheet_of import make_letter
from vocab import Vocabulary, load_vocabulary

NAMES = ("name", "accused")
VALUES = ("id_no", "phone", "other_phone", "address")
SAID = re.compile(r"(?:我叫|我是|名叫|姓名[:：为是]|联系人[:：为是]?)([\u4e00-\u9fff]{2,4})(?=[,，。、;；:：\s]|$)")
PATTERNS = {
    "plate": re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z0-9]{5,6}"),
    "mailbox": re.compile(
        r"[\w.-]+@[\w.-]+|https?://[\w./?=&-]+|(?:QQ|微信|VX)号?[:：]?[A-Za-z0-9_-]{5,}", re.IGNORECASE
    ),
    "house": re.compile(r"\d+(?:栋|幢|号楼|单元|室)\d*|[路街巷弄村]\d+号?"),
}
ALIKE = {
    "number": re.compile(r"[1-9]|0{2}"),
    "house": re.compile(r"0(?:栋|幢|单元|室|组|号楼)|[路街巷村]0|0号(?![线文令])|(?:栋|幢|单元)0"),
    "plate": re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z]"),
    "mailbox": re.compile(r"@|http|www|://|[a-z]\.[a-z]|^com$|^qq$"),
}
"""What an n-gram may not look like, whatever stands in the messages."""


def read_rows(paths: list[Path]) -> list[TextRow]:
    """The messages of all files."""
    rows = []
    for path in paths:
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            rows.append(TextRow("", row.get("subject") or row.get("title") or "", row.get("detail") or row["text"]))
    return rows


def find_values(rows: list[TextRow], vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Every personal value, folded, by field."""
    values: dict[str, set[str]] = {field: set() for field in (*NAMES, *VALUES, *PATTERNS)}
    for row in rows:
        words = f"{row.title}\n{row.text}"
        for match in SAID.finditer(words):
            if is_person(match[1], vocabulary=vocabulary):
                values["name"].add(fold_text(match[1]))
        for finding in find_all(make_letter(words), vocabulary=vocabulary, received=RECEIVED):
            named = finding.field in NAMES and is_person(finding.value or "", vocabulary=vocabulary)
            if finding.value and (named or finding.field in VALUES):
                values[finding.field].add(fold_text(finding.value))
        for field, pattern in PATTERNS.items():
            values[field].update(fold_text(match[0]) for match in pattern.finditer(words))
    return values


def list_shipped(models: list[Path]) -> dict[str, set[str]]:
    """The n-grams of each model, words without the space between them."""
    return {
        model.name: {
            line.replace(" ", "") if "words" in path.name else line
            for path in model.rglob("ngrams-*.txt")
            for line in path.read_text("utf-8").split("\n")[:-1]
        }
        for model in models
    }


def list_fresh(rows: list[TextRow], segmenter: Segmenter) -> set[str]:
    """The n-grams that a model of the messages would have."""
    return {ngram.replace(" ", "") for view in count_rows(rows, segmenter=segmenter) for ngram in view.ngrams}


def betrayed(values: dict[str, set[str]], ngrams: set[str], segmenter: Segmenter) -> Iterator[tuple[str, str]]:
    """Yield a field and an n-gram that gives a value of it away, or looks as if it did.

    A name gives itself away whole and without its surname, unless a dictionary knows these as words.
    """
    for field in NAMES:
        for name in values[field]:
            pieces = {name, segmenter.given_name(name)}
            for piece in pieces:
                if len(piece) > 1 and piece in ngrams and not segmenter.is_plain(piece):
                    yield field, piece
    for field in (*VALUES, *PATTERNS):
        yield from ((field, value) for value in values[field] & ngrams if len(value) > 1)
    for field, pattern in ALIKE.items():
        yield from ((f"looks like a {field}", ngram) for ngram in ngrams if pattern.search(ngram))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path, nargs="+")
    parser.add_argument(
        "--models", type=Path, nargs="+", default=[PROJECT / "models/topic-3", PROJECT / "models/judging-2"]
    )
    parser.add_argument("--letters", type=int, help="look for values in so many messages only")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    vocabulary = load_vocabulary()
    segmenter = segmenter_for(vocabulary)
    rows = read_rows(given.messages)
    step = -(-len(rows) // given.letters) if given.letters else 1
    values = find_values(rows[::step], vocabulary)
    print({field: len(found) for field, found in values.items()}, flush=True)
    lists = {"fresh": list_fresh(rows, segmenter)} if given.fresh else list_shipped(given.models)
    texts = [fold_text(row.title) + " " + fold_text(row.text) for row in rows]
    for name, ngrams in lists.items():
        found = sorted(set(betrayed(values, ngrams, segmenter)))
        print(f"{name}: {len(ngrams)} n-grams,", dict(Counter(field for field, _ in found)) or "nothing found")
        if given.list:
            for field, ngram in found:
                if field in NAMES:
                    print(f"  {field}\t{ngram}\t{sum(ngram in text for text in texts)}")


if __name__ == "__main__":
    main()
