"""What to label next, on the command line: never twice, never what is labelled, accusations by right alone."""

import json
import re
import shutil
from pathlib import Path

import pytest

from ledger import BlindShare, open_ledger
from records import Candidate, Judgement
from tests.cli.conftest import BY_RIGHT, Call
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

TOPICS = ("环境保护", "城乡建设", "交通运输")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve letters of three topics, unsure in different degrees; no. 11 is an accusation, no. 12 is drawn blind."""
    folder = tmp_path_factory.mktemp("letters")
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", office="XF") as ledger:
        for number in range(12):
            scan = make_scan(str(number))
            ledger.take_in(scan, source=make_source(number))
            given = {"matter_class": "accusation"} if number == 10 else {}
            reading = make_reading(scan, **given)
            topic = Judgement(
                question="topic", answer=TOPICS[number % 3], score=0.5 + number / 30, made_by="topic-1",
                runners_up=(Candidate(answer="其他", score=0.4),),
            )  # fmt: skip
            judged = (topic, *(one for one in reading.judgements if one.question != "topic"))
            blind = BlindShare(1.0, b"k") if number == 11 else None
            ledger.record_case(reading.model_copy(update={"judgements": judged}), at=LATER, blind=blind)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return shutil.copytree(made, tmp_path / "home")


def draw(laixin: Call, home: Path, *options: object) -> list[str]:
    told = json.loads(laixin("sample", "--json", "--seed", 1, *options, "--home", home).stdout)
    return sorted(letter["case_no"] for letter in told["letters"])


def every(last: int) -> list[str]:
    return [f"2026-XF-{number:05}" for number in range(1, last + 1)]


def test_an_accusation_and_a_blind_letter_are_not_among_them(laixin: Call, home: Path) -> None:
    assert draw(laixin, home) == every(10)
    assert draw(laixin, home, *BY_RIGHT) == ["2026-XF-00011"]


def test_what_was_drawn_is_drawn_for_each_task_once(laixin: Call, home: Path) -> None:
    first = draw(laixin, home, "--count", 4)
    second = draw(laixin, home, "--count", 4)
    assert not set(first) & set(second)
    assert len(draw(laixin, home, "--count", 99)) == 2
    assert draw(laixin, home) == []
    assert "没有可挑的信" in laixin("sample", "--home", home).stdout
    assert draw(laixin, home, "--task", "unit") == every(10)
    assert draw(laixin, home, "--again") == every(10)


def test_a_look_at_the_table_draws_nothing(laixin: Call, home: Path) -> None:
    told = laixin("sample", "--count", 4, "--home", home).stdout
    assert "共 4 封" in told
    assert draw(laixin, home) == every(10)


def test_what_a_person_has_labelled_is_left_out(laixin: Call, home: Path) -> None:
    laixin("review", "2026-XF-00003", "--set", "topic=环境保护", "--by", "王晓梅", "--home", home)
    assert "2026-XF-00003" not in draw(laixin, home, "--again")
    assert "2026-XF-00003" in draw(laixin, home, "--task", "unit")


def test_the_unsure_are_those_with_the_smallest_margin_of_each_answer(laixin: Call, home: Path) -> None:
    assert draw(laixin, home, "--by", "unsure", "--count", 3) == every(3)


def test_the_blind_draw_says_nothing_of_the_machine(laixin: Call, home: Path, tmp_path: Path) -> None:
    told = laixin("sample", "--by", "blind", "--seed", 1, "--home", home).stdout
    assert not re.search("|".join(TOPICS), told)
    file = tmp_path / "tasks.json"
    assert laixin("sample", "--by", "blind", "--to", file, "--home", home).exit_code == 0
    tasks = json.loads(file.read_text())
    assert len(tasks) == 10
    assert not [task for task in tasks if task.get("predictions")]
    assert "排污" in tasks[0]["data"]["text"]
    assert file.stat().st_mode & 0o077 == 0


def test_other_ways_go_with_the_machines_answer(laixin: Call, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "tasks.json"
    assert laixin("sample", "--by", "unsure", "--count", 3, "--to", file, "--home", home).exit_code == 0
    said = [task["predictions"][0]["result"][0]["value"]["choices"] for task in json.loads(file.read_text())]
    assert sorted(said) == sorted([topic] for topic in TOPICS)


def test_the_same_seed_gives_the_same_and_the_draw_is_in_the_chain(laixin: Call, home: Path) -> None:
    first = draw(laixin, home, "--by", "blind", "--count", 5)
    assert draw(laixin, home, "--by", "blind", "--count", 5, "--again") == first
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        assert ledger.sampled("topic") == set(first)
        assert ledger.sampled("unit") == set()
        assert ledger.verify_chain() == []


def test_a_task_that_there_is_not_is_told(laixin: Call, home: Path) -> None:
    assert laixin("sample", "--task", "urgency", "--home", home).exit_code == 2


def test_imported_labels_count_as_labels(laixin: Call, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "tasks.json"
    laixin("sample", "--count", 1, "--by", "unsure", "--to", file, "--home", home)
    (task,) = json.loads(file.read_text())
    rows = tmp_path / "labels.jsonl"
    rows.write_text(json.dumps({**{key: task["data"][key] for key in ("title", "text")}, "label": "环境保护"}))
    done = laixin("labels", "import", rows, "--task", "topic", "--by", "王晓梅", "--home", home)
    assert done.exit_code == 0, done.stderr
    assert draw(laixin, home, "--again") == [], "all twelve letters have the same words"
    assert draw(laixin, home, "--task", "unit") == every(10)
