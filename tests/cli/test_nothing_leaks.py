"""Every byte that leaves the program, looked through for every value of a person.

Of a restricted letter nothing leaves at all but its number; of an ordinary one nothing unmasked. A way out is a row of
`WAYS`: whoever adds one to the program adds it here. What each command prints about an accusation is in
`tests/cli/test_ways_out.py`, which looks with the same eyes.
"""

import base64
import gzip
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger import Ledger, open_ledger
from records import Finding, Letter, Line, Reading, Span
from tests.cli.conftest import Call
from tests.leaks import find_words
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

ORDINARY, CLOSED = "2026-XF-00001", "2026-XF-00002"
OPEN_PERSON = {
    "name": "柳青禾", "phone": "13711112222", "id_no": "350602198505054321",
    "address": "芗城区东铺头街道胜利西路88号5栋",
    "employer": "漳州市水仙花罐头食品厂",
    "accused": "钱满仓", "birth_date": "1985-05-05", "letter_barcode": "XA98765432135",
    "paper_no": "某信复〔2025〕7731号",
}  # fmt: skip
CLOSED_PERSON = {
    "name": "尉迟若谷", "phone": "13933334444", "id_no": "350622197202025678", "address": "云霄县莆美镇中山东巷26号",
    "employer": "云霄县开漳圣王木器厂", "accused": "章守财", "birth_date": "1972-02-02",
    "letter_barcode": "XB12312312335",
    "paper_no": "某纪函〔2024〕9942号", "title": "冒领低保金的村霸", "summary": "低保名额卖给外甥换茅台",
    "demand": "追缴赃款还给乡亲",
}  # fmt: skip
WORDS = {
    ORDINARY: (
        "柳青禾", "青禾", "13711112222", "350602198505054321", "胜利西路", "88号", "水仙花罐头", "钱满仓", "满仓",
        "1985-05-05",
        "XA98765432135", "7731", "柳家的信",
    ),
    CLOSED: (
        "尉迟", "若谷", "13933334444", "350622197202025678", "莆美镇", "中山东巷", "开漳圣王", "章守财", "守财", "1972",
        "XB12312312335", "9942", "冒领低保", "村霸", "外甥", "追缴赃款", "告状材料", "139****4444", "商贸旅游",
    ),
}  # fmt: skip
"""What may not leave: of the ordinary letter the unmasked values, of the restricted one anything at all."""
Way = Callable[[Call, Path, Path], Iterator[bytes]]


def write_letter(person: dict[str, str], *, content: str, name: str, matter_class: str, topic: str) -> Reading:
    """A reading whose letter says everything about a person, in its title and summary too."""
    scan = make_scan(content, name=name).model_copy(update={"batch": name[:-4]})
    base = make_reading(scan, matter_class=matter_class)
    topic = base.judgements[0].model_copy(update={"answer": topic, "cues": ()})
    told = "，".join(person.values())
    lines = tuple(
        Line(page=1, box=(10, 40.0 * n, 400, 40.0 * n + 30), text=words, raw=words, confidence=0.9, engine="rapidocr")
        for n, words in enumerate((told, told, told))
    )
    letter = Letter(scan=scan, pages=base.letter.pages, lines=lines)
    whole = {"title": told, "summary": told, "demand": told, "accused_post": told} | person
    findings = []
    for field, value in whole.items():
        at = letter.text.index(value)
        findings.append(Finding(field=field, value=value, span=Span(start=at, end=at + len(value)), rule="test"))  # type: ignore[arg-type]
    return base.model_copy(
        update={"letter": letter, "findings": tuple(findings), "judgements": (topic, *base.judgements[1:])}
    )


