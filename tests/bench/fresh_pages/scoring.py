"""Compare what was read with what stands on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from tests.bench.fresh_pages.conditions import Condition
from tests.bench.fresh_pages.pages import FreshPage
from tests.bench.fresh_pages.ways import ReadText
from tests.measuring import plain

FIELDS = ("phone", "id_no", "date", "name", "amount", "address")
MUCH_MISSING = 0.02
"""More missing characters than this share, and a page needs a doubt."""


@dataclass(frozen=True)
class PageScore:
    """One page read one way.

    `error_rate` is the Levenshtein distance over the length, `missing` the share of characters on the page that the
    alignment leaves without a counterpart; both NFKC, without white space. `found` and `asked` count, by field, the
    values of the page whose characters stand exactly so in what was read.
    """

    page: str
    condition: Condition
    error_rate: float
    missing: float
    found: Mapping[str, int]
    asked: Mapping[str, int]
    doubts: tuple[str, ...]
    rotation_right: bool | None

    @property
    def lost_in_silence(self) -> bool:
        """Whether much of the page is missing and nothing says so."""
        return self.missing > MUCH_MISSING and not self.doubts


@dataclass(frozen=True)
class ConditionScore:
    """All pages of a condition read one way, and the CPU seconds they took together."""

    condition: Condition
    way: str
    pages: tuple[PageScore, ...]
    cpu: float

    @property
    def error_rate(self) -> float:
        """The mean over pages."""
        return sum(page.error_rate for page in self.pages) / len(self.pages)


def score_page(page: FreshPage, read: ReadText) -> PageScore:
    """Compare a page with what a way read on it."""
    truth, text = plain(page.text), plain(read.text)
    edits = Levenshtein.editops(truth, text)
    found, asked = {}, {}
    for name in FIELDS:
        values = page.fields.get(name, ())
        asked[name] = len(values)
        found[name] = sum(plain(value) in text for value in values)
    return PageScore(
        page.name,
        page.condition,
        len(edits) / len(truth),
        sum(edit.tag == "delete" for edit in edits) / len(truth),
        found,
        asked,
        read.doubts,
        None if read.rotation is None else read.rotation == page.rotation,
    )


def share_found(scores: Sequence[PageScore], field: str | None = None) -> float | None:
    """The share of the values asked for that were found, of one field or of all; None when none was asked for."""
    names = FIELDS if field is None else (field,)
    asked = sum(score.asked[name] for score in scores for name in names)
    return sum(score.found[name] for score in scores for name in names) / asked if asked else None
