"""`laixin deliver` and `laixin outbox`: an office's way with them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.outbox import tell_code
from cli.outbox_checks import check_targets
from flows.deliver import DeliverFailedError, deliver
from ledger import open_ledger
from ledger.outbox.deliveries import Settled
from records import Settings
from tests.cli.conftest import Call
from tests.flows.delivering.chaos import free_port
from tests.flows.delivering.filling import write_targets
from tests.ledger.letters import LATER, LINES

BOX = '[targets.box]\nkind = "folder"\nfolder = "out"\nsince = "start"\n'
HOOK = '[targets.hook]\nkind = "webhook"\naddress = "http://127.0.0.1:{}/"\nsecret_file = "hook.key"\nsince = "start"\n'


def kill_a_letter(home: Path) -> int:
    """Give the first message for the target `box` up."""
    now = datetime.now(UTC)
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        ledger.add_target("box", since="start")
        ledger.lay_deliveries("box", kinds=("case.*",), at=LATER)
        (one,) = ledger.claim_deliveries("box", now=now, until=now, at_most=1, as_batch=True)
        ledger.settle_deliveries([Settled(delivery=one, result="dead", code="http.400")], at=now)
        return one.event_number


def test_messages_arrive_in_a_folder_once_and_tell_no_person(laixin: Call, seeded: Path) -> None:
    write_targets(seeded, BOX)
    for told in ("box：送到 4 条", "box：送到 0 条"):
        done = laixin("deliver", "--once", "--home", seeded)
        assert (done.exit_code, told in done.stdout) == (0, True)
    (file,) = (seeded / "out").iterdir()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["case.registered", "case.read"] * 2
    assert [line["case"] is None for line in lines] == [line["restricted"] for line in lines]
    assert sum(line["restricted"] for line in lines) == 2
    for secret in ("林小川", "13800001234", *LINES[2:4]):
        assert secret not in file.read_text(encoding="utf-8")


def test_without_targets_it_ends_with_3_and_says_where_to_name_them(laixin: Call, seeded: Path) -> None:
    done = laixin("deliver", "--once", "--home", seeded)
    assert done.exit_code == 3
    assert "targets.toml" in done.stderr
    write_targets(seeded, BOX)
    assert laixin("deliver", "--once", "--target", "nobody", "--home", seeded).exit_code == 2


def test_how_far_a_target_is_is_shown(laixin: Call, seeded: Path) -> None:
    assert "targets.toml" in laixin("outbox", "status", "--home", seeded).stdout
    write_targets(seeded, HOOK.format(free_port()))
    done = laixin("deliver", "--once", "--home", seeded)
    assert (done.exit_code, "hook 没送到的原因：连不上对方" in done.stderr) == (0, True)
    assert "连不上对方" in laixin("outbox", "status", "--home", seeded).stdout
    assert "稍后再送" in laixin("outbox", "status", "--home", seeded).stdout
    told = json.loads(laixin("outbox", "status", "--json", "--home", seeded).stdout)
    assert (told["name"], told["pending"], told["failures"], told["dead"]) == ("hook", 4, 1, 0)


def test_a_dead_letter_is_listed_replayed_and_delivered(laixin: Call, seeded: Path) -> None:
    event = kill_a_letter(seeded)
    write_targets(seeded, BOX)
    done = laixin("deliver", "--once", "--home", seeded)
    assert (done.exit_code, "有 1 条死信" in done.stderr) == (1, True)
    assert "对方回答 400" in done.stderr
    shown = laixin("outbox", "dead", "--home", seeded).stdout
    assert "对方回答 400" in shown
    assert f"laixin outbox skip box {event} --by" in shown
    assert laixin("outbox", "replay", "box", "--home", seeded).exit_code == 2, "nobody signed"
    done = laixin("outbox", "replay", "box", "--by", "王晓梅", "--json", "--home", seeded)
    assert json.loads(done.stdout) == {"target": "box", "since": None, "messages": 1}
    assert laixin("deliver", "--once", "--home", seeded).exit_code == 0
    assert "没有死信" in laixin("outbox", "dead", "--home", seeded).stdout
    assert laixin("verify", "--home", seeded).exit_code == 0


def test_a_dead_letter_is_skipped(laixin: Call, seeded: Path) -> None:
    event = kill_a_letter(seeded)
    write_targets(seeded, BOX)
    assert laixin("outbox", "skip", "box", event, "--by", "王晓梅", "--home", seeded).exit_code == 0
    assert laixin("outbox", "skip", "box", event, "--by", "王晓梅", "--home", seeded).exit_code == 2
    assert "box：送到 3 条" in laixin("deliver", "--once", "--home", seeded).stdout


def test_the_doctor_sees_dead_letters_and_a_wrong_file_and_speaks_to_nobody(seeded: Path) -> None:
    settings = Settings(home=seeded)
    assert check_targets(settings).state == "ok"
    kill_a_letter(seeded)
    write_targets(seeded, BOX)
    assert (check_targets(settings).state, "1" in check_targets(settings).found) == ("warning", True)
    write_targets(seeded, HOOK.format(free_port()))
    assert check_targets(settings).state == "ok"
    (seeded / "hook.key").chmod(0o644)
    with pytest.raises(Exception, match="chmod 600"):
        check_targets(settings)


def test_the_flow_gives_counts_alone_and_tells_trouble_by_its_code(seeded: Path) -> None:
    with pytest.raises(DeliverFailedError, match=r"^setup\.targets$"):
        deliver.fn(str(seeded))
    write_targets(seeded, BOX)
    assert deliver.fn(str(seeded)) == {"box": {"delivered": 4, "failed": 0, "dead": 0}}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("http.502", "对方回答 502"),
        ("net.timeout", "对方没有按时回答"),
        ("net.tls", "对方的证书不可信"),
        ("bucket.NoSuchBucket", "对象存储回答 NoSuchBucket"),
        ("disk.full", "磁盘满了"),
        ("odd", "odd"),
    ],
)
def test_why_something_did_not_arrive_is_told_in_words(code: str, told: str) -> None:
    assert tell_code(code) == told
