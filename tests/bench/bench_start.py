"""How long the first letter waits: seconds from `laixin run` to its case, beside the start of Prefect's first task.

Usage: .venv/bin/python tests/bench/bench_start.py
Runs one sample letter in a new home, then another in the same home. Had the letter waited for Prefect, its case would
have come after the first task's start and the reading.
"""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LAIXIN = Path(sys.executable).with_name("laixin")


def moment(text: str) -> float:
    """Seconds since the epoch of a time as SQLite holds it, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def ask(database: Path, query: str) -> str | None:
    """The single value of a query, or none when there is no such table or row yet."""
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5) as connection:
            row = connection.execute(query).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row else None


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="laixin-start-"))
    (home / "inbox").mkdir()
    print("| home | first case after | first Prefect task after | whole run |\n|---|---|---|---|")
    for kind, letter in (("new", "wages-print.jpg"), ("existing", "school-kaiti.jpg")):
        shutil.copy(PROJECT / "sample_docs" / letter, home / "inbox")
        began = time.time()
        subprocess.run([LAIXIN, "run", "--home", home], capture_output=True, check=True)
        ended = time.time()
        case = ask(home / "ledger.sqlite", "select max(registered_at) from cases")
        task = ask(home / "prefect/prefect.db", "select max(start_time) from task_run")
        after = [f"{moment(text) - began:.1f} s" if text else "not recorded" for text in (case, task)]
        print(f"| {kind} | {after[0]} | {after[1]} | {ended - began:.1f} s |", flush=True)
    shutil.rmtree(home)


if __name__ == "__main__":
    main()
