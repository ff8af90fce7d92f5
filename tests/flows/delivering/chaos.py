"""Chaos: a consumer and the deliverers are killed and started again at random until every message has arrived."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger import Ledger
from tests.flows.delivering.filling import write_targets

ROOT = Path(__file__).parents[3]
HOOK = """
[targets.hook]
kind = "webhook"
address = "http://127.0.0.1:{port}/in"
secret_file = "hook.key"
since = "start"
timeout_s = {timeout}
lease_s = {lease}
back_off_s = 0.02
longest_wait_s = 0.3
"""


@dataclass(frozen=True)
class Arrived:
    """What the consumer's database says in the end."""

    order: list[tuple[str, int, str]]
    answers: Counter[str]
    kills: Counter[str]
    seconds: float

    @property
    def sendings(self) -> int:
        """Requests that the consumer saw."""
        return self.answers.total()


def free_port() -> int:
    """A port that nobody listens at."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def start(log: Path, *command: object, **environment: str) -> subprocess.Popen[bytes]:
    """A process of this project; what it says goes to the end of a file."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, *map(str, command)], cwd=ROOT, env={**os.environ, **environment}, stdout=said, stderr=said
        )


def deliver_in_chaos(
    ledger: Ledger,
    home: Path,
    *,
    messages: int,
    url: str | None = None,
    seed: int = 1,
    chaos: float = 0.25,
    timeout: float = 0.4,
    workers: int = 2,
    between_kills: tuple[float, float] = (0.4, 1.2),
    most_kills: int = 10**6,
    patience: float = 240,
) -> Arrived:
    """Deliver all messages of a ledger while processes are killed; gives what arrived, in the order applied."""
    chance, port, database = random.Random(seed), free_port(), home / "consumer.sqlite"
    write_targets(home, HOOK.format(port=port, timeout=timeout, lease=timeout * 2 + 0.4))
    environment = {"LAIXIN_HOME": str(home), "LAIXIN_DEBUG": "1"} | ({"LAIXIN_DATABASE_URL": url} if url else {})
    program = Path(sys.executable).with_name("laixin")
    kills, log = Counter[str](), home / "chaos.log"
    began = time.monotonic()

    def consume(life: int) -> subprocess.Popen[bytes]:
        module = "tests.flows.delivering.consumer"
        return start(log, "-m", module, port, database, home / "hook.key", seed + life, chaos, timeout * 1.5)

    consumer, deliverers = consume(0), [start(log, program, "deliver", **environment) for _ in range(workers)]
    try:
        while _undelivered(ledger, messages):
            assert time.monotonic() - began < patience, f"{_undelivered(ledger, messages)} messages did not arrive"
            assert all(process.poll() is None for process in (consumer, *deliverers)), log.read_text()
            if kills.total() >= most_kills:
                time.sleep(0.1)
                continue
            time.sleep(chance.uniform(*between_kills))
            victim = chance.choice(["consumer", "deliverer"])
            kills[victim] += 1
            if victim == "consumer":
                _kill(consumer)
                time.sleep(chance.uniform(0, 0.3))
                consumer = consume(kills[victim])
            else:
                place = chance.randrange(workers)
                _kill(deliverers[place])
                deliverers[place] = start(log, program, "deliver", **environment)
    finally:
        for process in (consumer, *deliverers):
            _kill(process)
    seconds = time.monotonic() - began
    with closing(sqlite3.connect(database)) as connection:
        order = connection.execute("SELECT case_no, event, kind FROM applied ORDER BY n").fetchall()
        answers = Counter(dict(connection.execute("SELECT what, count(*) FROM answers GROUP BY what").fetchall()))
    return Arrived(order, answers, kills, seconds)


def _undelivered(ledger: Ledger, messages: int) -> int:
    states = [state for state in ledger.targets() if state.name == "hook"]
    return messages - sum(state.delivered for state in states)


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def out_of_order(order: list[tuple[str, int, str]]) -> list[str]:
    """The cases whose events were applied in another order than they happened."""
    seen: dict[str, int] = {}
    wrong = []
    for case_no, event, _ in order:
        if event < seen.get(case_no, 0):
            wrong.append(case_no)
        seen[case_no] = event
    return wrong
