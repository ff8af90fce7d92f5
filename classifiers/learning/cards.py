"""Write a model's card: what it is made of, how well it does, where it ends."""

from collections.abc import Mapping, Sequence

from classifiers.learning.evaluation import Report
from classifiers.learning.topic_model import TopicModel

WHAT = """\
A linear topic classifier of Chinese petition letters: support vector machine over weighted character and word
n-grams of title and text, its margins calibrated on letters held out."""
HOW = """\
By cross-validation in five parts: each letter is answered by a model that did not learn from it. The shipped
weights are trained on all parts."""
PLAIN_DATA = "Labelled letters given by the office that trained it. Only the hash over them is kept (`model.json`)."
LIMITS = """\
- It knows the topics above and no others: a letter on anything else gets the nearest of them, mostly with a low score.
- Its scores hold for letters like those it learned from. Where the office's letters differ, look at the doubts
  and at what reviewers change, and train it again from the ledger.
- It sees words, not meaning: irony, a long prehistory or two matters in one letter mislead it.
- It proposes; a person confirms. Below the threshold it names no topic (`topic.unsure`).
- N-grams seen in fewer than five letters are left out, those that may hold a person's name in fewer than 25, and
  every number is read as 0, so that no telephone or identity number and hardly any name is kept. The list of all
  n-grams lies beside this card."""


def write_card(
    model: TopicModel,
    *,
    reports: Mapping[str, Report],
    counts: Mapping[str, int],
    about: str,
    most_errors: float,
) -> str:
    """The card as Markdown; `reports` has the figures over all letters as `all`, further parts by name."""
    parts = [
        f"# {model.id}\n\n{WHAT}\n\n## Data\n\n{about.strip() or PLAIN_DATA}\n",
        _table("topic | letters", [f"{topic} | {number}" for topic, number in counts.items()]),
        f"## Figures\n\n{HOW}\n",
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
        parts += [f"### By topic: {name}\n", _table("topic | letters | precision | recall | F1", rows)]
    parts.append(
        f"## Threshold\n\nBelow a score of {model.threshold:.3f} the model steps back. From there on upwards at most "
        f"{most_errors:.0%} of the answers to letters it did not learn from were wrong.\n"
    )
    parts.append(f"## Limits\n\n{LIMITS}\n")
    return "\n".join(parts)


def _table(heading: str, rows: Sequence[str]) -> str:
    line = "|".join(["---"] * (heading.count("|") + 1))
    return "\n".join([f"| {heading} |", f"|{line}|", *(f"| {row} |" for row in rows), ""])
