"""The app: the interface for other programs under `/api/v1`, and the pages that tell of it."""

from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import FileResponse

from desk.api.answers import Health
from desk.api.authority import Books, Failures
from desk.api.cases import cases
from desk.api.envelopes import Envelope
from desk.api.lists import lists
from desk.api.problems import MEDIA_TYPE, Problem, handle_problems
from desk.api.questions import refuse_parameters
from ledger import Ledger

API: Final = "/api/v1"
VERSION: Final = "1.0"
"""Of the interface, not of the program; docs/api.md tells what raises it."""
PAGES: Final = Path(__file__).parent / "pages"
_ABOUT: Final = """Read the cases of a petition office, follow what happens to them, and tell what was done with them.

Ask with `Authorization: Bearer SECRET`. Values are masked, restricted cases are a number and a status; `docs/api.md`
tells how to see more. A reader leaves out what it does not know: fields, parameters and codes are added within
version 1, never taken away or given another meaning."""
_PROBLEM: Final[dict[str, Any]] = {"model": Problem, "description": "a problem (RFC 9457)"}
_PROBLEMS: Final[dict[int | str, dict[str, Any]]] = dict.fromkeys(
    (400, 401, 403, 404, 413, 422, 429, 500, 503), _PROBLEM
)


def make_app(ledger: Ledger) -> FastAPI:
    """The app over an open ledger."""
    app = FastAPI(
        title="来信 laixin",
        version=VERSION,
        description=_ABOUT,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,  # both load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=True,
    )
    app.state.ledger, app.state.failures = ledger, Failures()
    api = APIRouter(prefix=API, responses=_PROBLEMS)
    api.include_router(lists)
    api.include_router(cases)
    api.add_api_route("/health", _tell_health, operation_id="get_health", dependencies=[Depends(refuse_parameters)])
    app.include_router(api)
    app.add_api_route("/", _show("index.html"), include_in_schema=False)
    app.add_api_route("/api", _show("api.html"), include_in_schema=False)
    app.add_api_route("/desk.css", _show("desk.css"), include_in_schema=False)
    handle_problems(app)
    app.add_middleware(Envelope)
    _mend_schema(app)
    return app


def _tell_health(ledger: Books) -> Health:
    """Tell that the program and its ledger are there; needs no token and tells nothing of the ledger."""
    ledger.secret_id()
    return Health()


def _show(name: str) -> Any:  # noqa: ANN401 (FastAPI takes any callable)
    def show_page() -> FileResponse:
        return FileResponse(PAGES / name)

    return show_page


def _mend_schema(app: FastAPI) -> None:
    """Let the published schema tell problems by their media type; FastAPI knows one for all answers."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = made()
            for operation in (operation for path in schema["paths"].values() for operation in path.values()):
                for parameter in operation.get("parameters", ()):
                    _leave_out_null(parameter)
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            for unused in ("HTTPValidationError", "ValidationError"):
                schema["components"]["schemas"].pop(unused, None)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _leave_out_null(parameter: dict[str, Any]) -> None:
    """A parameter that may be left out: what is not there is not null."""
    choices = [choice for choice in parameter["schema"].get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        parameter["schema"] = choices[0]
