"""Write a judging model's card: what it is made of, how well it does, where it ends."""

from collections.abc import Mapping

import numpy as np

from classifiers.learning.calibration import calibration_gap
from classifiers.weighing.combining import Combiner
from classifiers.weighing.judging_model import Budgets, HeldOut
from classifiers.weighing.thresholds import choose_floor, choose_threshold_for

SURE = 0.5
GATES = """\
Questions whose yes must not be missed, by the learned evidence and the rules' together. `floor` is where a person
begins to be asked, by the share that may be missed."""
WHAT = """\
What was learned from letters that were read and judged by hand: for each task a linear text model (`topic_model.py`)
and a combiner (`combining.py`) that weighs its word with that of the rules and tables."""
HOW = """\
By cross-validation in five parts: each letter is answered by models and combiners that did not learn from it. An
answer is right when a reader gave it as first or second choice."""
LIMITS = """\
- The letters are web messages of one province, short and mostly typed: letters on paper are longer, older in tone and
  poorer in words of administration. Scores hold for letters like those.
- Few hands annotated them, so that their habits are in it.
- N-grams seen in fewer than five letters are left out, those that may hold a person's name in fewer than 25, and
  every number is read as 0. The lists of n-grams lie in the folders of the tasks.
- It proposes; a person confirms."""


def write_judging_card(
    name: str, letters: int, combiners: Mapping[str, Combiner], held_out: Mapping[str, HeldOut], about: str
) -> str:
    """The card as Markdown."""
    budgets = Budgets()
    rows, gates, factors = [], [], []
    for task, held in held_out.items():
        combiner = combiners[task]
        factors.append(
            f"| {task} | "
            + ", ".join(f"{kind} {factor:.2f}" for kind, factor in zip(combiner.kinds, combiner.factors, strict=True))
            + " |"
        )
        right, scores = np.array(held.right), np.array(held.scores)
        if held.positive:
            floor = choose_floor(held.positive, missed=getattr(budgets, task))
            positive, negative = np.array(held.positive), np.array(held.negative)
            gates.append(
                f"| {task} | {len(positive)} | {len(negative)} | {(positive >= SURE).mean():.3f} | "
                f"{(negative >= SURE).mean():.3f} | {floor:.4f} | {(positive >= floor).mean():.3f} | "
                f"{(negative >= floor).mean():.3f} |"
            )
            continue
        passing = choose_threshold_for(
            held.scores, held.right, budget=getattr(budgets, task), confidence=budgets.confidence
        )
        gap = calibration_gap(scores, right)
        rows.append(
            f"| {task} | {len(right)} | {right.mean():.3f} | {scores.mean():.3f} | {gap:.3f} "
            f"| {passing.score:.3f} | {passing.share:.2f} | {passing.errors} | {passing.bound:.3f} |"
        )
    return "\n".join(
        [
            f"# {name}\n\n{WHAT}\n\n## Data\n\n{about.strip()}\n\nLetters: {letters}\n\n## Figures\n\n{HOW}\n",
            "| task | letters | right | mean score | calibration error | threshold | pass alone | wrong | at most |",
            "|---|---|---|---|---|---|---|---|---|",
            *rows,
            f"\n{_tell_budgets(budgets)}\n",
            f"{GATES}\n",
            "| task | yes | no | sure of yes | sure of no's | floor | noticed of yes | noticed of no's |",
            "|---|---|---|---|---|---|---|---|",
            *gates,
            "\n## What each kind of evidence is worth\n",
            "| task | factors |",
            "|---|---|",
            *factors,
            f"\n## Limits\n\n{LIMITS}\n",
        ]
    )


def _tell_budgets(budgets: Budgets) -> str:
    return (
        f"`threshold` keeps the budget ({budgets.topic:.0%} wrong at most, for `topic2` {budgets.topic2:.0%}) with a "
        f"confidence of {budgets.confidence:.0%}; `at most` is the upper limit."
    )
