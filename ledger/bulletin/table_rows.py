"""The tables of a bulletin: rows of text from the figures, those kept back with their mark."""

from ledger.bulletin.document import Table
from ledger.bulletin.words import MARK, Words
from records import BulletinFigures, FigureCell, FigureTable


def topic_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Topics of the first level, those of the second below each."""
    return _two_levels(figures, words, "topic", "topic2", caption="chart.topics", heading="table.topic")


def place_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Counties, the townships below each; places that no letter came from are left out where that is told."""
    return _two_levels(figures, words, "county", "township", caption="heading.places", heading="table.place")


def unit_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Units with their letters, deadlines that fell due, and the overdue ones."""
    tables = {table.question: table for table in figures.tables}
    letters, due, overdue = (tables.get(key) for key in ("unit", "clock_unit", "overdue_unit"))
    if letters is None or not letters.cells:
        return []
    rows = [(words.name("unit", cell.code), words.number(cell.letters), _share(cell)) for cell in letters.cells]
    made = [
        Table(
            caption=words.say("chart.units"),
            headings=(words.say("table.unit"), words.say("table.letters"), words.say("table.share")),
            rows=(*rows, (words.say("table.total"), words.number(letters.total), "")),
        )
    ]
    if due is not None and due.cells:
        made.append(
            Table(
                caption=words.say("chart.unit-clocks"),
                headings=(words.say("table.unit"), words.say("table.due"), words.say("table.overdue")),
                rows=tuple(
                    (words.name("clock_unit", cell.code), words.number(cell.letters), _number_in(overdue, cell.code))
                    for cell in due.cells
                ),
            )
        )
    return made


def clock_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Deadlines by name: how many fell due, in time, overdue."""
    by_name = next((table for table in figures.tables if table.question == "clock"), None)
    if by_name is None or not by_name.cells:
        return []
    states = {table.of: table for table in figures.tables if table.question == "clock_state"}
    keys = ("clock", "due", "in-time", "overdue")
    return [
        Table(
            caption=words.say("chart.clocks"),
            headings=tuple(words.say(f"table.{key}") for key in keys),
            rows=tuple(
                (
                    words.name("clock", cell.code),
                    words.number(cell.letters),
                    _number_in(states.get(cell.code), "in-time"),
                    _number_in(states.get(cell.code), "overdue"),
                )
                for cell in by_name.cells
            ),
        )
    ]


def rising_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Topics that rose, the surest first."""
    rows = tuple(
        (
            words.join([rise.topic, *([rise.topic2] if rise.topic2 else [])], mark="／"),
            str(rise.now),
            str(rise.before_mean),
            f"{rise.ratio}（{rise.low}–{rise.high}）"
            if words.lang == "zh"
            else f"{rise.ratio} ({rise.low}–{rise.high})",
            f"≤{rise.sure}",
        )
        for rise in figures.rising.topics
    )
    headings = tuple(words.say(f"table.{key}") for key in ("topic", "now", "before", "ratio", "sure"))
    return [Table(words.say("heading.rising"), headings, rows)]


def hot_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Matters that several people raise, the most letters first."""
    rows = tuple(
        (
            words.join([name for name in (hot.topic, hot.topic2) if name], mark="／") or MARK,
            "".join(words.place(code) for code in (hot.county, hot.township) if code) or MARK,
            str(hot.letters),
        )
        for hot in figures.hot
    )
    headings = (words.say("table.topic"), words.say("table.place"), words.say("table.letters"))
    return [Table(words.say("heading.hot"), headings, rows, words=frozenset({0, 1}))]


def picked_table(figures: BulletinFigures, words: Words) -> list[Table]:
    """Suggestions that a person picked."""
    rows = tuple(
        (
            one.case_no,
            one.title or "",
            one.topic or MARK,
            words.place(one.county) if one.county else MARK,
        )
        for one in figures.suggestions.picked
    )
    headings = tuple(words.say(f"table.{key}") for key in ("number", "title", "topic", "county"))
    return [Table(words.say("heading.suggestions"), headings, rows, words=frozenset(range(4)))]


def _two_levels(
    figures: BulletinFigures, words: Words, first: str, second: str, *, caption: str, heading: str
) -> list[Table]:
    above = next((table for table in figures.tables if table.question == first), None)
    if above is None or not above.cells:
        return []
    below = {table.of: table for table in figures.tables if table.question == second}
    rows: list[tuple[str, str, str]] = []
    indented = set()
    for cell in above.cells:
        if cell.letters == 0:
            continue
        rows.append((words.name(first, cell.code), words.number(cell.letters), _share(cell)))
        table = below.get(cell.code)
        for inner in table.cells if table is not None and table.whole else ():
            if inner.letters != 0:
                indented.add(len(rows))
                rows.append((words.name(second, inner.code), words.number(inner.letters), _share(inner)))
    rows.append((words.say("table.total"), words.number(above.total), ""))
    headings = (words.say(heading), words.say("table.letters"), words.say("table.share"))
    return [Table(words.say(caption), headings, tuple(rows), frozenset(indented))]


def _share(cell: FigureCell) -> str:
    return "" if cell.share is None else str(cell.share)


def _number_in(table: FigureTable | None, code: str) -> str:
    """The number of a cell; a cell that is not there has none to show, or 0 where the others add up to the total."""
    if table is None:
        return MARK
    cell = next((cell for cell in table.cells if cell.code == code), None)
    if cell is not None:
        return MARK if cell.letters is None else str(cell.letters)
    return "0" if table.whole else MARK
