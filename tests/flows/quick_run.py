"""`run_inbox` in a process of its own, with the real reading processes around an engine that costs nothing.

Usage: python -m tests.flows.quick_run HOME [--prefect] [--pause SECONDS]
Prints the outcomes as one JSON object. Without `--prefect` no flow is run; with it the disk is full at first.
"""

import argparse
import errno
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import flows.office
from extractors.engines.engine import Grey, OcrEngine, RawLine
from extractors.reading_pool import ReadingPool
from flows.runs import Report, run_inbox
from ledger import Ledger
from records import Reading, Settings
from tests.extractors.fake_engines import FakeEngine
from tests.flows.fakes import JUDGING, PERSONAL, understand_nothing


class SlowEngine(FakeEngine):
    """Reads every line as the sender's name, and takes its time."""

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        time.sleep(float(os.environ["PAUSE"]) if lines else 0)
        return tuple(RawLine(line.quad, PERSONAL, 0.99) for line in lines)


def open_slow(_name: str) -> OcrEngine:
    return SlowEngine()


async def run_no_batch(home: Path, batch: str, letters: list[str]) -> None:
    """In the place of the flow that Prefect runs."""


def full_at_first(record: Callable[..., str]) -> Callable[..., str]:
    """A disk that is full the first two times when the first letter's case is to be recorded."""
    failed: list[str] = []

    def record_later(ledger: Ledger, reading: Reading, **options: Any) -> str:
        name = reading.letter.scan.sha256
        if failed in ([], [name]):
            failed.append(name)
            raise OSError(errno.ENOSPC, "陈阿明")
        return record(ledger, reading, **options)

    return record_later


def run(home: Path, *, prefect: bool) -> Report:
    flows.office.ReadingPool = lambda settings: ReadingPool(settings, opener=open_slow)
    flows.office.open_judging = lambda settings, vocabulary: JUDGING
    flows.office.understand_letter = understand_nothing
    settings = Settings(home=home, settle_s=0, patience_s=0, workers=2)
    if prefect:
        Ledger.record_case = full_at_first(Ledger.record_case)
    else:
        sys.modules["flows.inbox"] = cast("ModuleType", SimpleNamespace(run_batch=run_no_batch))
    return run_inbox(settings)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("home", type=Path)
    arguments.add_argument("--prefect", action="store_true")
    arguments.add_argument("--pause", default="0")
    given = arguments.parse_args()
    os.environ["PAUSE"] = given.pause
    report = run(given.home, prefect=given.prefect)
    told = {
        "cases": [outcome.case_no for outcome in report.outcomes if outcome.result == "case"],
        "held": [outcome.code for outcome in report.outcomes if outcome.result == "quarantined"],
        "failed": report.failed,
        "trouble": report.trouble,
    }
    sys.stdout.write(json.dumps(told) + "\n")
