"""The figures of a bulletin: counted, tested, protected, in one value that may be given out as it stands."""

import json
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.bulletin.counting import PAIR, count_clocks, count_letters, count_outcomes
from ledger.bulletin.earlier import Given
from ledger.bulletin.hot_matters import Cluster, count_matters, find_clusters, first_day
from ledger.bulletin.periods import Period
from ledger.bulletin.protecting import Protection, protect_clocks, protect_letters, share_of
from ledger.bulletin.rising import (
    LEAST_WINDOWS,
    LEVEL,
    MOST_WINDOWS,
    Rise,
    find_rises,
)
from ledger.bulletin.scope import OPEN, Scope
from ledger.bulletin.suggestions import list_suggestions
from ledger.bulletin.suppression import Count, is_small
from ledger.campaigns.tables import CampaignCaseRow, CampaignRow
from ledger.rows.tables import LedgerRow
from records import (
    BulletinFigures,
    BulletinPeriod,
    CampaignProgress,
    FigureCell,
    FigureTable,
    FormerPeriod,
    HotMatter,
    RisingTopic,
    RisingTopics,
)
from vocab import Vocabulary

LEAST_COMPARED = 30
"""Two periods are compared when both have as many letters: below, a change of a third may be chance alone."""
ROUNDED_TO = 5


def gather_figures(
    session: Session,
    period: Period,
    *,
    today: date,
    least: int,
    vocabulary: Vocabulary,
    clocks: Collection[str],
    earlier: Sequence[Given] = (),
    picked: Sequence[str] = (),
) -> BulletinFigures:
    """Every figure of a period, protected; of the clocks those named.

    Raises UsageError `bulletin.suggestion` for a suggestion picked that may not be told.
    """
    scope = Scope(period)
    counted = count_letters(session, scope, vocabulary=vocabulary)
    days = (period.first, period.last)
    protection = Protection(least, days, () if period.campaign else earlier)
    tables = protect_letters(counted, protection, vocabulary=vocabulary)
    tables += protect_clocks(*count_clocks(session, scope, today=today, names=clocks), protection)
    letters = next(table.total for table in tables if table.question == "topic")
    outcomes = count_outcomes(session, scope)
    return BulletinFigures(
        period=_tell_period(session, period),
        today=today,
        least=least,
        letters=letters,
        restricted=_shown(Count(counted.restricted, counted.restricted), least),
        former=_compare(session, period.former(), letters, today=today, least=period.last),
        year_before=_compare(session, period.year_before(), letters, today=today, least=period.last),
        tables=tuple(tables),
        outcomes=tuple(FigureCell(code=code, letters=_shown(count, least)) for code, count in outcomes.items()),
        rising=_test_topics(session, period, tables, today=today),
        hot=_tell_hot(find_clusters(session, scope, least=least, vocabulary=vocabulary), tables, least=least),
        suggestions=list_suggestions(session, scope, tables, picked=picked, vocabulary=vocabulary),
        campaign=_tell_progress(session, period, today=today, least=least, senders=counted.senders),
    )


def _tell_period(session: Session, period: Period) -> BulletinPeriod:
    name = None
    if period.campaign is not None:
        name = session.scalar(select(CampaignRow.name).where(CampaignRow.code == period.campaign))
    return BulletinPeriod(kind=period.kind, code=period.code, first=period.first, last=period.last, campaign=name)


def _shown(count: Count, least: int) -> int | None:
    return None if is_small(count, least) else count.letters


def _compare(
    session: Session, before: Period | None, letters: int | None, *, today: date, least: date
) -> FormerPeriod | None:
    """The period before, when both are over and large enough."""
    if before is None or letters is None or letters < LEAST_COMPARED or today <= least:
        return None
    number = session.scalar(select(func.count()).select_from(LedgerRow).where(Scope(before).open)) or 0
    if number < LEAST_COMPARED:
        return None
    change = round(100 * (letters - number) / number, 1)
    return FormerPeriod(first=before.first, last=before.last, letters=number, change=change)


