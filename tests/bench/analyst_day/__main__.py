"""Do the day and draw its pictures: `.venv/bin/python -m tests.bench.analyst_day [--to docs/pictures]`.

Everything goes through the command line, in a home folder of its own: import 500 labels with seven bad rows, train,
read the report, promote, see a refusal, roll back. It takes about ten minutes of one core.
"""

import argparse
import tempfile
from pathlib import Path

from tests.bench.analyst_day.letters import WINTER, confuse, draw_rows, slip, write_table
from tests.bench.analyst_day.pictures import photograph, run_and_draw

LABELS = 501
"""One of them is contradicted by a slip."""
OLDER = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=Path("docs/pictures"))
    parser.add_argument("--keep", type=Path, help="keep the home folder here")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    home = options.keep or Path(tempfile.mkdtemp(prefix="laixin-day-"))
    home.mkdir(parents=True, exist_ok=True)
    to = options.to.resolve()

    def do(*command: str, picture: str | None = None, most: int = 60) -> str:
        return run_and_draw(list(command), to / f"analyst-{picture}.svg" if picture else None, home=home, most=most)

    write_table(home / "标注.xlsx", slip(draw_rows(2026, LABELS)))
    do(
        "labels",
        "import",
        "标注.xlsx",
        "--task",
        "unit",
        "--by",
        "王晓梅",
        "--bad-to",
        "问题行.csv",
        picture="1-import",
    )
    do("labels", "list", picture="2-list")
    do("train", "--task", "unit", picture="3-train")
    photograph(home / "reports" / "own-unit-1" / "report.html", to / "analyst-report.png")
    do("models", picture="4-models")
    do("promote", "own-unit-1", "--by", "王晓梅", "--note", "三月至七月的标注", picture="5-promote")
    write_table(home / "去年冬天.xlsx", confuse(draw_rows(2027, OLDER, first=WINTER), 7))
    do("labels", "import", "去年冬天.xlsx", "--task", "unit", "--by", "周新")
    do("train", "--task", "unit")
    do("promote", "own-unit-2", "--by", "王晓梅", picture="6-refusal")
    do("rollback", "--task", "unit", "--by", "王晓梅", "--note", "先退回，核对后再上", picture="7-rollback")
    do("models", picture="8-models")
    print(f"home: {home}")


if __name__ == "__main__":
    main()
