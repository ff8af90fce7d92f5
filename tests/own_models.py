"""A home with a small model that was really trained there, from letters that are put together by chance."""

import atexit
import hashlib
import json
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from classifiers.learning.model_files import FACTS, SUMS
from classifiers.registry.names import own_models
from classifiers.registry.reserving import reserve_version
from flows.own_training import open_data, train_own
from records import Settings
from tests.classifiers.judging_data import invent_letters
from vocab import load_vocabulary

MADE_AT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TASK = "topic"
FIRST, SECOND = "own-topic-1", "own-topic-2"


@cache
def trained_home() -> Path:
    """A home with a snapshot of 150 letters and `own-topic-1`, which learned from it; once for all tests."""
    home = Path(tempfile.mkdtemp(prefix="laixin-trained-"))
    atexit.register(_remove, home)
    begin, rows = date(2026, 1, 1), invent_letters()
    lines = [
        json.dumps(
            {
                "title": row["subject"],
                "text": row["detail"],
                "label": row["topic"],
                "day": (begin + timedelta(days=number)).isoformat(),
            },
            ensure_ascii=False,
        )
        for number, row in enumerate(rows)
    ]
    data = home / "labelled.jsonl"
    data.write_text("\n".join(lines), encoding="utf-8")
    vocabulary = load_vocabulary()
    train_own(
        Settings(home=home), open_data(data, home, TASK, vocabulary=vocabulary), by="陈录入", vocabulary=vocabulary
    )
    return home


def copy_home(to: Path) -> Path:
    """A copy of that home, to be changed."""
    shutil.copytree(trained_home(), to, dirs_exist_ok=True, copy_function=_copy)
    for path in to.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return to


def add_version(home: Path, name: str = FIRST) -> Path:
    """A further version with the same files, as if it had been trained once more."""
    models = own_models(home)
    with reserve_version(models, TASK, by="李审核", at=MADE_AT) as draft:
        shutil.copytree(models / name, draft.folder, dirs_exist_ok=True)
    return models / draft.name


def change_facts(folder: Path, **facts: object) -> None:
    """Change what `model.json` says, and the checksums with it: what is to be refused is what it says, not the sum."""
    known = json.loads((folder / FACTS).read_text())
    (folder / FACTS).write_text(json.dumps(known | facts))
    sign_files(folder)


def sign_files(folder: Path) -> None:
    """Write the checksums of a folder anew over the files that lie in it."""
    names = sorted(path.name for path in folder.iterdir() if path.name != SUMS)
    sums = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(sums))


def _copy(source: str, target: str) -> None:
    shutil.copyfile(source, target)


def _remove(home: Path) -> None:
    for path in home.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(home, ignore_errors=True)
