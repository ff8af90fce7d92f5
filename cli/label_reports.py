"""Labels as people read them: bad rows, counts, disagreements; and the files that are written of them."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.consoles import results
from cli.tables import make_table
from cli.texts import LANG, text
from cli.troubles import describe_code
from cli.visible import show_name, show_visible

if TYPE_CHECKING:
    from classifiers.labelling.bad_rows import BadRow
    from classifiers.labelling.labelled_sets import Disagreement, LabelledSet
    from vocab import Vocabulary

MOST_SHOWN = 20
"""Bad rows that are shown one by one; `--bad-to` and `--json` have all."""
SHORT = 12
"""Characters of a hash that people read."""


def print_bad_rows(bad: "Sequence[BadRow]") -> None:
    """Each bad row with its place, what is wrong and what to do, the first of many."""
    if not bad:
        return
    rows = []
    for one in bad[:MOST_SHOWN]:
        sentence, todo = describe_code(one.code, one.detail)
        rows.append((_where(one), _column(one), sentence, todo))
    headings = [text(f"labels.{key}") for key in ("row", "column", "wrong", "todo")]
    results().print(make_table(headings, rows))
    if len(bad) > MOST_SHOWN:
        results().print(text("labels.bad-more", count=len(bad) - MOST_SHOWN), soft_wrap=True)


def row_of_bad(bad: "BadRow") -> dict[str, object]:
    """A bad row for programs."""
    sentence, todo = describe_code(bad.code, bad.detail)
    place = {"file": bad.place.file, "sheet": bad.place.sheet, "row": bad.place.row, "column": bad.column}
    return {**place, "code": bad.code, "detail": bad.detail, "message": sentence, "remedy": todo}


def write_bad_rows(path: Path, bad: "Sequence[BadRow]") -> None:
    """Write the report of bad rows as CSV for a spreadsheet; it holds no word of a letter.

    Raises:
        UsageError: `export.write`.
    """
    from ledger.exporting.cells import guard
    from records import UsageError

    headings = [text(f"labels.{key}") for key in ("file", "sheet", "row", "column", "code", "wrong", "todo")]
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headings)
            for one in bad:
                sentence, todo = describe_code(one.code, one.detail)
                place = (one.place.file, one.place.sheet, one.place.row, _column(one))
                writer.writerow([guard(cell) for cell in (*place, one.code, sentence, todo)])
    except OSError:
        raise UsageError("export.write", str(path)) from None


def write_lines(path: Path, lines: Iterator[str]) -> int:
    """Write a file that only its owner reads, for it may hold letters; gives how many pieces it was written in.

    Raises:
        UsageError: `export.write`.
    """
    from records import UsageError

    draft = path.with_name(f"{path.name}.part")
    count = 0
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write(line)
                count += 1
        draft.replace(path)
    except OSError:
        raise UsageError("export.write", str(path)) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return count


def print_tasks(rows: Sequence[Mapping[str, Any]], vocabulary: "Vocabulary") -> None:
    """A row a task: letters, labels, disagreements."""
    headings = [
        text(f"labels.{key}") for key in ("task", "letters", "labels", "disagree", "left-out", "withheld-short")
    ]
    shown = [
        (
            f"{vocabulary.label(row['task'], '', LANG)} ({row['task']})",
            *(str(row["letters"]), str(sum(row["sources"].values()))),
            *(str(row[key]) for key in ("disagreements", "left_out", "withheld")),
        )
        for row in rows
    ]
    results().print(make_table(headings, shown))
    results().print(text("labels.list-next"), soft_wrap=True)


def print_counts(row: Mapping[str, Any], labelled: "LabelledSet", vocabulary: "Vocabulary") -> None:
    """The letters of one task by answer and source, and by month."""
    from classifiers.labelling.snapshot_cards import UNDATED, name_answer, tell_agreement

    task, sources = labelled.task, sorted(row["sources"])
    by_answer: Counter[tuple[str, str]] = Counter(
        (letter.answer, source) for letter in labelled.letters for source in {label.source for label in letter.labels}
    )
    headings = [
        vocabulary.label(task, "", LANG), text("labels.letters"),
        *(vocabulary.label("label_source", source, LANG) for source in sources),
    ]  # fmt: skip
    shown = [
        (
            show_visible(name_answer(task, answer, vocabulary, LANG)),
            str(count),
            *(str(by_answer[answer, source]) for source in sources),
        )
        for answer, count in sorted(row["labels"].items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    results().print(make_table(headings, shown))
    months = [
        (vocabulary.label("label_month", UNDATED, LANG) if month == UNDATED else month, str(count))
        for month, count in row["months"].items()
    ]
    results().print(make_table([text("labels.month"), text("labels.letters")], months))
    figures = {"letters": row["letters"], "repeats": row["repeats_removed"], "disagree": row["disagreements"]}
    results().print(text("labels.totals", **figures, left_out=row["left_out"]), style="bold", soft_wrap=True)
    results().print(tell_agreement(row["agreement"], vocabulary, LANG), soft_wrap=True)
    for key in ("withheld", "outdated"):
        if row[key]:
            results().print(text(f"labels.{key}", count=row[key]), soft_wrap=True)


def print_disagreements(labelled: "LabelledSet", vocabulary: "Vocabulary") -> None:
    """The letters of one task about which people disagree: who said what, and what counts."""
    from classifiers.labelling.labels import newest_of_each
    from classifiers.labelling.snapshot_cards import name_answer
    from ledger.clock import office_date

    if not labelled.disagreements:
        return
    rows = []
    for one in labelled.disagreements:
        said = "\n".join(
            f"{show_visible(label.by)}  {show_visible(name_answer(labelled.task, label.answer, vocabulary, LANG))}"
            f"  {office_date(label.at)}  {vocabulary.label('label_source', label.source, LANG)}"
            for label in newest_of_each(one.labels)
        )
        counts = name_answer(labelled.task, one.answer, vocabulary, LANG) if one.answer else text("labels.open")
        rows.append((_reference(one), said, show_visible(counts)))
    headings = [text(f"labels.{key}") for key in ("letter", "said", "counts")]
    name = f"{vocabulary.label(labelled.task, '', LANG)} ({labelled.task})"
    results().print(make_table(headings, rows, title=name))
    results().print(text("labels.settle"), soft_wrap=True)


def row_of_disagreement(task: str, one: "Disagreement") -> dict[str, object]:
    """A disagreement for programs; no word of the letter."""
    said = [
        {
            "by": label.by,
            "at": label.at.isoformat(),
            "answer": label.answer,
            "source": label.source,
            "reference": label.reference,
        }
        for label in one.labels
    ]
    return {"task": task, "id": one.id, "answer": one.answer, "said": said}


def _reference(one: "Disagreement") -> str:
    """How people find the letter: the case, else the row that it was imported from; the hash tells it in any case."""
    cases = [label.reference for label in one.labels if label.source in ("review", "blind")]
    others = [label.reference for label in one.labels if label.reference]
    return "\n".join(filter(None, (show_name((cases or others or [""])[0]), one.id[:SHORT])))


def _where(bad: "BadRow") -> str:
    sheet = f" {bad.place.sheet}" if bad.place.sheet else ""
    return f"{show_name(bad.place.file)}{show_visible(sheet)} {bad.place.row}"


def _column(bad: "BadRow") -> str:
    return text(f"labels.column-{bad.column}") if bad.column else ""
