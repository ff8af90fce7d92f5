"""The values of a case on the terminal, in the order in which a clerk fills a ledger, with the words they came from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.consoles import results
from cli.tables import Row, make_table
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.words import MARKS, name_field, name_value, tell_doubts

if TYPE_CHECKING:
    from records import CaseRecord, Evidence

FINDINGS = {
    "names": "name",
    "phones": "phone",
    "id_nos": "id_no",
    "dates": "date",
    "amounts": "amount",
    "demands": "demand",
    "areas": "area",
    "accused_posts": "accused_post",
    "accused_units": "accused_unit",
    "paper_nos": "paper_no",
    "earlier_steps": "earlier_step",
}
"""Fields of a case whose findings bear another name."""

GROUPS = {
    "who": (
        "names", "anonymous", "sex", "age", "birth_date", "phones", "id_nos", "address", "address_normal",
        "address_code", "employer", "signatory_count", "concerned_count",
    ),
    "letter": ("title", "addressee", "letter_date", "postmark_date", "letter_barcode", "source", "repeat"),
    "matter": (
        "summary", "demands", "place", "place_code", "dates", "amounts", "areas", "accused", "accused_posts",
        "accused_units", "earlier_steps", "paper_nos", "matters",
    ),
    "routing": (
        "petition", "urgency", "matter_class", "purpose", "topic", "topic2", "topic3", "channel", "legal_way",
        "territory", "level", "unit", "co_units",
    ),
}  # fmt: skip
"""Every field of a case in its place. What was judged and not reviewed is told among the judgements alone."""


def print_values(record: "CaseRecord", *, verbose: bool) -> None:
    """Print every value that there is, group by group; `verbose` adds each field's key and rule."""
    headings = [text("show.name"), text("show.value"), text("show.words"), name_field("page"), name_field("confidence")]
    rows: list[Row] = []
    for group, fields in GROUPS.items():
        found = [row for field in fields for row in _rows(record, field, verbose=verbose)]
        rows += [[f"〔{text(f'show.group-{group}')}〕"], *found] if found else []
    if rows:
        results().print(make_table(headings, rows, title=name_field("values")))


def _rows(record: "CaseRecord", field: str, *, verbose: bool) -> Iterator[Row]:
    """A row for each place that a value was read from; one without any when it was not read but decided."""
    value = getattr(record.values, field)
    reviewed = any(review.field == field for review in record.reviews)
    judged = any(judgement.question == field for judgement in record.judgements)
    if not reviewed and (value in (None, (), False) or judged):
        return
    found = [entry for entry in record.evidence if entry.field == FINDINGS.get(field, field)] if record.text else []
    name = f"{name_field(field)} {field}" if verbose else name_field(field)
    shown = name_value(field, value) or text("show.nothing")
    if reviewed or not found:
        yield [name, shown, text("show.reviewed") if reviewed else "", "", ""]
    alone = len(found) == 1 and not reviewed
    for number, entry in enumerate(found):
        first = number == 0 and not reviewed
        told = shown if alone else name_value(field, entry.value) or text("show.nothing")
        yield [name if first else "", *_evidence_cells(entry, told, verbose=verbose)]


def _evidence_cells(entry: "Evidence", shown: str, *, verbose: bool) -> tuple[str, str, str, str]:
    """Value with its doubt and what it may be instead, words, pages, confidence."""
    value = [shown]
    if entry.doubt:
        value.append(f"！{tell_doubts([entry.doubt])}")
    if entry.proposals:
        proposals = (name_value(entry.field, proposal) for proposal in entry.proposals)
        value.append(text("show.proposals", values=MARKS[LANG].join(proposals)))
    said = show_visible("".join(entry.words.splitlines()))
    words = [text("show.same") if said == shown else said]
    if entry.second is not None:
        words.append(text("show.second", words=show_visible(entry.second)))
    if verbose:
        words.append(f"[{entry.rule}]")
    pages = ", ".join(str(number) for number in dict.fromkeys(place.page for place in entry.boxes))
    return "\n".join(value), "\n".join(words), pages, f"{entry.confidence:.0%}"
