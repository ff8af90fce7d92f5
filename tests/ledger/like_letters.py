"""Letters for the tests of likeness: invented, short, each with the findings that tell its sender."""

from records import Finding, Judgement, Letter, LetterFacts, Likeness, Line, Page, Reading, Scan, Signature, Span, Stamp

STAMP = Stamp(code="0.1.0", vocab="v" * 64, models=("topic-1",), engine="rapidocr 3.9")


def make_letter(scan: Scan, text: str, **found: str) -> Reading:
    """A reading of one line with findings of the fields given."""
    line = Line(page=1, box=(10, 40, 400, 70), text=text, raw=text, confidence=0.9, engine="rapidocr")
    letter = Letter(scan=scan, pages=(Page(number=1, source="image", size=(800, 1100), dpi=300),), lines=(line,))
    findings = tuple(
        Finding.model_validate({"field": field, "value": value, "span": Span(start=0, end=1), "rule": "test"})
        for field, value in found.items()
        if field != "matter_class"
    )
    judged = Judgement(question="matter_class", answer=found.get("matter_class", "appeal"), score=0.9, made_by="rules")
    topic = Judgement(question="topic", answer="环境保护", score=0.9, made_by="topic-1")
    return Reading(letter=letter, findings=findings, judgements=(judged, topic), stamp=STAMP)


def sign_by_words(text: str, *numbers: int) -> Signature:
    """A signature for tests: a key for each character, and the sender's keys."""
    keys = tuple(("phone", 10_000_000 + number) for number in numbers)
    return Signature.model_validate({"shingles": sorted({ord(sign) for sign in text}), "keys": keys, "secret_id": 7})


def compare_by_words(own: LetterFacts, other: LetterFacts) -> Likeness | None:
    """Alike are letters with the same text, or with the same phone."""
    if own.text == other.text:
        return Likeness(kind="same-letter", score=1, same_matter=True)
    if set(own.phones) & set(other.phones):
        return Likeness(kind="same-person", score=1, same_matter=False, keys=("phone",))
    return None
