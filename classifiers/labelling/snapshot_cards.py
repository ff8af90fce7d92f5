"""The card of a snapshot: its figures, and the page for people, Chinese first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Any

from classifiers.labelling.labelled_sets import LabelledSet
from classifiers.learning.tasks import PAIR_MARK, part_pair
from vocab import Lang, Vocabulary, load_vocabulary

TEMPLATE = Path(__file__).resolve().parents[2] / "vocab" / "snapshot_card.md"
UNDATED = "undated"
"""The month of letters without a day."""
_MARKS = str.maketrans({"|": "\\|", "\n": " ", "`": "'"})


def describe_set(labelled: LabelledSet) -> dict[str, Any]:
    """The figures of a set, in a form that JSON holds."""
    letters = labelled.letters
    return {
        "letters": len(letters),
        "labels": _count(letter.answer for letter in letters),
        "months": _count(f"{letter.day:%Y-%m}" if letter.day else UNDATED for letter in letters),
        "repeats_removed": labelled.repeats_removed,
        "groups": len({letter.group for letter in letters}),
        "disagreements": len(labelled.disagreements),
        "left_out": labelled.left_out,
        "agreement": asdict(labelled.agreement),
        "sources": _count(label.source for letter in letters for label in letter.labels),
    }


def write_card(facts: Mapping[str, Any], *, vocabulary: Vocabulary | None = None) -> str:
    """The card as Markdown, from the figures of `card.json`."""
    names = vocabulary or load_vocabulary()
    task, agreement = facts["task"], facts["agreement"]
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        task=task,
        task_zh=names.label(task, "", "zh"),
        task_en=names.label(task, "", "en"),
        sha256=facts["sha256"],
        letters=facts["letters"],
        repeats=facts["repeats_removed"],
        groups=facts["groups"],
        disagreements=facts["disagreements"],
        left_out=facts["left_out"],
        agreement_zh=tell_agreement(agreement, names, "zh"),
        agreement_en=tell_agreement(agreement, names, "en"),
        labels=_rows({name_answer(task, answer, names, "zh"): count for answer, count in facts["labels"].items()}),
        months=_rows(
            {names.label("label_month", UNDATED) if m == UNDATED else m: n for m, n in facts["months"].items()}
        ),
        sources=_rows({names.label("label_source", source, "zh"): count for source, count in facts["sources"].items()}),
    )


def name_answer(task: str, answer: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """An answer as people read it, with its code where that is another word."""
    if task == "topic2":
        return PAIR_MARK.join(vocabulary.label("topic", level, lang) for level in part_pair(answer))
    name = vocabulary.label(task, answer, lang)
    return name if name == answer else f"{name} ({answer})"


def tell_agreement(agreement: Mapping[str, Any], vocabulary: Vocabulary, lang: Lang) -> str:
    """Agreement in one sentence."""
    measure, share = agreement["measure"], agreement["share"]
    value = agreement["value"]
    return vocabulary.label("label_agreement", measure, lang).format(
        letters=agreement["letters"],
        persons=agreement["persons"],
        share="–" if share is None else f"{share:.0%}",
        value="–" if value is None else f"{value:.2f}",
    )


def _count(values: Any) -> dict[str, int]:  # noqa: ANN401 - any words
    return dict(sorted(Counter(values).items()))


def _rows(counts: Mapping[str, int]) -> str:
    return "\n".join(f"| {name.translate(_MARKS)} | {count} |" for name, count in counts.items())
