"""The words of a report in one language, from `templates/texts.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from classifiers.reporting.intervals import Measured
from vocab import Lang

TEMPLATES = Path(__file__).with_name("templates")
LEAST_P = 0.001


@cache
def load_texts() -> Mapping[str, Mapping[Lang, str]]:
    """Every text by its key."""
    texts: dict[str, Mapping[Lang, str]] = tomllib.loads((TEMPLATES / "texts.toml").read_text(encoding="utf-8"))
    return texts


class Wording:
    """Texts and numbers as people of one language read them."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def say(self, key: str, /, **values: object) -> str:
        """The text of a key with its places filled; measured values get their intervals, lists their commas."""
        template = load_texts()[key][self.lang]
        return template.format(**{name: self._tell(name, value) for name, value in values.items()})

    def percent(self, value: float | None, digits: int = 1) -> str:
        """A share as a percentage; a dash for none."""
        return "–" if value is None else f"{100 * value:.{digits}f}%"

    def span(self, found: Measured, digits: int = 0) -> str:
        """An interval as percentages."""
        return "–" if found.value is None else f"{100 * found.low:.{digits}f}–{100 * found.high:.{digits}f}%"

    def with_span(self, found: Measured) -> str:
        """A share with its interval."""
        if found.value is None:
            return "–"
        left, right = ("（", "）") if self.lang == "zh" else (" (", ")")
        return f"{self.percent(found.value)}{left}{self.span(found, 1)}{right}"

    def points(self, value: float | None) -> str:
        """A difference in percentage points, with its sign."""
        return "–" if value is None else f"{100 * value:+.1f}".replace("-", "−")

    def chance(self, p_value: float) -> str:
        """A p value."""
        return f"p < {LEAST_P}" if p_value < LEAST_P else f"p = {p_value:.3f}"

    def _tell(self, name: str, value: object) -> object:
        if isinstance(value, Measured):
            return self.with_span(value)
        if name == "p" and isinstance(value, float):
            return self.chance(value)
        if name in ("threshold", "stability") and isinstance(value, float):
            return f"{value:.3f}"
        if isinstance(value, float):
            return self.percent(value)
        if isinstance(value, list):
            return load_texts()["comma"][self.lang].join(map(str, value))
        return value
