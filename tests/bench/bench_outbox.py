"""Every message of 1,000 letters at the consumer once and in order, while both sides are killed: SQLite and PostgreSQL.

    .venv/bin/python -m tests.bench.bench_outbox [--letters 1000] [--seeds 1 2] [--to docs/bench/outbox.csv]

Two deliverers and a consumer, all processes of their own; one of the three is killed (SIGKILL) every two to four
seconds (--between-kills: longer on a machine that does other things too) and started again. A quarter of the consumer's
answers is 500, 429, 503, a time-out, a closed connection or two answers at once, half of them after it applied the
message.
"""

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger import open_ledger
from tests.databases import Server, find_programs
from tests.flows.delivering.chaos import deliver_in_chaos, out_of_order
from tests.flows.delivering.filling import fill_ledger

CHAOS = 0.25


@contextmanager
def lend(kind: str, folder: Path) -> Iterator[str]:
    """An empty ledger's address."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'ledger.sqlite'}"
        return
    programs = find_programs()
    assert programs is not None, "the PostgreSQL server is not installed"
    server = Server(programs)
    try:
        with server.database() as url:
            yield url
    finally:
        server.close()


def measure(kind: str, letters: int, seed: int, between_kills: tuple[float, float]) -> dict[str, object]:
    """One run; what was asserted is in the row too."""
    with tempfile.TemporaryDirectory() as folder, lend(kind, Path(folder)) as url:  # noqa: SIM117 (closed first)
        with open_ledger(url, office="XF") as ledger:
            began = time.monotonic()
            messages = fill_ledger(ledger, letters, seed=seed)
            print(f"{kind}: {messages} messages of {letters} letters in {time.monotonic() - began:.0f} s", flush=True)
            arrived = deliver_in_chaos(
                ledger,
                Path(folder),
                url=url,
                messages=messages,
                seed=seed,
                chaos=CHAOS,
                between_kills=between_kills,
                patience=1800,
            )
            assert ledger.verify_chain() == []
            assert ledger.dead_letters() == []
    applied = [event for _, event, _ in arrived.order]
    row = {
        "database": kind,
        "letters": letters,
        "seed": seed,
        "messages": messages,
        "requests": arrived.sendings,
        "answered otherwise than 2xx": arrived.sendings - arrived.answers["ok"],
        "consumer killed": arrived.kills["consumer"],
        "deliverer killed": arrived.kills["deliverer"],
        "applied": len(applied),
        "missing": messages - len(set(applied)),
        "applied twice": len(applied) - len(set(applied)),
        "cases out of order": len(set(out_of_order(arrived.order))),
        "seconds": round(arrived.seconds),
    }
    print(row, flush=True)
    return row


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--between-kills", type=float, nargs=2, default=(2, 4), help="seconds, least and most")
    parser.add_argument("--to", type=Path, default=Path("docs/bench/outbox.csv"))
    options = parser.parse_args()
    rows = [
        measure(kind, options.letters, seed, tuple(options.between_kills))
        for kind in options.databases
        for seed in options.seeds
    ]
    with options.to.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
