"""Every way out of the program: none tells who accuses unless asked by right; none leads to the accused.

`docs/guard.md` has the same table for people. A command that is not in `CALLS` fails the first test: whoever adds one
says here how it is called on an accusation.
"""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import click
import pytest
import typer

from cli.main import app
from cli.run_results import print_cases
from ledger import Originals, open_ledger
from records import Finding, Reading, Span
from tests.cli.conftest import BY_RIGHT, Call
from tests.leaks import find_words
from tests.ledger.letters import LATER, LINES, make_reading, make_scan, make_source

CASE = "2026-XF-00001"
WHO = "林小川"
SECRETS = (WHO, "13800001234", "13800001284", "1380000", *LINES[1:4], "村霸密信", "陈家村")
"""Sender, numbers, words, the file's name and the batch's: nothing of them is shown."""

CALLS = {
    "cases": [("cases",), ("cases", "--format", "jsonl"), ("cases", "--format", "csv"), ("cases", "--needs-person")],
    "export": [
        ("export", "--to", "{to}/ledger.xlsx"),
        ("export", "--form", "csv", "--encoding", "gb18030", "--to", "{to}/ledger.csv"),
        ("export", "--form", "jsonl", "--to", "{to}/ledger.jsonl"),
        ("export", "--form", "parquet", "--to", "{to}/ledger.parquet"),
        ("export", "--form", "exchange", "--to", "{to}/exchange.jsonl"),
        ("export", "--form", "exchange", "--to", "{to}/exchange.csv", "--from", "2026-01-01", "--until", "2026-12-31"),
        ("export", "--full", "--by", "王晓梅", "--reason", "核对", "--to", "{to}/full.xlsx"),
    ],
    "show": [("show", CASE), ("show", CASE, "--json"), ("show", CASE, "--verbose")],
    "search": [
        ("search", "厂房"),
        ("search", WHO),
        ("search", "1380000", "--json"),
        ("search", WHO, "--full", "--by", "王晓梅", "--reason", "来电查询"),
    ],
    "review": [
        ("review", CASE, "--set", "urgency=urgent", "--by", "王晓梅"),
        ("review", CASE, "--set", "names=", "--by", "王晓梅"),
        ("review", CASE, "--set", "unit=教育局", "--by", "王晓梅"),
        ("review", CASE, "--set", "letter_date=何时", "--by", "王晓梅"),
    ],
    "step": [
        ("step", CASE, "转纪检监察机关", "--by", "王晓梅"),
        ("step", CASE, "转送", "--fact", "单位=教育局", "--by", "王晓梅", "--json"),
        ("step", CASE, "督办", "--fact", "单位=纪委监委", "--fact", "内容=办", "--by", "王晓梅"),
    ],
    "steps": [("steps",), ("steps", CASE), ("steps", CASE, "--json")],
    "preview": [("preview", CASE, "--to", "{to}/page.png"), ("preview", CASE, "--unmasked", "--to", "{to}/page.png")],
    "split": [("split", CASE)],
    "archive": [("archive", "--all", "--to", "{to}"), ("archive", CASE, "--to", "{to}")],
    "deliver": [("deliver", "--once"), ("deliver", "--once", "--target", "box")],
    "outbox status": [("outbox", "status"), ("outbox", "status", "--json")],
    "outbox dead": [("outbox", "dead"), ("outbox", "dead", "box", "--json")],
    "outbox replay": [("outbox", "replay", "box", "--since", "0", "--by", "王晓梅", "--json")],
    "outbox skip": [("outbox", "skip", "box", "1", "--by", "王晓梅")],
    "quarantine": [("quarantine",), ("quarantine", "--json")],
    "ledger status": [("ledger", "status"), ("ledger", "status", "--json")],
    "ledger migrate": [
        ("ledger", "migrate"),
        ("ledger", "migrate", "--to", "0010"),
        ("ledger", "migrate", "--to", "x"),
    ],
    "ledger rebuild": [("ledger", "rebuild")],
    "ledger reopen": [("ledger", "reopen", "--by", "王晓梅")],
    "balance": [("balance",), ("balance", "--json")],
    "verify": [("verify",)],
    "relink": [("relink",)],
    "doctor": [("doctor",)],
    "tokens make": [("tokens", "make", "province", "--scope", "cases:full", "--days", "30", "--by", "王晓梅")],
    "tokens list": [("tokens", "list"), ("tokens", "list", "--json")],
    "tokens revoke": [("tokens", "revoke", "province", "--by", "王晓梅")],
    "train": [("train", "--task", "matter_class"), ("train", "--task", "unit", "--out", "{to}/model")],
    "labels import": [
        ("labels", "import", "{to}/rows.jsonl", "--task", "unit", "--by", "王晓梅"),
        ("labels", "import", "{to}/rows.jsonl", "--task", "topic", "--bad-to", "{to}/bad.csv", "--strict", "--json"),
    ],
    "labels list": [("labels", "list"), ("labels", "list", "--task", "matter_class"), ("labels", "list", "--json")],
    "labels disagreements": [
        ("labels", "disagreements"),
        ("labels", "disagreements", "--task", "matter_class", "--json"),
    ],
    "labels snapshot": [
        ("labels", "snapshot", "--task", "matter_class"),
        ("labels", "snapshot", "--task", "unit", "--json"),
    ],
    "labels export": [
        ("labels", "export", "--task", "matter_class", "--to", "{to}/tasks.json", "--config", "{to}/page.xml"),
        ("labels", "export", "--task", "unit", "--to", "{to}/tasks.json", "--case", CASE),
    ],
    "campaign make": [
        ("campaign", "make", "A1", "--name", "专项", "--from", "2026-11-01", "--by", "王晓梅", "--rule", "days=0"),
    ],
    "campaign list": [("campaign", "list"), ("campaign", "list", "--json")],
    "campaign show": [("campaign", "show", "A1"), ("campaign", "show", "A1", "--json")],
    "campaign propose": [("campaign", "propose", "A1"), ("campaign", "propose", "A1", "--json")],
    "campaign enter": [
        ("campaign", "enter", "A1", CASE, "--by", "王晓梅"),
        ("campaign", "enter", "A1", "--all", "--by", "王晓梅"),
    ],
    "campaign leave": [("campaign", "leave", "A1", CASE, "--ground", "无", "--approver", "陈", "--by", "王晓梅")],
    "campaign sheet": [("campaign", "sheet", "A1", "--to", "{to}/list.xlsx")],
    "leaders": [("leaders",), ("leaders", "--json")],
    "models": [("models",), ("models", "--json")],
    "promote": [("promote", "own-unit-1"), ("promote", "own-unit-1", "--despite", "急用", "--by", "王晓梅")],
    "rollback": [("rollback", "--task", "unit")],
    "evaluate": [
        ("evaluate", "--model", "own-matter_class-1"),
        ("evaluate", "--model", "in-service", "--task", "unit", "--data", "{to}/rows.jsonl", "--to", "{to}/report"),
    ],
    "rejudge": [
        ("rejudge",),
        ("rejudge", "--json"),
        ("rejudge", "--case", CASE, "--task", "unit"),
        ("rejudge", "--apply", "--confirmed", "--json"),
    ],
    "bulletin": [
        ("bulletin", "--week", "2026-W47", "--form", "html", "--form", "docx", "--to", "{to}", "--by", "王晓梅"),
        ("bulletin", "--month", "2026-11", "--form", "html", "--to", "{to}", "--by", "王晓梅", "--suggestion", CASE),
    ],
    "blind": [("blind",), ("blind", "--json")],
    "quality": [("quality",), ("quality", "--json"), ("quality", "--prometheus", "{to}/figures.prom")],
    "sample": [("sample",), ("sample", "--json"), ("sample", "--to", "{to}/tasks.json")],
    "run": [("run", "--inbox", "{to}/inbox")],
    "replay": [("replay", "abc")],
    "due": [("due",), ("due", "--within", "3650", "--json"), ("due", "--unit", "JYJ", "--within", "3650")],
    "supervise": [("supervise",), ("supervise", "--json")],
    "rules test": [("rules", "test", "matter_class.misconduct")],
}
"""How each command that opens the ledger is called on an accusation."""
NO_LEDGER = {"read", "separators", "classify", "engines", "vocab check", "vocab export", "rules list"}
"""What works on files named by the caller alone, or on nothing."""
LOGS = {"watch", "retrain", "desk"}
"""Their lines hold hashes, case numbers, codes and counts: tests/cli/test_runs.py, tests/flows/test_own_training.py,
tests/desk/test_serving.py."""
WHOLE = {"originals", "ledger move"}
"""The restricted room itself, for the office: a folder for its owner alone, named by hashes; another database."""


