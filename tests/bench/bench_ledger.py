"""The ledger with very many cases: how long an office waits, on SQLite and on PostgreSQL.

Usage: .venv/bin/python tests/bench/bench_ledger.py WORK [--sizes 1000 10000 100000 1000000]
                        [--databases sqlite postgresql] [--to docs/bench/ledger.csv] [--plot docs/bench/ledger.svg]

Ledgers are drawn into the folder WORK (`drawn_ledger.py`; one that lies there already is used as it is) and copied into
a PostgreSQL server that is started for it, with 1 GB of shared buffers and everything else as it comes: it waits for
the disk. Each thing is done at least fifty times through the program's own functions, with other values each time;
`first` is the very first one, `load` the machine's at that time, `cpu` the thread's own time in this process.

Bars: a new case 10 ms (read and signed before; taken in, registered, linked, listed, made to be found: two commits), a
page of the list with two filters 50 ms, a search 200 ms, the overdue list 100 ms, JSONL 10,000 rows a second.
"""

import argparse
import csv
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from classifiers.likeness.likeness import compare_letters, sign_letter
from ledger import Ledger, open_ledger
from ledger.exporting.export_files import write_lines
from ledger.rows.filters import RowFilters
from records import Letter, Line, Page, Reading, Scan, Signature, SourceId
from tests.bench.drawn_ledger import LINE, LINES, TODAY, Office, Writer, copy_ledger
from tests.databases import find_programs
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

SIZES = (1_000, 10_000, 100_000, 1_000_000)
KEY = b"bench" + bytes(27)
LIMIT = 50
NEW = 120
"""Cases that are taken in for the figure; every fourth has the words of one before."""
COLUMNS = (
    "database", "cases", "what", "tries", "first_ms", "median_ms", "p95_ms", "cpu_ms", "found", "rows_a_second", "load",
)  # fmt: skip
Row = dict[str, Any]
Try = Callable[[], int]


