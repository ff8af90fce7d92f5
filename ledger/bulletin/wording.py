"""The text of a bulletin, composed from its figures alone: the same figures give the same words.

Every section is a function of the figures and the words. What is kept back in the figures is not known here.
"""

from collections.abc import Callable, Iterable

from ledger.bulletin.document import Block, Document, Paragraph, Picture, Section
from ledger.bulletin.figures import LEAST_COMPARED
from ledger.bulletin.protecting import LEAST_FOR_SHARES
from ledger.bulletin.rising import LEAST_WINDOWS
from ledger.bulletin.table_rows import (
    clock_table,
    hot_table,
    picked_table,
    place_table,
    rising_table,
    topic_table,
    unit_table,
)
from ledger.bulletin.words import MARK, Words
from records import BulletinFigures, FigureCell, FigureTable

MOST_TOLD = 5
"""Answers that a sentence names; the table has them all."""
Compose = Callable[[BulletinFigures, Words], list[Block]]


def compose(figures: BulletinFigures, words: Words, *, quality: str | None = None) -> Document:
    """The bulletin of some figures. `quality` is the sentence on the machine, made from `figures.quality`."""
    name = figures.period.campaign or figures.period.code
    parts: list[tuple[str, Compose]] = [("overview", _tell_overview)]
    if figures.campaign is not None:
        parts.append(("campaign", _tell_campaign))
    if figures.letters is not None:
        parts += [("topics", _tell_topics), ("rising", _tell_rising), ("hot", _tell_hot), ("places", _tell_places)]
        parts += [("units", _tell_units)]
    parts.append(("clocks", _tell_clocks))
    if figures.letters is not None:
        parts.append(("suggestions", _tell_suggestions))
    if quality is not None:
        parts.append(("quality", lambda *_: [Paragraph(quality)]))
    parts.append(("notes", _tell_notes))
    made = [(key, compose_part(figures, words)) for key, compose_part in parts]
    return Document(
        lang=words.lang,
        title=words.say(f"title.{figures.period.kind}", name=name),
        subtitle=f"{words.period(figures.period)}　{words.say('period.as-of', today=words.day(figures.today))}",
        sections=tuple(
            Section(words.heading(number, key), tuple(blocks)) for number, (key, blocks) in enumerate(made, start=1)
        ),
    )


def table_of(figures: BulletinFigures, question: str, of: str = "") -> FigureTable | None:
    """A table of the figures, if there is one."""
    return next((table for table in figures.tables if (table.question, table.of) == (question, of)), None)


def shown_cells(table: FigureTable | None) -> list[FigureCell]:
    """The cells of a table with letters that are shown, the largest first."""
    return [cell for cell in table.cells if cell.letters] if table is not None else []


def _tell_overview(figures: BulletinFigures, words: Words) -> list[Block]:
    if figures.letters is None:
        told = [words.say("overview.few", least=figures.least)]
    else:
        key = "cases" if figures.period.kind == "campaign" else "letters"
        told = [words.say(f"overview.{key}", letters=figures.letters), *_tell_changes(figures, words)]
    if figures.restricted is None:
        told.append(words.say("overview.restricted-few"))
    elif figures.restricted:
        told.append(words.say("overview.restricted", letters=figures.restricted))
    parts = []
    for question in ("channel_in", "repeat", "joint", "purpose"):
        cells = shown_cells(table_of(figures, question))
        if cells and (len(cells) > 1 or cells[0].letters != figures.letters):
            listed = words.join(words.cell(question, cell) for cell in cells)
            parts.append(words.say("overview.by", question=words.question(question), cells=listed))
    between = "" if words.lang == "zh" else " "
    return [Paragraph(between.join(told)), *([Paragraph(between.join(parts))] if parts else [])]


def _tell_changes(figures: BulletinFigures, words: Words) -> Iterable[str]:
    for prefix, former in (("", figures.former), ("year-", figures.year_before)):
        if former is not None:
            way = "more" if former.change > 0 else "less" if former.change < 0 else "same"
            yield words.say(
                f"overview.{prefix}{way}",
                first=words.day(former.first),
                last=words.day(former.last),
                letters=former.letters,
                change=abs(former.change),
            )


def _tell_campaign(figures: BulletinFigures, words: Words) -> list[Block]:
    progress = figures.campaign
    if progress is None or progress.entered is None or progress.struck_off is None:
        return [Paragraph(words.say("campaign.few"))]
    facts = {"entered": progress.entered, "struck_off": progress.struck_off}
    if progress.struck_off_share is None:
        told = [words.say("campaign.progress-plain", **facts)]
    else:
        told = [words.say("campaign.progress", share=progress.struck_off_share, **facts)]
    if progress.overdue is not None:
        told.append(
            words.say("campaign.overdue" if progress.overdue else "campaign.no-overdue", overdue=progress.overdue)
        )
    return [Paragraph("".join(told) if words.lang == "zh" else " ".join(told))]


