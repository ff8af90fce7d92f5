"""Judge the letters of the ledger anew with what is in service, show what would change, and write it when asked to.

The pages are not read anew: findings and judgements are made from the lines that the ledger holds, by the tables of
the day on which each letter came. So findings may change too, where the program or the tables did.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Literal, get_args

from classifiers.likeness.likeness import compare_letters, sign_letter
from classifiers.weighing.judging_model import JudgingModel
from flows.path import understand_letter
from ledger import BlindShare, Ledger
from records import UNCONFIRMED, CaseRecord, CaseValues, Question, Reading, Stamp, UsageError
from vocab import Vocabulary

Outcome = Literal["same", "blind", "found", "confirmed", "written", "meanwhile"]
"""What became of a case: nothing changes; a person is asked about it blind, so it is left alone; a change was found;
found, and left alone since a person has confirmed the case; written; or read anew by another program meanwhile."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question with its answer before and after; `decided` says that a person's word lies over both."""

    question: str
    before: str | None
    after: str | None
    decided: bool


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What newer versions say otherwise of a case. Of findings the names of the fields alone, never a value."""

    case_no: str
    outcome: Outcome
    restricted: bool = False
    answers: tuple[AnswerChange, ...] = ()
    fields: tuple[str, ...] = ()
    new_doubts: tuple[str, ...] = ()
    gone_doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejudging:
    """What judges anew, and what is to be done with what it says.

    `tasks` are the questions of which one at least must change; all when there are none. Without `apply` nothing is
    written; with it cases that a person confirmed are left alone unless `confirmed` says otherwise, and what passes
    alone only now may be drawn for the `blind` share.
    """

    vocabulary: Vocabulary
    judging: JudgingModel
    key: bytes
    tasks: frozenset[str] = frozenset()
    apply: bool = False
    confirmed: bool = False
    blind: BlindShare | None = None

    def judge(self, reading: Reading) -> Reading:
        """The letter of a reading, understood anew; the engine that read its pages stays in the stamp."""
        stamp = Stamp(
            code=version("laixin"),
            vocab=self.vocabulary.hash,
            models=self.judging.model_ids,
            engine=reading.stamp.engine,
        )
        return understand_letter(reading.letter, vocabulary=self.vocabulary, judging=self.judging, stamp=stamp)


def rejudge_cases(ledger: Ledger, case_nos: Iterable[str], how: Rejudging) -> Iterator[CaseChange]:
    """Judge each case anew and tell what came of it, in the order given.

    Each case is a transaction of its own: interrupted and called again, it finds what was written already unchanged.

    Raises:
        UsageError: `case.unknown`.
    """
    for case_no in case_nos:
        yield _rejudge(ledger, case_no, how)


def _rejudge(ledger: Ledger, case_no: str, how: Rejudging) -> CaseChange:
    reading = how.judge(ledger.reading(case_no))
    now, then = ledger.compare_reading(case_no, reading)
    if now.blind == "open":
        return CaseChange(case_no, "blind")  # a person answers first, and must not learn what the machine says
    found = find_changes(now, then)
    if found.outcome == "same" or not _asked_for(found, how.tasks):
        return CaseChange(case_no, "same", found.restricted)
    if not how.apply:
        return found
    if now.status not in UNCONFIRMED and not how.confirmed:
        return _with(found, "confirmed")
    signature = sign_letter(reading.letter, reading.findings, key=how.key)
    try:
        ledger.rejudge(
            case_no, reading, at=datetime.now(UTC), signature=signature, compare=compare_letters, blind=how.blind
        )
    except UsageError as error:
        if error.code not in ("case.changed", "case.split"):
            raise
        return _with(found, "meanwhile")
    drawn = ledger.case(case_no).blind == "open"  # what the machine says is hidden from now on
    return CaseChange(case_no, "written") if drawn else _with(found, "written")


def find_changes(now: CaseRecord, then: CaseRecord) -> CaseChange:
    """What differs between two records of a case. Of a restricted one no field is named."""
    restricted = now.restricted or then.restricted
    decided = {review.field for review in now.reviews}
    before, after = ({one.question: one.answer for one in record.judgements} for record in (now, then))
    answers = tuple(
        AnswerChange(question, before.get(question), after.get(question), question in decided)
        for question in get_args(Question)
        if before.get(question) != after.get(question)
    )
    stated = CaseValues.model_fields.keys() - set(get_args(Question))
    fields = tuple(sorted(name for name in stated if getattr(now.values, name) != getattr(then.values, name)))
    new_doubts = tuple(code for code in then.doubts if code not in now.doubts)
    gone_doubts = tuple(code for code in now.doubts if code not in then.doubts)
    if _describe_matters(now) != _describe_matters(then):
        fields = (*fields, "matters")
    changed = bool(answers or fields or new_doubts or gone_doubts or now.restricted != then.restricted)
    shown = () if restricted else fields
    outcome: Outcome = "found" if changed else "same"
    return CaseChange(now.case_no, outcome, restricted, answers, shown, new_doubts, gone_doubts)


def _describe_matters(record: CaseRecord) -> list[object]:
    """The words of each matter and what is judged of it, without scores."""
    return [
        (matter.words, matter.demands, matter.place_code, [(one.question, one.answer) for one in matter.judgements])
        for matter in record.matters
    ]


def _asked_for(found: CaseChange, tasks: Collection[str]) -> bool:
    return not tasks or any(change.question in tasks for change in found.answers)


def _with(found: CaseChange, outcome: Outcome) -> CaseChange:
    return replace(found, outcome=outcome)