def _test_topics(session: Session, period: Period, tables: Sequence[FigureTable], *, today: date) -> RisingTopics:
    if period.campaign is not None:
        return RisingTopics(not_tested="campaign")
    if today <= period.last:
        return RisingTopics(not_tested="running")
    first = first_day(session)
    windows = min(MOST_WINDOWS, (period.first - first).days // period.days) if first else 0
    if windows < LEAST_WINDOWS:
        return RisingTopics(not_tested="short", windows=max(0, windows), window_days=period.days)
    rises = find_rises(*count_matters(session, period, windows=windows))
    return RisingTopics(
        tested=len(rises),
        windows=windows,
        window_days=period.days,
        first=period.window(windows)[0],
        level=LEVEL,
        topics=tuple(_tell_rise(rise) for rise in rises if rise.rises and _may_name(rise.topic, tables)),
    )


def _tell_rise(rise: Rise) -> RisingTopic:
    """A rise without the exact sum of the windows before, from which single windows could be worked out."""
    topic, _, topic2 = rise.topic.partition(PAIR)
    mean = max(ROUNDED_TO, ROUNDED_TO * round(rise.before / ROUNDED_TO)) / rise.windows
    factor = rise.now / mean / rise.ratio
    return RisingTopic(
        topic=topic,
        topic2=topic2 or None,
        now=rise.now,
        before_mean=round(mean, 1),
        ratio=round(rise.ratio * factor, 1),
        low=round(rise.low * factor, 1),
        high=round(rise.high * factor, 1),
        sure="0.001" if rise.q <= 0.001 else "0.01" if rise.q <= 0.01 else "0.05",
    )


def _may_name(key: str, tables: Sequence[FigureTable]) -> bool:
    topic, _, topic2 = key.partition(PAIR)
    return (
        cell_of(tables, "topic2", topic2, of=topic) is not None
        if topic2
        else cell_of(tables, "topic", topic) is not None
    )


def cell_of(tables: Sequence[FigureTable], question: str, code: str, *, of: str = "") -> int | None:
    """The number that is shown in a cell; nothing when none is."""
    cells = (table.cells for table in tables if (table.question, table.of) == (question, of))
    return next((cell.letters for some in cells for cell in some if cell.code == code), None)


def _tell_hot(clusters: Sequence[Cluster], tables: Sequence[FigureTable], *, least: int) -> tuple[HotMatter, ...]:
    """Hot matters with topic and place as finely as may be told.

    A cell is named where its number is shown and what is left of it, less the hot letters named with it, is nothing or
    not small: else the letters beside the hot ones would be told by subtraction.
    """
    left: dict[tuple[str, str, str], int] = {}

    def takes(question: str, code: str, letters: int, of: str = "") -> bool:
        key = (question, of, code)
        shown = cell_of(tables, question, code, of=of)
        if not code or shown is None:
            return False
        rest = left.get(key, shown) - letters
        if rest < 0 or 0 < rest < least:
            return False
        left[key] = rest
        return True

    found = []
    for cluster in clusters:
        topic, _, topic2 = cluster.topic.partition(PAIR)
        county, _, township = cluster.place.partition(PAIR)
        has_topic, has_county = takes("topic", topic, cluster.letters), takes("county", county, cluster.letters)
        found.append(
            HotMatter(
                letters=cluster.letters,
                topic=topic if has_topic else None,
                topic2=topic2 if has_topic and takes("topic2", topic2, cluster.letters, topic) else None,
                county=county if has_county else None,
                township=township if has_county and takes("township", township, cluster.letters, county) else None,
            )
        )
    return tuple(found)


def _tell_progress(
    session: Session, period: Period, *, today: date, least: int, senders: int
) -> CampaignProgress | None:
    """How far a campaign is. Nothing where fewer than `least` people wrote, nor what leaves a small rest."""
    if period.campaign is None:
        return None
    if 0 < senders < least:
        return CampaignProgress(entered=None, struck_off=None, overdue=None)
    row = CampaignCaseRow
    mine = (
        select(row.struck_off_on, row.due)
        .join(LedgerRow, LedgerRow.case_no == row.case_no)
        .where(OPEN, row.campaign == period.campaign)
    )
    cases = session.execute(mine).all()
    done = sum(case.struck_off_on is not None for case in cases)
    overdue = sum(case.struck_off_on is None and case.due is not None and case.due < today for case in cases)
    shown = {
        name: _shown(Count(number, number), least)
        for name, number in (("entered", len(cases)), ("struck_off", done), ("overdue", overdue))
    }
    if shown["entered"] is None or 0 < len(cases) - done < least:
        shown["struck_off"] = None
    if 0 < len(cases) - done - overdue < least:
        shown["overdue"] = None
    return CampaignProgress(**shown, struck_off_share=share_of(shown["struck_off"], shown["entered"]))


def figures_text(figures: BulletinFigures) -> str:
    """The figures as the file holds them."""
    told = figures.model_dump(mode="json", by_alias=True)
    return json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
