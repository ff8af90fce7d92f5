"""Ledgers of very many cases, drawn: invented letters, written past the program in bulk, with all that belongs to them.

What stands in the tables is what the program would have written, as far as the books check it: the chain of events
holds, every reading, step and link is vouched for, rows, words, postings, clocks and keys of likeness are there.
"""

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jieba
import psycopg

from ledger.chain import canonical, digest
from ledger.clock import OFFICE_ZONE, utc
from ledger.life.steps import seal_of_step
from ledger.rows.filters import marks_of_row
from ledger.rows.postings import BLOCK_BITS, FILTERS, WORDS, _numbers
from ledger.rows.refreshing import made_with
from ledger.rows.words import CaseWords, marks_of_words
from vocab import Vocabulary, load_vocabulary

TODAY = date(2026, 11, 23)
FIRST_DAY = date(2021, 1, 4)
LETTERS = 5_000
"""Letters that are drawn whole; each case has the words of one and a line of its own, with its sender."""
LINES, LINE = 9, 24
KEYS_OF_TEXT, KEYS_OF_SENDER = 24, 3
RESTRICTED = 0.03
LEFT_OPEN = 0.012
"""Part of the old cases that nobody closed."""
SURNAMES = "林陈黄张吴李王郑蔡许刘杨曾赖沈庄卢洪游江"
GIVEN = "水木川海明志强国金玉丽芳秀英阿珠建华美兰文辉庆顺添福清荣"
TABLES = (
    "arrivals", "cases", "events", "readings", "steps", "clocks", "outbox", "likeness", "ledger_rows", "search_texts",
)  # fmt: skip


