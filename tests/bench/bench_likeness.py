"""How well and how fast like letters are found.

Usage: .venv/bin/python tests/bench/bench_likeness.py pairs
       .venv/bin/python tests/bench/bench_likeness.py messages FILE.jsonl [LIST.tsv]
       .venv/bin/python tests/bench/bench_likeness.py size

`pairs` draws letters twice (like_letters.toml), each time with misread characters and lost lines, records all in a
ledger of its own and counts the pairs that are linked. `messages` links the messages of a file (rows {subject, detail,
user}) by their text alone and writes the links to be read; a link of one user with himself is not in it. `size` fills
the ledger's tables up to 1,000,000 letters and times the linking of new ones. Rows of docs/bench/likeness.csv are
printed; results on this machine stand in docs/performance.md.
"""

import json
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from classifiers.likeness.likeness import compare_letters, sign_facts, sign_letter
from ledger import Ledger, open_ledger
from ledger.likeness import find_candidates
from records import Finding, Letter, LetterFacts, Line, Page, Reading, Scan, Signature, SourceId, Span, Stamp

KEY = b"bench" + bytes(27)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
STAMP = Stamp(code="bench", vocab="", models=(), engine="")
PAIRS = 60
"""Pairs of each kind and error rate."""
RATES = 0.01, 0.03, 0.05
TWINS = dict(pair for group in ("末未", "土士", "己已", "日曰", "人入", "大太", "干千", "天夫", "住往", "村材", "木本",
    "田由", "水永", "王玉", "问间", "休体", "折拆", "治冶", "今令", "戸户", "十千", "力刀", "石右", "厂广", "工王",
    "08", "17", "35", "69", "38") for pair in (tuple(group), tuple(reversed(group))))  # fmt: skip
SURNAMES = "林陈黄张吴李王郑蔡许刘杨曾赖沈庄卢洪游江"
GIVEN = "水木川海明志强国金玉丽芳秀英阿珠建华美兰文辉庆顺添福清荣"
PLACES = "溪石坂洋林坑埔尾头寨湖洲桥塘墩山浦岭后前上下东南西北新古大小龙凤"
OFFICE_HAN = "的一是不了在人有我他这中大来上个国和地到说们为子你生出也得就那要下以会着去之过家学对可里后么心多天"


@dataclass(frozen=True)
class Sender:
    """Who writes: invented."""

    name: str
    phone: str
    id_no: str
    house: int
    kin: str


@dataclass(frozen=True)
class Case:
    """A matter with its particulars; `wording` decides which wordings are taken."""

    matter: int
    village: str
    place_code: str
    firm: str
    sum: int
    month: str


def main(arguments: Sequence[str]) -> None:
    """Run the part that is asked for."""
    match arguments:
        case ["pairs"]:
            bench_pairs()
        case ["messages", path, *rest]:
            bench_messages(Path(path), Path(rest[0]) if rest else None)
        case ["size"]:
            bench_size()
        case _:
            sys.exit(__doc__)


# ---------------------------------------------------------------- drawn letters


def draw_sender(chance: random.Random) -> Sender:
    digits = "35060" + str(chance.randint(1, 9)) + f"{chance.randint(1940, 2005)}{chance.randint(1, 12):02}"
    digits += f"{chance.randint(1, 28):02}{chance.randint(0, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(a) * b for a, b in zip(digits, weights, strict=True)) % 11]
    name = chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2))
    phone = chance.choice(("138", "159", "187", "136")) + f"{chance.randrange(10**8):08}"
    kin = chance.choice(("我母亲", "我父亲", "我妻子", "我儿子", "老伴", "我弟弟"))
    return Sender(name, phone, digits + check, chance.randint(1, 400), kin)


def draw_case(chance: random.Random, matters: int) -> Case:
    return Case(
        chance.randrange(matters),
        "".join(chance.sample(PLACES, 2)) + "村",
        f"3506{chance.randint(2, 29):02}{chance.randint(1, 20):03}",
        "".join(chance.sample(GIVEN + PLACES, 2))
        + chance.choice(("石材厂", "食品公司", "纸业公司", "建材厂", "电镀厂")),
        chance.randint(1200, 98000),
        f"{chance.randint(2019, 2026)}年{chance.randint(1, 12)}月",
    )


