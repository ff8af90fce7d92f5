"""Write what a training gave: the model's folder with its facts, figures, card and answers to the test part."""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path

from classifiers.learning.annotations import hash_letter
from classifiers.learning.answers import Answered
from classifiers.learning.cards import write_card
from classifiers.learning.crossing import measure_answered
from classifiers.learning.evaluation import Report
from classifiers.learning.model_files import HELD_OUT, lay_held_out, write_files
from classifiers.learning.training import MOST_ERRORS, TrainedModel

PACKAGES = ("scikit-learn", "skops", "numpy", "scipy", "jieba", "opencc")
MOST_HELD_OUT = 50_000
"""Answers to the test part that are kept, drawn by the hash of their letters: five megabytes of them."""


def save_model(
    trained: TrainedModel,
    folder: Path,
    *,
    about: str = "",
    parts: Mapping[str, Sequence[Answered]] | None = None,
    more: Mapping[str, str] | None = None,
) -> None:
    """Write a model folder; its bytes depend on data, seed and versions alone.

    `about` tells of the data in its card; `parts` are some of the answers by themselves, by a name; `more` are further
    files, by theirs.
    """
    reports = {"all": trained.report} | {name: measure_answered(answers) for name, answers in (parts or {}).items()}
    write_files(
        folder,
        trained.model,
        facts=describe_training(trained),
        metrics=describe_figures(trained, reports),
        card=write_card(trained, reports=reports, about=about, most_errors=MOST_ERRORS),
        task=trained.task,
        more={HELD_OUT: lay_held_out(_name_by_words(trained)), **(more or {})},
    )


def describe_training(trained: TrainedModel) -> dict[str, object]:
    """What stands in `model.json` of how a model was made."""
    return {
        "seed": trained.seed,
        "tilt": trained.tilt,
        "letters": trained.counts,
        "left_out": trained.learned.material.left_out,
        "data_sha256": trained.data_sha256,
        "vocabulary": trained.vocabulary_hash,
        "recipe": asdict(trained.choice.recipe),
        "most_errors": MOST_ERRORS,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    }


def describe_figures(trained: TrainedModel, reports: Mapping[str, Report]) -> dict[str, object]:
    """What stands in `metrics.json`; `docs/learning.md` explains each."""
    learned = trained.learned
    groups = learned.material.groups
    passed = [answer for answer in trained.answers if answer.score >= trained.step_back]
    tested = bool(len(learned.split.test))
    return {
        "measured": "test part" if tested else "cross-validation",
        **{name: report.as_json() for name, report in reports.items()},
        "inner": measure_answered(learned.inner.answers(learned.material)).as_json(),
        "outer": measure_answered(learned.outer.answers(learned.material)).as_json(),
        "split": {
            "by": learned.split.by,
            "since": learned.split.since.isoformat() if learned.split.since else None,
            "train": len(learned.split.train),
            "test": len(learned.split.test),
            "folds": int(learned.inner.folds.max()) + 1,
            "groups": groups.count,
            "loosened": list(groups.loosened),
        },
        "step_back": {
            "threshold": trained.step_back,
            "passed": len(passed),
            "wrong": sum(not answer.is_right for answer in passed),
        },
        "recipe": {"chosen": asdict(trained.choice.recipe), "tried": [one.as_json() for one in trained.choice.tried]},
        "curve": [
            {"letters": one.letters, "accuracy": round(one.accuracy, 4), "macro_f1": round(one.macro_f1, 4)}
            for one in trained.curve
        ],
        "remarks": [asdict(remark) for remark in trained.remarks],
    }


def _name_by_words(trained: TrainedModel) -> list[Answered]:
    """The answers under the hashes of their letters' words: the ids of a file say nothing beside another file.

    Of more than MOST_HELD_OUT a sample by these hashes.
    """
    words = {row.id: hash_letter(row.title, row.text) for row in trained.learned.material.letters}
    named = [replace(answer, id=words[answer.id]) for answer in trained.answers]
    if len(named) <= MOST_HELD_OUT:
        return named
    kept = {answer.id for answer in sorted(named, key=lambda answer: answer.id)[:MOST_HELD_OUT]}
    return [answer for answer in named if answer.id in kept]