def _tell_topics(figures: BulletinFigures, words: Words) -> list[Block]:
    cells = [cell for cell in shown_cells(table_of(figures, "topic")) if cell.code]
    return [
        Paragraph(_tell_top("topics", "topic", cells, words)),
        *_picture("topics", "topic", cells, words),
        *topic_table(figures, words),
    ]


def _tell_rising(figures: BulletinFigures, words: Words) -> list[Block]:
    test = figures.rising
    if test.not_tested is not None:
        told = words.say(f"rising.{test.not_tested}", least=LEAST_WINDOWS, days=test.window_days)
        return [Paragraph(told)]
    key = "some" if test.topics else "none"
    first = words.day(test.first) if test.first else ""
    told = words.say(f"rising.{key}", windows=test.windows, days=test.window_days, first=first, tested=test.tested)
    note = Paragraph(words.say("rising.note", level=f"{100 * test.level:g}"))
    return [Paragraph(told), *rising_table(figures, words), note] if test.topics else [Paragraph(told)]


def _tell_hot(figures: BulletinFigures, words: Words) -> list[Block]:
    if not figures.hot:
        return [Paragraph(words.say("hot.none"))]
    return [Paragraph(words.say("hot.some", matters=len(figures.hot))), *hot_table(figures, words)]


def _tell_places(figures: BulletinFigures, words: Words) -> list[Block]:
    cells = [cell for cell in shown_cells(table_of(figures, "county")) if cell.code]
    alt = _tell_top("places", "county", cells, words)
    return [Paragraph(alt), Picture("map", words.say("chart.map"), alt), *place_table(figures, words)]


def _tell_units(figures: BulletinFigures, words: Words) -> list[Block]:
    cells = [cell for cell in shown_cells(table_of(figures, "unit")) if cell.code]
    return [
        Paragraph(_tell_top("units", "unit", cells, words)),
        *_picture("units", "unit", cells, words),
        *unit_table(figures, words),
    ]


def _tell_clocks(figures: BulletinFigures, words: Words) -> list[Block]:
    clocks = table_of(figures, "clock")
    blocks: list[Block] = []
    if clocks is None or (clocks.total is None):
        blocks.append(Paragraph(words.say("clocks.few")))
    elif not clocks.total:
        blocks.append(Paragraph(words.say("clocks.none")))
    else:
        cells = _tell_clock_cells("clock", shown_cells(clocks), words)
        told = words.say("clocks.some" if cells else "clocks.total", letters=clocks.total, cells=cells)
        blocks += [Paragraph(told), *clock_table(figures, words)]
        late = shown_cells(table_of(figures, "overdue_unit"))
        if late:
            cells = _tell_clock_cells("overdue_unit", late, words)
            blocks.append(Paragraph(words.say("units.overdue", cells=cells)))
    told_outcomes = [
        words.say("cell.plain", name=words.say(f"clocks.{cell.code}"), letters=cell.letters)
        for cell in figures.outcomes
        if cell.letters is not None
    ]
    if told_outcomes:
        blocks.append(Paragraph(words.say("clocks.outcomes", cells=words.join(told_outcomes))))
    return blocks


def _tell_clock_cells(question: str, cells: Iterable[FigureCell], words: Words) -> str:
    named = ((words.name(question, cell.code), cell.letters) for cell in cells)
    return words.join(words.say("cell.clock", name=name, letters=letters) for name, letters in named)


def _tell_suggestions(figures: BulletinFigures, words: Words) -> list[Block]:
    given = figures.suggestions
    key = "few" if given.letters is None else "some" if given.letters else "none"
    told = words.say(f"suggestions.{key}", letters=given.letters, numbers=words.join(given.case_nos))
    blocks: list[Block] = [Paragraph(told)]
    if given.picked:
        blocks += [Paragraph(words.say("suggestions.picked")), *picked_table(figures, words)]
    return blocks


def _tell_notes(figures: BulletinFigures, words: Words) -> list[Block]:
    told = [words.say("notes.hidden", mark=MARK, least=figures.least)]
    told.append(words.say("notes.campaign" if figures.campaign else "notes.figures"))
    told.append(words.say("notes.clocks"))
    told.append(words.say("notes.compare", least=LEAST_COMPARED, shares=LEAST_FOR_SHARES))
    if figures.letters is not None:
        told.append(words.say("notes.map"))
    told.append(words.say("notes.sources"))
    counted = (f"{number}. {text}" for number, text in enumerate(told, start=1))
    return [Paragraph(text) for text in counted]


def _tell_top(section: str, question: str, cells: list[FigureCell], words: Words) -> str:
    if not cells:
        return words.say(f"{section}.none")
    return words.say(f"{section}.top", cells=words.join(words.cell(question, cell) for cell in cells[:MOST_TOLD]))


def _picture(chart: str, question: str, cells: list[FigureCell], words: Words) -> list[Block]:
    if not cells:
        return []
    told = words.join(words.cell(question, cell) for cell in cells)
    return [Picture("topics" if chart == "topics" else "units", words.say(f"chart.{chart}"), told)]
