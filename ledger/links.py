"""The links of cases as the ledger shows them, from whichever letter they were found."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger.in_hand import may_have
from ledger.likeness import read_likeness
from ledger.tables import CaseRow, LikenessRow, LinkRow
from records import CaseValues, Link, Passage

MOST_SHOWN = 50
"""Links of a case that are shown; how many letters there are in all, the size of the cluster tells."""
_BY_SENDER = ("same-letter", "same-person")


def links_of(session: Session, case_nos: Sequence[str]) -> dict[str, tuple[Link, ...]]:
    """The links of each case that has some, the likest first; of two links with one case the newer counts."""
    case_nos = may_have(session, case_nos, "letters.linked")
    if not case_nos:
        return {}
    touching = or_(LinkRow.case_no.in_(case_nos), LinkRow.other_no.in_(case_nos))
    rows = list(session.scalars(select(LinkRow).where(touching).order_by(LinkRow.id)))
    others = {number for row in rows for number in (row.case_no, row.other_no)}
    closed = _restricted_among(session, sorted(others)) if others else set()
    wanted, found = set(case_nos), dict[str, dict[str, Link]]()
    for row in rows:
        for link, case_no in ((_forward(row), row.case_no), (_backward(row), row.other_no)):
            if case_no in wanted:
                shown = link.model_copy(update={"restricted": link.case_no in closed})
                found.setdefault(case_no, {})[link.case_no] = shown
    return {case_no: tuple(sorted(links.values(), key=_order)[:MOST_SHOWN]) for case_no, links in found.items()}


def propose_repeat(values: CaseValues, links: Sequence[Link]) -> CaseValues:
    """The values with a letter proposed as a first one or a repeated one.

    It is a repeated one when an earlier letter is the same, or of the same person on the same matter.
    """
    again = any(link.earlier and link.same_matter and link.kind in _BY_SENDER for link in links)
    return values.model_copy(update={"repeat": "repeat" if again else "first"})


def propose_for_case(session: Session, case: CaseRow, values: CaseValues, *, restricted: bool) -> CaseValues:
    """As `propose_repeat`, for a case; unchanged when it was never compared with others.

    The links to restricted letters count for a restricted case alone: else an open one would tell of them.
    """
    if session.get(LikenessRow, case.id) is None:
        return values
    links = links_of(session, [case.case_no]).get(case.case_no, ())
    return propose_repeat(values, [link for link in links if restricted or not link.restricted])


def _restricted_among(session: Session, case_nos: Sequence[str]) -> set[str]:
    rows = (
        select(CaseRow.case_no)
        .join(LikenessRow, LikenessRow.id == CaseRow.id)
        .where(CaseRow.case_no.in_(case_nos), LikenessRow.restricted)
    )
    return set(session.scalars(rows))


def _forward(row: LinkRow) -> Link:
    return Link(case_no=row.other_no, earlier=row.other_earlier, **read_likeness(row.body).model_dump())


def _backward(row: LinkRow) -> Link:
    likeness = read_likeness(row.body)
    passages = tuple(Passage(own=passage.other, other=passage.own) for passage in likeness.passages)
    seen = likeness.model_copy(update={"passages": passages})
    return Link(case_no=row.case_no, earlier=not row.other_earlier, **seen.model_dump())


def _order(link: Link) -> tuple[bool, float, str]:
    return not link.same_matter, -link.score, link.case_no
