"""Trouble as another program reads it: problem details (RFC 9457) with our codes, in the language it asks for.

No problem quotes what was sent: it may be a person's. It names codes, parameters and case numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from desk.api.sentences import Lang, remedy_of, sentence_of
from records import SetupError, UsageError

MEDIA_TYPE: Final = "application/problem+json"
TYPE: Final = "urn:laixin:problem:"
STATUS: Final[Mapping[str, int]] = {
    "access.reason": 400, "api.cursor": 400, "api.unauthorized": 401, "api.scope": 403, "case.restricted": 403,
    "step.other-unit": 403, "step.other-lead": 403, "case.unknown": 404, "api.not-found": 404, "api.method": 405,
    "step.key": 409, "step.illegal": 409, "case.split": 409, "case.moved-on": 412, "api.too-large": 413,
    "api.invalid": 422, "api.too-many": 429, "api.bug": 500, "api.database": 503, "ledger.moved-away": 503,
    "ledger.moving": 503,
}  # fmt: skip
"""The HTTP status of a code; any other that the ledger refuses with is 422."""
_REFUSED: Final = 422
_HTTP: Final = {404: "api.not-found", 405: "api.method", 413: "api.too-large"}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="urn:laixin:problem: and the code")
    title: str = Field(description="one sentence, in Chinese or English by Accept-Language")
    status: int
    code: str = Field(description="one of docs/api.md; decide by it, not by the sentence")
    remedy: str = Field(default="", description="what to do")
    where: list[str] = Field(default=[], description="the parameters or fields that are wrong; never their values")


@dataclass
class Refusal(Exception):  # noqa: N818 (it is no error of ours)
    """Something that the interface refuses by itself; the code's sentence says why."""

    code: str
    where: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answer_problem(
    code: str,
    lang: Lang,
    *,
    detail: str = "",
    where: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer that tells a code."""
    status = STATUS.get(code, _REFUSED)
    problem = Problem(
        type=TYPE + code,
        title=sentence_of(code, detail, lang),
        status=status,
        code=code,
        remedy=remedy_of(code, lang),
        where=list(where),
    )
    sent = {"Content-Language": lang, **(headers or {})}
    return JSONResponse(problem.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=sent)


def language_of(accepted: str) -> Lang:
    """Chinese, unless English is liked better in an `Accept-Language` header."""
    likings = {"zh": 0.0, "en": 0.0}
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        name = tag.partition("-")[0].lower()
        if name in likings:
            likings[name] = max(likings[name], _number(quality))
    return "en" if likings["en"] > likings["zh"] else "zh"


def handle_problems(app: FastAPI) -> None:
    """Let the app tell every kind of trouble as a problem."""
    app.add_exception_handler(Refusal, _tell_refusal)
    app.add_exception_handler(UsageError, _tell_usage)
    app.add_exception_handler(SetupError, _tell_setup)
    app.add_exception_handler(RequestValidationError, _tell_invalid)
    app.add_exception_handler(HTTPException, _tell_http)


def _tell_refusal(request: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    return answer_problem(refusal.code, _lang(request), where=refusal.where, headers=refusal.headers)


def _tell_usage(request: Request, error: Exception) -> JSONResponse:
    """What the ledger refuses."""
    assert isinstance(error, UsageError)
    where = error.detail.split() if error.code in _TOLD else ()
    return answer_problem(error.code, _lang(request), detail=error.detail, where=where)


def _tell_setup(request: Request, _: Exception) -> JSONResponse:
    return answer_problem("api.database", _lang(request))


def _tell_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    where = sorted({_place(found["loc"]) for found in error.errors()})
    return answer_problem("api.invalid", _lang(request), where=where)


def _tell_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _HTTP.get(error.status_code, "api.invalid")
    return answer_problem(code, _lang(request), headers=error.headers)


_TOLD: Final = frozenset({"step.facts", "step.not-tellable"})
_MOST_PARTS: Final = 2
"""Parts of a place that are named: where it was (query, body, …) and the parameter; below it stands what was sent."""


def _place(parts: tuple[Any, ...]) -> str:
    """Where a value was wrong. A name that nobody gave a parameter is the sender's, and not repeated."""
    named = [str(part) for part in parts[:_MOST_PARTS]]
    return ".".join(part if part.lower() in _NAMES else "*" for part in named)


_NAMES: Final = frozenset(
    {
        "query", "path", "header", "body", "case_no", "status", "topic", "unit", "holder", "territory", "received_from",
        "received_to", "needs_person", "restricted", "updated_since", "cursor", "limit", "since", "within", "view",
        "q", "kind", "on", "facts", "idempotency-key", "if-match", "laixin-reason",
    }
)  # fmt: skip


def _lang(request: Request) -> Lang:
    return language_of(request.headers.get("Accept-Language", ""))


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
