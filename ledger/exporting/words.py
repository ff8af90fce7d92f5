"""What people read for the codes of a ledger, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vocab import Lang, Vocabulary

Cell = str | int | float | date | None
HEADINGS = "column"
"""The question of `labels.csv` that names columns where an office's book has another name than the field's own."""


@dataclass(frozen=True)
class Words:
    """What people read for a code, in one language."""

    vocabulary: Vocabulary
    lang: Lang

    def heading(self, key: str) -> str:
        """The name of a column."""
        question = (HEADINGS, key) if (HEADINGS, key) in self.vocabulary.labels else (key, "")
        return self.vocabulary.label(*question, self.lang)

    def name(self, question: str, code: str | None) -> str | None:
        """The name of an answer; nothing when there is none."""
        return self.vocabulary.label(question, code, self.lang) if code else None

    def listed(self, values: Iterable[str], *, parted: bool = False) -> str:
        """Several values in one cell; sentences are parted more strongly than words."""
        zh, en = ("；", "; ") if parted else ("、", ", ")
        return (zh if self.lang == "zh" else en).join(values)

    def names(self, question: str, codes: Iterable[str]) -> str:
        """The names of several answers in one cell."""
        return self.listed(self.vocabulary.label(question, code, self.lang) for code in codes)

    def division(self, code: str | None) -> str | None:
        """The name of a division, that of its county before it; the code in English and where no table has it."""
        division = self.vocabulary.division_by_code.get(code) if code else None
        if division is None or self.lang != "zh":
            return code
        county = self.vocabulary.county_of(division)
        return division.name if county is None or county == division else f"{county.name}{division.name}"

    def truth(self, value: bool) -> str:  # noqa: FBT001 - it is the value to be named
        """Yes or no."""
        return self.vocabulary.label("boolean", "true" if value else "false", self.lang)

    def doubts(self, codes: Iterable[str]) -> str:
        """The sentence of each doubt; the bare code when the vocabulary has none."""
        known = self.vocabulary.codes
        return " ".join(getattr(known[code], self.lang) if code in known else code for code in codes)

    def text(self, key: str, **facts: object) -> str:
        """A sentence of an export, with its facts."""
        return self.vocabulary.label("export", key, self.lang).format(**facts)