class Office:
    """Draws cases; the same seed draws the same."""

    def __init__(self, seed: int = 1) -> None:
        self.vocabulary: Vocabulary = load_vocabulary()
        self.chance = random.Random(f"ledger {seed}")
        self.made_with = made_with(self.vocabulary)
        chance = random.Random("office")
        words = [line.split(" ") for line in jieba.get_dict_file().read().decode().splitlines()]
        self._words = [row[0] for row in words if row[0].isalnum() and not row[0].isascii()]
        self._weights = list(accumulate(int(row[1]) for row in words if row[0].isalnum() and not row[0].isascii()))
        self._topics = sorted({(topic.level1, topic.level2) for topic in self.vocabulary.topics})
        chance.shuffle(self._topics)
        self._ranks = list(accumulate(1 / (rank + 4) for rank in range(len(self._topics))))
        units = sorted(self.vocabulary.units)
        self._units = {topic: chance.sample(units, 3) for topic in self._topics}
        self._places = sorted(row.code for row in self.vocabulary.divisions if row.level == "township")
        self._pool = [chance.getrandbits(46) for _ in range(40_000)]
        self._letters = [self._draw_letter() for _ in range(LETTERS)]

    def draw_words(self, length: int) -> str:
        """Words of the language by how common they are."""
        text = "".join(self.chance.choices(self._words, cum_weights=self._weights, k=length // 2 + 2))
        return text[:length]

    def _draw_letter(self) -> SimpleNamespace:
        body = self.draw_words(LINES * LINE)
        lines = tuple(body[at : at + LINE] for at in range(0, len(body), LINE))
        marks = {closed: _marks("\n".join(lines), closed=closed) for closed in (False, True)}
        summary = f"{body[:40]}。"
        return SimpleNamespace(lines=lines, title=f"关于{body[30:40]}的信", summary=summary, marks=marks, reading="")

    def draw(self, number: int, of: int) -> SimpleNamespace:
        """The case of a number: who writes, what about, and how far it is; the later, the newer."""
        chance = self.chance
        days = (TODAY - FIRST_DAY).days
        day = FIRST_DAY + timedelta(days=min(days, int(days * number / of)))
        topic = chance.choices(self._topics, cum_weights=self._ranks)[0]
        name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
        phone = f"138{chance.randrange(10**8):08}"
        letter = chance.choice(self._letters)
        return SimpleNamespace(
            letter=letter,
            number=number,
            day=day,
            received=datetime.combine(day, time(9, number % 60), OFFICE_ZONE),
            name=name,
            phone=phone,
            title=letter.title,
            summary=letter.summary,
            own=f"{self.draw_words(LINE)}。",
            topic=topic,
            unit=chance.choices(self._units[topic], (8, 2, 1))[0],
            place=chance.choice(self._places),
            urgency="urgent" if chance.random() < 0.06 else "ordinary",
            matter_class=chance.choices(("appeal", "suggestion"), (9, 1))[0],
            purpose=chance.choices(("relief", "redress", "suggestion", "other"), (70, 15, 9, 6))[0],
            repeat="repeat" if chance.random() < 0.22 else "first",
            restricted=chance.random() < RESTRICTED,
            life=self._draw_life((TODAY - day).days),
            keys={
                *chance.choices(self._pool, k=KEYS_OF_TEXT // 4),
                *(chance.getrandbits(46) for _ in range(KEYS_OF_TEXT * 3 // 4 + KEYS_OF_SENDER)),
            },
        )

    def _draw_life(self, age: int) -> tuple[str, ...]:
        """How far a case of an age in days has come."""
        chance = self.chance.random()
        whole = ("to-review", "proposed", "confirmed", "forwarded", "accepted", "closed")
        if age > 75 and chance > LEFT_OPEN:
            return whole if chance > 0.08 else ("confirmed", "kept")
        reach = min(5, max(0, int(age / 12 + 2.4 * chance)))
        return whole[: reach + 1] if age <= 75 else whole[: 2 + int(chance * 4 / LEFT_OPEN)]


def _marks(text: str, *, closed: bool) -> str:
    return " ".join(sorted(marks_of_words(CaseWords(closed=closed, words=text, personal=""))))


STEPS = {"forwarded": "forward", "accepted": "accept", "closed": "close", "kept": "keep"}
DAYS_AFTER = {"forwarded": 6, "accepted": 10, "closed": 45, "kept": 9}


class Writer:
    """Writes drawn cases into the tables of an SQLite ledger that holds one case made by the program, the pattern."""

    def __init__(self, file: Path, office: Office) -> None:
        self._db = sqlite3.connect(file, isolation_level=None)
        for pragma in ("synchronous = OFF", "cache_size = -600000", "foreign_keys = OFF", "temp_store = MEMORY"):
            self._db.execute(f"PRAGMA {pragma}")
        self._office = office
        self._reading = json.loads(self._db.execute("SELECT body FROM readings ORDER BY id LIMIT 1").fetchone()[0])
        self._row = json.loads(self._db.execute("SELECT body FROM ledger_rows WHERE case_id = 1").fetchone()[0])
        self._stamp = self._db.execute("SELECT stamp_hash FROM readings ORDER BY id LIMIT 1").fetchone()[0]
        self._event = self._one("SELECT max(number) FROM events")
        self._before = self._db.execute("SELECT hash FROM events WHERE number = ?", (self._event,)).fetchone()[0]
        self._case = self._one("SELECT max(id) FROM cases")
        self._arrival = self._one("SELECT max(id) FROM arrivals")
        self._reading_id = self._one("SELECT max(id) FROM readings")
        self._step = self._one("SELECT coalesce(max(id), 0) FROM steps")
        self._years = Counter({
            int(name.split()[1]): last
            for name, last in self._db.execute("SELECT name, last FROM counters WHERE name LIKE 'cases %'")
        })  # fmt: skip
        self._rows: dict[str, list[Any]] = {}

    def _one(self, query: str) -> int:
        return int(self._db.execute(query).fetchone()[0])

    def close(self) -> None:
        """Let the planner know the tables and close."""
        self._db.execute("INSERT INTO word_index (word_index, rank) VALUES ('hashsize', 1048576)")
        self._db.execute("PRAGMA analysis_limit = 1000")
        self._db.execute("ANALYZE")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._db.close()

    def write(self, count: int, *, of: int, at_once: int = 20_000) -> None:
        """Add cases until there are `count`; the days are those of a ledger of `of`."""
        self._db.execute("INSERT INTO word_index (word_index, rank) VALUES ('hashsize', 67108864)")
        while self._case < count:
            self._rows = {name: [] for name in (*TABLES, "likeness_keys", "filter_index", "word_index")}
            for _ in range(min(at_once, count - self._case)):
                self._add(self._office.draw(self._case + 1, of))
            self._flush()

    def _flush(self) -> None:
        keys = sorted(self._rows.pop("likeness_keys"))
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO likeness_keys (key, letter) VALUES (?, ?)", keys)
        for table in TABLES:
            rows = self._rows[table]
            if rows:  # all rows of a table have the same columns; the others stay empty
                names = ", ".join(f'"{column}"' for column in rows[0])
                given = ", ".join(f":{column}" for column in rows[0])
                self._db.executemany(f"INSERT INTO {table} ({names}) VALUES ({given})", rows)
        for index in (FILTERS.name, WORDS.name):
            self._db.executemany(f"INSERT INTO {index} (rowid, marks) VALUES (?, ?)", self._rows[index])
        self._db.execute("UPDATE counters SET last = ? WHERE name = 'events'", (self._event,))
        for year, last in self._years.items():
            self._db.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (f"cases {year} XF", last))
        self._db.execute("COMMIT")

    def _add(self, drawn: SimpleNamespace) -> None:
        self._case += 1
        self._arrival += 1
        self._reading_id += 1
        self._years[drawn.day.year] += 1
        drawn.case_no = f"{drawn.day.year}-XF-{self._years[drawn.day.year]:05}"
        drawn.sha256 = digest(f"drawn {self._case}")
        drawn.at = utc(drawn.received)
        rows = self._rows
        moment = f"{drawn.at:%Y-%m-%d %H:%M:%S.%f}"
        rows["arrivals"].append({
            "id": self._arrival, "name": "x.jpg", "batch": f"{drawn.day}", "sha256": drawn.sha256, "size": 5,
            "media_type": "image/jpeg", "channel": "letter", "received_at": moment, "source_path_hash": drawn.sha256,
            "source_device": "1", "source_inode": f"{self._arrival}", "source_mtime_ns": 1, "source_removed": 1,
            "outcome": "case",
        })  # fmt: skip
        data = {"arrival": self._arrival, "size": 5, "media_type": "image/jpeg"}
        self._chain("letter.taken-in", drawn, data, of_case=False)
        status = drawn.life[-1]
        rows["cases"].append({
            "id": self._case, "case_no": drawn.case_no, "scan_sha256": drawn.sha256, "status": status,
            "registered_at": moment, "reading_number": 1,
        })  # fmt: skip
        self._chain("case.registered", drawn, {"arrival": self._arrival})
        body = self._read(drawn)
        event = self._chain("reading.recorded", drawn, {"number": 1, "stamp": self._stamp, "sha256": digest(body)})
        rows["readings"].append({
            "id": self._reading_id, "case_no": drawn.case_no, "number": 1, "stamp_hash": self._stamp, "body": body,
            "event_number": event,
        })  # fmt: skip
        self._walk(drawn)
        self._keep(drawn, status)
        rows["likeness"].append({
            "id": self._case, "parent": self._case, "size": 1, "restricted_size": int(drawn.restricted),
            "restricted": int(drawn.restricted), "reading_number": 1,
        })  # fmt: skip
        rows["likeness_keys"] += [(key, self._case) for key in drawn.keys]

    def _chain(self, kind: str, drawn: SimpleNamespace, data: dict[str, Any], *, of_case: bool = True) -> int:
        self._event += 1
        row = {
            "number": self._event, "kind": kind, "at": drawn.at.isoformat(timespec="microseconds"), "by": "laixin",
            "case_no": drawn.case_no if of_case else None, "scan_sha256": drawn.sha256, "data": data,
            "before": self._before,
        }  # fmt: skip
        self._before = sha256(canonical(row).encode()).hexdigest()
        self._rows["events"].append(row | {"data": canonical(data), "hash": self._before})
        if of_case:
            told = {"case.registered": "case.registered", "reading.recorded": "case.read"}.get(kind)
            message = told or f"case.{data['step']}"
            self._rows["outbox"].append({"event_number": self._event, "case_no": drawn.case_no, "kind": message})
        return self._event

    def _read(self, drawn: SimpleNamespace) -> str:
        """The reading of a letter: made once, then with what is the case's own in the places kept for it."""
        letter = drawn.letter
        if not letter.reading:
            lines = ("市信访局领导：", *letter.lines, "@OWN@", "@NAME@，电话@PHONE@")
            letter.reading = canonical(self._fill_reading(letter, lines))
        body: str = letter.reading
        own = {"@SHA@": drawn.sha256, "@AT@": drawn.at.isoformat().replace("+00:00", "Z"), "@NAME@": drawn.name,
               "@PHONE@": drawn.phone, "@OWN@": drawn.own, "@TOPIC@": drawn.topic[0], "@UNIT@": drawn.unit,
               "@CLASS@": "accusation" if drawn.restricted else drawn.matter_class}  # fmt: skip
        for place, value in own.items():
            body = body.replace(place, value)
        return body

    def _fill_reading(self, drawn: SimpleNamespace, told: tuple[str, ...]) -> dict[str, Any]:
        reading = self._reading
        scan, letter = reading["letter"]["scan"], reading["letter"]
        scan |= {"sha256": "@SHA@", "received_at": "@AT@"}
        pattern = letter["lines"][0]
        letter["lines"] = [
            pattern | {"text": line, "raw": line, "box": [10.0, 40.0 * n, 600.0, 40.0 * n + 30]}
            for n, line in enumerate(told)
        ]
        text = "".join(told)
        for finding in reading["findings"]:
            finding["value"] = {"name": "@NAME@", "phone": "@PHONE@", "summary": drawn.summary}.get(
                finding["field"], finding["value"]
            )
            at = max(0, text.find(finding["value"][:20])) if finding["field"] == "summary" else 0
            finding["span"] = {"start": at, "end": at + 3}
        for judged in reading["judgements"]:
            answers = {"topic": "@TOPIC@", "unit": "@UNIT@", "matter_class": "@CLASS@"}
            judged["answer"] = answers.get(judged["question"], judged["answer"])
            judged["cues"] = []
        return reading

    def _walk(self, drawn: SimpleNamespace) -> None:
        """The steps of a case's life, and its clocks."""
        clocks = [("forward", drawn.day, drawn.day + timedelta(days=15), "forwarded", None)]
        done = {}
        for before, after in pairwise(drawn.life):
            kind = STEPS.get(after)
            if kind is None:
                continue
            on = drawn.day + timedelta(days=DAYS_AFTER[after])
            done[after] = on
            self._step += 1
            row = SimpleNamespace(
                id=self._step, case_no=drawn.case_no, kind=kind, before=before, after=after, on=on, by="陈录入",
                at=drawn.at, facts=canonical({"unit": drawn.unit} if kind != "close" else {"outcome": "resolved"}),
                key=None, salt="0" * 32,
            )  # fmt: skip
            seal = seal_of_step(row)
            event = self._chain("step.taken", drawn, {"step": kind, "to": after, "sha256": seal})
            self._rows["events"][-1]["by"] = row.by
            self._reseal(row.by)
            moment = f"{drawn.at:%Y-%m-%d %H:%M:%S.%f}"
            self._rows["steps"].append(vars(row) | {"on": on.isoformat(), "at": moment, "event_number": event})
            if after == "accepted":
                clocks.append(("decide", on, on + timedelta(days=60), "closed", drawn.unit))
        for number, (name, started, due, ends, unit) in enumerate(clocks):
            ended = done.get(ends) or done.get("kept")
            self._rows["clocks"].append({
                "case_id": self._case, "number": number, "name": name, "started": started.isoformat(),
                "due": due.isoformat(), "done": ended.isoformat() if ended else None,
                "state": "met" if ended else "running", "unit": unit, "pending": int(ended is None),
            })  # fmt: skip

    def _reseal(self, by: str) -> None:
        """The hash of the last event, signed by somebody else than the machine."""
        row = self._rows["events"][-1]
        told = {name: row[name] for name in row if name != "hash"} | {"data": json.loads(row["data"]), "by": by}
        row["hash"] = self._before = sha256(canonical(told).encode()).hexdigest()

    def _keep(self, drawn: SimpleNamespace, status: str) -> None:
        """Row, words and postings."""
        text = "\n".join(("市信访局领导：", *drawn.letter.lines, drawn.own, f"{drawn.name}，电话{drawn.phone}"))
        closed = drawn.day + timedelta(days=DAYS_AFTER[status]) if status in ("closed", "kept") else None
        open_values = {
            "topic": drawn.topic[0], "topic2": drawn.topic[1], "matter_class": drawn.matter_class,
            "purpose": drawn.purpose, "channel": "administrative", "unit": drawn.unit, "territory": drawn.place[:6],
            "place_code": drawn.place, "urgency": drawn.urgency, "repeat": drawn.repeat,
            "holder": drawn.unit if "forwarded" in drawn.life else None,
        }  # fmt: skip
        row = SimpleNamespace(
            case_id=self._case, case_no=drawn.case_no, event_number=self._event, restricted=drawn.restricted,
            needs_person=status == "to-review", shows_links=not drawn.restricted, status=status,
            received_on=drawn.day, registered_on=drawn.day, closed_on=closed, channel_in="letter",
            made_with=self._office.made_with,
            **(dict.fromkeys(open_values) if drawn.restricted else open_values),
        )  # fmt: skip
        told = {
            "case_no": drawn.case_no, "scan_sha256": drawn.sha256, "restricted": drawn.restricted, "status": status,
            "received_on": f"{drawn.day}", "registered_on": f"{drawn.day}",
        }  # fmt: skip
        if drawn.restricted:
            kept = ("schema", *told, "channel_in", "page_count", "copies")
            body = {name: value for name, value in (self._row | told).items() if name in kept}
        else:
            masked = {"title": drawn.title, "summary": drawn.summary, "names": [f"{drawn.name[0]}**"],
                      "phones": [f"{drawn.phone[:3]}****{drawn.phone[-4:]}"]}  # fmt: skip
            body = self._row | told | masked | open_values | {"closed_on": closed and f"{closed}"}
        self._rows["filter_index"].append((self._case, " ".join(marks_of_row(row))))
        days = {"received_on", "registered_on", "closed_on"}
        columns = {name: value.isoformat() if name in days and value else value for name, value in vars(row).items()}
        self._rows["ledger_rows"].append(
            columns | {"body": json.dumps(body, ensure_ascii=False, separators=(",", ":"))}
        )
        hidden = text.replace(drawn.name, f"{drawn.name[0]}**").replace(drawn.phone, f"{drawn.phone[:3]}****")
        words = CaseWords(
            closed=drawn.restricted, words=text if drawn.restricted else hidden,
            personal=f"{drawn.name}\n{drawn.phone}",
        )  # fmt: skip
        self._rows["search_texts"].append({
            "case_id": self._case, "closed": words.closed, "words": words.words, "personal": words.personal
        })  # fmt: skip
        ends = words.words[words.words.index(drawn.own) :]
        last = CaseWords(closed=words.closed, words=ends, personal=words.personal)
        known = drawn.letter.marks[drawn.restricted]
        self._rows["word_index"].append((self._case, f"{known} {' '.join(marks_of_words(last))}"))


# ---------------------------------------------------------------- the same in PostgreSQL


def copy_ledger(file: Path, address: str) -> None:
    """Copy what a PostgreSQL ledger does not hold yet from an SQLite ledger with the same tables."""
    source = sqlite3.connect(file)
    with psycopg.connect(address) as target:
        target.execute("SET session_replication_role = replica")  # no triggers, no look at references
        target.execute("SET maintenance_work_mem = '1GB'")
        target.execute("SET synchronous_commit = off")
        tables = [row[0] for row in target.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN"
            " ('alembic_version', 'filter_index', 'word_index', 'counters')"
        )]  # fmt: skip
        indexes = target.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'pk%'"
            " AND indexdef NOT LIKE '%UNIQUE%'"
        ).fetchall()
        for name, _ in indexes:
            target.execute(f"DROP INDEX {name}")
        for table in tables:
            _copy_table(source, target, table)
        target.execute("DELETE FROM counters")
        _copy_table(source, target, "counters")
        _copy_postings(source, target)
        for _, definition in indexes:
            target.execute(definition)
        columns = target.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id'"
            " AND column_default LIKE 'nextval%'"
        ).fetchall()
        for (table,) in columns:
            highest = f"(SELECT coalesce(max(id), 1) FROM {table})"
            target.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest})")
    with psycopg.connect(address, autocommit=True) as target:
        target.execute("VACUUM ANALYZE")
        target.execute("CHECKPOINT")
    source.close()


