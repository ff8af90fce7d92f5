"""The words of a bulletin in one language: its sentences, and the names of topics, units, places and deadlines."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ledger.bulletin.document import Lang
from records import BulletinPeriod, FigureCell
from vocab import Vocabulary

MARK = "＊"
"""What stands in place of a number that is kept back."""
_DIGITS = "〇一二三四五六七八九"
_EMPTY = {
    "topic": "no-topic", "topic2": "no-topic2", "unit": "no-unit", "county": "no-place", "township": "no-township",
    "purpose": "no-purpose", "repeat": "no-repeat", "clock_unit": "office", "overdue_unit": "office",
}  # fmt: skip
_OF_UNITS = ("unit", "clock_unit", "overdue_unit")


@dataclass(frozen=True)
class Words:
    """Sentences of `vocab/bulletin.toml` and names of the office's tables."""

    vocabulary: Vocabulary
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        """A sentence with its places filled."""
        table, _, name = key.partition(".")
        return str(_texts()[table][name][self.lang]).format(**values)

    def name(self, question: str, code: str) -> str:
        """What people read for an answer."""
        if not code and question in _EMPTY:
            return self.say(f"name.{_EMPTY[question]}")
        if question in ("joint", "clock_state"):
            return self.say(f"name.{code}" if question == "joint" else f"table.{code}")
        if question in ("county", "township"):
            return self.place(code)
        return self.vocabulary.label("unit" if question in _OF_UNITS else question, code, self.lang)

    def question(self, question: str) -> str:
        """What people read for a question."""
        return self.say("name.signing") if question == "joint" else self.vocabulary.label(question, "", self.lang)

    def place(self, code: str) -> str:
        """The name of a division; the city itself is told as such."""
        division = self.vocabulary.division_by_code.get(code)
        if division is None:
            return code or self.say("name.no-place")
        return self.say("name.city") if division.level == "city" else division.name

    def cell(self, question: str, cell: FigureCell) -> str:
        """An answer and its letters, with the share where there is one."""
        key = "cell.plain" if cell.share is None else "cell.share"
        return self.say(key, name=self.name(question, cell.code), letters=cell.letters, share=cell.share)

    def join(self, parts: Iterable[str], *, mark: str = "") -> str:
        """Parts of a sentence in a row."""
        return (mark or ("、" if self.lang == "zh" else ", ")).join(parts)

    def day(self, day: date, *, year: bool = True) -> str:
        """A day as an office writes it."""
        if self.lang == "en":
            return day.isoformat()
        told = f"{day.month}月{day.day}日"
        return f"{day.year}年{told}" if year else told

    def period(self, period: BulletinPeriod) -> str:
        """The period with its days."""
        year, week, _ = period.first.isocalendar()
        if period.kind != "week":
            year = period.first.year
        same_year = period.first.year == period.last.year == year
        return self.say(
            f"period.{period.kind}",
            year=year,
            week=week,
            month=f"{period.first.month:02}" if self.lang == "en" else period.first.month,
            first=self.day(period.first, year=not (same_year and period.kind in ("week", "month"))),
            last=self.day(period.last, year=not same_year),
        )

    def heading(self, number: int, key: str) -> str:
        """A numbered heading."""
        counted = f"{_chinese(number)}、" if self.lang == "zh" else f"{number}. "
        return counted + self.say(f"heading.{key}")

    def number(self, letters: int | None) -> str:
        """A number in a table, or the mark."""
        return MARK if letters is None else str(letters)


def _chinese(number: int) -> str:
    """A number from 1 to 19 in Chinese."""
    return _DIGITS[number] if number < 10 else "十" + (_DIGITS[number - 10] if number > 10 else "")


@cache
def _texts() -> dict[str, Any]:
    with files("vocab").joinpath("bulletin.toml").open("rb") as stream:
        return tomllib.load(stream)
