"""The summary of a case's steps that a ledger's columns on handling and outcome show."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from ledger.life.standing import present_round, standing_steps
from records import Deadline, Handling, HigherReview, LeaderInCharge, ReturnVisit, Step

SENDING: Final = frozenset({"forward", "assign", "pass-discipline", "pass-law"})
"""Steps that send a letter to a unit."""
SENT_STATUSES: Final = frozenset(
    {
        "forwarded", "assigned", "accepted", "in-hand", "extended", "decided", "delivered", "in-review", "reviewed",
        "in-re-review", "re-reviewed", "to-discipline", "to-law",
    }
)  # fmt: skip
"""Statuses in which a unit has the letter."""
AT_ACCUSED: Final = "unit.has-accusation"
"""The doubt of a letter that is with a unit which it turned out to accuse."""
_WAYS: Final = SENDING | {"answer", "keep", "merge", "refuse", "refuse-again"}
_DECISIONS: Final = frozenset({"decide", "decide-review", "decide-re-review"})
CHARGING: Final = frozenset({"lead", "enter-campaign"})
"""Steps that may put a case into the charge of a leader."""
_EXTENDED: Final = "extended"
"""The clock of the days added (`vocab/clocks.csv`)."""


def summarise_steps(steps: Iterable[Step], deadlines: Iterable[Deadline] = ()) -> Handling:
    """The handling of a case as its steps tell it. Pure: the same steps and clocks give the same summary."""
    standing = standing_steps(steps)
    here = present_round(standing)
    found = {**_whole_life(standing), **_sending(here), **_decision(here), **_end(here)}
    extended = _last(here, "extend")
    if extended is not None:
        found |= {
            "extended_on": extended.on,
            "extended_days": _number(extended.facts.get("days")),
            "extension_approver": extended.facts.get("approver"),
            "extended_until": max((one.due for one in deadlines if one.name == _EXTENDED), default=None),
        }
    return Handling.model_validate(found)


def gives_charge(step: Step) -> bool:
    """Whether a step puts a case into a leader's charge: by itself, or by entering a campaign under a leader."""
    return step.kind in CHARGING and bool(step.facts.get("leader"))


def _whole_life(steps: Sequence[Step]) -> dict[str, object]:
    """What goes on when a case is reopened."""
    notified, told = _first(steps, "notify"), _last(steps, "progress")
    charges = list(filter(gives_charge, steps))
    urged = _all(steps, "urge")
    rated = [step for step in steps if step.kind in ("rate", "visit", "close", "answer")]
    campaigns: dict[str, None] = {}
    for step in steps:
        code = step.facts.get("campaign")
        if step.kind == "enter-campaign" and code:
            campaigns[code] = None
        elif step.kind == "leave-campaign" and code:
            campaigns.pop(code, None)
    return {
        "notified_on": notified.on if notified else None,
        "notified_manner": notified.facts.get("manner") if notified else None,
        "returned": len(_all(steps, "return")),
        "instructions": len(_all(steps, "instruct")),
        "urged": len(urged),
        "urged_on": urged[-1].on if urged else None,
        "progress_on": told.on if told else None,
        "reopened": len(_all(steps, "reopen")),
        "satisfaction": _newest(rated, "satisfaction"),
        "satisfaction_office": _newest(rated, "satisfaction_office"),
        "visits": tuple(map(_visit_of, _all(steps, "visit"))),
        "leader": _leader_of(charges[-1]) if charges else None,
        "campaigns": tuple(campaigns),
        "archive_no": _newest(steps, "archive_no"),
    }


def _sending(steps: Sequence[Step]) -> dict[str, object]:
    sent = [step for step in steps if step.kind in SENDING]
    held = [step for step in steps if step.kind in SENDING | {"accept", "start", "decide"}]
    way = [step for step in steps if step.kind in _WAYS]
    accepted, returned = _last(steps, "accept"), _last(steps, "return")
    assigned = sent[-1] if sent and sent[-1].kind == "assign" else None
    return {
        "way": way[-1].kind if way else "accept" if accepted else None,
        "unit": _newest(held, "unit"),
        "co_units": tuple((sent[-1].facts.get("co_units") or "").split()) if sent else (),
        "official": _newest(held, "official"),
        "forwarded_on": sent[-1].on if sent else None,
        "report_due": assigned.facts.get("due") if assigned else None,
        "returned_on": returned.on if returned else None,
        "accepted_on": accepted.on if accepted else None,
    }


