"""What came of a run, as a table for people: cases, copies, quarantine, and what stayed in the inbox."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.books import open_books
from cli.consoles import results
from cli.progress import SHORT
from cli.tables import make_table
from cli.texts import text
from cli.troubles import describe_code
from cli.visible import show_name
from cli.words import name_field, name_value, tell_doubts

if TYPE_CHECKING:
    from extractors.intake.inbox import LeftAlone
    from flows.runs import Report
    from ledger import Held, Ledger
    from records import CaseRecord, Settings

MOST_ROWS = 40
"""Rows of a table that a person still looks at after a run."""


def print_results(settings: "Settings", report: "Report", *, copies: int) -> bool:
    """Show a run's report; whether everything was finished."""
    with open_books(settings) as ledger:
        cases = sorted(outcome.case_no for outcome in report.outcomes if outcome.case_no)
        held_now = {outcome.sha256 for outcome in report.outcomes if outcome.result == "quarantined"}
        held = [file for file in ledger.quarantine() if file.sha256 in held_now]
        unfinished = sorted({*report.failed, *(scan.sha256 for scan in ledger.pending())})
        if cases:
            print_cases(ledger, cases)
    if held:
        print_held(held, at_most=MOST_ROWS)
    console = results()
    split = [outcome for outcome in report.outcomes if outcome.result == "split"]
    if split:
        letters = sum(len(outcome.parts) for outcome in split)
        console.print(text("run.split", stacks=len(split), letters=letters), soft_wrap=True)
    if copies:
        console.print(text("run.duplicates", count=copies), soft_wrap=True)
    print_left_behind(report.refused, report.left_alone)
    if unfinished:
        shown = " ".join(sha256[:SHORT] for sha256 in unfinished[:MOST_ROWS])
        console.print(text("run.failed", count=len(unfinished), sha256s=shown), style="red", soft_wrap=True)
    if report.trouble:
        console.print(text("run.prefect-trouble", trouble=report.trouble), style="yellow", soft_wrap=True)
    console.print(text("run.summary", cases=len(cases), duplicates=copies, held=len(held)), style="bold")
    if cases:
        console.print(text("run.next", case_no=cases[0]), soft_wrap=True)
    elif held:
        console.print(text("run.next-held"), soft_wrap=True)
    return not unfinished and not report.refused


def print_cases(ledger: "Ledger", case_nos: Sequence[str]) -> None:
    """A row for each new case, as everybody may see it."""
    headings = (name_field("case_no"), text("run.matter"), name_field("unit"), name_field("doubts"))
    rows = (_case_row(ledger.case(case_no)) for case_no in case_nos[:MOST_ROWS])
    results().print(make_table(headings, rows, title=text("run.came")))
    if len(case_nos) > MOST_ROWS:
        results().print(text("run.more", count=len(case_nos) - MOST_ROWS))


def _case_row(record: "CaseRecord") -> tuple[str, str, str, str]:
    from ledger.masking.numbers_in_text import mask_numbers

    values = record.values
    if record.restricted:
        matter = text("run.secret")
    else:
        matter = (
            name_value("title", mask_numbers(values.title))
            or name_value("topic", values.topic)
            or name_value("petition", values.petition)
        )
    return record.case_no, matter, name_value("unit", values.unit), tell_doubts(record.doubts) or text("run.clear")


def print_held(held: Sequence["Held"], *, at_most: int | None = None) -> None:
    """A row for each file in quarantine, with what to do."""
    headings = (name_field("scan_sha256"), name_field("file"), name_field("message"), text("run.remedy"))
    rows = ((file.sha256[:SHORT], show_name(file.name), *describe_code(file.code)) for file in held[:at_most])
    results().print(make_table(headings, rows, title=text("run.held")))
    if at_most is not None and len(held) > at_most:
        results().print(text("run.more-held", count=len(held) - at_most))


def print_left_behind(refused: Iterable[tuple[Path, str]], left_alone: Iterable["LeftAlone"]) -> None:
    """A line for each file that still lies in the inbox, and why."""
    for path, code in refused:
        message, remedy = describe_code(code)
        line = text("run.refused", name=show_name(path.name), message=message, remedy=remedy)
        results().print(line, style="yellow", soft_wrap=True)
    for left in left_alone:
        reason = text(f"reason.{left.reason}")
        line = text("run.left-alone", name=show_name(left.path.name), reason=reason)
        results().print(line, style="dim", soft_wrap=True)