def main() -> None:
    """Draw what is missing and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--databases", nargs="+", default=("sqlite", "postgresql"))
    parser.add_argument("--to", type=Path)
    parser.add_argument("--plot", type=Path, help="draw what stands in --to, and measure nothing")
    asked = parser.parse_args()
    if asked.plot:
        plot(asked.to, asked.plot)
        return
    asked.work.mkdir(exist_ok=True)
    office, rows = Office(), list[Row]()
    for size in asked.sizes:
        file = draw_ledger(asked.work / f"ledger-{size}.sqlite", size, office)
        for database in asked.databases:
            with open_database(database, file, asked.work) as address:
                for row in measure(address, size, office):
                    rows.append({"database": database, "cases": size} | row)
                    print(",".join(str(rows[-1].get(column, "")) for column in COLUMNS), flush=True)
            if asked.to:
                write_rows(asked.to, rows)


def write_rows(file: Path, rows: list[Row]) -> None:
    """The figures, in the place of those of the same sizes and databases."""
    done = {(row["database"], str(row["cases"])) for row in rows}
    kept = []
    if file.exists():
        with file.open(encoding="utf-8", newline="") as given:
            kept = [row for row in csv.DictReader(given) if (row["database"], row["cases"]) not in done]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(sorted([*kept, *rows], key=lambda row: (row["database"], int(row["cases"]))))


CURVES = {
    "new case": ("new case",),
    "page with two filters (slowest kind)": ("list: ",),
    "search (slowest kind)": ("search: ",),
    "overdue list": ("overdue list",),
}
"""What is drawn, each the slowest of the rows whose name begins so."""


def plot(file: Path, to: Path) -> None:
    """The curve: medians by the number of cases, a line for each bar, SQLite whole and PostgreSQL dashed."""
    from matplotlib import pyplot as plt

    with file.open(encoding="utf-8", newline="") as given:
        rows = list(csv.DictReader(given))
    figure, axes = plt.subplots(figsize=(7.5, 4.5))
    for number, (name, begins) in enumerate(CURVES.items()):
        for database, style in (("sqlite", "-"), ("postgresql", "--")):
            slowest: dict[int, float] = {}
            for row in rows:
                if row["database"] == database and row["what"].startswith(begins):
                    size = int(row["cases"])
                    slowest[size] = max(slowest.get(size, 0), float(row["median_ms"]))
            points = sorted(slowest.items())
            axes.plot(*zip(*points, strict=True), style, color=f"C{number}", marker="o", label=f"{name}, {database}")
    axes.set(xscale="log", yscale="log", xlabel="cases in the ledger", ylabel="median, ms")
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(to, metadata={"Date": None})


# ---------------------------------------------------------------- ledgers


def draw_ledger(file: Path, size: int, office: Office) -> Path:
    """A ledger of so many drawn cases, made if it is not there."""
    if file.exists():
        return file
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open_ledger(f"sqlite:///{part}", office="XF") as book:  # the case that is the pattern of all
        scan = make_scan("pattern", received_at=datetime(2021, 1, 4, 1, tzinfo=UTC))
        book.take_in(scan, source=make_source(1))
        book.record_case(make_reading(scan), at=LATER)
    began = time.monotonic()
    writer = Writer(part, office)
    writer.write(size, of=size)
    writer.close()
    print(f"# drawn: {size} in {time.monotonic() - began:.0f} s, {part.stat().st_size / 1e9:.2f} GB", flush=True)
    part.rename(file)
    return file


@contextmanager
def open_database(database: str, file: Path, work: Path) -> Iterator[str]:
    """The address of the ledger, or of a copy in PostgreSQL; what is measured adds some cases to it."""
    if database == "sqlite":
        yield f"sqlite:///{file}"
        return
    with open_server(work) as address:
        open_ledger(address, office="XF").close()
        began = time.monotonic()
        copy_ledger(file, address)
        print(f"# copied into PostgreSQL in {time.monotonic() - began:.0f} s", flush=True)
        yield address


@contextmanager
def open_server(work: Path) -> Iterator[str]:
    """A server of its own on a private socket; what it keeps lies in the folder WORK and is removed."""
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL 15 or newer is not installed")
    socket, data = Path(tempfile.mkdtemp(prefix="lx-")), Path(tempfile.mkdtemp(prefix="pg-", dir=work.resolve()))
    as_user: list[str] = []
    if os.geteuid() == 0:
        for folder in (socket, data):
            shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(program: str, *options: object) -> None:
        subprocess.run([*as_user, str(programs / program), *map(str, options)], check=True, capture_output=True)

    run("initdb", "-D", data / "db", "-U", "laixin", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c shared_buffers=1GB -c max_wal_size=4GB"
    run("pg_ctl", "-D", data / "db", "-w", "-t", "60", "-o", options, "-l", data / "log", "start")
    try:
        yield f"postgresql://laixin@/postgres?host={socket}"
    finally:
        run("pg_ctl", "-D", data / "db", "-m", "immediate", "stop")
        shutil.rmtree(socket)
        shutil.rmtree(data)


# ---------------------------------------------------------------- what is measured


@dataclass(frozen=True)
class Timed:
    """One try: seconds by the clock and of the thread, and how much was found."""

    wall: float
    cpu: float
    found: int


def measure(address: str, size: int, office: Office) -> Iterator[Row]:
    """Every figure of one ledger."""
    with open_ledger(address, office="XF") as book:
        for what, tries in (
            *list_pages(book, office),
            *searches(book, office),
            ("overdue list", [lambda: len(book.overdue(today=TODAY, limit=200))] * 60),
            ("overdue list of a unit", overdue_of_units(book, office)),
            ("new case", new_cases(book, office, size)),
        ):
            yield {"what": what} | tell([time_try(one) for one in tries])
        yield export(book)


def time_try(one: Try) -> Timed:
    """Time a try."""
    wall, cpu = time.perf_counter(), time.thread_time()
    found = one()
    return Timed(time.perf_counter() - wall, time.thread_time() - cpu, found)


def tell(times: list[Timed]) -> Row:
    """First, median and 95th percentile."""
    wall = [one.wall * 1000 for one in times]
    return {
        "tries": len(times),
        "first_ms": f"{wall[0]:.1f}",
        "median_ms": f"{statistics.median(wall[1:]):.1f}",
        "p95_ms": f"{statistics.quantiles(wall[1:], n=20)[18]:.1f}",
        "cpu_ms": f"{statistics.median(one.cpu * 1000 for one in times[1:]):.1f}",
        "found": round(statistics.mean(one.found for one in times)),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def list_pages(book: Ledger, office: Office) -> Iterator[tuple[str, list[Try]]]:
    """Pages with two filters: such that fit, that exclude each other, that fit nearly all, of a time long ago."""
    chance = random.Random("lists")
    topics = office._topics[:15]
    old = {"received_from": TODAY - timedelta(days=1500), "received_to": TODAY - timedelta(days=1400)}

    def page(**filters: Any) -> Try:
        return lambda: len(book.list_rows(RowFilters(**filters), limit=LIMIT).rows)

    def other_unit(topic: tuple[str, str]) -> str:
        return next(unit for unit in office.vocabulary.units if unit not in office._units[topic])

    yield (
        "list: topic and its unit",
        [page(topic2=topic[1], unit=office._units[topic][0]) for topic in topics for _ in range(4)],
    )
    yield (
        "list: topic and a unit that never had it",
        [page(topic2=topic[1], unit=other_unit(topic)) for topic in topics for _ in range(4)],
    )
    yield (
        "list: status and urgency",
        [
            page(status=status, urgency=urgency)
            for status in ("closed", "kept", "accepted", "to-review", "forwarded", "confirmed")
            for urgency in ("ordinary", "urgent")
            for _ in range(5)
        ],
    )
    yield (
        "list: county and topic",
        [page(territory=chance.choice(office._places)[:6], topic=topic[0]) for topic in topics for _ in range(4)],
    )
    yield (
        "list: days long ago and unit",
        [page(unit=office._units[topic][0], **old) for topic in topics for _ in range(4)],
    )
    yield (
        "list: county and who needs a person",
        [page(territory=chance.choice(office._places)[:6], needs_person=True) for _ in range(60)],
    )
    yield (
        "list: overdue and unit",
        [page(due_before=TODAY, unit=office._units[topic][0]) for topic in topics for _ in range(4)],
    )
    yield (
        "list: tenth page of two filters",
        [
            tenth_page(book, RowFilters(status="closed", matter_class=chance.choice(("appeal", "suggestion"))))
            for _ in range(50)
        ],
    )
    yield (
        "count of two filters, to 10,000",
        [
            (lambda topic=topic: book.count_rows(RowFilters(status="closed", topic=topic[0])))
            for topic in topics
            for _ in range(4)
        ],
    )


def tenth_page(book: Ledger, filters: RowFilters) -> Try:
    """A page by its cursor, found beforehand."""
    cursor = None
    for _ in range(9):
        cursor = book.list_rows(filters, cursor=cursor, limit=LIMIT).cursor or cursor
    return lambda: len(book.list_rows(filters, cursor=cursor, limit=LIMIT).rows)


def searches(book: Ledger, office: Office) -> Iterator[tuple[str, list[Try]]]:
    """Words of one, two and more characters, common, rare, and never written."""
    chance = random.Random("searches")
    counts = (after - before for before, after in pairwise([0, *office._weights]))
    by_rank = sorted(zip(office._words, counts, strict=True), key=lambda pair: -pair[1])
    words = [word for word, _ in by_rank]

    def of_length(length: int, first: int, last: int) -> list[str]:
        fitting = [word for word in words[first:last] if len(word) == length]
        return [chance.choice(fitting) for _ in range(60)]

    def find(query: str, **rights: bool) -> Try:
        return lambda: len(book.search(query, limit=LIMIT, **rights).hits)

    kinds = {
        "search: one character, common": of_length(1, 0, 60),
        "search: one character, rare": of_length(1, 20_000, 80_000),
        "search: two characters, common": of_length(2, 0, 200),
        "search: two characters": of_length(2, 2_000, 20_000),
        "search: two characters, rare": of_length(2, 60_000, 200_000),
        "search: three characters": of_length(3, 2_000, 60_000),
        "search: four characters": of_length(4, 5_000, 100_000),
        "search: two words": list(map(" ".join, zip(of_length(2, 0, 3_000), of_length(2, 0, 3_000), strict=True))),
        "search: a common word and one that never stands with it": [
            f"{word} {chance.choice(words[150_000:200_000])}" for word in of_length(2, 0, 100)
        ],
        "search: common characters that never stand together": [
            "".join(chance.sample([word for word in words[:60] if len(word) == 1], 3)) for _ in range(60)
        ],
    }  # fmt: skip
    for what, queries in kinds.items():
        yield what, [find(query) for query in queries]
    names = ["".join((chance.choice("林陈黄张"), *chance.sample("水木川海明志强国", 2))) for _ in range(60)]
    yield "search: names, by right", [find(name, personal=True) for name in names]
    yield "search: names, without the right", [find(name) for name in names]


def overdue_of_units(book: Ledger, office: Office) -> list[Try]:
    """The overdue list of one unit after the other."""
    units = sorted({unit for units in office._units.values() for unit in units})

    def ask(unit: str) -> Try:
        return lambda: len(book.overdue(today=TODAY, unit=unit, limit=200))

    return [ask(unit) for unit, _ in zip(cycle(units), range(60), strict=False)]


def new_cases(book: Ledger, office: Office, size: int) -> list[Try]:
    """Letters to be taken in: read already, as an office's are; compared with like ones, registered, listed."""
    letters: list[tuple[Reading, Signature]] = []
    told: list[tuple[tuple[str, ...], dict[str, str]]] = []
    office.chance = random.Random(
        f"new {time.time_ns()}"
    )  # others each time: this ledger may have been measured before
    for number in range(NEW):
        drawn, words = office.draw(number, NEW), office.draw_words(LINES * LINE)
        body = [words[at : at + LINE] for at in range(0, len(words), LINE)]
        lines = ("市信访局领导：", *body, drawn.own, f"{drawn.name}，电话{drawn.phone}")
        own = (lines, {"name": drawn.name, "phone": drawn.phone, "summary": drawn.summary})
        told.append(told[-3] if number % 4 == 3 else own)
        reading = read_lines(*told[-1], name=f"{size} {number} {time.time_ns()}")
        letters.append((reading, sign_letter(reading.letter, reading.findings, key=KEY)))

    def take(number: int) -> Try:
        return lambda: take_case(book, *letters[number], number)

    return [take(number) for number in range(NEW)]