def _copy_table(source: sqlite3.Connection, target: psycopg.Connection[Any], table: str) -> None:
    columns = [row[1] for row in source.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{column}"' for column in columns)
    key = {"likeness_keys": "letter", "ledger_rows": "case_id", "search_texts": "case_id", "clocks": "case_id",
           "outbox": "event_number", "events": "number"}.get(table, "id")  # fmt: skip
    narrowed = ""
    if key in columns:
        there = target.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()[0]
        narrowed = f"WHERE {key} > {there}"
    with target.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in source.execute(f"SELECT {names} FROM {table} {narrowed}"):
            copy.write_row(row)


def _copy_postings(source: sqlite3.Connection, target: psycopg.Connection[Any]) -> None:
    for index, marks in ((FILTERS, _filter_marks), (WORDS, _word_marks)):
        there = target.execute(f"SELECT coalesce(max(case_id), 0) FROM {index.name}").fetchone()[0]
        with target.cursor().copy(f"COPY {index.name} (case_id, marks) FROM STDIN") as copy:
            for case_id, own in marks(source, there):
                numbers = sorted(_numbers(index, case_id >> BLOCK_BITS, own))
                copy.write_row((case_id, "{" + ",".join(map(str, numbers)) + "}"))


def _filter_marks(source: sqlite3.Connection, after: int) -> Iterator[tuple[int, set[str]]]:
    source.row_factory = sqlite3.Row
    for row in source.execute("SELECT * FROM ledger_rows WHERE case_id > ?", (after,)):
        values = dict(row) | {"received_on": date.fromisoformat(row["received_on"])}
        values |= {name: bool(row[name]) for name in ("restricted", "needs_person")}
        yield row["case_id"], marks_of_row(SimpleNamespace(**values))
    source.row_factory = None


def _word_marks(source: sqlite3.Connection, after: int) -> Iterator[tuple[int, set[str]]]:
    for case_id, closed, words, personal in source.execute("SELECT * FROM search_texts WHERE case_id > ?", (after,)):
        yield case_id, marks_of_words(CaseWords(bool(closed), words, personal))
