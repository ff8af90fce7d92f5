"""One case: its record, its history, its steps, and steps that are told."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response

from desk.api.answers import ClosedCase, History, Steps, StepToTell
from desk.api.authority import Books, Reason, require, sight_of
from desk.api.problems import Problem
from desk.api.questions import CaseNo, IfMatch, IfNoneMatch, Key, View, refuse_parameters
from ledger import Ledger
from ledger.access.sight import Seen
from ledger.access.telling import SIGNED, ToldStep
from ledger.clock import OFFICE_ZONE
from records import CaseRecord, Step, Token, UsageError

cases = APIRouter(prefix="/cases/{case_no}")

Reader = Annotated[Token, Depends(require("cases:read"))]
Teller = Annotated[Token, Depends(require("steps:write"))]
Alone: Final = Depends(refuse_parameters)
_TAG_DIGITS: Final = 16
_TAG: Final = re.compile(r'"([0-9]{1,15})-[0-9a-f]{16}"')
_PROBLEM: Final[dict[str, Any]] = {"model": Problem}
_UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "the case is still what the ETag in If-None-Match stands for"}
}
_ETAG: Final[dict[str, Any]] = {
    "ETag": {"description": "newest event and content of the case as shown", "schema": {"type": "string"}}
}


@cases.get(
    "",
    operation_id="get_case",
    response_model=CaseRecord | ClosedCase,
    responses={200: {"headers": _ETAG}, **_UNCHANGED},
)
def get_case(
    *,
    ledger: Books,
    token: Reader,
    case_no: CaseNo,
    asked: Annotated[View, Query()],
    reason: Reason,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Give a case, masked; whole only by scope, with a reason that is kept in the ledger."""
    seen = _see(ledger, token, case_no, full=asked.view == "full", reason=reason)
    shown: CaseRecord | ClosedCase = seen.record
    if seen.extent == "closed":
        shown = ClosedCase(case_no=case_no, status=seen.record.status)
    body = shown.model_dump_json(by_alias=True)
    tag = f'"{seen.version}-{sha256(body.encode()).hexdigest()[:_TAG_DIGITS]}"'
    if if_none_match is not None and _is_among(tag, if_none_match):
        return Response(status_code=304, headers={"ETag": tag})
    _note(ledger, token, seen, reason)
    return Response(body, media_type="application/json", headers={"ETag": tag})


@cases.get("/history", operation_id="get_history", response_model=History, dependencies=[Alone])
def get_history(ledger: Books, token: Reader, case_no: CaseNo, reason: Reason) -> Response:
    """Give the events of a case, the oldest first; they hold no values."""
    seen = _see_open(ledger, token, case_no, reason)
    events = ledger.history(case_no, restricted=seen.record.restricted)
    _note(ledger, token, seen, reason)
    return Response(History(events=events).model_dump_json(), media_type="application/json")


@cases.get("/steps", operation_id="get_steps", response_model=Steps, dependencies=[Alone])
def get_steps(ledger: Books, token: Reader, case_no: CaseNo, reason: Reason) -> Response:
    """Give the steps of a case, the oldest first; what people wrote in them is masked."""
    seen = _see_open(ledger, token, case_no, reason)
    _note(ledger, token, seen, reason)
    return Response(Steps(steps=list(seen.record.steps)).model_dump_json(), media_type="application/json")


@cases.post(
    "/steps",
    operation_id="tell_step",
    response_model=Step,
    status_code=201,
    dependencies=[Alone],
    responses={409: _PROBLEM, 412: _PROBLEM},
)
def tell_step(
    *,
    ledger: Books,
    token: Teller,
    case_no: CaseNo,
    told: StepToTell,
    key: Key,
    if_match: IfMatch = None,
) -> Response:
    """Write down what was done with a case. The same body with the same key gives the same answer, however often."""
    step = ledger.tell_step(
        ToldStep(case_no=case_no, kind=told.kind, on=told.on, facts=told.facts, key=key),
        token=token,
        at=datetime.now(OFFICE_ZONE),  # as it will be read, so that the answer is the same when it is told again
        version=_version(if_match, case_no),
    )
    return Response(step.model_dump_json(), status_code=201, media_type="application/json")


def _see(ledger: Ledger, token: Token, case_no: str, *, full: bool, reason: str | None) -> Seen:
    return ledger.see(case_no, sight_of(token, full=full, reason=reason))


def _see_open(ledger: Ledger, token: Token, case_no: str, reason: str | None) -> Seen:
    seen = _see(ledger, token, case_no, full=False, reason=reason)
    if seen.extent == "closed":
        raise UsageError("case.restricted", case_no)
    return seen


def _note(ledger: Ledger, token: Token, seen: Seen, reason: str | None) -> None:
    """Write down that more is given than is shown to everybody, before it is given."""
    given = [name for name, is_so in (("full", seen.extent == "full"), ("restricted", seen.is_opened)) if is_so]
    if given and reason is not None:
        ledger.note_access(
            "api",
            " ".join(given),
            by=SIGNED + token.name,
            reason=reason,
            at=datetime.now(UTC),
            cases=1,
            case_no=seen.record.case_no,
        )


def _is_among(tag: str, asked: str) -> bool:
    return asked.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in asked.split(","))


def _version(if_match: str | None, case_no: str) -> int | None:
    """The number of the event in an ETag that the caller knows. Raises UsageError `case.moved-on` for anything else."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise UsageError("case.moved-on", case_no)
    return int(found[1])
