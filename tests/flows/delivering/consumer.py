"""A consumer as docs/outbox.md tells one to be: a process of its own, with a database of its own, on a bad network.

It verifies, applies each key once, and answers after that. By chance it answers 500, 429 or 503, hangs, closes the
connection or answers twice, before or after it applied the message.

    python -m tests.flows.delivering.consumer PORT DATABASE SECRET_FILE SEED CHAOS HANG_S
"""

import json
import random
import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ledger.outbox.signing import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER, verify

TABLES = """
CREATE TABLE IF NOT EXISTS applied (n INTEGER PRIMARY KEY, key TEXT UNIQUE, event INT, case_no TEXT, kind TEXT);
CREATE TABLE IF NOT EXISTS answers (what TEXT);
"""
BEFORE = ("500", "429", "503", "hang", "close")
AFTER = ("500-after", "hang-after", "close-after", "twice")


class Consumer:
    """Applies keys in its own database, and misbehaves by chance."""

    def __init__(self, database: Path, secret: bytes, *, seed: int, chaos: float, hang_s: float) -> None:
        self.secret, self.chaos, self.hang_s = secret, chaos, hang_s
        self.chance, self.lock = random.Random(seed), threading.Lock()
        self.database = sqlite3.connect(database, check_same_thread=False, isolation_level=None, timeout=30)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.executescript(TABLES)

    def choose(self) -> str:
        with self.lock:
            wild = self.chance.random() < self.chaos
            what = self.chance.choice(BEFORE + AFTER) if wild else "ok"
            self.database.execute("INSERT INTO answers VALUES (?)", (what,))
            return what

    def apply(self, body: bytes) -> None:
        message = json.loads(body)
        row = (message["key"], message["event"], message["case_no"], message["kind"])
        with self.lock:
            self.database.execute("INSERT OR IGNORE INTO applied (key, event, case_no, kind) VALUES (?, ?, ?, ?)", row)


def make_handler(consumer: Consumer) -> type[BaseHTTPRequestHandler]:  # noqa: C901 (every way to misbehave)
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signed = verify(
                body,
                timestamp=self.headers[TIME_HEADER],
                signature=self.headers[SIGNATURE_HEADER],
                secret=consumer.secret,
                now=time.time(),
            )
            if not signed or json.loads(body)["key"] != self.headers[KEY_HEADER]:
                self.answer(401)
                return
            what = consumer.choose()
            if what in BEFORE:
                self.misbehave(what)
                return
            consumer.apply(body)
            if what in AFTER:
                self.misbehave(what.removesuffix("-after"))
                return
            self.answer(204)

        def misbehave(self, what: str) -> None:
            if what == "hang":
                time.sleep(consumer.hang_s)
            elif what == "twice":
                self.close_connection = False  # whatever the caller asked for
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" * 2)
            elif what == "429":
                self.answer(429, {"Retry-After": "0"})
            elif what in ("500", "503"):
                self.answer(int(what))
            self.close_connection = what != "twice"

        def answer(self, status: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


if __name__ == "__main__":
    port, database, secret_file, seed, chaos, hang_s = sys.argv[1:]
    served = Consumer(
        Path(database), Path(secret_file).read_bytes(), seed=int(seed), chaos=float(chaos), hang_s=float(hang_s)
    )
    Server(("127.0.0.1", int(port)), make_handler(served)).serve_forever()
