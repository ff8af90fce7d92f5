# ruff: noqa: INP001 (a script, not a package)
"""Write docs/codes.md anew from vocab/codes.csv: `python scripts/write_codes.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from vocab import load_vocabulary  # noqa: E402 (the project is found by its path first)

PAGE = ROOT / "docs" / "codes.md"
KINDS = {
    "doubt": (
        "疑点 Doubts",
        "The letter goes on, to a person. A doubt stands on the page, the value or the judgement doubted.",
    ),
    "letter-error": (
        "隔离 Letter errors",
        "The file goes to quarantine with its original; the batch goes on. `laixin replay` tries again.",
    ),
    "setup-error": ("设置错误 Set-up errors", "Nothing is touched; the command ends with exit code 3."),
    "refusal": (
        "不予上岗 Refusals",
        "A model is not promoted (exit code 1). Refusals that rest on figures may be overridden with a reason.",
    ),
}


def write_page() -> str:
    """The page: each code with what it says and what to do, in both languages."""
    codes = load_vocabulary().codes.values()
    parts = ["# 代码 Codes\n\nWritten by `scripts/write_codes.py` from `vocab/codes.csv`; a test compares the two.\n"]
    for kind, (heading, said) in KINDS.items():
        rows = [
            f"| `{code.code}` | {code.zh}<br>{code.en} | {code.remedy_zh}<br>{code.remedy_en} |"
            for code in codes
            if code.kind == kind
        ]
        parts.append("\n".join([f"## {heading}\n\n{said}\n", "| code | 说明 | 怎么办 |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
