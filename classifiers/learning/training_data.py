"""What is learned from: a snapshot's folder, or a file of labelled rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifiers.labelling.snapshots import read_snapshot
from classifiers.learning.data_rows import LabelledRow, read_labelled_rows
from classifiers.learning.material import Step
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import TrainedModel, train_model
from records import UsageError
from vocab import Vocabulary, load_vocabulary


@dataclass(frozen=True, eq=False)
class TrainingData:
    """Labelled rows, and the hash that names them where they are a snapshot."""

    rows: Sequence[LabelledRow]
    sha256: str | None = None


def read_training_data(path: Path, *, task: str) -> TrainingData:
    """Read the rows of a JSON Lines file, or of a snapshot when the path is a folder.

    Raises:
        UsageError: `data.row` for a row that is not as it must be, `data.missing`; `snapshot.damaged` for a snapshot
            that is not as it was written, `snapshot.task` for one of another task.
    """
    if not path.is_dir():
        return TrainingData(list(read_labelled_rows(path)))
    snapshot = read_snapshot(path)
    if snapshot.task != task:
        raise UsageError("snapshot.task", snapshot.task)
    return TrainingData(snapshot.rows, snapshot.sha256)


def train_file(
    data: Path,
    out: Path,
    *,
    task: str = "topic",
    seed: int = 0,
    vocabulary: Vocabulary | None = None,
    on_step: Step | None = None,
) -> TrainedModel:
    """Train from a file of rows `{id, title, text, label, day, group}` or a snapshot, and write the model folder `out`.

    Words are cut with the terms of a vocabulary, of the shipped one by default.

    Raises:
        UsageError: as `read_training_data`; `data.too-few`, when there is too little to learn from.
    """
    given = read_training_data(data, task=task)
    trained = train_model(
        given.rows,
        task=task,
        seed=seed,
        data_sha256=given.sha256,
        vocabulary=vocabulary or load_vocabulary(),
        on_step=on_step,
    )
    save_model(trained, out)
    return trained
