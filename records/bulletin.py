"""The figures of a bulletin, as they may be given out: what could pick somebody out is kept back already.

Where a number is missing (`null`) it is kept back; a reader must not take it for none.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from records.base import Record

NotTested = Literal["campaign", "short", "running"]


class BulletinPeriod(Record):
    """The days a bulletin is about, both ends counted; of a campaign its name too."""

    kind: Literal["week", "month", "span", "campaign"]
    code: str = Field(description="2026-W47, 2026-10, 2026-10-01_2026-10-15, or the campaign's code")
    first: date
    last: date
    campaign: str | None = Field(default=None, description="name of the campaign")


class FigureCell(Record):
    """Letters under one answer; nothing when they are kept back. `share` is in per cent of the breakdown's total."""

    code: str = Field(description="the answer's code, empty where there is none")
    letters: int | None
    share: float | None = None


class FigureTable(Record):
    """A breakdown: the total, and the cells that add up to it. `whole` is false when every cell is kept back."""

    question: str = Field(description="what is broken down: topic, topic2, unit, county, township, clock, ...")
    of: str = Field(default="", description="the answer one level higher, for a second level; a clock's name")
    total: int | None
    whole: bool = True
    cells: tuple[FigureCell, ...]


class FormerPeriod(Record):
    """The period before, where both have letters enough to be compared; changes in per cent."""

    first: date
    last: date
    letters: int
    change: float


class RisingTopic(Record):
    """A topic that rose demonstrably: matters now, before (rounded to fives), their ratio and its limits at 95 %."""

    topic: str
    topic2: str | None = None
    now: int
    before_mean: float = Field(description="a window's mean, from the sum rounded to fives")
    ratio: float
    low: float
    high: float
    sure: Literal["0.05", "0.01", "0.001"] = Field(description="the adjusted p-value is not above this")


class RisingTopics(Record):
    """What came of the test: how many topics were tested against which windows, and those that rose."""

    not_tested: NotTested | None = Field(default=None, description="why there was no test")
    tested: int = 0
    windows: int = 0
    window_days: int = 0
    first: date | None = Field(default=None, description="the first day of the windows before")
    level: float = 0.05
    topics: tuple[RisingTopic, ...] = ()


class HotMatter(Record):
    """Like letters on one matter, by different senders; topic and place as far as they may be told."""

    letters: int
    topic: str | None
    topic2: str | None
    county: str | None
    township: str | None


class PickedSuggestion(Record):
    """A suggestion that a person picked to be told: its number, its masked title, topic and county."""

    case_no: str
    title: str | None
    topic: str | None
    county: str | None


class Suggestions(Record):
    """Suggestions worth collecting: how many, their numbers in the ledger, and those that somebody picked."""

    letters: int | None
    case_nos: tuple[str, ...] = ()
    picked: tuple[PickedSuggestion, ...] = ()


class MachineErrors(Record):
    """Of one judgement: letters judged blind this year, those judged wrong, the budget in per cent."""

    judgement: str
    letters: int
    errors: int
    budget: float


class MachineQuality(Record):
    """The quality of the machine, from letters that people judged without seeing its answer."""

    answered: int
    waiting: int
    judgements: tuple[MachineErrors, ...] = ()
    alarms: tuple[str, ...] = ()


class CampaignProgress(Record):
    """How far a campaign is: cases that entered, are struck off its list, are overdue."""

    entered: int | None
    struck_off: int | None
    overdue: int | None
    struck_off_share: float | None = Field(default=None, description="per cent of those that entered")


class BulletinFigures(Record):
    """Every figure of a bulletin. Its JSON Schema is published as `docs/schema/bulletin-1.json`."""

    schema_: Literal["laixin.bulletin/1"] = Field(default="laixin.bulletin/1", alias="schema")
    period: BulletinPeriod
    today: date = Field(description="the day on which clocks were looked at")
    least: int = Field(description="counts below this are kept back")
    letters: int | None = Field(description="letters, restricted ones not among them")
    restricted: int | None = Field(description="restricted letters: this number is all that is told of them")
    former: FormerPeriod | None = None
    year_before: FormerPeriod | None = None
    tables: tuple[FigureTable, ...]
    outcomes: tuple[FigureCell, ...] = Field(description="cases closed and struck off in the period")
    rising: RisingTopics
    hot: tuple[HotMatter, ...] = ()
    suggestions: Suggestions
    campaign: CampaignProgress | None = None
    quality: MachineQuality | None = None
