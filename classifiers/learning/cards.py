"""Write a model's card: what it is made of, how well it does, where it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from classifiers.learning.evaluation import Report
from classifiers.learning.recipes import BASE, Choice
from classifiers.learning.splitting import Split
from classifiers.learning.training import CurvePoint, TrainedModel
from classifiers.ngrams.features import LEAST_LETTERS

WHAT = """\
A linear classifier of Chinese petition letters: support vector machine over weighted character and word n-grams of
title and text, its margins calibrated on letters held out."""
TESTED = {
    "day": "From the latest fifth of the letters, since {since}: {test} letters, answered by a model that learned from "
    "the {train} earlier ones.",
    "hash": "From a fifth of the letters, drawn by a hash of their words: {test} letters, answered by a model that "
    "learned from the other {train}.",
    "none": "By cross-validation, for {train} letters are too few to put some aside: each is answered by a model that "
    "did not learn from it. **With so few letters the figures are worth little.**",
}
HOW = """\
Letters of one group, or nearly the same, are never on both sides. Everything was chosen, calibrated and given its
threshold inside the training part. The model that is kept is learned from all letters and calibrated by
cross-validation over all of them."""
PLAIN_DATA = "Labelled letters given by the office that trained it. Only the hash over them is kept (`model.json`)."
UNTRIED = "The standing recipe: so few letters would choose another by chance."
LIMITS = f"""\
- It knows the labels above and no others: a letter on anything else gets the nearest of them, mostly with a low score.
- Its scores hold for letters like those it learned from. Where the office's letters differ, look at the doubts
  and at what reviewers change, and train it again from the ledger.
- It sees words, not meaning: irony, a long prehistory or two matters in one letter mislead it.
- It proposes; a person confirms. Below the threshold it names no answer.
- N-grams seen in fewer than {LEAST_LETTERS} letters are left out, those that may hold a person's name in fewer than 25,
  and every number is read as 0, so that no telephone or identity number and hardly any name is kept. The list of all
  n-grams lies beside this card."""


def write_card(trained: TrainedModel, *, reports: Mapping[str, Report], about: str, most_errors: float) -> str:
    """The card as Markdown; `reports` has the figures over all letters asked about as `all`, further parts by name."""
    learned = trained.learned
    parts = [
        f"# {trained.task}: {trained.data_sha256[:8]}\n\n{WHAT}\n\n## Data\n\n{about.strip() or PLAIN_DATA}\n",
        _table("label | letters", [f"{label} | {number}" for label, number in trained.counts.items()]),
        *_left_out(learned.material.left_out),
        f"## Figures\n\n{_tell_split(learned.split)} {HOW}\n",
        _table(
            "letters | number | accuracy | macro-F1 | mean score | coverage at 97 % precision",
            [
                f"{name} | {r.letters} | "
                f"{r.accuracy:.3f} | {r.macro_f1:.3f} | {r.mean_score:.3f} | {r.coverage_at_97:.3f}"
                for name, r in reports.items()
            ],
        ),
    ]
    for name, report in reports.items():
        rows = [f"{t.topic} | {t.letters} | {t.precision:.2f} | {t.recall:.2f} | {t.f1:.2f}" for t in report.topics]
        parts += [f"### By label: {name}\n", _table("label | letters | precision | recall | F1", rows)]
    parts += [*_learning_curve(trained.curve), *_recipes(trained.choice)]
    parts.append(
        f"## Threshold\n\nBelow a score of {trained.model.threshold:.3f} the model steps back. From there on upwards "
        f"at most {most_errors:.0%} of the answers to letters it did not learn from were wrong.\n"
    )
    parts.append(f"## Limits\n\n{LIMITS}\n")
    return "\n".join(parts)


def _tell_split(split: Split) -> str:
    return TESTED[split.by].format(since=split.since, train=len(split.train), test=len(split.test))


def _left_out(left_out: Mapping[str, int]) -> list[str]:
    if not left_out:
        return []
    rows = [f"{label} | {count}" for label, count in left_out.items()]
    return [
        f"Left out, for fewer than {LEAST_LETTERS} letters have them; the model cannot answer them:\n",
        _table("label | letters", rows),
    ]


def _learning_curve(curve: Sequence[CurvePoint]) -> list[str]:
    if not curve:
        return []
    rows = [f"{one.letters} | {one.accuracy:.3f} | {one.macro_f1:.3f}" for one in curve]
    told = (
        "Models of shares of the training part, asked about the test part. What still rises says that more labels help."
    )
    return [f"## Learning curve\n\n{told}\n", _table("letters learned from | accuracy | macro-F1", rows)]


def _recipes(choice: Choice) -> list[str]:
    if not choice.tried:
        return [f"## Recipe\n\n{UNTRIED}\n", _table("cost | balance | title share | power", [_lay(asdict(BASE))])]
    told = (
        "Tried by cross-validation inside the training part. Another than the first is taken only when it leads by "
        "more than chance; *better* and *worse* count the letters on which the two differ."
    )
    rows = [
        f"{_lay(asdict(one.recipe))} | {one.accuracy:.4f} | {one.macro_f1:.4f} | {one.better} | {one.worse} | "
        f"{'chosen' if one.recipe == choice.recipe else ''}"
        for one in choice.tried
    ]
    heading = "cost | balance | title share | power | accuracy | macro-F1 | better | worse | "
    return [f"## Recipe\n\n{told}\n", _table(heading, rows)]


def _lay(recipe: Mapping[str, float]) -> str:
    return " | ".join(f"{recipe[key]:g}" for key in ("cost", "balance", "title_share", "power"))


def _table(heading: str, rows: Sequence[str]) -> str:
    line = "|".join(["---"] * (heading.count("|") + 1))
    return "\n".join([f"| {heading} |", f"|{line}|", *(f"| {row} |" for row in rows), ""])
