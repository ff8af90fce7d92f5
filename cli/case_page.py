"""One case on the terminal: values with the words they were read from, judgements, deadlines, reviews, history."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.case_clocks import print_clocks
from cli.case_judgements import print_judgements
from cli.case_links import print_links
from cli.case_values import print_values
from cli.consoles import results
from cli.progress import SHORT
from cli.step_page import print_steps_alone
from cli.tables import make_table
from cli.texts import has_text, text
from cli.visible import show_visible
from cli.words import name_field, name_value, tell_doubts

if TYPE_CHECKING:
    from records import CaseRecord, Event


def print_case(record: "CaseRecord", history: Sequence["Event"], *, verbose: bool = False) -> None:
    """Print a case; `verbose` adds keys, rules, models and every cue."""
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
    print_values(record, verbose=verbose)
    print_judgements(record, verbose=verbose)
    print_links(record)
    print_clocks(record)
    print_steps_alone(record)
    if record.reviews:
        headings = [text(f"show.{key}") for key in ("when", "name", "machine-value", "human-value", "who", "note")]
        console.print(make_table(headings, _review_rows(record), title=name_field("reviews")))
    happened = [text(f"show.{key}") for key in ("when", "what", "who")]
    console.print(make_table(happened, _event_rows(history), title=text("show.history")))
    if record.status != "split":
        console.print(text("show.next", case_no=record.case_no), soft_wrap=True)
        console.print(text("show.next-step", case_no=record.case_no), soft_wrap=True)


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