def open_books(home: Path) -> Ledger:
    return open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an ordinary letter and a restricted one, both reviewed, the ordinary one forwarded."""
    home = tmp_path_factory.mktemp("leaks") / "home"
    home.mkdir()
    letters = (
        write_letter(OPEN_PERSON, content="open", name="柳家的信.jpg", matter_class="appeal", topic="环境保护"),
        write_letter(CLOSED_PERSON, content="closed", name="告状材料.jpg", matter_class="accusation", topic="商贸旅游"),
    )
    with open_books(home) as ledger:
        for number, (reading, person) in enumerate(zip(letters, (OPEN_PERSON, CLOSED_PERSON), strict=True), start=1):
            ledger.take_in(reading.letter.scan, source=make_source(number))
            case_no = ledger.record_case(reading, at=LATER)
            told = "，".join(person.values())
            ledger.review(case_no, "title", told, by="王晓梅", note=told, at=LATER)
            ledger.review(case_no, "unit", "MZJ", by="王晓梅", note=told, at=LATER) if number == 1 else None
        told = "，".join(OPEN_PERSON.values())
        ledger.take_step(ORDINARY, "progress", by="王晓梅", at=LATER, facts={"words": told})
    (home / "targets.toml").write_text('[targets.box]\nkind = "folder"\nfolder = "out"\nsince = "start"\n')
    return home


def said(result: object) -> bytes:
    return f"{result.stdout}\n{result.stderr}\n{result.exception!r}".encode()  # type: ignore[attr-defined]


def files(folder: Path) -> Iterator[bytes]:
    for path in folder.rglob("*"):
        yield path.name.encode()
        if path.is_file():
            yield path.read_bytes()


def command(*args: str) -> Way:
    """What a command prints and writes."""

    def leave(laixin: Call, home: Path, to: Path) -> Iterator[bytes]:
        result = laixin(*(arg.format(to=to, home=home) for arg in args), "--home", home)
        assert result.exit_code in (0, 1), said(result).decode()
        yield said(result)
        yield from files(to)

    return leave


def leave_messages(_: Call, home: Path, __: Path) -> Iterator[bytes]:
    """The bodies of webhooks, of every event of every case."""
    from ledger.outbox.composing import message_line

    with open_books(home) as ledger:
        numbers = [
            event.number
            for case_no in (ORDINARY, CLOSED)
            for event in ledger.history(case_no, restricted=True)
            if event.case_no
        ]
        told = ledger.compose_messages(numbers)
    assert {message.case_no for message in told} == {ORDINARY, CLOSED}
    yield from map(message_line, told)


def leave_deliveries(laixin: Call, home: Path, _: Path) -> Iterator[bytes]:
    yield said(laixin("deliver", "--once", "--home", home))
    assert any((home / "out").iterdir())
    yield from files(home / "out")


def leave_answers(_: Call, home: Path, __: Path) -> Iterator[bytes]:
    """Every answer of the API that a token for masked values is given, refusals among them."""
    from datetime import UTC, datetime

    from fastapi.testclient import TestClient

    from desk.application import make_app
    from ledger.access.tokens import EVENTS, READ

    with open_books(home) as ledger:
        _, secret = ledger.make_token("leaks", scopes=(READ, EVENTS), days=1, by="王晓梅", at=datetime.now(UTC))
        client = TestClient(
            make_app(ledger), headers={"Authorization": f"Bearer {secret}"}, raise_server_exceptions=False
        )
        asked = ["cases", "events", "health", f"cases/{CLOSED}", f"cases/{ORDINARY}", "openapi.json", "cases?full=true"]
        asked += [f"cases/{number}/{what}" for number in (ORDINARY, CLOSED) for what in ("events", "steps", "history")]
        answers = [client.get(f"/api/v1/{path}") for path in asked]
        assert [answer.status_code for answer in answers[:5]] == [200] * 5
        for answer in answers:
            assert answer.status_code < 500
            yield answer.content
            yield str(answer.headers).encode()


def leave_rows(_: Call, home: Path, __: Path) -> Iterator[bytes]:
    """The rows from which lists, figures and the SQL view are made."""
    with open_books(home) as ledger:
        rows = list(ledger.rows())
        assert len(rows) == 2
        yield from (row.body.encode() for row in rows)


def leave_history(_: Call, home: Path, __: Path) -> Iterator[bytes]:
    """The chained events, whoever reads them."""
    with open_books(home) as ledger:
        for case_no in (ORDINARY, CLOSED):
            yield from (event.model_dump_json().encode() for event in ledger.history(case_no, restricted=True))


WAYS: dict[str, Way] = {
    **{f"cases {form}": command("cases", "--format", form, "--to", "{to}/c." + form) for form in ("jsonl",
    "csv", "xlsx")},
    "cases": command("cases"),
    **{f"export {form}": command("export", "--form", form, "--to", "{to}/e." + form)
       for form in ("jsonl", "csv", "xlsx", "parquet")},
    "export gb18030": command("export", "--form", "csv", "--encoding", "gb18030", "--to", "{to}/e.csv"),
    **{f"exchange {end}": command("export", "--form", "exchange", "--to", "{to}/x." + end)
       for end in ("jsonl", "csv", "xlsx")},
    "filtered": command("export", "--form", "csv", "--unit", "MZJ", "--from", "2026-01-01", "--to", "{to}/f.csv"),
    "bulletin": command("bulletin", "--month", "2026-11", *("--form", "html", "--form", "docx", "--form", "pdf"),
    "--to", "{to}", "--by", "王晓梅"),
    "due": command("due", "--within", "3650", "--json"),
    "supervise": command("supervise", "--json"),
    "balance": command("balance", "--json"),
    "verify": command("verify"),
    "messages": leave_messages,
    "deliveries": leave_deliveries,
    "answers": leave_answers,
    "rows": leave_rows,
    "events": leave_history,
}  # fmt: skip
"""Every way by which something leaves by default."""


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_person_leaves(
    laixin: Call, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        left = list(WAYS[way](laixin, home, tmp_path))
    assert left
    left.append(caplog.text.encode())
    words = [word for of_case in WORDS.values() for word in of_case]
    assert [word for one in left for word in find_words(one, words)] == []


def test_what_lies_in_the_home_folder_beside_the_ledger_tells_nobody(home: Path) -> None:
    room = {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "originals", "keys"}
    for path in home.rglob("*"):
        if path.relative_to(home).parts[0] in room or not path.is_file():
            continue
        for words in WORDS.values():
            assert find_words(path.name.encode() + path.read_bytes(), words) == [], path.name


@pytest.mark.parametrize("case_no", [ORDINARY, CLOSED])
def test_the_values_are_there_for_those_who_ask_by_right(
    laixin: Call, home: Path, tmp_path: Path, case_no: str
) -> None:
    asked = ("--full",) if case_no == ORDINARY else ("--restricted",)
    for form in ("jsonl", "csv", "xlsx", "parquet"):
        to = tmp_path / f"whole.{form}"
        call = ("export", "--form", form, "--to", to, *asked, "--by", "王晓梅", "--reason", "核对", "--home", home)
        assert laixin(*call).exit_code == 0
        assert {WORDS[case_no][0], WORDS[case_no][2]} <= set(find_words(to.read_bytes(), WORDS[case_no])), "a blind eye"
        other = next(words for number, words in WORDS.items() if number != case_no)
        assert find_words(to.read_bytes(), other) == []


WRAPPED: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "gb18030": lambda word: word.encode("gb18030"),
    "utf-16": lambda word: word.encode("utf-16"),
    "zip": lambda word: _zip("a.xml", word.encode()),
    "zip in zip": lambda word: _zip("a.xlsx", _zip("b.xml", word.encode())),
    "name in zip": lambda word: _zip(word, b""),
    "gzip": lambda word: gzip.compress(word.encode()),
    "base64": lambda word: base64.b64encode(f"{word} in a longer text".encode()),
    "json escape": lambda word: json.dumps({"name": word}).encode(),
    "references": lambda word: "".join(f"&#{ord(char)};" for char in word).encode(),
    "full width": lambda word: word.translate({n: n + 0xFEE0 for n in range(33, 127)}).encode(),
}


def _zip(name: str, data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("wrap", WRAPPED)
@pytest.mark.parametrize("word", ["尉迟若谷", "13933334444"])
def test_the_eyes_that_look_see_it_in_every_wrapping(wrap: str, word: str) -> None:
    assert find_words(WRAPPED[wrap](word), [word, "另一个"]) == [word]
