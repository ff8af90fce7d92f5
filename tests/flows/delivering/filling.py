"""Letters' worth of events: registered, read, reviewed, taken further."""

import random
from datetime import timedelta
from pathlib import Path

from ledger import Ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

BY = "王晓梅"
SECRET = b"k" * 32


def fill_ledger(ledger: Ledger, letters: int, *, seed: int = 1, first: int = 0) -> int:
    """Register letters and let happen what happens to them, mixed up among cases; gives how many messages are due."""
    chance, told = random.Random(seed), 0
    cases: list[tuple[str, int]] = []
    for number in range(first, first + letters):
        scan = make_scan(f"letter {number}")
        ledger.take_in(scan, source=make_source(number + 1))
        reading = make_reading(scan, matter_class="accusation" if number % 10 == 9 else "appeal")
        cases.append((ledger.record_case(reading, at=LATER), 0))
        told += 2
        while cases and chance.random() < 0.75:
            place = chance.randrange(len(cases))
            case_no, done = cases[place]
            told += _go_on(ledger, case_no, done)
            if done < 3:
                cases[place] = (case_no, done + 1)
            else:
                cases.pop(place)
    return told


def _go_on(ledger: Ledger, case_no: str, done: int) -> int:
    at = LATER + timedelta(minutes=done + 1)
    if done == 0:
        ledger.decide(case_no, {"urgency": "ordinary"}, by=BY, note="", at=at)
    else:
        ledger.take_step(case_no, "progress", by=BY, at=at, facts={"words": "已联系"})
    return 1


def write_targets(home: Path, body: str) -> Path:
    """The file of targets, with a secret beside it."""
    home.mkdir(exist_ok=True)
    for name, content in (("hook.key", SECRET), ("access.key", b"access")):
        path = home / name
        path.write_bytes(content)
        path.chmod(0o600)
    file = home / "targets.toml"
    file.write_text(body, encoding="utf-8")
    return file