def write_letter(case: Case, sender: Sender, chance: random.Random, words: dict, *, keep: float = 1.0) -> list[str]:
    """The lines of a letter, wordings drawn; `keep` is the share of the matter's sentences that stand in it."""
    sentences = [chance.choice(ways) for ways in words["matter"][case.matter]["sentences"]]
    if keep < 1:
        count = max(2, round(keep * len(sentences)))
        sentences = [sentences[at] for at in sorted(chance.sample(range(len(sentences)), count))]
    lines = [
        chance.choice(words["opening"]),
        *(f"{sentence}。" for sentence in sentences),
        chance.choice(words["close"]),
    ]
    slots = {
        "person": sender.name, "village": case.village, "firm": case.firm, "sum": case.sum, "month": case.month,
        "house": sender.house, "kin": sender.kin, "office": chance.choice(words["offices"]),
    }  # fmt: skip
    return [line.format(**slots) for line in lines] + [f"电话{sender.phone}"]


def misread(text: str, rate: float, chance: random.Random) -> str:
    """A text as bad OCR gives it: of the errors six in ten take another character, the rest drop or add one."""
    made = []
    for sign in text:
        if chance.random() >= rate:
            made.append(sign)
            continue
        kind = chance.random()
        if kind < 0.6:
            digit = sign.isdigit()
            made.append(TWINS.get(sign) or chance.choice("0123456789" if digit else OFFICE_HAN))
        elif kind < 0.85:
            continue
        else:
            made += [sign, chance.choice(OFFICE_HAN)]
    return "".join(made)


def read_letter(
    lines: list[str], case: Case, sender: Sender, rate: float, chance: random.Random, number: str
) -> Reading:
    """A reading of a letter: lines misread, one in thirty lost, the sender's values misread by themselves."""
    kept = [line for line in lines if chance.random() > 1 / 30] or lines
    made = [misread(line, rate, chance) for line in kept]
    scan = Scan(
        sha256=sha256(number.encode()).hexdigest(), name="x.jpg", media_type="image/jpeg", size=1, batch="",
        received_at=NOON + timedelta(seconds=len(number)),
    )  # fmt: skip
    letter = Letter(
        scan=scan,
        pages=(Page(number=1, source="image", size=(800, 1100), dpi=300),),
        lines=tuple(
            Line(page=1, box=(0, 40 * n, 700, 40 * n + 30), text=text, raw=text, confidence=0.9, engine="bench")
            for n, text in enumerate(made)
        ),
    )
    stated = [("name", misread(sender.name, rate, chance), 0.95), ("phone", swap(sender.phone, rate, chance), 0.95)]
    stated += [("id_no", swap(sender.id_no, rate, chance), 0.7), ("place_code", case.place_code, 0.85)]
    findings = [
        Finding.model_validate({"field": field, "value": value, "span": Span(start=0, end=1), "rule": "bench"})
        for field, value, often in stated
        if chance.random() < often and value
    ]
    return Reading(letter=letter, findings=tuple(findings), judgements=(), stamp=STAMP)


def swap(number: str, rate: float, chance: random.Random) -> str:
    """A number whose figures are misread but not lost: the finders take no number of another length."""
    return "".join(
        chance.choice("0123456789") if figure.isdigit() and chance.random() < rate else figure for figure in number
    )


# ---------------------------------------------------------------- pairs