def commands() -> dict[str, click.Command]:
    """Every command by its name, those of groups as `group command`."""
    found: dict[str, click.Command] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found |= {f"{name} {low}": one for low, one in below.items()} if below else {name: command}
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one accusation of the education bureau, and nothing else."""
    scan = make_scan("举报", name="林小川村霸密信.jpg").model_copy(update={"batch": "陈家村"})
    reading = make_reading(scan, matter_class="accusation", channel="discipline", second="13800001284")
    accused = Finding(field="accused_unit", value="JYJ", span=Span(start=0, end=2), rule="test")
    keep(tmp_path / "home", reading.model_copy(update={"findings": (*reading.findings, accused)}))
    return tmp_path / "home"


def keep(home: Path, reading: Reading) -> None:
    scan = reading.letter.scan
    Originals(home / "originals").put(io.BytesIO("举报".encode()), max_bytes=100)
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.take_in(scan, source=make_source())
        ledger.record_case(reading, at=LATER)


def secrets_in(data: bytes) -> list[str]:
    return find_words(data, SECRETS)


def test_every_command_is_among_those_that_are_called_here() -> None:
    assert set(commands()) == set(CALLS) | NO_LEDGER | LOGS | WHOLE


@pytest.mark.parametrize("call", [call for calls in CALLS.values() for call in calls], ids=" ".join)
def test_no_command_tells_who_accuses(laixin: Call, home: Path, tmp_path: Path, call: tuple[str, ...]) -> None:
    to = tmp_path / "out"
    to.mkdir()
    (to / "rows.jsonl").write_text('{"title": "路灯", "text": "路灯不亮", "label": "JYJ"}\n', encoding="utf-8")
    result = laixin(*(part.format(to=to) for part in call), "--home", home)
    assert secrets_in((result.stdout + result.stderr).encode()) == []
    for path in to.rglob("*"):
        assert not secrets_in(path.name.encode())
        assert path.is_dir() or not secrets_in(path.read_bytes())
    assert result.exception is None or isinstance(result.exception, SystemExit)


LEARNING = ("labels list", "labels disagreements", "labels snapshot", "labels export", "train", "sample")
"""What reads the labels of the ledger: those of reviews too."""


@pytest.mark.parametrize("call", [call for name in LEARNING for call in CALLS[name]], ids=" ".join)
def test_nothing_is_learned_from_what_a_person_decided_of_an_accusation(
    laixin: Call, home: Path, tmp_path: Path, call: tuple[str, ...]
) -> None:
    for given in ("matter_class=accusation", "topic=纪检监察"):
        assert laixin("review", CASE, "--set", given, "--by", "王晓梅", "--home", home).exit_code == 0
    test_no_command_tells_who_accuses(laixin, home, tmp_path, call)
    kept = [*(home / "learning").rglob("letters.jsonl")] if (home / "learning").exists() else []
    assert not [path for path in kept if path.read_bytes()]


def test_the_labels_of_an_accusation_are_there_for_the_entitled(laixin: Call, home: Path) -> None:
    laixin("review", CASE, "--set", "matter_class=accusation", "--by", "王晓梅", "--home", home)
    call = ("labels", "snapshot", "--task", "matter_class", "--home", home)
    laixin(*call)
    assert not [path for path in home.rglob("letters.jsonl") if path.read_bytes()]
    assert laixin(*call, "--restricted").exit_code == 2, "nobody asks and there is no reason"
    assert laixin(*call, *BY_RIGHT).exit_code == 0
    assert [path for path in home.rglob("letters.jsonl") if secrets_in(path.read_bytes())]


def test_the_table_of_new_cases_after_a_run_tells_it_neither(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        print_cases(ledger, [CASE])
    shown = capsys.readouterr().out
    assert CASE in shown
    assert secrets_in(shown.encode()) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_the_entitled_see_it_whole_in_every_form(laixin: Call, home: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"ledger.{form}"
    for options, told in (((), False), (BY_RIGHT, True)):
        assert laixin("cases", "--format", form, "--to", file, *options, "--home", home).exit_code == 0
        if form != "xlsx":
            assert (WHO.encode() in file.read_bytes()) is told
        else:
            from openpyxl import load_workbook

            cells = str([[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()])
            assert (WHO in cells) is told


ASKED = [
    ("cases",), ("cases", "--format", "jsonl"), ("show", CASE), ("show", CASE, "--json"), ("steps", CASE, "--json"),
    ("preview", CASE, "--to", "{to}/page.png"), ("archive", CASE, "--to", "{to}/archive"),
    ("export", "--to", "{to}/register.xlsx"), ("export", "--form", "exchange", "--to", "{to}/register.jsonl"),
    ("labels", "list"), ("labels", "disagreements"), ("labels", "snapshot", "--task", "unit"),
    ("labels", "export", "--task", "unit", "--to", "{to}/tasks.json"), ("sample", "--json"),
    ("rules", "test", "matter_class.misconduct"), ("steps", CASE), ("search", "排污"),
]  # fmt: skip
"""Every command that gives accusations to the entitled."""


@pytest.mark.parametrize("call", ASKED, ids=" ".join)
def test_who_asks_for_accusations_signs_gives_a_reason_and_is_noted(
    laixin: Call, home: Path, tmp_path: Path, call: tuple[str, ...]
) -> None:
    args = [part.format(to=tmp_path) for part in call]
    for lacking in ((), ("--asked-by", "王晓梅"), ("--reason", "核对")):
        result = laixin(*args, "--restricted", *lacking, "--home", home)
        assert result.exit_code == 2
        assert secrets_in((result.stdout + result.stderr).encode()) == []
    assert not [path for path in tmp_path.glob("*.*") if path.is_file()], "nothing is written before it is noted"
    laixin(*args, *BY_RIGHT, "--home", home)
    with closing(sqlite3.connect(home / "ledger.sqlite")) as database:
        given = database.execute("select by, data from events where kind = 'access.given'").fetchall()
    told = [(by, json.loads(data)["scope"], json.loads(data)["cases"]) for by, data in given]
    assert told == [("王晓梅", "restricted", 1)]
    assert "核对" not in str(given), "a reason may name a person"
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.verify_chain() == []


def test_every_option_that_shows_accusations_is_tried_without_a_name() -> None:
    shows = {
        name for name, command in commands().items() if "--restricted" in str([one.opts for one in command.params])
    }
    asked = {" ".join(call[:2]) if call[0] in ("labels", "rules") else call[0] for call in ASKED}
    assert shows == asked


def test_a_split_case_is_shown_by_no_command(laixin: Call, home: Path) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        sha256 = ledger.reading(CASE).letter.scan.sha256
        parts = [make_scan("半封").model_copy(update={"parent": sha256, "part": 1, "pages": (1, 1)})]
        ledger.split(sha256, parts, pages=None, at=LATER, by="王晓梅")
    for call in (("show", CASE), ("show", CASE, "--json"), ("cases", "--format", "jsonl"), ("split", CASE)):
        result = laixin(*call, "--home", home)
        assert secrets_in((result.stdout + result.stderr).encode()) == []


def test_no_review_of_the_command_line_reaches_the_accused_whatever_options_are_given(laixin: Call, home: Path) -> None:
    flags = [
        option
        for parameter in commands()["review"].params
        if getattr(parameter, "is_flag", False)
        for option in parameter.opts
        if option != "--help"
    ]
    assert "--confirm-parent" in flags
    result = laixin("review", CASE, "--set", "unit=教育局", "--by", "王晓梅", "--note", "定", *flags, "--home", home)
    assert result.exit_code == 2
    assert "JYJ" in result.stderr
    assert '"unit":"JYJ"' not in laixin("cases", "--format", "jsonl", *BY_RIGHT, "--home", home).stdout


def test_a_unit_above_the_accused_is_confirmed_by_name_on_the_command_line(laixin: Call, home: Path) -> None:
    call = ("review", CASE, "--set", "unit=SDZF", "--home", home)
    assert laixin(*call, "--by", "王晓梅").exit_code == 2
    assert laixin(*call, "--confirm-parent").exit_code == 2, "nobody signed"
    assert laixin(*call, "--by", "王晓梅", "--confirm-parent").exit_code == 0
    history = laixin("show", CASE, "--json", *BY_RIGHT, "--home", home).stdout
    assert '"confirms_parent"' in history


def test_who_is_accused_is_corrected_by_name_of_the_unit(laixin: Call, home: Path) -> None:
    call = ("review", CASE, "--set", "accused_units=民政局", "--by", "王晓梅", "--home", home)
    assert laixin(*call).exit_code == 2, "no reason given"
    assert laixin(*call, "--note", "告的是民政局").exit_code == 0
    assert laixin("review", CASE, "--set", "unit=教育局", "--by", "王晓梅", "--home", home).exit_code == 0
    assert laixin("review", CASE, "--set", "unit=民政局", "--by", "王晓梅", "--home", home).exit_code == 2


def test_what_makes_a_letter_an_accusation_hides_its_words_in_the_same_breath(laixin: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    keep(home, make_reading(make_scan("举报")))
    call = ("review", CASE, "--set", "matter_class=accusation", "--set", "names=某某", "--by", "王晓梅", "--home", home)
    result = laixin(*call)
    assert result.exit_code == 0
    assert WHO not in result.stdout


def test_an_accusation_of_nobody_known_goes_to_no_bureau_by_the_command_line(laixin: Call, tmp_path: Path) -> None:
    home = tmp_path / "home"
    keep(home, make_reading(make_scan("举报")))
    call = ("review", CASE, "--by", "王晓梅", "--home", home)
    assert laixin(*call, "--set", "matter_class=accusation").exit_code == 0
    result = laixin(*call, "--set", "unit=教育局", "--note", "定", "--confirm-parent")
    assert result.exit_code == 2
    assert "看不出告的是谁" in result.stderr
    shown = laixin("cases", "--format", "jsonl", *BY_RIGHT, "--home", home).stdout
    assert '"unit":null' in shown
    assert "accused.unclear" in shown
    assert laixin(*call, "--set", "accused_units=").exit_code == 2, "no reason given"
    assert laixin(*call, "--set", "accused_units=", "--note", "没有单位").exit_code == 0
    assert laixin(*call, "--set", "unit=教育局").exit_code == 0


def test_a_copy_of_the_originals_is_for_its_owner_alone(laixin: Call, home: Path, tmp_path: Path) -> None:
    to = tmp_path / "copy"
    assert laixin("originals", "--to", to, "--home", home).exit_code == 0
    assert to.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in to.iterdir())


@pytest.mark.parametrize("word", ["guard", "accus", "force", "unsafe", "anyway", "ignore"])
def test_no_option_of_any_command_is_about_turning_the_guard_off(word: str) -> None:
    options = {option for command in commands().values() for one in command.params for option in one.opts}
    assert not [option for option in options if word in option]


def test_the_options_that_show_or_confirm_more_are_these() -> None:
    wanted = {"--restricted", "--confirm-parent", "--unmasked", "--full"}
    found = {
        name: wanted & {option for one in command.params for option in one.opts} for name, command in commands().items()
    }
    assert {name: options for name, options in found.items() if options} == {
        "cases": {"--restricted", "--full"},
        "export": {"--restricted", "--full"},
        "show": {"--restricted"},
        "review": {"--confirm-parent"},
        "step": {"--confirm-parent"},
        "steps": {"--restricted"},
        "search": {"--restricted", "--full"},
        "preview": {"--restricted", "--unmasked"},
        "archive": {"--restricted"},
        "rules test": {"--restricted"},
        "labels list": {"--restricted"},
        "labels disagreements": {"--restricted"},
        "labels snapshot": {"--restricted"},
        "labels export": {"--restricted"},
        "sample": {"--restricted"},
    }
