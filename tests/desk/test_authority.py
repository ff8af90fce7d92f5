"""Who asks: good tokens alone, at most so many wrong ones, and answers that tell no more than they must."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desk.api.authority import MOST_FAILURES, WINDOW_S, Failures
from desk.api.problems import language_of
from tests.desk.offices import CLERK, EVENTS, READ, STEPS, Office


def test_expired_revoked_invented_and_missing_tokens_are_refused_alike(office: Office) -> None:
    expired = office.token(READ, at=datetime.now(UTC) - timedelta(days=2))
    revoked = office.token(READ)
    client = office.client(secret=revoked)
    assert client.get("/cases").status_code == 200
    office.ledger.revoke_token("t1", by=CLERK, at=datetime.now(UTC))
    answers = [client.get("/cases"), *(office.client(secret=one).get("/cases") for one in (expired, "lx1_x"))]
    answers.append(httpx.get(f"{office.url}/api/v1/cases", trust_env=False))
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "api.unauthorized"


def test_a_scope_opens_its_own_doors_alone(office: Office) -> None:
    case_no = office.letter()
    paths = {"/cases": READ, f"/cases/{case_no}": READ, "/due": READ, "/search?q=排污": READ, "/events": EVENTS}
    for scope in (READ, EVENTS, STEPS):
        client = office.client(scope)
        held = {READ: {READ}, EVENTS: {EVENTS}, STEPS: {STEPS, READ}}[scope]
        for path, needed in paths.items():
            answer = client.get(path)
            assert answer.status_code == (200 if needed in held else 403), (scope, path)


def test_too_many_wrong_tokens_make_an_address_wait(office: Office) -> None:
    good, wrong = office.client(READ), office.client(secret="lx1_wrong")
    for _ in range(MOST_FAILURES):
        assert wrong.get("/cases").status_code == 401
    for client in (wrong, good):  # nobody learns whether a token is good
        answer = client.get("/cases")
        assert (answer.status_code, answer.json()["code"]) == (429, "api.too-many")
        assert 1 <= int(answer.headers["Retry-After"]) <= WINDOW_S + 1
    assert good.get("/health").status_code == 200


def test_an_address_waits_for_a_minute_and_others_do_not() -> None:
    now = [0.0]
    failures = Failures(clock=lambda: now[0])
    for _ in range(MOST_FAILURES):
        failures.note("a")
    assert failures.wait_s("a") > 0
    assert failures.wait_s("b") == 0
    now[0] = WINDOW_S + 1
    assert failures.wait_s("a") == 0
    assert "b" not in failures.times, "who never failed takes no memory"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("", "zh"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("zh-CN,en;q=0.8", "zh"), ("fr", "zh"), ("en;q=x", "zh")],
)
def test_a_problem_is_told_in_the_language_that_is_liked_better(accepted: str, lang: str) -> None:
    assert language_of(accepted) == lang


def test_problems_have_a_sentence_in_both_languages(office: Office) -> None:
    for lang, told in (("zh", "没有这个地址。"), ("en", "There is nothing at this address.")):
        answer = office.client(READ).get("/nothing", headers={"Accept-Language": lang})
        assert (answer.status_code, answer.json()["title"]) == (404, told)
        assert answer.headers["Content-Language"] == lang
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert office.client(READ).delete("/cases").json()["code"] == "api.method"


def test_every_answer_is_guarded_and_no_other_page_may_ask(office: Office) -> None:
    for path in ("/", "/api", "/desk.css", "/api/v1/cases", "/api/v1/openapi.json", "/api/v1/none"):
        answer = httpx.get(office.url + path, headers={"Origin": "https://elsewhere.example"}, trust_env=False)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers
        assert "http://" not in answer.text.replace("http://127.0.0.1", "")


def test_the_page_names_every_address(office: Office) -> None:
    page = httpx.get(f"{office.url}/api", trust_env=False).text
    paths = httpx.get(f"{office.url}/api/v1/openapi.json", trust_env=False).json()["paths"]
    assert [path for path in paths if f"<code>{path}</code>" not in page] == []


def test_a_failure_tells_its_kind_alone(office: Office, monkeypatch: pytest.MonkeyPatch, caplog) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("林小川 13800001234")

    monkeypatch.setattr(type(office.ledger), "see", fail)
    answer = office.client(READ).get(f"/cases/{office.letter()}")
    assert (answer.status_code, answer.json()["code"]) == (500, "api.bug")
    assert "RuntimeError" in caplog.text
    assert "林小川" not in answer.text + caplog.text
