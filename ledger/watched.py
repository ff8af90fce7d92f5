"""What is watched of the letters from day to day, without a letter's words; and the alarms and samples noted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.chain import MACHINE, append_event
from ledger.clock import office_date
from ledger.tables import CaseRow, EventRow, LikenessRow, ReadingRow
from records import ASKED, WatchedLetter

_ROWS_AT_ONCE = 50  # a reading of many pages is large
PAIR_MARK = "/"
"""Between a first and a second level of topic."""


def watched_letters(session: Session, *, since: datetime) -> Iterator[WatchedLetter]:
    """The letters registered since then that were not split, in order, as they are read now."""
    current = (ReadingRow.case_no == CaseRow.case_no) & (ReadingRow.number == CaseRow.reading_number)
    rows = session.execute(
        select(CaseRow.registered_at, CaseRow.status, ReadingRow.body)
        .join(ReadingRow, current)
        .where(CaseRow.registered_at >= since, CaseRow.status != "split")
        .order_by(CaseRow.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in rows:
        yield _watch(office_date(row.registered_at), json.loads(row.body))


def note_alarm(session: Session, cause: str, period: str, figures: Mapping[str, Any], *, at: datetime) -> bool:
    """Chain an alarm as an event, once for each cause and period; whether it is a new one."""
    told = (json.loads(data) for data in session.scalars(select(EventRow.data).where(EventRow.kind == "quality.alarm")))
    if any((alarm["cause"], alarm["period"]) == (cause, period) for alarm in told):
        return False
    append_event(session, "quality.alarm", at=at, data={"cause": cause, "period": period, "figures": dict(figures)})
    return True


def note_sample(
    session: Session, case_nos: Sequence[str], *, task: str, way: str, seed: int, by: str = MACHINE, at: datetime
) -> None:
    """Note which cases were drawn to be labelled, for which task and in what way."""
    facts = {"task": task, "way": way, "seed": seed, "cases": list(case_nos)}
    append_event(session, "sample.drawn", at=at, by=by, data=facts)


def sampled_cases(session: Session, task: str) -> set[str]:
    """The cases that were ever drawn to be labelled for a task."""
    drawn = map(json.loads, session.scalars(select(EventRow.data).where(EventRow.kind == "sample.drawn")))
    return {case_no for sample in drawn if sample["task"] == task for case_no in sample["cases"]}


def cluster_firsts(session: Session) -> dict[str, int]:
    """For each case that was compared with others, the number of its cluster's first letter."""
    rows = session.execute(
        select(CaseRow.case_no, LikenessRow.id, LikenessRow.parent).join(LikenessRow, LikenessRow.id == CaseRow.id)
    )
    found = list(rows)
    parents = {row.id: row.parent for row in found}

    def climb(letter: int) -> int:
        while parents.get(letter, letter) != letter:
            letter = parents[letter]
        return letter

    return {row.case_no: climb(row.id) for row in found}


def _watch(day: date, reading: dict[str, Any]) -> WatchedLetter:
    judged = {one["question"]: one for one in reading["judgements"] if one["question"] in ASKED}
    answers = {question: best for question, one in judged.items() if (best := _best(one))}
    if "topic2" in answers and "topic" in answers:
        answers["topic2"] = f"{answers['topic']}{PAIR_MARK}{answers['topic2']}"
    pages = reading["letter"]["pages"]
    read = [page["confidence"] for page in pages if page["confidence"] is not None]
    doubts = [*reading["letter"]["scan"]["doubts"], *(code for page in pages for code in page["doubts"])]
    doubts += [one["doubt"] for one in (*reading["findings"], *reading["judgements"]) if one["doubt"]]
    return WatchedLetter(
        day=day,
        models=tuple(reading["stamp"]["models"]),
        engine=reading["stamp"]["engine"],
        answers=answers,
        scores={question: one["score"] for question, one in judged.items() if question in answers},
        confidence=sum(read) / len(read) if read else None,
        unread=any(page["unread"] or "page.unread" in page["doubts"] for page in pages),
        doubtful=bool(doubts) or len(reading["matters"]) > 1,
    )


def _best(judgement: dict[str, Any]) -> str | None:
    if judgement["answer"] is not None:
        return str(judgement["answer"])
    return str(judgement["runners_up"][0]["answer"]) if judgement["runners_up"] else None