def read_lines(lines: tuple[str, ...], stated: dict[str, str], *, name: str) -> Reading:
    """A reading of a page with these lines, in which these values are found."""
    pattern = make_reading(Scan(
        sha256=sha256(f"new {name}".encode()).hexdigest(), name="x.jpg", media_type="image/jpeg", size=1, batch="",
        received_at=datetime(2026, 11, 23, 4, tzinfo=UTC),
    ))  # fmt: skip
    letter = Letter(
        scan=pattern.letter.scan,
        pages=(Page(number=1, source="image", size=(800, 1100), dpi=300),),
        lines=tuple(
            Line(page=1, box=(10, 40.0 * n, 600, 40.0 * n + 30), text=text, raw=text, confidence=0.9, engine="bench")
            for n, text in enumerate(lines)
        ),
    )
    findings = tuple(one.model_copy(update={"value": stated.get(one.field, one.value)}) for one in pattern.findings)
    return pattern.model_copy(update={"letter": letter, "findings": findings})


def take_case(book: Ledger, reading: Reading, signature: Signature, number: int) -> int:
    """From the committed arrival to the case in every list."""
    scan = reading.letter.scan
    source = SourceId(path_hash=scan.sha256, device=1, inode=number + 1, mtime_ns=number)
    book.take_in(scan, source=source)
    book.record_case(reading, at=LATER, signature=signature, compare=compare_letters)
    return 1


def export(book: Ledger) -> Row:
    """All rows as JSON lines into a file; memory does not grow with them."""
    with tempfile.TemporaryFile() as to:
        wall, cpu = time.perf_counter(), time.thread_time()
        count = write_lines((row.body for row in book.rows()), to)
        wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
    return {
        "what": "export as JSONL", "tries": 1, "median_ms": f"{wall * 1000:.0f}", "cpu_ms": f"{cpu * 1000:.0f}",
        "found": count, "rows_a_second": round(count / wall), "load": f"{os.getloadavg()[0]:.1f}",
    }  # fmt: skip


if __name__ == "__main__":
    main()
