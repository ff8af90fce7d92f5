# ruff: noqa: INP001 (a script, not a package)
"""Write the tables of docs/life.md anew from vocab/steps.csv and step_facts.csv: `python scripts/write_steps.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from vocab import load_vocabulary  # noqa: E402 (the project is found by its path first)
from vocab.procedure import BACK, NO_STEPS, load_procedure  # noqa: E402

PAGE = ROOT / "docs" / "life.md"
MARKS = {
    name: (f"<!-- {name} -->\n", f"<!-- end of {name} -->\n") for name in ("diagram", "steps", "statuses", "facts")
}


def write_page(page: str) -> str:
    """The page with what stands between its marks made anew."""
    made = {"diagram": _diagram(), "steps": _steps(), "statuses": _statuses(), "facts": _facts()}
    for name, (start, end) in MARKS.items():
        before, _, rest = page.partition(start)
        _, _, after = rest.partition(end)
        page = f"{before}{start}{made[name]}{end}{after}"
    return page


def _diagram() -> str:
    """The moves as Mermaid draws them; what may be done almost anywhere is left out."""
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR", "  [*] --> confirmed: review"]
    for step in load_procedure().steps.values():
        if step.after and step.after != BACK and step.kind not in ("merge", "refuse", "refuse-again", "reopen"):
            lines += [f"  {before} --> {step.after}: {step.kind}" for before in step.before]
    return "\n".join([*lines, "```", ""])


def _steps() -> str:
    label = load_vocabulary().label
    rows = ["| step | 步骤 | from | to | needs | may have | art. |", "|---|---|---|---|---|---|---|"]
    for step in load_procedure().steps.values():
        order = [f"after {' or '.join(step.follows)}"] if step.follows else []
        order += [f"not after {' or '.join(step.unless)}"] if step.unless else []
        start = ", ".join([" ".join(step.before) or "any", *order])
        needs = ", ".join(need.replace("|", " or ") for need in step.needs)
        cells = (
            f"`{step.kind}`",
            label("step", step.kind),
            start,
            step.after or "the same",
            needs,
            ", ".join(step.may),
            step.article,
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join([*rows, ""])


def _statuses() -> str:
    vocabulary = load_vocabulary()
    steps = load_procedure().steps.values()
    rows = ["| status | 状态 | reached by | left by |", "|---|---|---|---|"]
    for question, code in vocabulary.labels:
        if question != "status" or not code:
            continue
        reached = [step.kind for step in steps if step.after == code] or [
            "a reading, a review" if code != NO_STEPS else "`laixin split`"
        ]
        left = [step.kind for step in steps if step.after and code in step.before]
        rows.append(
            f"| `{code}` | {vocabulary.label('status', code)} | {', '.join(reached)} | {', '.join(left) or '–'} |"
        )
    return "\n".join([*rows, ""])


def _facts() -> str:
    label = load_vocabulary().label
    rows = ["| fact | 名称 | what it is | answers |", "|---|---|---|---|"]
    for fact in load_procedure().facts.values():
        answers = ", ".join(f"`{code}` {label(fact.key, code)}" for code in fact.answers)
        told = f"{fact.least} to {fact.most}" if fact.type == "number" else answers
        rows.append(f"| `{fact.key}` | {label('fact', fact.key)} | {fact.type} | {told} |")
    return "\n".join([*rows, ""])


if __name__ == "__main__":
    PAGE.write_text(write_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