def bench_pairs() -> None:
    """Link pairs drawn twice among letters of other senders on other matters."""
    words = tomllib.loads((Path(__file__).parent / "like_letters.toml").read_text(encoding="utf-8"))
    matters = len(words["matter"])
    print("part,kind,error_rate,pairs,linked,recall,false_links")
    for rate in RATES:
        chance = random.Random(f"likeness {rate}")
        readings: list[tuple[Reading, str]] = []
        for kind in ("again", "reworded", "shorter", "other-matter", "many-hands"):
            for number in range(PAIRS):
                pair = f"{kind} {number}"
                for turn, (case, sender, keep) in enumerate(draw_pair(kind, chance, matters)):
                    seed = f"{pair} {rate}" if kind == "again" else f"{pair} {turn} {rate}"
                    lines = write_letter(case, sender, random.Random(seed), words, keep=keep)
                    readings.append((read_letter(lines, case, sender, rate, chance, f"{pair} {turn}"), pair))
        chance.shuffle(readings)
        linked, false = link_all(readings)
        for kind in ("again", "reworded", "shorter", "other-matter", "many-hands"):
            found = sum(pair.startswith(kind) for pair in linked)
            print(f"pairs,{kind},{rate},{PAIRS},{found},{found / PAIRS:.3f},")
        print(f"pairs,all,{rate},{5 * PAIRS},{len(linked)},{len(linked) / (5 * PAIRS):.3f},{false}", flush=True)


def draw_pair(kind: str, chance: random.Random, matters: int) -> list[tuple[Case, Sender, float]]:
    case, sender = draw_case(chance, matters), draw_sender(chance)
    match kind:
        case "shorter":
            return [(case, sender, 1.0), (case, sender, 0.5)]
        case "other-matter":
            other = draw_case(chance, matters)
            other = replace(other, matter=(case.matter + 1) % matters, village=case.village, place_code=case.place_code)
            return [(case, sender, 1.0), (other, sender, 1.0)]
        case "many-hands":
            other = replace(draw_sender(chance), kin=sender.kin)
            return [(case, sender, 1.0), (case, other, 1.0)]
        case _:
            return [(case, sender, 1.0)] * 2


def link_all(readings: list[tuple[Reading, str]]) -> tuple[set[str], int]:
    """The pairs that were linked, and how many links there are between letters that are no pair."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(f"sqlite:///{folder}/ledger.sqlite", office="XF") as book:
        cases = {}
        for number, (reading, pair) in enumerate(readings):
            cases[record(book, reading, number)] = pair
        linked, false = set(), 0
        for entry in book.cases(restricted=True):
            for link in entry.links:
                if cases[link.case_no] == cases[entry.case_no]:
                    linked.add(cases[entry.case_no])
                else:
                    false += 1
        return linked, false // 2


def record(book: Ledger, reading: Reading, number: int) -> str:
    source = SourceId(path_hash=sha256(str(number).encode()).hexdigest(), device=1, inode=number, mtime_ns=1)
    book.take_in(reading.letter.scan, source=source)
    signature = sign_letter(reading.letter, reading.findings, key=KEY)
    return book.record_case(reading, at=NOON, signature=signature, compare=compare_letters)


# ---------------------------------------------------------------- messages


def bench_messages(path: Path, listed: Path | None) -> None:
    """Link messages by their text, as the ledger does, and list the links."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]
    facts = [LetterFacts(text=f"{row['subject']}\n{row['detail']}") for row in rows]
    held: dict[int, list[int]] = {}
    links = []
    began = time.process_time()
    for at, fact in enumerate(facts):
        signature = sign_facts(fact, key=KEY)
        counts = Counter(other for key in signature.shingles for other in held.get(key, [])[-64:])
        likest = sorted((other for other in counts if counts[other] > 1), key=lambda o: (-counts[o], -o))[:8]
        for other in likest:
            likeness = compare_letters(fact, facts[other])
            if likeness is not None:
                links.append((likeness, at, other))
        for key in signature.shingles:
            held.setdefault(key, []).append(at)
    took = 1000 * (time.process_time() - began) / len(rows)
    own = sum(rows[at].get("user") == rows[other].get("user") for _, at, other in links)
    print(f"messages,links,,{len(rows)},{len(links)},,\nmessages,links of one user,,{len(rows)},{own},,")
    print(f"{took:.2f} ms CPU a message to sign, look up and compare")
    if listed:
        with listed.open("w", encoding="utf-8") as out:
            for likeness, at, other in sorted(links, key=lambda link: link[0].score):
                if rows[at].get("user") != rows[other].get("user"):
                    subjects = f"{rows[at]['subject']}\t{rows[other]['subject']}"
                    out.write(f"{likeness.kind}\t{likeness.score:.2f}\t{at}\t{other}\t{subjects}\n")


