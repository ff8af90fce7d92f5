"""An office made up for the tests of the interface: letters, units that have them, tokens, a server on a real port."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import uvicorn

from desk.application import make_app
from desk.serving import Door, open_socket
from ledger import Ledger
from ledger.clock import office_date
from records import Finding, Reading
from tests.ledger.letters import make_reading, make_scan, make_source

CAME = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
TODAY = office_date(datetime.now(UTC)).isoformat()
CLERK = "王晓梅"
READ, FULL, RESTRICTED, EVENTS, STEPS = "cases:read", "cases:full", "cases:restricted", "events:read", "steps:write"
WHO, PHONE = "林小川", "13800001234"
"""Whom the letters name, and the number in them."""


@dataclass
class Office:
    """A ledger that is served."""

    ledger: Ledger
    url: str
    count: int = 0
    clients: list[httpx.Client] = field(default_factory=list)

    def letter(self, *, accuses: str | None = None, secret: bool = False) -> str:
        """A letter that came; with `accuses` it complains of a unit, with `secret` it is an accusation."""
        self.count += 1
        scan = make_scan(f"letter {self.count}", received_at=CAME)
        self.ledger.take_in(scan, source=make_source(self.count))
        reading = make_reading(scan, matter_class="accusation" if secret else "appeal")
        return self.ledger.record_case(_accuse(reading, accuses), at=CAME)

    def sent(self, unit: str = "STHJJ", **letter: object) -> str:
        """A letter that was sent to a unit."""
        case_no = self.letter(**letter)
        self.ledger.review(case_no, "unit", unit, by=CLERK, note="", at=CAME)
        self.step(case_no, "forward", unit=unit)
        return case_no

    def step(self, case_no: str, kind: str, **facts: str) -> None:
        self.ledger.take_step(case_no, kind, by=CLERK, at=datetime.now(UTC), facts=facts)

    def token(self, *scopes: str, unit: str | None = None, days: int = 1, at: datetime | None = None) -> str:
        """The secret of a new token."""
        name = f"t{len(self.ledger.tokens())}"
        _, secret = self.ledger.make_token(
            name, scopes=scopes, days=days, by=CLERK, at=at or datetime.now(UTC), unit=unit
        )
        return secret

    def client(self, *scopes: str, unit: str | None = None, secret: str | None = None, **headers: str) -> httpx.Client:
        """A program that asks with a token of these scopes."""
        secret = secret or self.token(*scopes, unit=unit)
        client = httpx.Client(
            base_url=f"{self.url}/api/v1",
            headers={"Authorization": f"Bearer {secret}", **headers},
            trust_env=False,
            verify=False,  # no TLS here; the certificates of the world take time to load
        )
        self.clients.append(client)
        return client


def _accuse(reading: Reading, unit: str | None) -> Reading:
    if unit is None:
        return reading
    span = reading.findings[0].span
    return reading.model_copy(
        update={
            "findings": (*reading.findings, Finding(field="accused_unit", value=unit, span=span, rule="accused.net"))
        }
    )


@contextmanager
def serve_office(ledger: Ledger) -> Iterator[Office]:
    """The ledger on a free port, served by a thread as `laixin desk` serves it."""
    door = Door(port=0)
    with open_socket(door) as opened:
        server = uvicorn.Server(
            uvicorn.Config(make_app(ledger), log_config=None, access_log=False, lifespan="off", server_header=False)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]})
        thread.start()
        office = Office(ledger, f"http://127.0.0.1:{opened.getsockname()[1]}")
        try:
            yield office
        finally:
            for client in office.clients:
                client.close()
            server.should_exit = True
            thread.join(timeout=20)