def _decision(steps: Sequence[Step]) -> dict[str, object]:
    """The written opinion with its delivery, the review and the re-review with theirs."""
    decided = _last(steps, "decide")
    review, re_review = (
        _review(steps, "apply-review", "decide-review"),
        _review(steps, "apply-re-review", "decide-re-review"),
    )
    found: dict[str, object] = {"review": review, "re_review": re_review}
    if decided is not None:
        facts = decided.facts
        found |= {"decided_on": decided.on, "opinion": facts.get("opinion"), "paper_no": facts.get("paper_no")}
    delivered = _delivery_after(steps, "decide")
    if delivered is not None:
        facts = delivered.facts
        found |= {
            "delivered_on": delivered.on,
            "delivery_manner": facts.get("manner"),
            "signed": facts.get("signed"),
            "petitioner_view": facts.get("petitioner_view"),
        }
    return found


def _review(steps: Sequence[Step], apply: str, decide: str) -> HigherReview | None:
    applied, decided, delivered = _last(steps, apply), _last(steps, decide), _delivery_after(steps, decide)
    if applied is None:
        return None
    facts = decided.facts if decided else {}
    return HigherReview(
        applied_on=applied.on,
        unit=applied.facts["unit"],
        decided_on=decided.on if decided else None,
        opinion=facts.get("review_opinion"),
        paper_no=facts.get("paper_no"),
        delivered_on=delivered.on if delivered else None,
        hearing_days=_number(facts.get("hearing_days")),
    )


def _end(steps: Sequence[Step]) -> dict[str, object]:
    closed = [step for step in steps if step.moves and step.after == "closed"]
    refused = [step for step in steps if step.kind in ("refuse", "refuse-again")]
    merged = _last(steps, "merge")
    found: dict[str, object] = {
        "closed_on": closed[-1].on if closed else None,
        "outcome": tuple((closed[-1].facts.get("outcome") or "").split()) if closed else (),
        "refusal": (refused[-1].facts.get("ground") or refused[-1].facts.get("reason")) if refused else None,
        "merged_into": merged.facts.get("other") if merged else None,
    }
    if closed and closed[-1].kind == "answer":
        found["paper_no"] = closed[-1].facts.get("paper_no")
    if closed and "petitioner_view" in closed[-1].facts:
        found["petitioner_view"] = closed[-1].facts["petitioner_view"]
    struck = _last(steps, "strike-off")
    if struck is not None:
        found |= {
            "struck_off_on": struck.on,
            "strike_off_ground": struck.facts.get("ground"),
            "strike_off_approver": struck.facts.get("approver"),
        }
    return found


def _visit_of(step: Step) -> ReturnVisit:
    result = step.facts.get("result", "")
    return ReturnVisit(on=step.on, manner=step.facts.get("manner", ""), result=result, reached=result != "not-reached")


def _leader_of(step: Step) -> LeaderInCharge:
    until = step.facts.get("until")
    return LeaderInCharge(
        name=step.facts["leader"],
        post=step.facts.get("post", ""),
        since=step.on,
        until=date.fromisoformat(until) if until else None,
    )


def _delivery_after(steps: Sequence[Step], decision: str) -> Step | None:
    """The newest delivery of what a kind of step decided: before anything else was decided."""
    found = newest = None
    for step in steps:
        if step.kind == "deliver" and newest == decision:
            found = step
        if step.kind in _DECISIONS:
            newest = step.kind
    return found


def _all(steps: Iterable[Step], kind: str) -> list[Step]:
    return [step for step in steps if step.kind == kind]


def _first(steps: Iterable[Step], kind: str) -> Step | None:
    return next(iter(_all(steps, kind)), None)


def _last(steps: Iterable[Step], kind: str) -> Step | None:
    return next(reversed(_all(steps, kind)), None)


def _newest(steps: Sequence[Step], fact: str) -> str | None:
    """The fact as the newest step that holds it tells it."""
    return next((step.facts[fact] for step in reversed(steps) if fact in step.facts), None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