# ---------------------------------------------------------------- size


def bench_size() -> None:
    """Fill the tables in steps and time how new letters are linked."""
    words = tomllib.loads((Path(__file__).parent / "like_letters.toml").read_text(encoding="utf-8"))
    chance = random.Random("size")
    pool = list(draw_keys(chance, words))
    print("part,letters,find_median_ms,find_p99_ms,link_median_ms,link_p99_ms,index_bytes_a_letter")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ledger.sqlite"
        with open_ledger(f"sqlite:///{file}", office="XF") as book:
            there = added = 0
            for size in (10_000, 100_000, 1_000_000):
                added += fill(file, there + 1, size - there, pool, chance)
                there = size
                times = time_links(book, words, chance, size)
                print(f"size,{size},{times},{added / size:.0f}", flush=True)
                there += 200
    print(f"{time.process_time():.0f} s CPU, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def draw_keys(chance: random.Random, words: dict) -> Iterator[int]:
    """Keys of the text as letters have them: many of them shared."""
    for _ in range(3000):
        case, sender = draw_case(chance, len(words["matter"])), draw_sender(chance)
        yield from sign_facts(LetterFacts(text="\n".join(write_letter(case, sender, chance, words))), key=KEY).shingles


def fill(file: Path, first: int, count: int, pool: list[int], chance: random.Random) -> int:
    """Add letters with 32 keys of their text, a third of them shared, and 8 of their sender; the bytes it took."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    pages = "PRAGMA page_count"
    before = connection.execute(pages).fetchone()[0]
    step = 100_000
    for start in range(first, first + count, step):
        letters = range(start, min(start + step, first + count))
        keys = sorted(
            (key, letter)
            for letter in letters
            for key in {*chance.choices(pool, k=10), *(chance.getrandbits(47) for _ in range(30))}
        )
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO likeness_keys (key, letter) VALUES (?, ?)", keys)
        connection.executemany(
            "INSERT INTO likeness VALUES (?, ?, 1, 0, 0, 1)", ((letter, letter) for letter in letters)
        )
        connection.execute("COMMIT")
    took = (connection.execute(pages).fetchone()[0] - before) * connection.execute("PRAGMA page_size").fetchone()[0]
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO cases VALUES (?, ?, ?, 'proposed', '2026-01-01', 1)",
        ((n, f"2020-XX-{n}", f"{n:064}") for n in range(first, first + count)),
    )
    connection.execute("COMMIT")
    connection.close()
    return took


def time_links(book: Ledger, words: dict, chance: random.Random, size: int) -> str:
    """Record 200 letters like a few others; median and 99th percentile of the CPU of finding, and of all of it."""
    finding, linking = [], []
    cases = [draw_case(chance, len(words["matter"])) for _ in range(20)]
    for number in range(200):
        case, sender = chance.choice(cases), draw_sender(chance)
        lines = write_letter(case, sender, chance, words)
        reading = read_letter(lines, case, sender, 0.02, chance, f"{size} {number}")
        signature = sign_letter(reading.letter, reading.findings, key=KEY)
        began = time.thread_time()
        with book._reading() as session:
            find_candidates(session, 0, signature)
        finding.append(time.thread_time() - began)
        source = SourceId(path_hash=f"{number:064}", device=size, inode=number, mtime_ns=1)
        book.take_in(reading.letter.scan, source=source)
        without = time_record(book, reading, None)
        linking.append(time_link(book, without, signature))
    return ",".join(f"{1000 * value:.1f}" for times in (finding, linking) for value in spread(times))


def time_record(book: Ledger, reading: Reading, signature: Signature | None) -> str:
    return book.record_case(reading, at=NOON, signature=signature, compare=compare_letters)


def time_link(book: Ledger, case_no: str, signature: Signature) -> float:
    """Seconds of CPU to find, compare and link, to the commit."""
    began = time.thread_time()
    book.link_letters(case_no, signature, compare=compare_letters, at=NOON)
    return time.thread_time() - began


def spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


if __name__ == "__main__":
    main(sys.argv[1:])
