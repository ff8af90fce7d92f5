"""Draw messages once under two conditions each, read the pages with this program's engine, and keep both."""

import json
import random
import resource
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from extractors.engines.engine import open_engine
from extractors.engines.second_reader import open_second_reader
from extractors.intake.formats import tell_media_type
from extractors.letters import assemble_letter
from extractors.pages.page_reader import read_page
from extractors.sources.page_sources import count_pages
from extractors.stacks.letter_starts import mark_starts
from records import Letter, Scan, Settings
from sample_docs.fonts import Face
from tests.bench.fresh_pages.conditions import Condition, load_conditions
from tests.bench.noise.sheets import Message, draw_message, save_pages, write_message

NO_LIMIT = 10**9
RECEIVED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""One day for all, so that a later run judges by the same tables."""
Kind = Literal["print", "hand"]
CONDITIONS: dict[Kind, tuple[str, ...]] = {
    "print": (
        "clean", "dpi150", "noise-skew", "seal", "photo", "ruled", "clean-hei", "fax", "jpeg30", "kaiti",
    ),
    "hand": ("hand", "hand-longcang", "hand-mashan"),
}  # fmt: skip
"""Each kind's conditions (fresh_pages/conditions.toml), given to the messages in turn."""


@dataclass(frozen=True)
class NoisyReading:
    """A message as it stands on its pages, and the letter that was read from them."""

    message_id: str
    kind: Kind
    condition: str
    message: Message
    letter: Letter
    pages: int
    cpu: float


def open_condition(name: str, kind: Kind, number: int, faces: dict[str, Face]) -> Condition:
    """The condition under which a kind's message number so and so is drawn."""
    known = load_conditions()
    usable = [known[one] for one in CONDITIONS[kind] if known[one].recipe.face in faces]
    if not usable:
        raise SystemExit(f"no font for {kind} (tests/bench/README.md): {name}")
    return usable[number % len(usable)]


def draw_all(
    folder: Path, messages: Sequence[tuple[str, str, str]], faces: dict[str, Face]
) -> Iterator[tuple[str, Kind, str, Message, Path]]:
    """Id, kind, condition, message and file of every message `(id, subject, detail)` under both kinds.

    What lies in the folder already is not drawn again.
    """
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    for number, (own, subject, detail) in enumerate(messages):
        for kind in CONDITIONS:
            condition = open_condition(own, kind, number, faces)
            name = f"{own[:16]}-{condition.name}"
            message = write_message(subject, detail, faces[condition.recipe.face])
            found = list((folder / "pages").glob(f"{name}.*"))
            if not found:
                pictures = draw_message(message, condition, faces, zlib.crc32(name.encode()))
                found = [save_pages(pictures, folder / "pages" / name, condition.recipe)]
            yield own, kind, condition.name, message, found[0]


def open_reader() -> Callable[[Path], tuple[Letter, int, float]]:
    """A function that reads a file as the reading processes do: the letter, its pages, the CPU seconds."""
    settings = Settings()
    engine = open_engine(settings.engine)
    second = open_second_reader(settings.second_reader, engine)

    def read(path: Path) -> tuple[Letter, int, float]:
        with path.open("rb") as file:
            media_type = tell_media_type(file.read(1024))
        before = _cpu()
        count = count_pages(path, media_type, max_pages=999, max_pixels=NO_LIMIT)
        readings = [
            read_page(path, media_type, number, engine=engine, max_pixels=NO_LIMIT, second=second)
            for number in range(1, count + 1)
        ]
        scan = Scan(sha256="0" * 64, name="", media_type=media_type, size=path.stat().st_size, received_at=RECEIVED)
        return mark_starts(assemble_letter(scan, readings)), count, _cpu() - before

    return read


def read_all(
    folder: Path, messages: Sequence[tuple[str, str, str]], faces: dict[str, Face], *, tell: Callable[[str], None]
) -> Iterator[NoisyReading]:
    """Draw and read every message under both kinds; a reading that is kept is not read again."""
    (folder / "readings").mkdir(parents=True, exist_ok=True)
    reader: list[Callable[[Path], tuple[Letter, int, float]]] = []
    for own, kind, condition, message, path in draw_all(folder, messages, faces):
        kept = folder / "readings" / f"{path.stem}.json"
        if not kept.exists():
            reader = reader or [open_reader()]
            letter, pages, cpu = reader[0](path)
            row = {"pages": pages, "cpu": round(cpu, 3), "letter": letter.model_dump(mode="json")}
            kept.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
            tell(f"{path.stem}: {pages} pages, {cpu:.1f} CPU s")
        row = json.loads(kept.read_text("utf-8"))
        letter = Letter.model_validate(row["letter"])
        yield NoisyReading(own, kind, condition, message, letter, row["pages"], row["cpu"])


def choose_messages(rows: Sequence[tuple[str, str, str]], count: int, seed: int) -> list[tuple[str, str, str]]:
    """The first `count` of the rows in an order by chance: a larger count keeps those of a smaller one."""
    ordered = sorted(rows)
    random.Random(seed).shuffle(ordered)
    return ordered[:count]


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)
