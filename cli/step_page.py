"""What was done with a case, on the terminal: its steps one by one, and what they come to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.consoles import results
from cli.step_words import name_all, name_status, name_step, office_procedure, tell_facts
from cli.tables import make_table
from cli.texts import LANG, text
from cli.visible import show_visible
from cli.words import name_field, name_value, vocabulary
from records import HigherReview, LeaderInCharge, ReturnVisit

if TYPE_CHECKING:
    from records import CaseRecord, Handling

_ANSWERS: Final = {
    "way": "step", "unit": "unit", "co_units": "unit", "outcome": "outcome", "opinion": "opinion", "signed": "signed",
    "petitioner_view": "petitioner_view", "satisfaction": "satisfaction",
    "satisfaction_office": "satisfaction_office", "notified_manner": "manner", "delivery_manner": "manner",
    "strike_off_ground": "ground", "refusal": "ground",
}  # fmt: skip
"""Fields of the summary whose values are codes, with the question of `labels.csv` that names them."""


def print_steps(record: "CaseRecord") -> None:
    """Print the steps of a case and the summary of them; nothing of a case that has none."""
    results().print(f"{record.case_no}  {name_status(record.status)}", style="bold")
    if record.restricted and not record.text:
        results().print(text("show.restricted"), style="yellow", soft_wrap=True)
    print_steps_alone(record)


def print_steps_alone(record: "CaseRecord") -> None:
    """The table of steps with the summary below it."""
    if not record.steps:
        return
    from ledger.life.standing import standing_steps

    procedure = office_procedure()
    standing = standing_steps(record.steps)
    headings = [text(f"step.{key}") for key in ("on", "step", "status", "facts", "by")]
    rows = []
    for step in record.steps:
        taken_back = step.moves and all(step is not one for one in standing)
        name = name_step(step.kind) + (text("step.taken-back") if taken_back else "")
        status = name_status(step.after) if step.moves else ""
        rows.append((step.on.isoformat(), name, status, tell_facts(step, procedure), show_visible(step.by)))
    results().print(make_table(headings, rows, title=name_field("steps")))
    told = list(tell_handling(record.handling))
    if told:
        results().print(make_table([text("show.name"), text("show.value")], told, title=name_field("handling")))


def tell_handling(handling: "Handling") -> Iterator[tuple[str, str]]:
    """Each thing that the summary says, by its name."""
    for field in type(handling).model_fields:
        value = getattr(handling, field)
        if value in (None, (), 0):
            continue
        yield name_handled(field), _tell(field, value)


def name_handled(field: str) -> str:
    """The name of a field of the summary."""
    return vocabulary().label("handling", field, LANG)


def _tell(field: str, value: object) -> str:
    """A value of the summary as people read it."""
    if field in _ANSWERS:
        codes = value if isinstance(value, tuple) else (value,)
        return show_visible(name_all(vocabulary().label(_ANSWERS[field], str(code), LANG) for code in codes))
    match value:
        case HigherReview():
            return _tell_review(value)
        case LeaderInCharge():
            until = f"–{value.until.isoformat()}" if value.until else ""
            return show_visible(f"{value.name} {value.post} {value.since.isoformat()}{until}")
        case tuple():
            return name_all(
                _tell_visit(one) if isinstance(one, ReturnVisit) else show_visible(str(one)) for one in value
            )
        case _:
            return show_visible(str(value))


def _tell_visit(visit: ReturnVisit) -> str:
    manner, result = vocabulary().label("manner", visit.manner, LANG), vocabulary().label("result", visit.result, LANG)
    return f"{visit.on.isoformat()} {manner} {show_visible(result)}"


def _tell_review(review: HigherReview) -> str:
    """A review in a line: when applied for, by whom decided, when and how."""
    parts = [review.applied_on.isoformat(), name_value("unit", review.unit)]
    if review.decided_on:
        opinion = vocabulary().label("review_opinion", review.opinion, LANG) if review.opinion else ""
        parts += [review.decided_on.isoformat(), opinion, show_visible(review.paper_no or "")]
    return " ".join(filter(None, parts))
