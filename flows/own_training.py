"""Train an office's own model of a task from a snapshot: learn, weigh with what ships, keep under the next number.

Nothing here promotes: what serves is switched by a person (`laixin promote`). Prefect is not needed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classifiers.labelling.snapshots import Snapshot, read_snapshot, write_snapshot
from classifiers.learning.annotations import hash_letter
from classifiers.learning.data_rows import read_labelled_rows
from classifiers.learning.material import Step
from classifiers.learning.model_files import FACTS, read_json
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import TrainedModel, train_model
from classifiers.registry.names import own_models, part_name
from classifiers.registry.reserving import reserve_version
from flows.judging_models import open_shipped
from flows.own_evidence import combine_evidence
from records import Label, LabelledLetter, Settings, SetupError, UsageError
from vocab import Vocabulary
from vocab.kept import KEPT, keep_version

NAMED_BY = 8
"""Digits of a file's hash that stand for whoever labelled its rows."""


@dataclass(frozen=True, eq=False)
class OwnTraining:
    """An own model that was written: its name and folder, how it was made, and whether it could serve."""

    name: str
    folder: Path
    trained: TrainedModel
    could_serve: bool


def train_own(
    settings: Settings,
    snapshot: Snapshot,
    *,
    by: str,
    seed: int = 0,
    vocabulary: Vocabulary,
    on_step: Step | None = None,
) -> OwnTraining:
    """Train on a snapshot and write `models/own-TASK-N` in the home folder.

    Where the labels are the office's answers, all evidence is weighed anew with the model's word; else it can classify
    and not serve.

    Raises:
        UsageError: `data.too-few`, when there is too little to learn from.
        SetupError: when the models that ship cannot be opened, or the folder cannot be written.
    """
    trained = train_model(
        snapshot.rows,
        task=snapshot.task,
        seed=seed,
        data_sha256=snapshot.sha256,
        vocabulary=vocabulary,
        on_step=on_step,
    )
    more: dict[str, str] = {}
    could_serve = not any(remark.code == "foreign" for remark in trained.remarks)
    if could_serve:
        judging = open_shipped(settings, vocabulary)
        more = combine_evidence(trained, judging, vocabulary=vocabulary, on_step=on_step)
    keep_version(vocabulary, settings.home / KEPT)
    models = own_models(settings.home)
    with reserve_version(models, snapshot.task, by=by, at=datetime.now(UTC)) as draft:
        save_model(trained, draft.folder, about=_tell_data(snapshot), more=more)
    return OwnTraining(draft.name, models / draft.name, trained, could_serve)


def open_data(data: Path, home: Path, task: str, *, vocabulary: Vocabulary) -> Snapshot:
    """The snapshot in a folder, or one made of a file of rows `{id, title, text, label, day, group}`.

    The rows' labels may be any, also those of another field. Nobody is named in such a file: whoever labelled is the
    file's hash, the time that of its last change.

    Raises:
        UsageError: `data.row`, `data.missing`, `snapshot.damaged`; `snapshot.task` for a snapshot of another task.
    """
    if not data.is_dir():
        return write_snapshot(home, task, _label_rows(data, task), vocabulary=vocabulary)
    snapshot = read_snapshot(data)
    if snapshot.task != task:
        raise UsageError("snapshot.task", snapshot.task)
    return snapshot


def newest_own(models: Path, task: str) -> Path | None:
    """The folder of the newest own model of a task."""
    names = [path.name for path in models.glob(f"own-{task}-*") if path.is_dir()]
    known = {name: part[1] for name in names if (part := part_name(name)) and part[0] == task}
    return models / max(known, key=lambda name: known[name]) if known else None


def learned_from(snapshot: Snapshot, models: Path) -> Path | None:
    """The newest own model of the snapshot's task, when it learned from just this snapshot."""
    folder = newest_own(models, snapshot.task)
    try:
        same = folder is not None and read_json(folder, FACTS).get("data_sha256") == snapshot.sha256
    except SetupError:  # damaged: to train again is right
        return None
    return folder if same else None


def _label_rows(data: Path, task: str) -> Iterator[LabelledLetter]:
    rows = list(read_labelled_rows(data))
    with data.open("rb") as file:
        by = hashlib.file_digest(file, "sha256").hexdigest()[:NAMED_BY]
    at = datetime.fromtimestamp(int(data.stat().st_mtime), UTC)
    for number, row in enumerate(rows, 1):
        id_ = hash_letter(row.title, row.text)
        label = Label(text_sha256=id_, task=task, answer=row.label, by=by, at=at, source="file", reference=str(number))
        yield LabelledLetter(id=id_, title=row.title, text=row.text, day=row.day, group=row.group, labels=(label,))


def _tell_data(snapshot: Snapshot) -> str:
    card = snapshot.card
    return (
        f"Snapshot `{snapshot.name}` (sha256 `{snapshot.sha256}`): {card.get('letters')} letters that people labelled; "
        f"{card.get('repeats_removed', 0)} repeats were removed."
    )
