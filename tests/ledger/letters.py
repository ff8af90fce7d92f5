"""Letters made up for the ledger's tests. Every person and number in them is invented."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from records import (
    Candidate,
    Cue,
    Finding,
    Judgement,
    Letter,
    Line,
    Page,
    Reading,
    Scan,
    SourceId,
    Span,
    Stamp,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=2)
STAMP = Stamp(code="0.1.0", vocab="v" * 64, models=("topic-1",), engine="rapidocr 3.9")
LINES = ("尊敬的市信访局领导：", "请求查清厂房排污一事。", "电话13800001234", "林小川", "2026年11月1日")


def make_scan(content: str = "one", *, received_at: datetime = NOON, name: str = "信 001.jpg") -> Scan:
    """A scan whose bytes are the content."""
    return Scan(
        sha256=sha256(content.encode()).hexdigest(),
        name=name,
        media_type="image/jpeg",
        size=len(content.encode()),
        batch="2026-11-23",
        received_at=received_at,
    )


def make_source(number: int = 1) -> SourceId:
    """The identity of a file of the inbox."""
    return SourceId(
        path_hash=sha256(f"inbox/{number}.jpg".encode()).hexdigest(),
        device=2**64 - 1,
        inode=2**64 - number,
        mtime_ns=1_795_000_000_000_000_000 + number,
    )


def make_reading(
    scan: Scan,
    *,
    stamp: Stamp = STAMP,
    doubt: str | None = None,
    second: str | None = None,
    matter_class: str | None = "appeal",
    channel: str | None = "administrative",
    best: str = "appeal",
) -> Reading:
    """A reading of one page with a petitioner, a telephone number, a demand and a date."""
    lines = tuple(
        Line(page=1, box=(10, 40.0 * n, 400, 40.0 * n + 30), text=text, raw=text, confidence=0.9, engine="rapidocr")
        for n, text in enumerate(LINES)
    )
    letter = Letter(scan=scan, pages=(Page(number=1, source="image", size=(800, 1100), dpi=300),), lines=lines)

    def where(words: str) -> Span:
        at = letter.text.index(words)
        return Span(start=at, end=at + len(words))

    findings = (
        Finding(field="addressee", value="市信访局领导", span=where("市信访局领导"), rule="addressee.salutation"),
        Finding(field="demand", value="查清厂房排污一事", span=where("查清厂房排污一事"), rule="demand.asking"),
        Finding(
            field="phone",
            value="13800001234",
            span=where("13800001234"),
            rule="phone.mobile",
            doubt=doubt,
            second=second,
        ),
        Finding(field="name", value="林小川", span=where("林小川"), rule="name.signature", confidence=0.8),
        Finding(field="letter_date", value="2026-11-01", span=where("2026年11月1日"), rule="date.ymd"),
        Finding(field="summary", value="请求查清厂房排污一事。", span=where("请求查清厂房排污一事。"), rule="summary"),
    )
    judgements = (
        Judgement(
            question="topic", answer="环境保护", score=0.93, cues=(Cue(text="排污", weight=1.5, span=where("排污")),),
            made_by="topic-1",
        ),
        Judgement(
            question="matter_class", answer=matter_class, score=0.7, runners_up=(Candidate(answer=best, score=0.7),),
            made_by="rules", doubt=None if matter_class else "matter-class.unsure",
        ),
        Judgement(question="channel", answer=channel, score=0.9, made_by="rules"),
        Judgement(question="unit", answer="HBJ", score=0.88, made_by="table"),
    )  # fmt: skip
    return Reading(letter=letter, findings=findings, judgements=judgements, stamp=stamp)
