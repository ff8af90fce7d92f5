"""Letters made up for the tests of watching: drawn with known rates."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from records import ASKED, BlindLetter, WatchedLetter

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def blind_letter(number: int, *, wrong: tuple[str, ...] = (), at: datetime | None = NOON) -> BlindLetter:
    """A blind letter on which the machine was wrong in these fields; open when `at` is none."""
    machine = {field: f"{field}-a" for field in ASKED}
    said = {field: f"{field}-b" if field in wrong else f"{field}-a" for field in ASKED}
    return BlindLetter(
        case_no=f"2026-XF-{number:05}", received=MONDAY, pages=1, share=0.02, drawn_at=NOON, answered_at=at,
        machine=machine, said=said if at else {},
    )  # fmt: skip


def watched_letter(
    draw: np.random.Generator, day: date, *, mix: tuple[float, ...] = (0.4, 0.3, 0.2, 0.1), lower: float = 0.0,
    unread: float = 0.1, models: tuple[str, ...] = ("m-1",),
) -> WatchedLetter:  # fmt: skip
    """A letter drawn from a mix of answers, with scores and confidence moved down by `lower`."""
    answer = str(draw.choice(len(mix), p=mix))
    return WatchedLetter(
        day=day,
        models=models,
        engine="rapidocr",
        answers=dict.fromkeys(ASKED, answer),
        scores={task: float(np.clip(draw.beta(9, 2) - lower, 0, 1)) for task in ASKED},
        confidence=float(np.clip(draw.beta(30, 2) - lower, 0, 1)),
        unread=bool(draw.random() < unread),
        doubtful=bool(draw.random() < 0.4),
    )


def half_year(draw: np.random.Generator, *, now: int, before: int, **changed: object) -> list[WatchedLetter]:
    """Letters of the reference period, then those of the last four weeks, changed as told."""
    start = MONDAY - timedelta(weeks=30)
    early = [watched_letter(draw, start + timedelta(days=n % 182)) for n in range(before)]
    return early + [watched_letter(draw, MONDAY - timedelta(days=1 + n % 28), **changed) for n in range(now)]
