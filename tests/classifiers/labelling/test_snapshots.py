"""Snapshots: the same bytes for the same labels, checked when read, never changed."""

import json
import random
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from classifiers.labelling.snapshots import list_snapshots, read_snapshot, write_snapshot
from classifiers.learning.data_rows import read_labelled_rows
from records import LabelledLetter, UsageError
from tests.ledger.labelled import labelled


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    for folder in list_snapshots(tmp_path):
        folder.chmod(0o700)  # so that pytest can clean up


def letters() -> list[LabelledLetter]:
    return [
        labelled("小区路灯坏了没人修", ("甲", "城乡建设"), ("乙", "城乡建设"), title="路灯", day=date(2026, 1, 3)),
        labelled("学校食堂不卫生", ("甲", "教育文体"), title="食堂", day=date(2026, 2, 3)),
        labelled("学校食堂不卫生。", ("乙", "教育文体"), title="食堂"),
        labelled("公交车不准时\u2028一直等", ("甲", "交通运输"), ("乙", "城乡建设")),
        labelled("公交站牌坏了|歪了", ("甲", "交通运输")),
    ]


def test_a_snapshot_tells_what_is_in_it(home: Path) -> None:
    snapshot = write_snapshot(home, "topic", letters())
    assert snapshot.folder == home / "learning" / "snapshots" / f"topic-{snapshot.sha256[:12]}"
    card = json.loads((snapshot.folder / "card.json").read_text())
    assert card == snapshot.card
    assert card["labels"] == {"交通运输": 1, "城乡建设": 1, "教育文体": 1}
    assert card["months"] == {"2026-01": 1, "2026-02": 1, "undated": 1}
    assert (card["letters"], card["repeats_removed"], card["disagreements"], card["left_out"]) == (3, 1, 1, 1)
    assert card["sources"] == {"file": 5}
    page = (snapshot.folder / "card.md").read_text()
    assert page.index("标注数据卡") < page.index("Data card")
    assert snapshot.sha256 in page


def test_the_rows_are_those_that_training_reads_each_with_what_was_given(home: Path) -> None:
    snapshot = write_snapshot(home, "topic", letters())
    assert snapshot.rows == list(read_labelled_rows(snapshot.folder / "letters.jsonl"))
    assert [row.id for row in snapshot.rows] == sorted(row.id for row in snapshot.rows)
    rows = [json.loads(line) for line in (snapshot.folder / "letters.jsonl").read_bytes().split(b"\n") if line]
    (lamp,) = [row for row in rows if row["title"] == "路灯"]
    assert lamp["given"][0] == {
        "by": "乙", "at": "2026-11-23T06:00:00+00:00", "answer": "城乡建设", "source": "file", "reference": "a.csv:2",
    }  # fmt: skip
    assert lamp["day"] == "2026-01-03"
    assert all(row["group"] for row in rows)


def test_the_same_labels_in_any_order_give_the_same_bytes(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    one = write_snapshot(home, "topic", letters())
    shuffled = letters()
    random.Random(3).shuffle(shuffled)
    other = write_snapshot(tmp_path_factory.mktemp("other"), "topic", shuffled)
    assert one.sha256 == other.sha256
    for name in ("letters.jsonl", "card.json", "card.md", "SHA256SUMS"):
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes(), name
    other.folder.chmod(0o700)


def test_the_same_again_gives_the_one_that_is_there(home: Path) -> None:
    one = write_snapshot(home, "topic", letters())
    made = (one.folder / "card.json").stat().st_mtime_ns
    assert write_snapshot(home, "topic", letters()) == one
    assert (one.folder / "card.json").stat().st_mtime_ns == made
    assert list_snapshots(home) == [one.folder]
    assert sorted(path.name for path in one.folder.parent.iterdir()) == [one.folder.name]


def test_one_more_label_gives_another(home: Path) -> None:
    one = write_snapshot(home, "topic", letters())
    other = write_snapshot(home, "topic", [*letters(), labelled("医院收费", ("甲", "卫生计生"))])
    assert one.folder != other.folder
    assert list_snapshots(home) == sorted((one.folder, other.folder))


def test_only_its_owner_reads_it_and_nobody_writes(home: Path) -> None:
    snapshot = write_snapshot(home, "topic", letters())
    assert stat.S_IMODE(snapshot.folder.stat().st_mode) == 0o500
    assert {stat.S_IMODE(file.stat().st_mode) for file in snapshot.folder.iterdir()} == {0o400}


@pytest.mark.parametrize("name", ["letters.jsonl", "card.json", "card.md", "SHA256SUMS"])
@pytest.mark.parametrize("harm", ["add", "remove", "binary"])
def test_what_is_not_as_it_was_written_is_refused(home: Path, name: str, harm: str) -> None:
    snapshot = write_snapshot(home, "topic", letters())
    path = snapshot.folder / name
    snapshot.folder.chmod(0o700)
    path.chmod(0o600)
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"\n" if harm == "add" and name != "SHA256SUMS" else b"\xff\x00")
    with pytest.raises(UsageError, match=r"snapshot\.damaged|data\.missing"):
        read_snapshot(snapshot.folder)


def test_a_card_that_tells_another_hash_is_refused_even_with_fitting_sums(home: Path) -> None:
    import hashlib

    snapshot = write_snapshot(home, "topic", letters())
    snapshot.folder.chmod(0o700)
    for path in snapshot.folder.iterdir():
        path.chmod(0o600)
    card = snapshot.folder / "card.json"
    card.write_text(card.read_text().replace(snapshot.sha256, "0" * 64))
    sums = snapshot.folder / "SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if "card.json" not in line]
    sums.write_text("\n".join([*lines, f"{hashlib.sha256(card.read_bytes()).hexdigest()}  card.json"]) + "\n")
    with pytest.raises(UsageError, match=r"snapshot\.damaged: .*card\.json"):
        read_snapshot(snapshot.folder)


def test_without_a_settled_label_there_is_no_snapshot(home: Path) -> None:
    with pytest.raises(UsageError, match=r"snapshot\.empty"):
        write_snapshot(home, "topic", [labelled("路灯", ("甲", "城乡建设"), ("乙", "交通运输"))])
    assert not (home / "learning").exists()


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "learning").write_text("in the way")
    with pytest.raises(UsageError, match=r"snapshot\.write"):
        write_snapshot(tmp_path, "topic", letters())


def test_no_snapshot_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"data\.missing"):
        read_snapshot(tmp_path)
