"""The letters that a rule is tried on: rows of a file, or the cases of the ledger with what people decided."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers.looking.parts import divide_letter
from classifiers.rules.rule_testing import Sample
from ledger.masking.numbers_in_text import mask_numbers
from records import CaseRecord, Finding, Letter, Line, Page, Scan, Span, UsageError

if TYPE_CHECKING:
    from classifiers.rules.rule_book import NamedRule
    from ledger import Ledger
    from vocab import Vocabulary

FIELDS: Mapping[str, str] = {"judicial": "unit", "co_unit": "co_units"}
"""The value of a case that answers a question, where it bears another name."""
YES_NO: Mapping[str, tuple[str, str]] = {
    "accusation": ("matter_class", "accusation"),
    "litigation": ("channel", "litigation"),
}
"""Questions of yes and no, with the value that says yes."""
SETTLED = "confirmed"


def read_rows(path: Path, rule: "NamedRule", vocabulary: "Vocabulary") -> Iterator[Sample]:
    """Yield the rows `{title, text, label}` of a JSON Lines file; `id`, title and label may be absent.

    A label is an answer, or a list of those that a competent clerk could well choose.

    Raises:
        UsageError: `data.missing` or `data.row`, with the number of the line.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        raise UsageError("data.missing", str(path)) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _sample(_read_row(line, number), number, rule, vocabulary)


def _read_row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise UsageError("data.row", f"{number}: text")
    return row


def _sample(row: dict[str, Any], number: int, rule: "NamedRule", vocabulary: "Vocabulary") -> Sample:
    title = row["title"] if isinstance(row.get("title"), str) else ""
    letter = _make_letter(f"{title}\n{row['text']}" if title else row["text"])
    findings: tuple[Finding, ...] = ()
    if getattr(rule.rule, "scope", "") == "addressee":
        from extractors.fields.findings import find_all

        received = letter.scan.received_at.date()
        found = find_all(letter, vocabulary=vocabulary, received=received)
        findings = tuple(finding for finding in found if finding.field == "addressee")
    if title:
        findings = (Finding(field="title", value=title, span=Span(start=0, end=len(title)), rule="given"), *findings)
    label = row.get("label")
    labels = label if isinstance(label, list) else [label] if isinstance(label, str) and label else []
    truth = frozenset(map(str, labels)) if labels else None
    return Sample(str(row.get("id") or number), divide_letter(letter, findings), truth)


def _make_letter(text: str) -> Letter:
    now = datetime.now(UTC)
    scan = Scan(sha256="0" * 64, name="row", media_type="text/plain", size=len(text), received_at=now)
    lines = tuple(
        Line(page=1, box=(0, 0, 1, 1), text=line, raw=line, confidence=1, engine="text") for line in text.split("\n")
    )
    return Letter(scan=scan, pages=(Page(number=1, source="document"),), lines=lines)


def read_ledger(ledger: "Ledger", rule: "NamedRule", *, restricted: bool) -> Iterator[Sample]:
    """Yield the letters of the ledger; what a person confirmed is the truth.

    Accusations are tried only when `restricted` is true: a count alone would tell whoever drafts a rule of a name
    whether that name stands in one. Numbers of persons are masked in all.
    """
    for record in ledger.cases(restricted=True):
        if record.status == "split" or (record.restricted and not restricted):
            continue
        reading = ledger.reading(record.case_no)
        parts = divide_letter(reading.letter, reading.findings)
        masked = mask_numbers(parts.written) or ""
        if len(masked) == len(parts.written):
            from dataclasses import replace

            parts = replace(parts, written=masked)
        yield Sample(record.case_no, parts, _truth(record, rule.question))


def _truth(record: CaseRecord, question: str) -> frozenset[str] | None:
    """The answers that stand in a case that a person has confirmed, if it holds any for the question."""
    if record.status != SETTLED:
        return None
    if question in YES_NO:
        field, yes = YES_NO[question]
        value = getattr(record.values, field)
        return frozenset({"yes" if value == yes else "no"}) if value else None
    value = getattr(record.values, FIELDS.get(question, question), None)
    if question == "topic":
        second = record.values.topic2
        return frozenset({f"{value}/{second}" if second else str(value)}) if value else None
    if not value:
        return None
    return frozenset(map(str, value)) if isinstance(value, tuple) else frozenset({str(value)})
