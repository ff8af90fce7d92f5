"""The columns of the flat ledger, as an office knows it from its own books.

Numbers of persons are masked, in their columns and inside free text: a table travels further than the ledger.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ledger.clock import office_date
from records import CaseRecord
from vocab import Lang, Vocabulary

Cell = str | int | float | date | None

_PERSONAL_NUMBER = re.compile(
    # ID card, bank account, either misread by a figure; ID card, mobile, landline in groups, as people write them
    r"(?<![0-9])(?:[0-9]{14,19}[0-9Xx]|[0-9]{6} [0-9]{8} ?[0-9]{3}[0-9Xx]|[0-9]{6} [0-9]{6} ?[0-9]{3}"
    r"|1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}|0[0-9]{2,3}[ -]?[0-9]{7,8})(?![0-9])"
)
_LEFT_OPEN = 3, 4  # characters at the head and at the tail


@dataclass(frozen=True)
class Words:
    """What people read for a code, in one language."""

    vocabulary: Vocabulary
    lang: Lang

    def heading(self, key: str) -> str:
        """The name of a column."""
        return self.vocabulary.label(key, "", self.lang)

    def name(self, question: str, code: str | None) -> str | None:
        """The name of an answer; nothing when there is none."""
        return self.vocabulary.label(question, code, self.lang) if code else None

    def names(self, question: str, codes: Iterable[str]) -> str:
        """The names of several answers in one cell."""
        return "、".join(self.vocabulary.label(question, code, self.lang) for code in codes)

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


@dataclass(frozen=True)
class Column:
    """A column: the key of its heading in `vocab/labels.csv`, and how its cell comes from a record."""

    key: str
    cell: Callable[[CaseRecord, Words], Cell]


def mask(number: str) -> str:
    """A person's number with all but its head and tail hidden; a short one is hidden whole."""
    head, tail = _LEFT_OPEN
    hidden = len(number) - head - tail
    return number[:head] + "*" * hidden + number[-tail:] if hidden > 0 else "*" * len(number)


def mask_numbers(text: str | None) -> str | None:
    """A text with the ID and telephone numbers in it masked."""
    return _PERSONAL_NUMBER.sub(lambda match: mask(match.group()), text) if text else None


def _list(values: Iterable[str], *, between: str = "、") -> str | None:
    return between.join(values) or None


def _due(record: CaseRecord, name: str) -> date | None:
    return next((deadline.due for deadline in record.deadlines if deadline.name == name), None)


def _petitioners(record: CaseRecord) -> int | None:
    """How many signed; where nobody counted, how many are named; none when no name is known."""
    return record.values.signatory_count or len(record.values.names) or None


def _matters(record: CaseRecord) -> int:
    """How many matters the letter raises; those that a person rejected do not count."""
    return sum(matter.state != "rejected" for matter in record.matters) or 1


def _confidence(record: CaseRecord) -> float | None:
    """The lowest score among the questions that the machine answered."""
    scores = [judgement.score for judgement in record.judgements if judgement.answer is not None]
    return round(min(scores), 3) if scores else None


COLUMNS = (
    Column("case_no", lambda record, _: record.case_no),
    Column("received_at", lambda record, _: office_date(record.received_at)),
    Column("letter_date", lambda record, _: record.values.letter_date),
    Column("postmark_date", lambda record, _: record.values.postmark_date),
    Column("registered_at", lambda record, _: office_date(record.registered_at)),
    Column("channel_in", lambda record, words: words.name("channel_in", record.channel_in)),
    Column("addressee", lambda record, _: mask_numbers(record.values.addressee)),
    Column("names", lambda record, _: _list(record.values.names)),
    Column("anonymous", lambda record, words: words.truth(record.values.anonymous)),
    Column("petitioner_count", lambda record, _: _petitioners(record)),
    Column("concerned_count", lambda record, _: record.values.concerned_count),
    Column("sex", lambda record, words: words.name("sex", record.values.sex)),
    Column("age", lambda record, _: record.values.age),
    Column("employer", lambda record, _: mask_numbers(record.values.employer)),
    Column("id_nos", lambda record, _: _list(map(mask, record.values.id_nos))),
    Column("phones", lambda record, _: _list(map(mask, record.values.phones))),
    Column("address", lambda record, _: mask_numbers(record.values.address)),
    Column("place", lambda record, _: mask_numbers(record.values.place)),
    Column("place_code", lambda record, _: record.values.place_code),
    Column("territory", lambda record, words: words.division(record.values.territory)),
    Column("title", lambda record, _: mask_numbers(record.values.title)),
    Column("summary", lambda record, _: mask_numbers(record.values.summary)),
    Column("demands", lambda record, _: mask_numbers(_list(record.values.demands, between="；"))),
    Column("accused", lambda record, _: mask_numbers(_list(record.values.accused))),
    Column("accused_posts", lambda record, _: mask_numbers(_list(record.values.accused_posts))),
    Column("accused_units", lambda record, words: words.names("unit", record.values.accused_units) or None),
    Column("dates", lambda record, _: _list(record.values.dates)),
    Column("amounts", lambda record, _: _list(record.values.amounts)),
    Column("areas", lambda record, _: _list(record.values.areas)),
    Column("paper_nos", lambda record, _: mask_numbers(_list(record.values.paper_nos))),
    Column("earlier_steps", lambda record, words: words.names("earlier_steps", record.values.earlier_steps) or None),
    Column("matter_count", lambda record, _: _matters(record)),
    Column("petition", lambda record, words: words.name("petition", record.values.petition)),
    Column("matter_class", lambda record, words: words.name("matter_class", record.values.matter_class)),
    Column("purpose", lambda record, words: words.name("purpose", record.values.purpose)),
    Column("topic", lambda record, words: words.name("topic", record.values.topic)),
    Column("topic2", lambda record, words: words.name("topic2", record.values.topic2)),
    Column("topic3", lambda record, words: words.name("topic3", record.values.topic3)),
    Column("urgency", lambda record, words: words.name("urgency", record.values.urgency)),
    Column("channel", lambda record, words: words.name("channel", record.values.channel)),
    Column("legal_way", lambda record, words: words.name("legal_way", record.values.legal_way)),
    Column("level", lambda record, words: words.name("level", record.values.level)),
    Column("restricted", lambda record, words: words.truth(record.restricted)),
    Column("unit", lambda record, words: words.name("unit", record.values.unit)),
    Column("co_units", lambda record, words: words.names("unit", record.values.co_units) or None),
    Column("forward_due", lambda record, _: _due(record, "forward")),
    Column("page_count", lambda record, _: record.page_count),
    Column("letter_barcode", lambda record, _: record.values.letter_barcode),
    Column("repeat", lambda record, words: words.name("repeat", record.values.repeat)),
    Column("links", lambda record, _: _list(link.case_no for link in record.links)),
    Column("cluster_size", lambda record, _: record.cluster_size),
    Column("copies", lambda record, _: record.copies),
    Column("confidence", lambda record, _: _confidence(record)),
    Column("doubts", lambda record, words: words.doubts(record.doubts) or None),
    Column("status", lambda record, words: words.name("status", record.status)),
    Column("reviewed_by", lambda record, _: record.reviews[-1].by if record.reviews else None),
    Column("reviewed_at", lambda record, _: office_date(record.reviews[-1].at) if record.reviews else None),
    Column("scan_sha256", lambda record, _: record.scan_sha256),
)
"""From left to right, the order of an office's paper ledger."""
