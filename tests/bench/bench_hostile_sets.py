"""Labelled sets as no office should have them, through `laixin train` and `classify`: each must end well or be refused.

Usage: .venv/bin/python tests/bench/bench_hostile_sets.py [NAME …]
A set ends well when the model answers every text with one of the set's labels; it is refused well when the command
ends with an exit code of its own and a sentence, and leaves no model behind. Anything else is told as a fault, and the
exit code is 1.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, "1"))

PROJECT = Path(__file__).resolve().parents[2]
LAIXIN = (sys.executable, "-c", "from cli.main import app; app()")
WORDS = ("路灯", "电梯", "噪声", "工资", "学费", "挂号", "公交", "垃圾", "物业", "社保", "补课", "油烟", "停车", "拖欠")
ENGLISH = ("lamp", "lift", "noise", "wage", "school", "clinic", "bus", "waste", "estate", "pension", "lesson", "smoke")
TIMEOUT_S = 900
Row = tuple[str, str]


def tell_texts(label: int, count: int, *, words: tuple[str, ...] = WORDS, joint: str = "，") -> Iterator[str]:
    """Texts that a label can be told by: one word is its own, the others are drawn by chance."""
    chance = random.Random(label)
    for number in range(count):
        others = chance.choices(words, k=6)
        yield joint.join([f"{words[label % len(words)]}{chr(0x4E00 + label)}", *others, str(number)])


def _labelled(labels: tuple[str, ...], counts: tuple[int, ...], **how: object) -> list[Row]:
    return [
        (text, label)
        for place, (label, count) in enumerate(zip(labels, counts, strict=True))
        for text in tell_texts(place, count, **how)  # type: ignore[arg-type]
    ]


def _equal_texts() -> list[Row]:
    return [("路灯坏了，请派人来修。", "甲" if number % 2 else "乙") for number in range(60)]


def _one_character() -> list[Row]:
    return [(chr(0x4E00 + number), "甲" if number % 2 else "乙") for number in range(200)]


def _long_texts() -> list[Row]:
    return [("".join(tell_texts(number % 2, 6000))[:200_000], "甲" if number % 2 else "乙") for number in range(24)]


SETS: dict[str, Callable[[], list[Row]]] = {
    "english": lambda: _labelled(("roads", "health"), (60, 60), words=ENGLISH, joint=" "),
    "odd-labels": lambda: _labelled(("a/b", "../../etc", "😀 开心", "", "x" * 300, "换\n行"), (30,) * 6),
    "readable-odd-labels": lambda: _labelled(("a/b", "../../etc", "😀 开心", "x" * 300, "换\n行", "=1+1"), (30,) * 6),
    "unequal": lambda: _labelled(("多", "少"), (3000, 5)),
    "too-few": lambda: _labelled(("多", "少"), (300, 2)),
    "one-label": lambda: _labelled(("一",), (200,)),
    "300-labels": lambda: _labelled(tuple(f"类{n}" for n in range(300)), (8,) * 300),
    "equal-texts": _equal_texts,
    "one-character": _one_character,
    "marks-alone": lambda: [("。！" * (number % 9 + 1), "甲" if number % 2 else "乙") for number in range(60)],
    "200000-characters": _long_texts,
    "control-characters": lambda: [
        (f"\x00\x1b[2J{text}\u202e", label) for text, label in _labelled(("甲", "乙"), (40, 40))
    ],
}


def try_set(rows: list[Row], work: Path) -> str:
    """What came of a set; it begins with FAULT where it ended badly."""
    data, asked, model = work / "data.jsonl", work / "asked.jsonl", work / "model"
    data.write_text("".join(_line(n, text, label=label) for n, (text, label) in enumerate(rows)), "utf-8")
    asked.write_text("".join(_line(n, text) for n, (text, _) in enumerate(rows[:50])), "utf-8")
    code, _, told = _laixin("train", "--task", "topic", "--data", data, "--out", model)
    if code:
        if "Traceback" in told or code < 0 or not told.strip():
            return f"FAULT: train ended with {code}: {told.strip()[-300:]}"
        left = ", but a model is left" if model.exists() else ""
        return f"{'FAULT: ' * bool(left)}refused with {code}{left}: {told.strip().splitlines()[-1][:120]}"
    code, said, told = _laixin("classify", "--task", "topic", "--model", model, "--data", asked)
    answers = [json.loads(line)["label"] for line in said.splitlines()] if not code else []
    if code or len(answers) != min(50, len(rows)) or not set(answers) <= {label.strip() for _, label in rows}:
        return f"FAULT: classify ended with {code}, {len(answers)} answers: {told.strip()[-300:]}"
    right = sum(said == label.strip() for said, (_, label) in zip(answers, rows, strict=False))
    return f"learned; {right} of {len(answers)} of its own letters right"


def _line(number: int, text: str, **more: str) -> str:
    return json.dumps({"id": str(number), "title": "", "text": text, **more}, ensure_ascii=False) + "\n"


def _laixin(*words: object) -> tuple[int, str, str]:
    env = {**os.environ, "LAIXIN_LANG": "en"}
    try:
        done = subprocess.run(
            (*LAIXIN, *map(str, words)),
            check=False,
            cwd=PROJECT,
            env=env,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        return -1, "", f"not done after {TIMEOUT_S} s"
    return done.returncode, done.stdout, done.stderr


def main() -> int:
    """Try the sets named, or all."""
    faults = 0
    for name in sys.argv[1:] or SETS:
        began, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with tempfile.TemporaryDirectory(prefix="laixin-hostile-") as work:
            told = try_set(SETS[name](), Path(work))
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        faults += told.startswith("FAULT")
        spent = (
            f"{usage.ru_utime - before:.0f} CPU s, {time.time() - began:.0f} s, {usage.ru_maxrss // 1024} MB at most"
        )
        print(f"{name:20} {told} ({spent})", flush=True)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
