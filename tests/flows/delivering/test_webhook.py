"""Webhook: what a receiver answers, or does instead of answering, becomes a receipt."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.delivering.sending import Parcel
from flows.delivering.targets import WebhookTarget, load_targets
from flows.delivering.webhook import WebhookSender
from ledger.outbox.deliveries import Message
from ledger.outbox.signing import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER, verify
from records import SetupError
from tests.flows.delivering.chaos import free_port
from tests.flows.delivering.filling import SECRET, write_targets
from tests.ledger.letters import LATER

Answer = Callable[[BaseHTTPRequestHandler], None]


def message(number: int = 7) -> Message:
    return Message(
        key=f"{number}-abcd", event=number, kind="case.read", case_no="2026-XF-00001", at=LATER, as_of_event=number,
        status="proposed", restricted=False, case={"case_no": "2026-XF-00001", "values": {"topic": "环境\u2028保护"}},
    )  # fmt: skip


@contextmanager
def receiver(answer: Answer) -> Iterator[tuple[int, list[tuple[dict[str, str], bytes]]]]:
    """A server in a thread; gives its port and what it was sent."""
    seen: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((dict(self.headers), body))
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port, seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def say(status: int, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def hook(home: Path, port: int, extra: str = "", scheme: str = "http") -> WebhookTarget:
    body = (
        f'[targets.hook]\nkind = "webhook"\naddress = "{scheme}://127.0.0.1:{port}/in?x=1"\nsecret_file = "hook.key"\n'
    )
    (target,) = load_targets(write_targets(home, body + "timeout_s = 0.3\n" + extra))
    assert isinstance(target, WebhookTarget)
    return target


def send(home: Path, port: int, extra: str = "", scheme: str = "http") -> tuple[str, str | None, float | None]:
    with WebhookSender(hook(home, port, extra, scheme)) as sender:
        receipt = sender.send(Parcel((message(),)))
    return receipt.result, receipt.code, receipt.wait_s


def test_a_message_is_posted_signed_with_its_key(tmp_path: Path) -> None:
    with receiver(say(204)) as (port, seen):
        assert send(tmp_path, port) == ("delivered", None, None)
    ((headers, body),) = seen
    signed = {"timestamp": headers[TIME_HEADER], "signature": headers[SIGNATURE_HEADER]}
    assert verify(body, **signed, secret=SECRET, now=time.time())
    assert headers[KEY_HEADER] == "7-abcd"
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert Message.model_validate_json(body) == message()
    assert len(body.decode().splitlines()) == 1


def test_while_a_secret_is_changed_both_sign(tmp_path: Path) -> None:
    write_targets(tmp_path, "")
    (tmp_path / "new.key").write_bytes(b"n" * 40)
    (tmp_path / "new.key").chmod(0o600)
    with receiver(say(200)) as (port, seen):
        target = hook(tmp_path, port, 'old_secret_file = "new.key"\n')
        with WebhookSender(target) as sender:
            sender.send(Parcel((message(),)))
    ((headers, body),) = seen
    for secret in (SECRET, b"n" * 40):
        given = {"timestamp": headers[TIME_HEADER], "signature": headers[SIGNATURE_HEADER]}
        assert verify(body, **given, secret=secret, now=time.time())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, ("delivered", None, None)),
        (202, ("delivered", None, None)),
        (301, ("refused", "http.301", None)),
        (400, ("refused", "http.400", None)),
        (401, ("refused", "http.401", None)),
        (408, ("failed", "http.408", None)),
        (410, ("gone", "http.410", None)),
        (429, ("busy", "http.429", None)),
        (500, ("failed", "http.500", None)),
        (503, ("busy", "http.503", None)),
    ],
)
def test_a_status_is_judged(tmp_path: Path, status: int, expected: tuple[str, str | None, float | None]) -> None:
    with receiver(say(status, Location="http://127.0.0.1:1/elsewhere")) as (port, seen):
        assert send(tmp_path, port) == expected
    assert len(seen) == 1, "no redirect is followed"


def test_a_receiver_may_ask_to_be_left_alone_for_a_while(tmp_path: Path) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    asked = {
        "7": (7, 7),
        "0": (0, 0),
        soon: (80, 90),
        "9" * 30: (86_400, 86_400),
        "Mon, 01 Jan 2001 00:00:00 GMT": (0, 0),
    }
    for value, (least, most) in asked.items():
        with receiver(say(429, Retry_After=value)) as (port, _):
            wait = send(tmp_path, port)[2]
        assert wait is not None
        assert least <= wait <= most
    for nonsense in ("soon", "-5", "1.5", "٣", f"Mon, 01 Jan 2024 00:00:00 +{'9' * 21}"):
        with receiver(say(503, Retry_After=nonsense.encode().decode("latin-1"))) as (port, _):
            assert send(tmp_path, port) == ("busy", "http.503", None)


def test_a_receiver_that_hangs_is_left_after_the_time_out(tmp_path: Path) -> None:
    with receiver(lambda _: time.sleep(0.6)) as (port, _):
        assert send(tmp_path, port) == ("failed", "net.timeout", None)


def test_a_connection_that_breaks_is_no_answer(tmp_path: Path) -> None:
    def close(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True

    with receiver(close) as (port, _):
        assert send(tmp_path, port) == ("failed", "net.broken", None)


def test_what_is_no_http_is_no_answer(tmp_path: Path) -> None:
    with receiver(lambda handler: handler.wfile.write(b"OK 200 yes\r\n\r\n") and None) as (port, _):
        assert send(tmp_path, port)[:2] == ("failed", "net.broken")


def test_nobody_there_is_no_fault_of_the_message(tmp_path: Path) -> None:
    assert send(tmp_path, free_port()) == ("busy", "net.connect", None)


def test_a_status_counts_whatever_becomes_of_the_words_after_it(tmp_path: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf")
        time.sleep(0.5)
        handler.close_connection = True

    with receiver(drip) as (port, _):
        assert send(tmp_path, port) == ("delivered", None, None)


def test_an_answer_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    def pour(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            handler.close_connection = True

    with receiver(pour) as (port, _):
        assert send(tmp_path, port) == ("delivered", None, None)


def test_a_second_answer_is_not_taken_for_that_of_the_next_message(tmp_path: Path) -> None:
    """The receiver answers the first message twice and never applies the second."""
    answers = iter([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" * 2])

    def twice(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(next(answers, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"))
        handler.close_connection = False

    with receiver(twice) as (port, _), WebhookSender(hook(tmp_path, port)) as sender:
        assert sender.send(Parcel((message(1),))).result == "delivered"
        assert sender.send(Parcel((message(2),))).result == "failed"


def test_a_certificate_that_nobody_vouches_for_is_not_believed(tmp_path: Path) -> None:
    with receiver(say(200)) as (port, seen):  # it does not even speak TLS
        assert send(tmp_path, port, scheme="https")[:2] == ("busy", "net.tls")
    assert seen == []


def test_a_file_without_certificates_is_told_at_the_start(tmp_path: Path) -> None:
    write_targets(tmp_path, "")
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(SetupError, match="ca_file holds no certificate"):
        WebhookSender(hook(tmp_path, 1, 'ca_file = "ca.pem"\n'))


def test_a_proxy_of_the_environment_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    with receiver(say(200)) as (port, _):
        assert send(tmp_path, port)[0] == "delivered"
