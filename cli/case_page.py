"""One case on the terminal: values with the words they were read from, judgements, deadlines, reviews, history."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.consoles import results
from cli.progress import SHORT
from cli.tables import make_table
from cli.texts import has_text, text
from cli.visible import show_visible
from cli.words import name_field, name_value, tell_doubts

if TYPE_CHECKING:
    from records import CaseRecord, Event, Evidence, JudgementRecord

FINDINGS = {
    "names": "name",
    "phones": "phone",
    "id_nos": "id_no",
    "dates": "date",
    "amounts": "amount",
    "demands": "demand",
}
"""Fields of a case whose findings bear another name."""

MOST_CUES = 6
MOST_RUNNERS_UP = 3


def print_case(record: "CaseRecord", history: Sequence["Event"]) -> None:
    """Print a case."""
    console = results()
    status = name_value("status", record.status)
    console.print(f"{record.case_no}  {status}  {record.received_at:%Y-%m-%d %H:%M}", style="bold")
    console.print(
        f"{name_field('scan_sha256')} {record.scan_sha256[:SHORT]}  {name_field('page_count')} {record.page_count}  "
        f"{name_field('copies')} {record.copies}"
    )
    if record.part_of:
        place = "-".join(map(str, record.part_of.pages)) if record.part_of.pages else ""
        origin = f"{name_field('part_of')} {record.part_of.parent_sha256[:SHORT]} #{record.part_of.part}"
        console.print(f"{origin}  {name_field('page')} {place}" if place else origin)
    if record.split_into:
        console.print(f"{name_field('split_into')} {' '.join(record.split_into)}", style="bold", soft_wrap=True)
    if record.restricted and not record.text:
        why = text("show.split" if record.status == "split" else "show.restricted")
        console.print(why, style="yellow", soft_wrap=True)
    if record.doubts:
        console.print(text("show.doubts"), style="bold yellow")
        console.print("  " + tell_doubts(record.doubts).replace("\n", "\n  "), style="yellow", soft_wrap=True)
    value_headings = [text(f"show.{key}") for key in ("field", "name", "value", "words")]
    value_headings += [name_field(key) for key in ("page", "confidence", "rule")]
    console.print(make_table(value_headings, _value_rows(record), title=name_field("values")))
    judged = [text("show.question"), *(name_field(key) for key in ("answer", "score", "runners_up", "cues", "made_by"))]
    console.print(make_table(judged, map(_judgement_row, record.judgements), title=name_field("judgements")))
    for deadline in record.deadlines:
        basis = text("show.article", article=deadline.basis)
        name = text(f"show.{deadline.name}") if has_text(f"show.{deadline.name}") else deadline.name
        console.print(f"{text('show.deadline')}  {name} {deadline.due.isoformat()}  {basis}", soft_wrap=True)
    if record.reviews:
        headings = [text(f"show.{key}") for key in ("when", "name", "machine-value", "human-value", "who", "note")]
        console.print(make_table(headings, _review_rows(record), title=name_field("reviews")))
    happened = [text(f"show.{key}") for key in ("when", "what", "who")]
    console.print(make_table(happened, _event_rows(history), title=text("show.history")))
    if record.status != "split":
        console.print(text("show.next", case_no=record.case_no), soft_wrap=True)


def _value_rows(record: "CaseRecord") -> Iterator[tuple[str, ...]]:
    """A row for each value that there is; one that has several places has a row for each."""
    reviewed = {review.field for review in record.reviews}
    for field, value in record.values:
        if value in (None, (), False) and field not in reviewed:
            continue
        shown = name_value(field, value) or text("show.nothing")
        found = [entry for entry in record.evidence if entry.field == FINDINGS.get(field, field)]
        if field in reviewed:
            yield field, name_field(field), shown, text("show.reviewed"), "", "", ""
        elif not found or not record.text:
            yield field, name_field(field), shown, "", "", "", ""
        for number, entry in enumerate(found if record.text else ()):
            first = number == 0 and field not in reviewed
            row_value = name_value(field, entry.value) if len(found) > 1 or field in reviewed else shown
            yield field if first else "", name_field(field) if first else "", row_value, *_evidence_cells(entry)


def _evidence_cells(entry: "Evidence") -> tuple[str, str, str, str]:
    pages = ", ".join(str(number) for number in dict.fromkeys(place.page for place in entry.boxes))
    rule = f"{entry.rule}\n{tell_doubts([entry.doubt])}" if entry.doubt else entry.rule
    words = show_visible(entry.words)
    if entry.second is not None:
        words += "\n" + text("show.second", words=show_visible(entry.second))
    return words, pages, f"{entry.confidence:.0%}", rule


def _judgement_row(judgement: "JudgementRecord") -> tuple[str, ...]:
    question = judgement.question
    runners_up = "\n".join(
        f"{name_value(question, other.answer)} {other.score:.0%}" for other in judgement.runners_up[:MOST_RUNNERS_UP]
    )
    cues = "、".join(f"{show_visible(cue.text)} {cue.weight:+.1f}" for cue in judgement.cues[:MOST_CUES])
    answer = name_value(question, judgement.answer) or text("show.unsure")
    return name_field(question), answer, f"{judgement.score:.0%}", runners_up, cues, judgement.made_by


def _review_rows(record: "CaseRecord") -> Iterator[tuple[str, ...]]:
    for review in record.reviews:
        machine, human = (
            name_value(review.field, value) or text("show.nothing")
            for value in (review.machine_value, review.human_value)
        )
        when = f"{review.at:%Y-%m-%d %H:%M}"
        yield when, name_field(review.field), machine, human, show_visible(review.by), show_visible(review.note)


def _event_rows(history: Iterable["Event"]) -> Iterator[tuple[str, ...]]:
    for event in history:
        key = f"event.{event.kind.replace('.', '-')}"
        what = text(key) if has_text(key) else event.kind
        field = event.data.get("field")
        yield f"{event.at:%Y-%m-%d %H:%M:%S}", f"{what} {name_field(field)}" if field else what, show_visible(event.by)
