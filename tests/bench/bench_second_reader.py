"""What the second reader finds, where it doubts in vain, and what it costs.

Usage: .venv/bin/python tests/bench/bench_second_reader.py [--alone] [FOLDER ...]
A FOLDER holds scans with NAME.expected.toml beside them (default sample_docs), or truth.json and pages/. A true value
is looked for where the page has it; it is wrong when another value was read there, and doubted when the second reading
differs there. With --alone only the first engine reads again, as without Tesseract.
"""

import json
import resource
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from extractors.engines.engine import open_engine
from extractors.engines.second_reader import SecondReader, open_second_reader, same_value
from extractors.intake.formats import tell_media_type
from extractors.pages import page_reader
from records import Line
from tests.measuring import plain

NO_LIMIT = 10**9
WORDS = ("name", "capital")
FIELDS = ("phone", "id_no", "letter_date", "date", "amount", "case", *WORDS)
"""The fields asked for; their values are looked for in the text as the letter writes them."""

Values = list[tuple[str, str]]


def load(folder: Path) -> Iterator[tuple[str, Path, int, str, Values]]:
    """Kind (print or hand), file, page number, true text and the values on it, of every page of a folder."""
    if (folder / "truth.json").exists():
        for entry in json.loads((folder / "truth.json").read_text("utf-8")):
            kind = "hand" if "hand" in entry["id"] else "print"
            values = [(field, value) for field, found in entry["fields"].items() for value in found]
            yield kind, folder / "pages" / entry["file"], 1, entry["gt"], values
        return
    for expected in sorted(folder.glob("*.expected.toml")):
        wanted = tomllib.loads(expected.read_text("utf-8"))
        values = [
            (field, form) for field, found in wanted["fields"].items() for value in found for form in forms(value)
        ]
        for number, page in enumerate(wanted["pages"], start=1):
            if page["source"] == "image":
                yield wanted["kind"], folder / wanted["file"], number, page["text"], values


def forms(value: str) -> list[str]:
    """The forms in which a letter may write a value: 2026-01-12 is 2026年1月12日 there."""
    parts = value.split("-")
    if len(parts) >= 2 and len(parts[0]) == 4 and parts[0].startswith(("19", "20")):
        year, *rest = (str(int(part)) for part in parts)
        return [f"{year}年{rest[0]}月" + (f"{rest[1]}日" if len(rest) > 1 else "")]
    return [value]


def judge(lines: tuple[Line, ...], truth: str, values: Values) -> Iterator[tuple[str, bool, bool, bool]]:
    """For every value on the page: its field, whether it was read rightly, asked about, doubted."""
    true, read = plain(truth), ""
    where: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        for at, sign in enumerate(line.text):
            folded = plain(sign)
            read += folded
            where += [(number, at)] * len(folded)
    steps = SequenceMatcher(None, true, read, autojunk=False).get_opcodes()
    for field, value in values:
        start = true.find(plain(value))
        if start < 0 or field not in FIELDS:
            continue
        low, high = follow(steps, start), follow(steps, start + len(plain(value)))
        kind = "words" if field in WORDS else "figures"
        right = plain(value) == read[low:high] or same_value(kind, value, read[low:high])
        touched: dict[int, list[int]] = defaultdict(list)
        for number, at in where[low:high]:
            touched[number].append(at)
        asked = any(lines[number].second is not None for number in touched)
        doubted = any(differs(lines[number], min(at), max(at) + 1) for number, at in touched.items())
        yield field, right, asked, doubted


def follow(steps: list[tuple[str, int, int, int, int]], at: int) -> int:
    """Where a place of the true text is in what was read."""
    for _, low, high, to_low, to_high in steps:
        if low <= at < high:
            return min(to_low + at - low, to_high)
    return steps[-1][4]


def differs(line: Line, low: int, high: int) -> bool:
    """Whether the second reading differs between two places of a line."""
    steps = SequenceMatcher(None, line.text, line.text if line.second is None else line.second, autojunk=False)
    return any(tag != "equal" and start <= high and end >= low for tag, start, end, _, _ in steps.get_opcodes())


def cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def main() -> None:
    folders = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    engine = open_engine("rapidocr")
    second = SecondReader() if "--alone" in sys.argv else open_second_reader("auto", engine)
    assert second is not None
    spent = 0.0
    read_again = page_reader.read_again

    def timed(*args: object, **options: object) -> object:
        nonlocal spent
        before = cpu()
        try:
            return read_again(*args, **options)  # type: ignore[arg-type]
        finally:
            spent += cpu() - before

    page_reader.read_again = timed  # type: ignore[assignment]
    told: Counter[tuple[str, bool, str]] = Counter()
    pages, whole = 0, cpu()
    for folder in folders or [PROJECT / "sample_docs"]:
        for kind, path, number, truth, values in load(folder):
            media_type = tell_media_type(path.read_bytes()[:1024])
            reading = page_reader.read_page(path, media_type, number, engine=engine, max_pixels=NO_LIMIT, second=second)
            lines = reading.ordered.lines
            pages += 1
            for field, right, asked, doubted in judge(lines, truth, values):
                told.update({(kind, right, "all"): 1, (kind, right, "asked"): asked, (kind, right, "doubted"): doubted})
                if doubted or not right:
                    print(f"{kind} {field}: {'right' if right else 'wrong'}, doubted {doubted}", file=sys.stderr)
    whole = cpu() - whole
    print("| pages | values | wrong | of them doubted | right | of them asked about | of them doubted |")
    print("|---|---|---|---|---|---|---|")
    for kind in ("print", "hand"):
        wrong, right = (
            [told[kind, is_right, what] for what in ("all", "asked", "doubted")] for is_right in (False, True)
        )
        share = 100 * right[2] / max(1, right[0])
        print(
            f"| {kind} | {wrong[0] + right[0]} | {wrong[0]} | {wrong[2]} "
            f"| {right[0]} | {right[1]} | {right[2]} ({share:.1f} %) |"
        )
    print(
        f"\n{pages} pages: second reading {spent / pages:.3f} CPU s a page, "
        f"{100 * spent / (whole - spent):.0f} % of the rest ({(whole - spent) / pages:.2f})"
    )


if __name__ == "__main__":
    main()
